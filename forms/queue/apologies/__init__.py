"""Apologies that wait for a leader's signature: the list, and the page on which one is settled."""
