"""Ways to read what was typed. Each is tried only when those before it found nothing."""

from collections.abc import Callable

from search.plan import Tier
from search.text import phrase
from search.typed import Typed


def as_typed(typed: Typed) -> tuple[Tier, ...]:
    """All the words, best where they are a phrase, in the title, with the accents as typed."""
    folded, spelled = tuple(typed.words), tuple(typed.spelled)
    tied, tied_spelled = tuple(phrase(typed.words)), tuple(phrase(typed.spelled))
    tiers = [
        Tier(title=tied_spelled, worth=0.75),
        Tier(title=tied, worth=0.5),
        Tier(title=folded),
        Tier(anywhere=tied_spelled, worth=0.75),
        Tier(anywhere=tied, worth=0.5),
        Tier(anywhere=spelled, worth=0.25),
        *numbers_whole(typed),
        Tier(anywhere=folded),
    ]
    seen: dict[tuple[tuple[str, ...], tuple[str, ...]], Tier] = {}
    for tier in tiers:
        seen.setdefault((tier.title, tier.anywhere), tier)
    return tuple(seen.values())


def numbers_whole(typed: Typed) -> list[Tier]:
    """A phone number or code typed in other groups than it was written in."""
    if not typed.numbers:
        return []
    rest = [word for word in typed.words if not word.isdecimal()]
    return [Tier(anywhere=(*typed.numbers, *rest))]


Step = Callable[[Typed], tuple[Tier, ...]]
STEPS: tuple[Step, ...] = (as_typed,)
