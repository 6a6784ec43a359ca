"""What the search box understands besides words, and what it says of the rest."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override

from forms.clock.halves import AFTERNOON, MORNING
from forms.models import Case, CaseLabel, Label
from forms.queue.cases import visible_to
from forms.queue.finding import read
from forms.queue.finding.operators import OPERATORS
from forms.queue.finding.values import spoken
from forms.queue.lists.tabs import Desk, overdue
from forms.states import State
from home.models import Role
from search.text import fold
from tests import cases, factories

pytestmark = [pytest.mark.engines, pytest.mark.django_db]
TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.fixture
def desk(office):
    made = Desk.of(factories.staff(office, last_name="Trần Thị", first_name="Bưởi"), {office.pk})
    return Desk(made.user, TODAY, made.calendars)


def found(desk, typed, **names):
    condition = read(typed, desk).condition
    pks = set(visible_to(desk.user).filter(condition).values_list("pk", flat=True))
    return {name for name, case in names.items() if case.pk in pks}


@pytest.fixture
def five(office, desk):
    """Cases due on working days around a Wednesday, with a weekend in between."""
    days = {"late": -1, "now": 0, "one": 1, "two": 2, "three": 5, "four": 6}
    made = {
        name: cases.case(office, state=State.PROCESSING, due_on=TODAY + timedelta(days=days[name]))
        for name in days
    }
    waits = cases.case(office, state=State.SUPPLEMENT, supplement_due_on=TODAY)
    return {**made, "waits": waits, "new": cases.case(office)}


@pytest.mark.parametrize(
    ("typed", "expected"),
    {
        "hạn:<3": {"late", "now", "one", "two"},
        "han:<3": {"late", "now", "one", "two"},
        "h:<3": {"late", "now", "one", "two"},
        "Hạn : < 3": {"late", "now", "one", "two"},
        "hạn: <3": {"late", "now", "one", "two"},
        "hạn:≤2": {"late", "now", "one", "two"},
        "hạn:>2": {"three", "four"},
        "hạn:>=4": {"four"},
        "hạn:3": {"three"},
        "hạn:3 ngày": {"three"},
        "hạn:=0": {"now"},
        "hạn:<0": {"late"},
        "hạn:hôm nay": {"now"},
        "han:hom nay": {"now"},
        "hạn:quá": {"late"},
        "hạn:quá hạn": {"late"},
        "hạn:trễ": {"late"},
        "-hạn:quá": {"now", "one", "two", "three", "four", "waits", "new"},
        "hạn:>0 -hạn:>3": {"one", "two", "three"},
        "hạn:>5": set(),
    }.items(),
)
def test_working_days_left(desk, five, typed, expected):
    assert found(desk, typed, **five) == expected


@pytest.mark.parametrize(("hour", "expected"), [(9, set()), (14, {"morning"})])
def test_overdue_is_what_the_list_of_that_name_holds(office, monkeypatch, hour, expected):
    """Since noon also what was due this morning."""
    at = datetime(2026, 11, 25, hour, tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    desk = Desk.of(factories.staff(office), {office.pk})
    made = {
        name: cases.case(office, state=State.PROCESSING, due_on=TODAY, due_part=part)
        for name, part in (("morning", MORNING), ("afternoon", AFTERNOON))
    }
    for typed in ("hạn:quá", 'hạn:"quá hạn"', "hạn:trễ"):
        assert found(desk, typed, **made) == expected
    assert set(visible_to(desk.user).filter(overdue(desk))) == {made[name] for name in expected}


def test_each_office_counts_by_its_own_calendar(office, other, desk):
    cases.calendar(other)
    both = Desk.of(factories.superuser(), {office.pk, other.pk})
    both = Desk(both.user, TODAY, both.calendars)
    both.calendars[other.pk].days[TODAY + timedelta(days=1)] = "public_holiday"
    here, there = (
        cases.case(one, state=State.PROCESSING, due_on=TODAY + timedelta(days=2))
        for one in (office, other)
    )
    assert found(both, "hạn:2", here=here, there=there) == {"here"}
    assert found(both, "hạn:1", here=here, there=there) == {"there"}
    assert found(both, "hạn:<3", here=here, there=there) == {"here", "there"}


def test_a_year_without_calendar_is_said(desk, office):
    asked = read("hạn:>240 hoa", Desk(desk.user, date(2029, 12, 20), desk.calendars))
    assert "Lịch làm việc chưa có năm" in " ".join(asked.faults)
    assert asked.words == [("hoa",)]


def test_states_by_any_part_of_their_names(desk, office):
    made = {
        "new": cases.case(office),
        "nominated": cases.case(office, "nomination", State.PROCESSING),
        "examined": cases.case(office, state=State.PROCESSING),
        "signed": cases.case(office, state=State.APPROVED),
    }
    for typed, expected in {
        "trạng thái:chờ": {"new", "signed"},
        "trang thai:cho tiep nhan": {"new"},
        'tt:"chờ tiếp nhận"': {"new"},
        "tt:đang bình xét": {"nominated"},
        "tt:đang thẩm định": {"examined"},
        "tt:dang": {"nominated", "examined"},
        "tt:Đang thẩm định nguyệt": {"examined"},
        "-tt:đang": {"new", "signed"},
        "tt:mới nộp – chờ tiếp nhận": {"new"},
    }.items():
        assert found(desk, typed, **made) == expected, typed
    assert read("tt:bản nháp", desk).faults


def test_kinds_people_and_communes(desk, office, other):
    colleague = factories.staff(office, Role.LEADER, last_name="Nguyễn Văn", first_name="Ổi")
    stranger = factories.staff(other, last_name="Phan Thị", first_name="Xoài")
    ward = factories.commune("79", "26743", "Phường Bến Thành")
    made = {
        "mine": cases.case(office, assignee=desk.user, state=State.PROCESSING),
        "theirs": cases.case(office, "student", State.PROCESSING, assignee=colleague),
        "nobody's": cases.case(office, "nomination", commune=ward),
    }
    for typed, expected in {
        "loại:học tập": {"nobody's"},
        "loai:luu hoc sinh": {"theirs"},
        "l:cap phep": {"mine"},
        "tôi": {"mine"},
        "TOI": {"mine"},
        "-tôi": {"theirs", "nobody's"},
        "người xử lý:tôi": {"mine"},
        "nguoi xu ly:oi": {"theirs"},
        "nxl:nguyễn văn ổi": {"theirs"},
        "nxl:Nguyen van": {"theirs"},
        "nxl:chưa có": {"nobody's"},
        "phường:bến thành": {"nobody's"},
        "xã:Sài gòn loại:lưu": {"theirs"},
        "px:ben tha": {"nobody's"},
        '"tôi"': set(),
    }.items():
        assert found(desk, typed, **made) == expected, typed
    for typed in (f"nxl:{stranger.first_name}", "phường:Ninh Kiều"):
        assert read(typed, desk).faults, typed


def test_labels(desk, office, other):
    made = {"urgent": cases.case(office), "plain": cases.case(office)}
    urgent = Label.objects.create(office=office, name="Gấp lắm")
    Label.objects.create(office=other, name="Của nơi khác")
    when = made["urgent"].submitted_at
    CaseLabel.objects.create(case=made["urgent"], label=urgent, submitted_at=when)
    for typed in ("nhãn:gấp", "nhan:gap lam", 'n:"Gấp lắm"', "-nhãn:gấp"):
        expected = {"plain"} if typed.startswith("-") else {"urgent"}
        assert found(desk, typed, **made) == expected, typed
    assert read("nhãn:của nơi khác", desk).faults


def test_days_of_filing(desk, office, town):
    Case.objects.filter(pk=town["hoa"].pk).update(submitted_at="2026-10-01T00:00:00+07:00")
    Case.objects.filter(pk=town["hoà"].pk).update(submitted_at="2026-10-31T23:59:59+07:00")
    Case.objects.filter(pk=town["đông"].pk).update(submitted_at="2026-11-01T00:00:00+07:00")
    three = {name: town[name] for name in ("hoa", "hoà", "đông")}
    for typed, expected in {
        "từ:01/10/2026 đến:31/10/2026": {"hoa", "hoà"},
        "tu:1/10/26 den:31-10-2026": {"hoa", "hoà"},
        "từ ngày: 2.10.2026 đến ngày:31/10": {"hoà"},
        "đến:30/9/2026": set(),
        "-từ:1/11/2026": {"hoa", "hoà"},
        "từ:1/11/2026 đông": {"đông"},
    }.items():
        assert found(desk, typed, **three) == expected, typed


@pytest.mark.parametrize(
    "typed",
    [
        "hạn:abc",
        "hạn:",
        "hạn:999",
        "hạn:<",
        'hạn:"',
        "từ:31/02/2026",
        "từ:hôm kia",
        "đến:99/99/9999",
        "từ:1/1/0001",
        "trạng thái:chưa biết",
        "tt:%",
        "nxl:'; DROP TABLE",
        "loại:😀",
        "mã:123",
    ],
)
def test_what_is_not_understood_is_said_and_the_rest_is_searched(desk, office, typed):
    case = cases.case(office)
    asked = read(f"bình {typed}", desk)
    assert len(asked.faults) == 1
    assert typed.split()[0] in asked.faults[0] or typed.split(":")[0] in asked.faults[0]
    assert ("binh",) in asked.words
    if typed.startswith("hạn:a"):
        assert asked.faults == [f"Không hiểu “{typed}”: {OPERATORS[2].hint}"]
        assert found(desk, f"bình {typed}", case=case) == {"case"}
        assert found(desk, f"{typed} vắng", case=case) == set()


def test_too_many_words_are_said(desk):
    asked = read(" ".join(f"w{n}x" for n in range(40)), desk)
    assert len(asked.words) == 12
    assert asked.faults == ["Chỉ 12 từ đầu được tìm."]


def test_names_of_operators_mean_one_thing_each():
    names = [
        {fold(name) for name in (*operator.names, *spoken(operator.called))}
        for operator in OPERATORS
    ]
    assert sum(map(len, names)) == len(set().union(*names))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_was_typed_in_one_language_means_the_same_in_another(desk, office, language):
    made = {
        "new": cases.case(office),
        "mine": cases.case(office, "student", State.PROCESSING, assignee=desk.user),
    }
    with override(language):
        for typed, expected in {
            "trạng thái:chờ tiếp nhận": {"new"},
            "status:awaiting reception": {"new"},
            "type:lao and cambodian": {"mine"},
            "loại:lưu học sinh": {"mine"},
            "case officer:tôi": {"mine"},
            "to:hôm nay": {"new", "mine"},
            "due:quá": set(),
        }.items():
            assert found(desk, typed, **made) == expected, typed
            assert not read(typed, desk).faults, typed


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_examples_in_hints_are_understood(desk, office, language):
    cases.case(office, commune=factories.commune())
    with override(language):
        for operator in OPERATORS:
            examples = re.findall(
                rf"{operator.name}:(.+?)(?: or | hoặc |[,.”])", str(operator.hint)
            )
            for value in examples:
                typed = f'{operator.name}:"{value}"'
                assert not read(typed, desk).faults, typed


def test_nothing_typed_narrows_nothing(desk):
    assert read("", desk).condition == Q()
