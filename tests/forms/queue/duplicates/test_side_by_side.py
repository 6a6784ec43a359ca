"""Two cases side by side: what is shown, to whom, and the line that every reading leaves."""

import html
import re

import pytest
from django.utils import timezone

from forms.models import Case, Event, ToldApart
from forms.models.events import faults
from forms.queue.case.sheet import Sheet
from forms.queue.duplicates.side_by_side import SideBySide
from home.models import Role
from tests import cases, factories
from tests.forms.kinds import answers as given

SAME, OTHER = "079080001234", "079080991234"  # their ends are alike


@pytest.fixture
def pair(office):
    """Two centres of the same name: another director, another street."""
    names = ("Trung tâm Ngoại ngữ Bình Minh", "TRUNG TÂM NGOẠI NGỮ BÌNH MINH")
    streets = ("Số 1, đường Một", "Số 2, đường Hai")
    return tuple(
        cases.case(
            office,
            answers=given.licence(
                centre_name_vi=name, head_address=street, director_id_number=number
            ),
        )
        for name, street, number in zip(names, streets, (SAME, OTHER), strict=True)
    )


def at(one, other):
    return f"/cms/ho-so/{one.pk}/trung/{other.pk}/"


def text(answer):
    return html.unescape(answer.content.decode())


def pairs(one, other):
    user = factories.staff(one.office)
    found = SideBySide(Sheet(one, user), Sheet(other, user)).pairs
    return {str(pair.label): pair for pair in found}


def readings(case):
    """Who read the case, as its history says."""
    return [line.actor for line in case.events.filter(act=Event.Act.READ).order_by("number")]


def test_what_differs_is_marked_and_what_is_the_same_is_not(pair):
    found = pairs(*pair)
    address = found["Địa điểm đặt trung tâm (số nhà, đường)"]
    assert address.differs
    assert [item.text for item in address.items] == ["Số 1, đường Một", "Số 2, đường Hai"]
    assert not found["Số giáo viên"].differs


def test_a_question_that_only_one_was_asked_stands_beside_nothing(office, pair):
    one, _other = pair
    ending = cases.case(office, answers=given.licence("dissolve"))
    for found in (pairs(one, ending), pairs(ending, one)):
        alone = [one for one in found.values() if None in one.items]
        assert alone
        assert all(one.differs for one in alone)


def test_numbers_are_compared_in_full_and_shown_by_their_ends(pair, at_work):
    shown = text(at_work().get(at(*pair)))
    assert SAME not in shown
    assert OTHER not in shown
    assert shown.count("********1234") >= 2
    director = pairs(*pair)["Số CCCD hoặc số hộ chiếu"]
    assert director.differs


def test_no_sealed_number_of_any_kind_is_shown_in_full(office, at_work):
    numbers = {
        "passport_no": "PA1234567",
        "visa_no": "DL987654",
        "health_insurance_no": "SV40112345",
    }
    one, other = (cases.case(office, "student", answers=given.student(**numbers)) for _ in "ab")
    shown = text(at_work().get(at(one, other)))
    for number in (*numbers.values(), one.all_answers["submitter_id_number"]):
        assert number not in shown
        assert f"********{number[-4:]}" in shown


def test_of_sealed_rows_only_their_number_is_shown(office, at_work):
    one, other = (
        cases.case(office, "student", answers=given.student(year_statuses=rows))
        for rows in ([YEAR], [YEAR, {**YEAR, "academic_year": "2025-2026"}])
    )
    found = pairs(one, other)["Tình trạng theo năm học"]
    assert found.differs
    assert [item.text for item in found.items] == ["1 dòng", "2 dòng"]
    assert "Phòng Đào tạo Riêng" not in text(at_work().get(at(one, other)))


YEAR = {
    "academic_year": "2024-2025",
    "status": "dang_hoc",
    "confirmed_by": "Phòng Đào tạo Riêng",
}


