"""The rules of an office as people read them: in words, with what is wrong with each."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from forms.assigning.sharing import Rule, Sharing
from forms.kinds import KINDS
from forms.models.events import name_of
from home.gazetteer import gazetteer


@dataclass(frozen=True)
class Note:
    """Something to know of a rule; `grave` when it is not used at all."""

    text: str
    grave: bool = False


@dataclass(frozen=True)
class Read:
    """One rule in words."""

    rule: Rule
    what: str
    who: str
    notes: list[Note]


def kind_in_words(code: str) -> str:
    return str(KINDS[code].title) if code in KINDS else _("Mọi loại hồ sơ")


def places_in_words(codes: frozenset[str]) -> str:
    places = gazetteer().places
    return ", ".join(sorted(places[code].name if code in places else code for code in codes))


class Reading:
    """All rules of an office; the rules, their officers and those who left: three queries."""

    def __init__(self, office_id: int) -> None:
        self.sharing = Sharing(office_id)

    @cached_property
    def named(self) -> dict[int, Any]:
        """Everybody whom a rule names, at work here or not."""
        pks = {pk for rule in self.sharing.rules for pk in rule.officers}
        left = pks - self.sharing.team.people.keys()
        return self.sharing.team.people | get_user_model().objects.in_bulk(left)

    @property
    def lines(self) -> list[Read]:
        return [
            Read(rule, self.what(rule), self.who(rule), list(self.notes(rule)))
            for rule in self.sharing.rules
        ]

    def what(self, rule: Rule) -> str:
        told = {"kind": kind_in_words(rule.kind_code), "where": places_in_words(rule.communes)}
        if not rule.communes:
            return _("%(kind)s, ở mọi xã, phường") % told
        return _("%(kind)s, ở %(where)s") % told

    def who(self, rule: Rule) -> str:
        names = [name_of(self.named[pk]) for pk in rule.officers]
        if len(names) > 1:
            return _("ai đang ít việc nhất trong: %(names)s") % {"names": ", ".join(names)}
        return names[0] if names else _("chưa có ai")

    def notes(self, rule: Rule) -> Iterator[Note]:
        yield from self.about_people(rule)
        for earlier in self.sharing.rules[: rule.number - 1]:
            if not self.sharing.takers(earlier) or not overlap(earlier, rule):
                continue
            told = {"number": earlier.number}
            if covers(earlier, rule):
                yield Note(
                    _("Không bao giờ được dùng: quy tắc %(number)d đứng trước nhận hết.") % told,
                    grave=True,
                )
            elif not covers(rule, earlier):
                yield Note(_("Trùng một phần với quy tắc %(number)d, là quy tắc được dùng.") % told)

    def about_people(self, rule: Rule) -> Iterator[Note]:
        """Who of the rule's officers does not take its cases."""
        team = self.sharing.team
        if not self.sharing.takers(rule):
            yield Note(_("Bị bỏ qua: không ai trong quy tắc còn là chuyên viên."), grave=True)
            return
        for pk in rule.officers:
            name, taker = name_of(self.named[pk]), team.taker(pk)
            if taker is None:
                told = {"name": name}
                yield Note(_("Bỏ qua %(name)s: không còn là chuyên viên của đơn vị.") % told)
            elif taker.pk != pk:
                told = {"name": name, "deputy": name_of(taker)}
                yield Note(_("%(name)s đang vắng: giao cho %(deputy)s làm thay.") % told)


def overlap(one: Rule, other: Rule) -> bool:
    """Whether there can be a case that both fit."""
    kinds = one.kind_code == other.kind_code or not (one.kind_code and other.kind_code)
    places = not (one.communes and other.communes) or bool(one.communes & other.communes)
    return kinds and places


def covers(one: Rule, other: Rule) -> bool:
    """Whether every case that the other fits is one that this fits."""
    kinds = one.kind_code in ("", other.kind_code)
    places = not one.communes or (bool(other.communes) and other.communes <= one.communes)
    return kinds and places
