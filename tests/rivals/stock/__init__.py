"""A site as `wagtail start` makes it, with one page of `wagtail.contrib.forms`."""
