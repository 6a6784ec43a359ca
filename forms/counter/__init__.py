"""At the counter: a clerk takes in a paper case, or answers to a supplement, for a citizen."""
