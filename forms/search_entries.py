"""Form pages in the public search; cases never are."""
