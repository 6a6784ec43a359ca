"""Private files: judged as they arrive, scanned, with two doors out, swept up after."""
