"""The lists of cases: what each holds, how it is narrowed, sorted, counted and paged."""
