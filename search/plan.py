"""What is asked of an engine: which words an entry must hold, best reading first."""

from dataclasses import dataclass
from itertools import product
from typing import Protocol


@dataclass(frozen=True)
class Tier:
    """One way to answer: all these words in the title, and all those anywhere.

    `worth` is what an answer of this kind says beyond what its title shows.
    """

    title: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    worth: float = 0.0


@dataclass(frozen=True)
class Plan:
    """Tiers from the best to the widest, each narrowed to one mark of every group in `marks`."""

    tiers: tuple[Tier, ...]
    marks: tuple[tuple[str, ...], ...] = ()

    def narrowed(self, tier: Tier) -> list[Tier]:
        """The tier with each choice of marks among its words; titles carry the marks too."""
        if tier.title:
            return [Tier((*tier.title, *choice), tier.anywhere) for choice in product(*self.marks)]
        return [Tier((), (*tier.anywhere, *choice)) for choice in product(*self.marks)]


@dataclass(frozen=True)
class Found:
    """The key of an entry, and the place of the best tier that it answers."""

    pk: int
    tier: int


class Engine(Protocol):
    """What a search backend offers the public search, beside what the CMS asks of it."""

    def best(self, plan: Plan, each: int, last: int) -> list[Found]:
        """At most `each` entries of every tier and `last` of the widest, the best tiers first."""


class EngineFailed(Exception):
    """The search engine is down, slow or talks nonsense."""
