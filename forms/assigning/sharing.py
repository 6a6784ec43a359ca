"""Which officer the rules of an office give a case to (`AssignmentRule`)."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext, override

from forms.assigning.roster import open_cases
from forms.models import AssignmentRule
from forms.models.teams import Team


@dataclass(frozen=True)
class Rule:
    """One rule with its number as people count; without a kind or a commune it fits any."""

    pk: int
    number: int
    kind_code: str
    communes: frozenset[str]
    officers: list[int] = field(default_factory=list)

    def fits(self, kind_code: str, commune_id: str | None) -> bool:
        of_kind = self.kind_code in ("", kind_code)
        return of_kind and (not self.communes or commune_id in self.communes)


@dataclass(frozen=True)
class Choice:
    """Who takes a case, and by which rule."""

    officer: Any
    rule: Rule


def rules_of(office_id: int) -> list[Rule]:
    """In their order; one query."""
    rows = (
        AssignmentRule.objects.filter(office=office_id)
        .order_by("order", "pk", "officers")
        .values_list("pk", "kind_code", "communes", "officers")
    )
    found: dict[int, Rule] = {}
    for pk, kind_code, communes, officer in rows:
        rule = found.setdefault(pk, Rule(pk, len(found) + 1, kind_code, frozenset(communes)))
        rule.officers.extend([officer] if officer else [])
    return list(found.values())


def by_rule(rule: Rule) -> str:
    """For the history, in the words of the office."""
    with override("vi"):
        return gettext("Theo quy tắc phân công số %(number)d.") % {"number": rule.number}


class Sharing:
    """The rules of an office at work. What a choice needs is read when one first needs it: the
    officers when a rule fits, what they have open when it names several."""

    def __init__(self, office_id: int) -> None:
        self.office_id = office_id
        self.rules = rules_of(office_id)
        self.given: Counter[int] = Counter()

    @cached_property
    def team(self) -> Team:
        return Team(self.office_id)

    @cached_property
    def open(self) -> Counter[int]:
        """How much each has open."""
        counted = open_cases(self.office_id).values_list("assignee").annotate(Count("pk"))
        return Counter(dict(counted))

    def takers(self, rule: Rule) -> list[Any]:
        """Whoever of the rule's officers works here, or their deputies today; each once."""
        found = {person.pk: person for one in rule.officers if (person := self.team.taker(one))}
        return list(found.values())

    def choose(self, kind_code: str, commune_id: str | None) -> Choice | None:
        """By the first rule that fits and names somebody at work, the least loaded of its officers
        (of equals the first named). What was chosen before counts, so that work is spread."""
        for rule in self.rules:
            if rule.fits(kind_code, commune_id) and (takers := self.takers(rule)):
                taker = takers[0] if len(takers) == 1 else min(takers, key=self.load)
                self.given[taker.pk] += 1
                return Choice(taker, rule)
        return None

    def load(self, person: Any) -> int:
        return self.open[person.pk] + self.given[person.pk]
