"""The engines behind search, each as a `SearchBackend` for WAGTAILSEARCH_BACKENDS."""
