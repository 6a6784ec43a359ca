"""One index of everything public (`Entry`), one query path (`query.search`), any engine."""
