"""A year of the working calendar at one glance, and taking in the list of a year."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from forms.clock import Calendar, CalendarDay
from forms.clock.recounting import foresee
from forms.clock.years import (
    LONGEST,
    Difference,
    compare,
    days_of,
    put_in_force,
    read,
    shipped,
    written,
)
from forms.queue.calendar.foreseeing import confirmed, listed, say
from forms.queue.cases import CASE_ROLES
from forms.queue.screens import show
from forms.states import User
from home.models import Office, Role
from home.permissions import is_master, offices_of

READERS = CASE_ROLES | {Role.ADMIN}
KEEPERS = frozenset({Role.ADMIN})
FIRST_YEAR, LAST_YEAR = 2000, 2100
#: From Monday on.
SHORT_DAYS = (
    *(pgettext_lazy("thứ trong tuần", "T2"), pgettext_lazy("thứ trong tuần", "T3")),
    *(pgettext_lazy("thứ trong tuần", "T4"), pgettext_lazy("thứ trong tuần", "T5")),
    *(pgettext_lazy("thứ trong tuần", "T6"), pgettext_lazy("thứ trong tuần", "T7")),
    pgettext_lazy("thứ trong tuần", "CN"),
)
MONDAY_FIRST = calendar.Calendar(firstweekday=0)


@dataclass(frozen=True)
class Day:
    """One day of the grid; `tone` is off, worked, weekend or nothing for an ordinary day."""

    on: date
    row: CalendarDay | None

    @property
    def tone(self) -> str:
        if self.row is not None:
            return "worked" if self.row.kind == CalendarDay.Kind.WORKING_WEEKEND else "off"
        return "weekend" if self.on.weekday() >= 5 else ""

    @property
    def worked(self) -> bool:
        return self.tone in ("", "worked")


@dataclass(frozen=True)
class Month:
    """A month as weeks from Monday; None where a day belongs to another month."""

    number: int
    weeks: list[list[Day | None]]

    @property
    def name(self) -> Any:
        return MONTHS[self.number]

    @property
    def worked(self) -> int:
        return sum(day.worked for week in self.weeks for day in week if day is not None)


class Year:
    """A year of one office's calendar."""

    def __init__(self, office: Office, number: int) -> None:
        self.office, self.number = office, number
        self.days = days_of(office, number)

    @cached_property
    def months(self) -> list[Month]:
        rows = {day.date: day for day in self.days}
        return [self.month(number, rows) for number in range(1, 13)]

    def month(self, number: int, rows: Mapping[date, CalendarDay]) -> Month:
        weeks = MONDAY_FIRST.monthdatescalendar(self.number, number)
        return Month(
            number,
            [
                [Day(on, rows.get(on)) if on.month == number else None for on in week]
                for week in weeks
            ],
        )

    @property
    def worked(self) -> int:
        return sum(month.worked for month in self.months)

    @property
    def before(self) -> int:
        return max(self.number - 1, FIRST_YEAR)

    @property
    def after(self) -> int:
        return min(self.number + 1, LAST_YEAR)

    @property
    def weekdays(self) -> list[tuple[Any, Any]]:
        """Short, so that a month fits on a phone; each with its whole name."""
        return list(zip(SHORT_DAYS, WEEKDAYS.values(), strict=True))


def office_asked_for(request: HttpRequest, roles: frozenset[str]) -> tuple[Office, list[Office]]:
    """The office that the address names, or the first of the user's own, and all of these."""
    offices = list(own(request.user, roles))
    if not offices:
        raise PermissionDenied
    code = request.GET.get("don-vi") or offices[0].code
    office = next((office for office in offices if office.code == code), None)
    if office is None:
        raise Http404
    return office, offices


def own(user: User, roles: frozenset[str]) -> Any:
    if is_master(user):
        return Office.objects.all()
    return Office.objects.filter(pk__in=offices_of(user, roles))


def year_asked_for(number: int) -> int:
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise Http404
    return number


