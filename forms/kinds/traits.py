"""What a field is besides its input: how private, whether sealed, under which condition asked."""

from abc import ABC, abstractmethod
from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django import forms

Field = TypeVar("Field", bound=forms.Field)


class Privacy(StrEnum):
    """Classes of personal data (Law 91/2025/QH15, NĐ 356/2025/NĐ-CP; domain: section 5)."""

    NONE = "none"
    BASIC = "basic"
    PRIVATE = "private"
    """Basic data that is never made public: numbers, addresses, contacts, birth dates."""
    SENSITIVE = "sensitive"


class Condition(ABC):
    """Decides from the answers whether something is asked; `fields` are the answers it reads."""

    fields: frozenset[str] = frozenset()

    @abstractmethod
    def holds(self, answers: Mapping[str, Any]) -> bool: ...

    @abstractmethod
    def told(self, here: Container[str], answers: Mapping[str, Any]) -> Any:
        """The same for `site.js`, which reads the answers to the questions `here` off the
        page; None when it holds whatever they are."""

    def __or__(self, other: "Condition") -> "Either":
        return Either((self, other))


class When(Condition):
    """Holds when an answer is one of the values (or, for a list answer, contains one)."""

    def __init__(self, field: str, values: tuple[Any, ...], negated: bool = False) -> None:
        self.field, self.values, self.negated = field, values, negated
        self.fields = frozenset({field})

    def holds(self, answers: Mapping[str, Any]) -> bool:
        answer = answers.get(self.field)
        given = answer if isinstance(answer, list) else [answer]
        return any(value in self.values for value in given) is not self.negated

    def told(self, here: Container[str], answers: Mapping[str, Any]) -> Any:
        if self.field not in here:
            return None if self.holds(answers) else {"any": []}
        return {"field": self.field, "in": [*map(as_sent, self.values)], "not": self.negated}


class Either(Condition):
    """Holds when one of its conditions does."""

    def __init__(self, conditions: tuple[Condition, ...]) -> None:
        self.conditions = conditions
        self.fields = frozenset().union(*(condition.fields for condition in conditions))

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return any(condition.holds(answers) for condition in self.conditions)

    def told(self, here: Container[str], answers: Mapping[str, Any]) -> Any:
        told = [condition.told(here, answers) for condition in self.conditions]
        return None if None in told else {"any": told}


def as_sent(value: Any) -> str:
    """A value of an answer as a browser would send it; the empty text for none."""
    return "on" if value is True else str(value or "")


def when(field: str, *values: Any) -> When:
    """`when("submitter_role", "duoc_uy_quyen")`: asked only after that answer."""
    return When(field, values)


def unless(field: str, *values: Any) -> When:
    """`unless("scholarship_category", "tu_tuc")`: asked after any other answer."""
    return When(field, values, negated=True)


@dataclass(frozen=True)
class Traits:
    """A field's traits; `seal` stores the answer encrypted, `find` lets equal values be found,
    `filterable` lets the queue narrow its lists by it.

    What is needed `online` only serves whoever files there: a paper case may lack it.
    """

    privacy: Privacy = Privacy.NONE
    seal: bool = False
    find: bool = False
    asked: tuple[Condition, ...] = ()
    filterable: bool = False
    online: bool = False

    def applies(self, answers: Mapping[str, Any]) -> bool:
        return all(condition.holds(answers) for condition in self.asked)


NO_TRAITS = Traits()


def with_traits(
    field: Field,
    *,
    privacy: Privacy = Privacy.NONE,
    find: bool = False,
    seal: bool = False,
    asked: Condition | tuple[Condition, ...] = (),
    filterable: bool = False,
    online: bool = False,
) -> Field:
    """Marks a form field; sensitive data and whatever must be findable is always sealed."""
    conditions = asked if isinstance(asked, tuple) else (asked,)
    sealed = seal or find or privacy is Privacy.SENSITIVE
    if sealed and filterable:
        raise ValueError("a sealed answer narrows no list")
    made = Traits(privacy, sealed, find, conditions, filterable, online)
    field.traits = made  # type: ignore[attr-defined]
    return field


def traits(field: forms.Field) -> Traits:
    """The traits of any form field; an unmarked one is public and unconditional."""
    return getattr(field, "traits", NO_TRAITS)
