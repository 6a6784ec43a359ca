"""Template tags of `home`."""