@require_safe
def this_year(request: HttpRequest) -> HttpResponse:
    return redirect("calendar:year", timezone.localdate().year)


@require_safe
def year_view(request: HttpRequest, number: int) -> HttpResponse:
    """The twelve months, for all who work cases; its administrators are led to the list."""
    office, offices = office_asked_for(request, READERS)
    year = Year(office, year_asked_for(number))
    keeps = is_master(request.user) or office.pk in offices_of(request.user, KEEPERS)
    context = {"year": year, "office": office, "offices": offices, "keeps": keeps}
    context["today"] = timezone.localdate()
    context["breadcrumbs"] = trail(year.number)
    return show(request, "year", context)


def trail(year: int | None, *more: str | tuple[str, str]) -> list[dict[str, Any]]:
    """The breadcrumbs of a screen of the calendar; what has no address of its own is a name."""
    year = year or timezone.localdate().year
    steps = [
        (reverse("wagtailadmin_home"), _("Trang chủ")),
        (reverse("calendar:year", args=[year]), _("Lịch làm việc năm %(year)d") % {"year": year}),
        *(("", step) if isinstance(step, str) else step for step in more),
    ]
    return [{"url": url, "label": label} for url, label in steps]


class YearForm(forms.Form):
    """The list of a year, as text or as a file saved as CSV."""

    use_required_attribute = False
    text = forms.CharField(
        label=gettext_lazy("Các ngày nghỉ và ngày làm bù"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Mỗi dòng một ngày: ngày; loại; tên; mức chắc chắn. "
            "Ví dụ: 02/09/2026; Ngày lễ; Quốc khánh; Đã công bố."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Hoặc tệp CSV"),
        required=False,
        help_text=gettext_lazy("Bảng tính lưu dưới dạng CSV UTF-8, cùng các cột trên."),
    )

    def __init__(self, office: Office, year: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office, self.year = office, year

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors:
            try:
                given["days"] = read(self.office, self.year, given.get("text", ""))
            except ValidationError as error:
                self.add_error("text", error)
        return given


def sent(request: HttpRequest) -> QueryDict:
    """What was sent, a file as the text that it holds: from then on it is shown as text."""
    typed, file = request.POST.copy(), request.FILES.get("file")
    if file:
        typed["text"] = file.read(4 * LONGEST).decode("utf-8-sig", errors="replace")
    return typed


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest, number: int) -> HttpResponse:
    """The list of a year: typed or sent, compared, and put in force once that has been seen."""
    office, _offices = office_asked_for(request, KEEPERS)
    year = year_asked_for(number)
    if request.method != "POST":
        form = YearForm(office, year, initial={"text": written(known(office, year))})
        return ask(request, form)
    form = YearForm(office, year, sent(request))
    if not form.is_valid():
        return ask(request, form, status=422)
    days = form.cleaned_data["days"]
    if not confirmed(request):
        return ask(request, form, compare(office, year, days))
    difference, recount = put_in_force(office, year, days, request.user)
    said = {"year": year, "number": len(difference.added) + len(difference.changed)}
    said["gone"] = len(difference.removed)
    messages.success(
        request,
        _("Lịch năm %(year)d: %(number)d ngày được thêm hoặc sửa, %(gone)d ngày được bỏ.") % said,
    )
    say(request, recount)
    return redirect(f"{reverse('calendar:year', args=[year])}?don-vi={office.code}")


def known(office: Office, year: int) -> list[CalendarDay]:
    """What the office has of that year, else what ships with the system."""
    return days_of(office, year) or shipped().get(year, [])


def ask(
    request: HttpRequest, form: YearForm, difference: Difference | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "office": form.office, "year": form.year, "difference": difference}
    if difference:
        calendar = Calendar.of(form.office).changed(difference.kinds)
        foreseen = foresee(form.office, calendar, difference.since)
        context |= {"foreseen": foreseen, **listed(foreseen)}
    context["breadcrumbs"] = trail(form.year, _("Nhập lịch của năm"))
    return show(request, "year_list", context, status=status)
