"""A year of an office's calendar as lines of text: read, compared with what is there, put in force.

A year is announced as a list, so it is taken in as one: `dd/mm/yyyy; kind; name; certainty`, a day
on each line. What the list leaves out is an ordinary day.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from forms.clock.calendar import CalendarDay
from forms.clock.holding import hold
from forms.clock.recounting import start
from forms.kinds.inputs import DayField
from forms.kinds.text import BROKEN, tidy
from forms.models import Recount
from forms.requests.arriving import start_late_clocks
from forms.states import User
from home.models import Office
from search.text import fold

SHIPPED = Path(__file__).parents[1] / "data" / "calendar.yaml"
MOST_LINES = 400
LONGEST = 40_000
#: A sheet saved as text separates by one of these.
SEPARATORS = ";\t,"


@dataclass(frozen=True)
class Difference:
    """What taking in a year changes, each day as (before, after)."""

    added: tuple[CalendarDay, ...]
    changed: tuple[tuple[CalendarDay, CalendarDay], ...]
    removed: tuple[CalendarDay, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    @property
    def kinds(self) -> dict[date, str | None]:
        """What each day becomes, None where it becomes an ordinary one."""
        new = [*self.added, *(after for _before, after in self.changed)]
        gone: dict[date, str | None] = {day.date: None for day in self.removed}
        return gone | {day.date: day.kind for day in new}

    @property
    def since(self) -> date:
        """The first day that is another than before."""
        return min(self.kinds)


def days_of(office: Office, year: int) -> list[CalendarDay]:
    """The days of that year which are not as their weekday says."""
    return list(CalendarDay.objects.filter(office=office, date__year=year).order_by("date"))


def shipped(path: Path = SHIPPED) -> dict[int, list[CalendarDay]]:
    """The days of a file of YAML by year, unsaved and of no office yet. Raises ValidationError."""
    found: dict[date, CalendarDay] = {}
    for number, row in enumerate(rows_of(path), start=1):
        try:
            day = checked(CalendarDay(**{name: row[key] for name, key in COLUMNS if key in row}))
            if day.date in found:
                raise ValidationError(_("Ngày này đã có ở dòng trên."))
        except (ValidationError, TypeError) as error:
            why = " ".join(getattr(error, "messages", [str(error)]))
            told = {"number": number, "why": why}
            raise ValidationError(_("Dòng %(number)d: %(why)s") % told) from error
        found[day.date] = day
    years: dict[int, list[CalendarDay]] = {}
    for day in found.values():
        years.setdefault(day.date.year, []).append(day)
    return years


#: What a day of such a file is called there.
COLUMNS = (("date", "date"), ("kind", "kind"), ("name", "name_vi"), ("certainty", "certainty"))


@cache
def rows_of(path: Path) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))["days"]
    except (OSError, ValueError, yaml.YAMLError, LookupError, TypeError) as error:
        raise ValidationError(str(error)) from error
    if not isinstance(rows, list):
        raise ValidationError("days: expected a list")
    return rows


def checked(day: CalendarDay) -> CalendarDay:
    """The day, if there can be such a one; else raises ValidationError."""
    day.clean_fields(exclude=["office"])
    if day.kind == CalendarDay.Kind.WORKING_WEEKEND and day.date.weekday() < 5:
        raise ValidationError(_("Ngày làm bù phải là thứ Bảy hoặc Chủ nhật."))
    return day


def written(days: Iterable[CalendarDay]) -> str:
    """The days as `read` takes them in."""
    text = io.StringIO()
    lines = csv.writer(text, delimiter=";", lineterminator="\n")
    for day in days:
        kind, certainty = day.get_kind_display(), day.get_certainty_display()
        lines.writerow([f"{day.date:%d/%m/%Y}", kind, day.name, certainty])
    return text.getvalue()


def read(office: Office, year: int, text: str) -> list[CalendarDay]:
    """The days that the text lists, unsaved. Raises ValidationError, a message for each line that
    is wrong."""
    found: dict[date, CalendarDay] = {}
    wrong: list[str] = []
    for number, cells in lines(text):
        try:
            day = read_line(office, year, cells)
            if day.date in found:
                raise ValidationError(_("Ngày này đã có ở dòng trên."))
            found[day.date] = day
        except ValidationError as error:
            told = {"number": number, "why": " ".join(error.messages)}
            wrong.append(_("Dòng %(number)d: %(why)s") % told)
    if not found and not wrong:
        wrong.append(_("Chưa có dòng nào."))
    if wrong:
        raise ValidationError(wrong[:20])
    return sorted(found.values(), key=lambda day: day.date)


def lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The filled lines with their numbers, split at whatever separates the first of them."""
    if len(text) > LONGEST or text.count("\n") > MOST_LINES:
        raise ValidationError(_("Quá dài: một năm không quá %(most)d dòng.") % {"most": MOST_LINES})
    if BROKEN.search(text):
        raise ValidationError(_("Có ký tự không đọc được. Hãy xóa và gõ lại."))
    for number, line in enumerate(tidy(text).split("\n"), start=1):
        separator = next((sign for sign in SEPARATORS if sign in line), ";")
        cells = next(csv.reader([line], delimiter=separator), [])
        if any(cell.strip() for cell in cells):
            yield number, [tidy(cell) for cell in cells]


def read_line(office: Office, year: int, cells: list[str]) -> CalendarDay:
    on, kind, name, certainty, *_rest = [*cells, "", "", "", ""]
    day = CalendarDay(
        office=office,
        date=DayField().clean(on),
        kind=coded(CalendarDay.Kind, kind, _("Loại ngày")),
        name=name,
        certainty=coded(CalendarDay.Certainty, certainty, _("Mức chắc chắn")) if certainty else "",
    )
    if day.date.year != year:
        raise ValidationError(_("Ngày không thuộc năm %(year)d.") % {"year": year})
    return checked(day)


def coded(choices: Any, typed: str, what: str) -> str:
    """The code of a choice given by its code or its name, with or without accents."""
    names = {fold(str(label)): code for code, label in choices.choices}
    code = typed if typed in choices.values else names.get(fold(typed))
    if code is None:
        known = ", ".join(str(label) for label in choices.labels)
        told = {"what": what, "known": known}
        raise ValidationError(_("%(what)s phải là một trong: %(known)s.") % told)
    return str(code)


def compare(office: Office, year: int, days: Iterable[CalendarDay]) -> Difference:
    there = {day.date: day for day in days_of(office, year)}
    given = {day.date: day for day in days}
    both = [(there[on], day) for on, day in given.items() if on in there]
    return Difference(
        added=tuple(day for on, day in given.items() if on not in there),
        changed=tuple((before, after) for before, after in both if said(before) != said(after)),
        removed=tuple(day for on, day in there.items() if on not in given),
    )


def said(day: CalendarDay) -> tuple[str, str, str]:
    return day.kind, day.name, day.certainty


@transaction.atomic
def put_in_force(
    office: Office, year: int, days: Iterable[CalendarDay], by: User | None = None
) -> tuple[Difference, Recount | None]:
    """Makes the year what the list says, and has open cases reckoned by it; two lists at once take
    turns."""
    hold(office)
    difference = compare(office, year, days)
    for before, after in difference.changed:
        after.pk = before.pk
        after.save()
    CalendarDay.objects.filter(pk__in=[day.pk for day in difference.removed]).delete()
    for day in difference.added:  # one by one: what waits for a year hears of each
        day.save()
    start_late_clocks(office)
    with override("vi"):
        why = _("Nhập lịch năm %(year)d") % {"year": year}
    return difference, start(office, difference.since, why, by) if difference else None
