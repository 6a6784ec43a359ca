"""The groups of a list in the order of kinds, states or people (`forms.queue.lists.chains`).

People stand by their given names: all who work here, and whoever last had a case of this office.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from forms.kinds import KINDS
from forms.models import Case
from forms.queue.lists.filters import NOBODY, Scope
from forms.queue.lists.sorts import Sort
from forms.states import State
from search.text import fold


@dataclass(frozen=True)
class Group:
    """The cases that have this value; of None, those that have the value of no other group."""

    key: str
    value: Any


REST = Group(NOBODY, None)


def kinds(scope: Scope) -> list[Group]:
    """By their titles, as the user reads them."""
    return [
        Group(code, code) for code in sorted(KINDS, key=lambda one: fold(str(KINDS[one].title)))
    ]


def states(scope: Scope) -> list[Group]:
    """As a case lives."""
    return [Group(state, state.value) for state in State if state != State.DRAFT]


def people(scope: Scope) -> list[Group]:
    return [Group(str(user.pk), user.pk) for user in scope.staff]


GROUPS: dict[str, Callable[[Scope], list[Group]]] = {
    "kind_code": kinds,
    "state": states,
    "assignee_id": people,
}


def groups_of(sort: Sort, scope: Scope) -> list[Group]:
    """All groups in this order; what has none is always the last."""
    found = GROUPS[sort.by](scope)
    rest = [REST] if Case._meta.get_field(sort.by).null else []
    return [*(reversed(found) if sort.turned else found), *rest]
