"""Who works what: cases are given to officers by hand, by themselves or by rules."""

from forms.assigning.giving import assign

__all__ = ["assign"]
