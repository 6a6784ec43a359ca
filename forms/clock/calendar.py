"""Legal time: working days of an office, from a calendar that people edit (domain: section 8).

Day 0 is the day of reception; the n-th working day after it is the due day. A weekday is worked
unless the calendar says it is off; a weekend day is worked only as a `working_weekend`. A year of
which the calendar holds no row is an error that the clerk sees, never a guess.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from home.kept import Kept
from home.models import Office


class MissingYear(Exception):
    """The calendar knows nothing of a year that a deadline reaches into."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            gettext("Lịch làm việc chưa có năm %(year)d. Hãy nhập lịch năm đó trước.")
            % {"year": year}
        )


class CalendarDay(models.Model):
    """A day that is not as its weekday says: off, or worked at a weekend."""

    class Kind(models.TextChoices):
        PUBLIC_HOLIDAY = "public_holiday", _("Ngày lễ")
        COMPENSATORY_OFF = "compensatory_off", _("Nghỉ bù")
        SWAPPED_OFF = "swapped_off", _("Nghỉ hoán đổi")
        WORKING_WEEKEND = "working_weekend", _("Làm bù cuối tuần")

    class Certainty(models.TextChoices):
        OFFICIAL = "official", _("Đã công bố")
        COMPUTED = "computed", _("Tính theo luật và âm lịch")
        PROVISIONAL = "provisional", _("Tạm tính, chờ thông báo")
        PENDING_LAW = "pending_law", _("Chờ luật có hiệu lực")

    office = models.ForeignKey(Office, models.CASCADE, verbose_name=_("Đơn vị"))
    date = models.DateField(_("Ngày"))
    kind = models.CharField(_("Loại"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("Tên"), max_length=120)
    certainty = models.CharField(
        _("Mức chắc chắn"), max_length=20, choices=Certainty.choices, blank=True
    )

    class Meta:
        ordering = ["office", "date"]
        constraints = [
            models.UniqueConstraint(fields=["office", "date"], name="one_calendar_row_per_day")
        ]
        verbose_name = _("ngày trong lịch làm việc")
        verbose_name_plural = _("lịch làm việc")

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y} {self.name}"


@dataclass(frozen=True)
class Calendar:
    """The days of an office by date; reckons without touching the database."""

    days: Mapping[date, str]

    @classmethod
    def of(cls, office: Office) -> "Calendar":
        """One query."""
        return cls.of_all([office.pk])[office.pk]

    @classmethod
    def of_all(cls, office_ids: Iterable[int]) -> dict[int, "Calendar"]:
        """The calendars of several offices, in one query."""
        days: dict[int, dict[date, str]] = {office_id: {} for office_id in office_ids}
        rows = CalendarDay.objects.filter(office__in=days).order_by()
        for office_id, day, kind in rows.values_list("office_id", "date", "kind"):
            days[office_id][day] = kind
        return {office_id: cls(known) for office_id, known in days.items()}

    def changed(self, days: Mapping[date, str | None]) -> "Calendar":
        """As it would be with these days so; None makes an ordinary day of one."""
        given = {**self.days, **days}
        return Calendar({day: kind for day, kind in given.items() if kind is not None})

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that the calendar knows."""
        return frozenset(day.year for day in self.days)

    def worked(self, day: date) -> bool:
        """Raises MissingYear for a year without any row."""
        if day.year not in self.years:
            raise MissingYear(day.year)
        kind = self.days.get(day)
        if kind is not None:
            return kind == CalendarDay.Kind.WORKING_WEEKEND
        return day.weekday() < 5

    def on_or_after(self, day: date) -> date:
        """The day itself if it is worked, else the next one that is."""
        while not self.worked(day):
            day += timedelta(days=1)
        return day

    def before(self, day: date, working_days: int = 1) -> date:
        """The last worked day before this one, or the one that lies so many before it."""
        for _count in range(working_days):
            day -= timedelta(days=1)
            while not self.worked(day):
                day -= timedelta(days=1)
        return day

    def after(self, start: date, working_days: int) -> date:
        """The `working_days`-th working day after `start` (moved on first if it is off)."""
        day = self.on_or_after(start)
        for _count in range(working_days):
            day = self.on_or_after(day + timedelta(days=1))
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` is earlier."""
        if end < start:
            return -self.between(end, start)
        days = ((start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
        return sum(self.worked(day) for day in days)


def read_calendars(*office_ids: int) -> dict[int, Calendar]:
    return Calendar.of_all(office_ids)


#: For screens, which are read again and again; what is written down is reckoned by `Calendar.of`.
kept_calendars = Kept(read_calendars, CalendarDay)
