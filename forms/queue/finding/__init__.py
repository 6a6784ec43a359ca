"""The search box over cases: words, codes, numbers, and operators that narrow."""

from forms.queue.finding.reading import Asked, matching, read

__all__ = ["Asked", "matching", "read"]
