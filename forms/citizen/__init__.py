"""What the public sees: fill in, check, receipt, follow. A sealed cookie is the proof."""
