"""A case moves: the one transition, the records it waits for, and the wall in the database."""
