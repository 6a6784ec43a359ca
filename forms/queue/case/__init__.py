"""One case before a member of staff: what its page shows, and what is done from it."""
