"""Dates and numbers as people of each language write them (Django knows too little of vi, km; nothing of lo)."""
