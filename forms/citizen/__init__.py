"""What the public sees: fill in, check, receipt, follow. No account: a sealed cookie is the proof."""
