"""What the search box understands besides words, as one table.

An operator is written `name:value`, with or without accents, in full or short, in any language of
the CMS. Its values are either told by name (a state, a colleague) and may then be typed in part, or
read from what was typed (days, dates). A new operator is one more row.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forms.kinds import KINDS
from forms.models import CaseLabel, Label
from forms.models.events import name_of
from forms.queue.cases import CASE_ROLES, works_at
from forms.queue.finding import days
from forms.queue.finding.values import NotUnderstood, Value, either, pick, spoken
from forms.queue.lists.tabs import Desk
from forms.states import State, Text, staff_name
from home.models import Commune
from search.text import fold

MOST_VALUES = 400


@dataclass(frozen=True)
class Operator:
    """One way to narrow. `hint` says how it is written, and what to do when it was not."""

    names: tuple[str, ...]
    #: In a word, for those to whom the names say nothing.
    called: Text
    label: Text
    hint: Text
    values: Callable[[Desk], Sequence[Value]]
    parse: Callable[[str, Desk], Q] | None = None

    @property
    def name(self) -> str:
        """As one's own language writes it."""
        source = get_language() == settings.LANGUAGE_CODE
        return self.names[0] if source else str(self.called).lower()

    @property
    def written(self) -> list[str]:
        """All the ways to write it, one's own first."""
        return list(dict.fromkeys([self.name, *self.names]))

    def find(self, text: str, known: Sequence[Value], desk: Desk) -> Q:
        """The cases that this value means; raises NotUnderstood where it means nothing here."""
        named = pick(known, text, partly=self.parse is None)
        if named is not None:
            return named
        if self.parse is None:
            raise NotUnderstood
        return self.parse(text, desk)


def mine(desk: Desk) -> Q:
    return Q(assignee_id=desk.user.pk)


def states(desk: Desk) -> list[Value]:
    """Every name that staff know a state by; a kind's own name means that kind's cases."""
    named: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for code in State.values:
        for kind in KINDS:
            if code != State.DRAFT:
                named.setdefault(spoken(staff_name(kind, code)), []).append((kind, code))
    return [
        Value(name, either(list(in_state(cases))), tuple(others))
        for (name, *others), cases in named.items()
    ]


def in_state(cases: Iterable[tuple[str, str]]) -> Iterable[Q]:
    """Pairs of kind and state as few conditions: a state's own name holds for most kinds."""
    kinds: dict[str, list[str]] = {}
    for kind, code in cases:
        kinds.setdefault(code, []).append(kind)
    for code, some in kinds.items():
        others = [kind for kind in KINDS if kind not in some]
        yield Q(state=code) & (~Q(kind_code__in=others) if others else Q())


def kinds(desk: Desk) -> list[Value]:
    return [Value.spoken(kind.title, Q(kind_code=code)) for code, kind in KINDS.items()]


def colleagues(desk: Desk) -> list[Value]:
    """Who works on cases at the offices of this desk, and nobody else."""
    offices = list(desk.calendars)
    staff = get_user_model()._default_manager.filter(
        groups__office_group__office__in=offices, groups__office_group__role__in=CASE_ROLES
    )
    found = staff.distinct().order_by("last_name", "first_name", "pk")[:MOST_VALUES]
    people = [Value(name_of(user), Q(assignee_id=user.pk)) for user in found]
    me, nobody = Value.spoken(_("tôi"), mine(desk)), Value.spoken(_("chưa có"), Q(assignee=None))
    return [me, nobody, *people]


def labels(desk: Desk) -> list[Value]:
    """The words of those who work the cases; who is only heard on some has no use for them."""
    worked = works_at(desk.user, desk.calendars)
    rows = Label.objects.filter(office__in=worked).order_by("name", "pk")
    return [
        Value(label.name, Q(pk__in=CaseLabel.objects.filter(label=label.pk).values("case")))
        for label in rows[:MOST_VALUES]
    ]


def communes(desk: Desk) -> list[Value]:
    """The communes of the provinces of this desk's offices."""
    here = Commune.objects.filter(province__office__in=list(desk.calendars)).distinct()
    rows = here.order_by("folded", "code").values_list("code", "full_name")
    return [Value(name, Q(commune_id=code)) for code, name in rows]


OPERATORS = (
    Operator(
        ("trạng thái", "tt"),
        _("Trạng thái"),
        _("Trạng thái"),
        _("hãy ghi tên trạng thái, ví dụ trạng thái:chờ tiếp nhận."),
        states,
    ),
    Operator(
        ("loại", "loại hồ sơ", "l"),
        _("Loại"),
        _("Loại hồ sơ"),
        _("hãy ghi tên loại hồ sơ, ví dụ loại:cấp phép."),
        kinds,
    ),
    Operator(
        ("hạn", "h"),
        _("Hạn"),
        _("Số ngày làm việc còn lại"),
        _("hãy ghi hạn:<3, hạn:>5, hạn:2, hạn:hôm nay hoặc hạn:quá."),
        days.left_named,
        days.left,
    ),
    Operator(
        ("người xử lý", "nxl"),
        _("Người xử lý"),
        _("Người xử lý"),
        _("hãy ghi tên một người của đơn vị, tôi hoặc chưa có."),
        colleagues,
    ),
    Operator(
        ("nhãn", "n"),
        _("Nhãn"),
        _("Nhãn"),
        _("hãy ghi tên một nhãn của đơn vị."),
        labels,
    ),
    Operator(
        ("xã", "phường", "đặc khu", "px"),
        _("Xã, phường"),
        _("Xã, phường, đặc khu"),
        _("hãy ghi tên một xã, phường của thành phố, ví dụ phường:Sài Gòn."),
        communes,
    ),
    Operator(
        ("từ", "từ ngày"),
        _("Từ"),
        _("Nộp từ ngày"),
        _("hãy ghi ngày/tháng/năm, ví dụ từ:01/10/2026."),
        days.since_named,
        days.since,
    ),
    Operator(
        ("đến", "đến ngày"),
        _("Đến"),
        _("Nộp đến hết ngày"),
        _("hãy ghi ngày/tháng/năm, ví dụ đến:31/10/2026."),
        days.until_named,
        days.until,
    ),
)
#: Words that narrow by themselves.
ALONE: dict[str, tuple[Any, Callable[[Desk], Q]]] = {"toi": (_("Hồ sơ của tôi"), mine)}


@cache
def by_name() -> dict[str, Operator]:
    """Every name of every operator, in every language, folded."""
    return {
        " ".join(fold(name).split()): operator
        for operator in OPERATORS
        for name in (*spoken(operator.called), *operator.names)
    }
