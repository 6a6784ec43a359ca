"""A case comes in: whether its form takes one now, what it claims for itself, and the sending."""
