"""Dates and numbers as people write them; of vi and km Django knows too little, of lo nothing."""
