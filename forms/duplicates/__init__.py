"""Cases that may be one filed twice: found by what their kind declares, told apart by officers."""
