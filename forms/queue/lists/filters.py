"""The filters of a list as data: one row each. What makes no sense in an address is not there."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from forms.kinds import KINDS
from forms.models import Case, CaseLabel, Facet, Label
from forms.models.events import name_of
from forms.models.facets import mark_of
from forms.queue.cases import CASE_ROLES, at, works_at
from forms.queue.lists.morning import NEWS, STANDING, since
from forms.queue.lists.plans import Rare
from forms.queue.lists.tabs import Desk, overdue
from forms.states import State, Text
from home.gazetteer import gazetteer
from home.kept import Kept
from home.models.offices import all_offices
from search.text import fold

Choices = list[tuple[str, Text]]
ME, NOBODY = "toi", "khong"
#: Of the time limit: over, or any that somebody has to keep.
OVER, RUNNING_OUT = "co", "con"
#: What came since the last working day, as the home screen counts it.
NEW = "moi"
#: Of which offices: one, or those together at which something is the user's work.
OFFICE, AND = "don-vi", "-"


def read_labels(*office_ids: int) -> list[Label]:
    return list(Label.objects.filter(office__in=office_ids))


labels_of = Kept(read_labels, Label)


class Scope:
    """For whom options are listed: only what this user may see (R-19), each read once."""

    def __init__(self, desk: Desk, offices: dict[int, str], kind: str = "") -> None:
        self.desk, self.offices, self.kind = desk, offices, kind

    @cached_property
    def labels(self) -> list[Label]:
        """The words of those who work the cases; who is only heard on some has no use for them."""
        return labels_of(*sorted(works_at(self.desk.user, self.offices)))

    @cached_property
    def staff(self) -> list[Any]:
        """Who works cases at these offices, and who last had a case of theirs, by given name."""
        groups = Group.objects.filter(
            user=OuterRef("pk"),
            office_group__role__in=CASE_ROLES,
            office_group__office__in=self.offices,
        )
        cases = Case.objects.filter(assignee=OuterRef("pk"), submitted_at__isnull=False)
        last = cases.order_by("-submitted_at", "-id").values("office_id")[:1]
        users = get_user_model()._default_manager.alias(last_at=Subquery(last))
        found = users.annotate(works_here=Exists(groups)).filter(
            Q(works_here=True) | Q(last_at__in=self.offices)
        )
        return sorted(found, key=by_given_name)

    @property
    def people(self) -> Choices:
        """Who works cases at these offices now."""
        return [
            (str(user.pk), name_of(user))
            for user in self.staff
            if user.works_here and user.is_active
        ]

    @cached_property
    def communes(self) -> Choices:
        provinces = dict.fromkeys(
            office.province_id for office in all_offices() if office.pk in self.offices
        )
        return [
            (place.code, place.name)
            for province in provinces
            for place in gazetteer().among(province)
        ]


def by_given_name(user: Any) -> tuple[str, str, int]:
    """As people here are looked up: Nguyễn Văn An before Trần Thị Bình."""
    name = fold(name_of(user))
    return name.rpartition(" ")[2], name, user.pk


@dataclass(frozen=True)
class Filter:
    """One filter: its name in the address, what may be chosen, and what that asks of a case."""

    name: str
    label: Text
    asks: Callable[[str, Scope], Q]
    #: What may be chosen; None where a day is typed.
    choices: Callable[[Scope], Choices] | None = None
    #: How cases are found by its own index, where a value may be rare.
    rare: Callable[[str, Scope], Rare | None] | None = None
    shown: Callable[[Scope], bool] = lambda scope: True
    #: Beside the search box; the others wait behind a button.
    first: bool = False

    def read(self, sent: str, scope: Scope) -> str:
        """The value, if it is one that this user may choose."""
        if self.choices is None:
            return sent if day(sent) else ""
        return sent if sent in dict(self.choices(scope)) else ""

    def say(self, value: str, scope: Scope) -> str:
        """The value as it is called."""
        if self.choices is None:
            chosen = day(value)
            return f"{chosen:%d/%m/%Y}" if chosen else ""
        return str(dict(self.choices(scope))[value])


def day(text: str) -> date | None:
    """A day of the calendar, far enough from its ends to have a midnight in any time zone."""
    try:
        found = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return found if found and 1900 < found.year < 9000 else None


def midnight(text: str, *, after: bool = False) -> datetime:
    """When this day begins, or ends."""
    at = date.fromisoformat(text) + timedelta(days=1 if after else 0)
    return timezone.make_aware(datetime.combine(at, time()))


def asks_who(value: str, scope: Scope) -> Q:
    if value == NOBODY:
        return Q(assignee=None)
    return Q(assignee_id=scope.desk.user.pk if value == ME else int(value))


def has_label(value: str, scope: Scope) -> Q:
    return Q(having(CaseLabel.objects.filter(label=int(value))))


def having(rows: QuerySet[Any]) -> Exists:
    """That one of these rows is the case's. Said as a range, so that PostgreSQL asks it of a case
    by their index, and does not first make a hash of all of them."""
    return Exists(rows.filter(case_id__gte=OuterRef("pk"), case_id__lte=OuterRef("pk")))


def labelled(value: str, scope: Scope) -> Rare:
    return Rare([CaseLabel.objects.filter(label=int(value))])


def of_person(value: str, scope: Scope) -> Rare | None:
    """Nobody is not rare; nor does PostgreSQL take what is nobody's off an index in its order."""
    if value == NOBODY:
        return None
    found = Case.objects.filter(asks_who(value, scope), submitted_at__isnull=False)
    return Rare([found], "id", column="assignee_id")


