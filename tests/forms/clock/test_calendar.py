"""Working days: every vector of the shipped calendar, and what it does not know."""

from datetime import date, timedelta
from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command

from forms.clock import Calendar, CalendarDay, MissingYear
from forms.clock.years import SHIPPED as FILE
from tests import factories

DATA = yaml.safe_load(FILE.read_text("utf-8"))
CALENDAR = Calendar({row["date"]: row["kind"] for row in DATA["days"]})


def vectors(name):
    return pytest.mark.parametrize("vector", DATA[name], ids=lambda vector: vector["id"])


@vectors("vectors")
def test_a_deadline_counts_working_days(vector):
    assert CALENDAR.after(vector["start"], vector["n"]) == vector["expected"]


@vectors("vectors")
def test_the_days_between_are_those_counted(vector):
    start = CALENDAR.on_or_after(vector["start"])
    assert CALENDAR.between(start, vector["expected"]) == vector["n"]
    assert CALENDAR.between(vector["expected"], start) == -vector["n"]


@pytest.mark.parametrize(
    "vector", [row for row in DATA["vectors"] if "expected_if_24_11_worked" in row]
)
def test_the_pending_holiday_can_be_taken_out(vector):
    culture_day = date(2026, 11, 24)
    without = Calendar({day: kind for day, kind in CALENDAR.days.items() if day != culture_day})
    assert without.after(vector["start"], vector["n"]) == vector["expected_if_24_11_worked"]


@vectors("error_vectors")
def test_a_year_that_the_calendar_lacks_is_an_error(vector):
    with pytest.raises(MissingYear) as missing:
        CALENDAR.after(vector["start"], vector["n"])
    assert missing.value.year == vector["year"]
    assert str(vector["year"]) in str(missing.value)


@vectors("supplement_vectors")
def test_a_supplement_restarts_the_clock(vector):
    used = CALENDAR.between(vector["accepted"], vector["supplement_requested"])
    assert used == vector["days_used"]
    assert CALENDAR.after(vector["resubmitted"], vector["n"]) == vector["expected_restart"]
    assert CALENDAR.after(vector["resubmitted"], vector["n"] - used) == vector["expected_pause"]


@vectors("calendar_day_vectors")
def test_a_last_day_that_is_off_moves_on(vector):
    last = vector["start"] + timedelta(days=vector["n"])
    assert last == vector["last_day"]
    assert CALENDAR.on_or_after(last) == vector["expected"]


def load(code):
    out = StringIO()
    call_command("load_calendar", code, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_calendar_is_loaded_once_and_for_one_office(django_assert_num_queries):
    office, other = factories.office("hcmc"), factories.office("cantho")
    load("hcmc")
    load("hcmc")
    assert CalendarDay.objects.filter(office=office).count() == len(DATA["days"])
    assert not CalendarDay.objects.filter(office=other).exists()
    with django_assert_num_queries(1):
        assert Calendar.of(office) == CALENDAR


@pytest.mark.django_db
def test_what_an_administrator_changed_or_took_out_stays():
    office = factories.office("hcmc")
    load("hcmc")
    CalendarDay.objects.filter(office=office, date="2026-11-24").delete()
    CalendarDay.objects.filter(office=office, date="2026-01-01").update(name="Tết Tây")
    CalendarDay.objects.filter(office=office, date__year=2028).delete()
    told = load("hcmc")
    assert "years loaded: 2028; kept as they were: 2025, 2026, 2027" in told
    assert not CalendarDay.objects.filter(date="2026-11-24").exists()
    assert CalendarDay.objects.get(date="2026-01-01").name == "Tết Tây"
    assert CalendarDay.objects.filter(date__year=2028).exists()


@pytest.mark.django_db
def test_an_unknown_office_is_said_so():
    with pytest.raises(CommandError, match="no office 'hue'"):
        load("hue")


GOOD = "days: [{date: 2031-01-01, kind: public_holiday, name_vi: Tết}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"days:",
        b"days: 5",
        b"- 1",
        b"[{",
        b"\xff\xfe",
        b"days: [5]",
        b"days: [{}]",
        b"days: [{date: x, kind: public_holiday, name_vi: y}]",
        b"days: [{date: 2031-02-30, kind: public_holiday, name_vi: y}]",
        f"{GOOD}, {{date: 2031-01-02, kind: holiday, name_vi: Vui}}]".encode(),
        f"{GOOD}, {{date: 2031-01-02, kind: public_holiday}}]".encode(),
        f"{GOOD}, {{date: 2031-01-02, kind: working_weekend, name_vi: Bù}}]".encode(),
        f"{GOOD}, {{date: 2031-01-01, kind: public_holiday, name_vi: Lại}}]".encode(),
    ],
)
def test_a_bad_file_is_refused_as_a_whole_with_the_reason(tmp_path, content):
    factories.office("hcmc")
    path = tmp_path / "lich.yaml"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"lich\.yaml"):
        call_command("load_calendar", "hcmc", file=path)
    assert not CalendarDay.objects.exists()


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_said_so(tmp_path):
    factories.office("hcmc")
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_calendar", "hcmc", file=tmp_path / "lich.yaml")
