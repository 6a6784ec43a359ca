"""Half-days: every vector of the shipped calendar, and the moments at which a half ends."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
import yaml

from forms.clock import Calendar, MissingYear
from forms.clock.halves import Half, Hours, due
from forms.clock.years import SHIPPED

DATA = yaml.safe_load(SHIPPED.read_text("utf-8"))
CALENDAR = Calendar({row["date"]: row["kind"] for row in DATA["days"]})
HOURS = Hours()


@pytest.mark.parametrize("vector", DATA["half_day_vectors"], ids=lambda vector: vector["id"])
def test_what_comes_in_a_half_is_due_at_the_end_of_one(vector):
    received = datetime.strptime(vector["received"], "%Y-%m-%d %H:%M")
    half = due(CALENDAR, HOURS.half_of(received), Decimal(str(vector["n"])))
    at = datetime.combine(half.day, HOURS.end_of(half))
    assert f"{at:%Y-%m-%d %H:%M}" == vector["due"]


@pytest.mark.parametrize(
    ("at", "half"),
    [
        (time(0, 0), Half(date(2026, 3, 2), 0)),
        (time(11, 30), Half(date(2026, 3, 2), 0)),
        (time(11, 30, 1), Half(date(2026, 3, 2), 1)),
        (time(17, 0), Half(date(2026, 3, 2), 1)),
        (time(17, 0, 0, 1), Half(date(2026, 3, 3), 0)),
        (time(23, 59, 59), Half(date(2026, 3, 3), 0)),
    ],
)
def test_a_half_ends_when_the_office_closes(at, half):
    assert HOURS.half_of(datetime.combine(date(2026, 3, 2), at)) == half


def test_whole_days_count_as_the_clock_counts_them():
    for vector in DATA["vectors"]:
        half = due(CALENDAR, Half(vector["start"], 0), vector["n"])
        assert half == Half(vector["expected"], 0)


def test_a_day_off_moves_to_the_next_morning():
    assert due(CALENDAR, Half(date(2026, 3, 7), 1), Decimal("0.5")) == Half(date(2026, 3, 9), 1)


@pytest.mark.parametrize("days", [Decimal("0.3"), Decimal("-1"), -1])
def test_there_are_no_parts_of_a_half(days):
    with pytest.raises(ValueError, match="half-days"):
        due(CALENDAR, Half(date(2026, 3, 2), 0), days)


def test_a_year_that_the_calendar_lacks_is_an_error():
    with pytest.raises(MissingYear):
        due(CALENDAR, HOURS.half_of(datetime(2028, 12, 29, 18, 0)), 1)
