"""Một Cửa: settings, URL map and walls of the site that the four apps make up."""
