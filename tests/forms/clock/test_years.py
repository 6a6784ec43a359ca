"""A year of the calendar as text: what is read, what is refused, what changes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from forms.clock import Calendar, CalendarDay
from forms.clock.years import compare, days_of, put_in_force, read, shipped, written
from tests import factories

pytestmark = pytest.mark.django_db
KIND = CalendarDay.Kind


@pytest.fixture
def office():
    found = factories.office("hcmc")
    call_command("load_calendar", "hcmc", verbosity=0)
    return found


def refused(office, text, year=2026):
    with pytest.raises(ValidationError) as error:
        read(office, year, text)
    return " ".join(error.value.messages)


def test_what_is_written_is_read_again(office):
    for year, days in shipped().items():
        found = read(office, year, written(days))
        assert [(d.date, d.kind, d.name, d.certainty) for d in found] == [
            (d.date, d.kind, d.name, d.certainty) for d in sorted(days, key=lambda d: d.date)
        ]


@pytest.mark.parametrize(
    "line",
    [
        "02/09/2026;Ngày lễ;Quốc khánh",
        "2/9/2026 ; ngay le ; Quốc khánh ; Đã công bố",
        "2026-09-02\tpublic_holiday\tQuốc khánh\tofficial",
        "\ufeff02/09/2026,Ngày lễ,Quốc khánh,",
        '02/09/2026;"Ngày lễ";"Quốc khánh"\r\n\r\n;;;',
    ],
)
def test_a_line_is_read_however_it_was_typed(office, line):
    (day,) = read(office, 2026, line)
    assert (day.date, day.kind, day.name) == (date(2026, 9, 2), KIND.PUBLIC_HOLIDAY, "Quốc khánh")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Chưa có dòng nào"),
        ("31/02/2026;Ngày lễ;x", "Dòng 1"),
        ("02/09/2025;Ngày lễ;x", "không thuộc năm 2026"),
        ("02/09/2026;Ngày vui;x", "Loại ngày"),
        ("02/09/2026;Ngày lễ;x;chắc", "Mức chắc chắn"),
        ("02/09/2026;Ngày lễ;", "Dòng 1"),
        ("02/09/2026;Ngày lễ;x\n\n02/09/2026;Ngày lễ;y", "Dòng 3: Ngày này đã có"),
        ("02/09/2026;Làm bù cuối tuần;x", "thứ Bảy hoặc Chủ nhật"),
        ("02/09/2026;Ngày lễ;" + "x" * 200, "Dòng 1"),
        ("\n" * 500, "Quá dài"),
        ("02/09/2026;Ngày lễ;a\x00b", "không đọc được"),
    ],
)
def test_a_wrong_line_is_named(office, text, why):
    assert why in refused(office, text)


def test_a_list_stands_for_the_whole_year(office):
    before = days_of(office, 2027)
    kept, changed, gone = before[0], before[1], before[2]
    days = read(
        office,
        2027,
        written([kept]) + f"{changed.date:%d/%m/%Y};Nghỉ bù;Khác\n04/12/2027;Làm bù cuối tuần;Bù",
    )
    difference = compare(office, 2027, days)
    assert [day.date for day in difference.added] == [date(2027, 12, 4)]
    assert [(old.name, new.name) for old, new in difference.changed] == [(changed.name, "Khác")]
    assert gone.date in [day.date for day in difference.removed]
    assert days_of(office, 2027) == before  # comparing changes nothing

    put_in_force(office, 2027, days)
    assert [day.date for day in days_of(office, 2027)] == [
        kept.date,
        changed.date,
        date(2027, 12, 4),
    ]
    assert not compare(office, 2027, days)
    assert Calendar.of(office).worked(date(2027, 12, 4))
    assert days_of(office, 2026)  # the other years stay
