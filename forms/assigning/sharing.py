"""Which officer the rules of an office give a case to (`AssignmentRule`)."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext, override

from forms.assigning.roster import number_open
from forms.models import AssignmentRule, Case
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
    """The rules of an office at work; two queries, and the second only where it is needed: the
    rules, and as soon as one fits the officers with what each has open."""

    def __init__(self, office_id: int) -> None:
        self.office_id = office_id
        self.given: Counter[int] = Counter()

    @cached_property
    def rules(self) -> list[Rule]:
        return rules_of(self.office_id)

    @cached_property
    def team(self) -> Team:
        return Team(self.office_id, number_open=number_open(self.office_id))

    def takers(self, rule: Rule) -> list[Any]:
        """Whoever of the rule's officers works here, or their deputies today; each once."""
        found = {person.pk: person for one in rule.officers if (person := self.team.taker(one))}
        return list(found.values())

    def choose_for(self, case: Case) -> Choice | None:
        """Who takes this case. A request about personal data is of the commune of the case that it
        is about: its own answers name none."""
        return self.choose(case.kind_code, (case.about or case).commune_id)

    def choose(self, kind_code: str, commune_id: str | None) -> Choice | None:
        """By the first rule that fits and names somebody at work, the least loaded of its officers
        (of equals the first named). What was chosen before counts, so that work is spread."""
        for rule in self.rules:
            if rule.fits(kind_code, commune_id) and (takers := self.takers(rule)):
                taker = min(takers, key=self.load)
                self.given[taker.pk] += 1
                return Choice(taker, rule)
        return None

    def load(self, person: Any) -> int:
        number: int = person.number_open + self.given[person.pk]
        return number
