"""Whole numbers as addresses and forms carry them."""


def whole(typed: str, digits: int = 9) -> int | None:
    """The number that stands there in digits 0-9, this many at most; None for anything else."""
    short = typed.isascii() and typed.isdecimal() and len(typed) <= digits
    return int(typed) if short else None


def row_id(typed: str) -> int:
    """The id of a row, no longer than every engine holds; for all else 0, which is that of none."""
    return whole(typed, 18) or 0
