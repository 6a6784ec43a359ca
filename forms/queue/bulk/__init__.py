"""Bulk acts in the CMS: the bar below the list, the page that asks, the run and its result."""