def test_reading_both_leaves_a_line_in_both(pair, at_work):
    client = at_work(last_name="Trần", first_name="Xem")
    assert client.get(at(*pair)).status_code == 200
    for case in pair:
        (reader,) = readings(case)
        assert reader.first_name == "Xem"
        line = case.events.get(act=Event.Act.READ)
        assert line.ip
        assert not faults(Case.objects.get(pk=case.pk))
    client.get(at(*reversed(pair)))  # one visit, from either side
    assert [len(readings(case)) for case in pair] == [1, 1]


def test_each_reader_and_each_visit_has_a_line(pair, at_work, monkeypatch):
    for role in (Role.OFFICER, Role.DEPUTY):
        at_work(role).get(at(*pair))
    assert len(set(readings(pair[1]))) == 2
    client, now = at_work(), timezone.now()
    client.get(at(*pair))
    monkeypatch.setattr(timezone, "now", lambda: now + timezone.timedelta(hours=1))
    client.get(at(*pair))
    assert [len(readings(case)) for case in pair] == [4, 4]


def test_asking_for_the_head_reads_nothing(pair, at_work):
    assert at_work().head(at(*pair)).content == b""
    assert readings(pair[0]) == []


@pytest.mark.parametrize("role", [Role.ASSOCIATION, Role.EDITOR, Role.ADMIN])
def test_who_does_not_work_the_cases_compares_none(office, at_work, role):
    one, other = (cases.case(office, "nomination") for _twice in range(2))
    answer = at_work(role).get(at(one, other))
    assert answer.status_code in (302, 403, 404)
    assert readings(one) == readings(other) == []


def test_a_guest_is_told_of_no_duplicates(office, at_work):
    one, other = (cases.case(office, "nomination") for _twice in range(2))
    assert other.code in text(at_work(Role.OFFICER).get(f"/cms/ho-so/{one.pk}/"))
    seen = text(at_work(Role.ASSOCIATION).get(f"/cms/ho-so/{one.pk}/"))
    assert other.code not in seen
    assert "Có thể trùng" not in seen


def test_R17_the_other_offices_case_is_none(pair, other, at_work):
    theirs = cases.case(other, answers=pair[0].all_answers)
    client = at_work()
    for address in (at(pair[0], theirs), at(theirs, pair[0])):
        assert client.get(address).status_code == client.post(address).status_code == 404
    both = factories.staff(pair[0].office)
    both.groups.add(*factories.staff(other).groups.all())
    assert factories.signed_in(both).get(at(pair[0], theirs)).status_code == 404
    assert readings(theirs) == []
    assert not ToldApart.objects.exists()


def test_a_case_whose_processing_is_restricted_is_compared_by_leaders_alone(pair, at_work):
    Case.objects.filter(pk=pair[1].pk).update(restricted_at=timezone.now())
    for address in (at(*pair), at(*reversed(pair))):
        assert at_work(Role.OFFICER).get(address).status_code in (302, 403)
    assert readings(pair[0]) == []
    assert at_work(Role.LEADER).get(at(*pair)).status_code == 200


def test_told_apart_they_are_shown_no_more_but_can_still_be_compared(pair, at_work):
    one, other = pair
    client = at_work()
    assert "Có thể trùng" in text(client.get(f"/cms/ho-so/{one.pk}/"))
    for _click in range(2):
        assert client.post(at(*pair)).url == f"/cms/ho-so/{one.pk}/"
    assert ToldApart.objects.count() == 1
    assert one.events.filter(act=Event.Act.TOLD_APART).count() == 1
    assert "Có thể trùng" not in text(client.get(f"/cms/ho-so/{other.pk}/"))
    assert client.get(at(*pair)).status_code == 200


def test_what_a_citizen_wrote_is_shown_as_it_was_written(office, at_work):
    one, other = (
        cases.case(office, answers=given.licence(centre_name_vi=f"<b>Bình Minh {n}</b>"))
        for n in "ab"
    )
    assert "<b>Bình" not in at_work().get(at(one, other)).content.decode()


def test_two_long_cases_take_few_queries(office, at_work, django_assert_max_num_queries):
    one, other = (cases.case(office, "student", answers=given.student()) for _twice in range(2))
    client = at_work()
    client.get(at(one, other))
    with django_assert_max_num_queries(30):
        answer = client.get(at(one, other))
    assert len(re.findall("<tr", answer.content.decode())) > 20