def of_commune(value: str, scope: Scope) -> Rare:
    found = Case.objects.filter(commune_id=value, submitted_at__isnull=False)
    return Rare([found], "id", column="commune_id")


def is_new(value: str, scope: Scope) -> Q:
    line = next(one for one in NEWS if one.code == value)
    return line.holds(scope.desk, since(scope.desk))


def offices(scope: Scope) -> Choices:
    """Each, and besides those together to which a number of the home screen may lead."""
    lines = (line.held_at(scope.desk.user, scope.offices) for line in (*STANDING, *NEWS))
    several = dict.fromkeys(tuple(held) for held in lines if len(held) > 1)
    chosen = [*((pk,) for pk in scope.offices), *several]
    return [(together(held), ", ".join(scope.offices[pk] for pk in held)) for held in chosen]


def together(office_ids: Iterable[int]) -> str:
    """These offices as the address says them."""
    return AND.join(map(str, office_ids))


#: In the order in which the screen shows them.
FILTERS = (
    Filter(
        "loai",
        _("Loại hồ sơ"),
        lambda value, scope: Q(kind_code=value),
        lambda scope: [(code, kind.title) for code, kind in KINDS.items()],
        first=True,
    ),
    Filter(
        "trang-thai",
        _("Trạng thái"),
        lambda value, scope: Q(state=value),
        lambda scope: [one for one in State.choices if one[0] != State.DRAFT],
        first=True,
    ),
    Filter(
        OFFICE,
        _("Đơn vị"),
        lambda value, scope: at([int(pk) for pk in value.split(AND)]),
        offices,
        shown=lambda scope: len(scope.offices) > 1,
        first=True,
    ),
    Filter(
        "nguoi",
        _("Người xử lý"),
        asks_who,
        lambda scope: [(ME, _("Tôi")), (NOBODY, _("Chưa ai")), *scope.people],
        rare=of_person,
    ),
    Filter(
        "nhan",
        _("Nhãn"),
        has_label,
        lambda scope: [(str(label.pk), label.name) for label in scope.labels],
        rare=labelled,
        shown=lambda scope: bool(scope.labels),
    ),
    Filter(
        "xa",
        _("Xã, phường"),
        lambda value, scope: Q(commune_id=value),
        lambda scope: scope.communes,
        rare=of_commune,
    ),
    Filter(
        "nop-tu",
        _("Nộp từ ngày"),
        lambda value, scope: Q(submitted_at__gte=midnight(value)),
    ),
    Filter(
        "nop-den",
        _("Nộp đến hết ngày"),
        lambda value, scope: Q(submitted_at__lt=midnight(value, after=True)),
    ),
    Filter("han-tu", _("Đến hạn từ ngày"), lambda value, scope: Q(next_on__gte=day(value))),
    Filter("han-den", _("Đến hạn đến ngày"), lambda value, scope: Q(next_on__lte=day(value))),
    Filter(
        "qua-han",
        _("Thời hạn"),
        lambda value, scope: overdue(scope.desk) if value == OVER else Q(next_on__lt=date.max),
        lambda scope: [(OVER, _("Đã quá hạn")), (RUNNING_OUT, _("Đang có hạn"))],
    ),
    Filter(
        NEW,
        _("Từ ngày làm việc trước"),
        is_new,
        lambda scope: [(one.code, one.label) for one in NEWS if one.roles & scope.desk.roles],
        shown=lambda scope: any(one.roles & scope.desk.roles for one in NEWS),
    ),
)


def answered(kind_code: str, field: str) -> Filter:
    """The filter by one answer, of cases of its kind."""
    asked = KINDS[kind_code].filterable[field]

    def mark(value: str) -> str:
        return mark_of(kind_code, field, value)

    def asks(value: str, scope: Scope) -> Q:
        return Q(having(Facet.objects.filter(mark=mark(value))))

    def rare(value: str, scope: Scope) -> Rare:
        return Rare(
            [Facet.objects.filter(office=office, mark=mark(value)) for office in scope.offices]
        )

    return Filter(
        f"{kind_code}.{field}", asked.label or field, asks, lambda scope: options(asked), rare=rare
    )


def options(asked: forms.Field) -> Choices:
    """What a question may be answered: its fixed choices, or the years until now."""
    if isinstance(asked, forms.ChoiceField):
        legacy, choices = dict(getattr(asked, "legacy", ())), cast(Choices, asked.choices)
        fixed = {str(value): label for value, label in choices if value != ""}
        return list({**fixed, **legacy}.items())
    first, last = int(getattr(asked, "min_value", 0) or 0), timezone.localdate().year
    return [(str(year), str(year)) for year in range(last, max(first, last - 30) - 1, -1)]


def filters_for(kind_code: str) -> Sequence[Filter]:
    """All that may be filtered by, once a kind is chosen also by its answers."""
    kind = KINDS.get(kind_code)
    more: Iterable[str] = kind.filterable if kind else ()
    return [*FILTERS, *(answered(kind_code, field) for field in more)]
