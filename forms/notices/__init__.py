"""Telling citizens: the words of a letter, the way it goes, and what comes back."""
