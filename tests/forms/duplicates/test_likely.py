"""Cases that look like one: found by what their kind declares, on every database the same."""

import pytest

from forms.duplicates.likely import Likely
from forms.duplicates.likely import likely as likely_to
from forms.duplicates.telling_apart import tell_apart
from forms.kinds import KINDS
from forms.kinds.alike import near, near_keys
from forms.models import Case, Event, SealedIndex
from forms.models.events import faults
from forms.queue.case.sheet import Sheet
from forms.states import State
from home.models import Role, roles_of
from search.text import plain
from tests import cases, factories
from tests.forms.kinds import answers as given

pytestmark = [pytest.mark.engines, pytest.mark.django_db]
serial = iter(range(10**6))


def centre(office, name, **answers):
    """A centre that has nothing in common with others but what is said."""
    number = next(serial)
    own = {
        "head_address": f"Số {number}, đường Riêng {number}",
        "founder_id": f"03{number:08}",
        "director_id_number": f"0790800{number:05}",
        "submitter_phone": f"+8491{number:07}",
    }
    return cases.case(office, answers=given.licence(centre_name_vi=name, **own | answers))


def likely(case: Case, role: str = Role.OFFICER) -> list[Likely]:
    """What somebody of the case's office is told."""
    return likely_to(case, factories.staff(case.office, role))


def why(case, *others):
    """The reasons by which each of the others is told of."""
    found = {one.case.pk: [str(reason) for reason in one.reasons] for one in likely(case)}
    return [found.get(other.pk, []) for other in others]


def test_names_that_are_nearly_the_same(office):
    case = centre(office, "Trung tâm Ngoại ngữ Bình Minh")
    same = centre(office, "TRUNG TÂM TIN HỌC BINH MINH")
    typo = centre(office, "Trung tâm Ngoại ngữ Bình Mình Sáng")
    for other in ("Trung tâm Ngoại ngữ Ánh Sao", "Trung tâm Ngoại ngữ Đông Đô"):
        assert why(case, centre(office, other)) == [[]]
    assert why(case, same, typo) == [["tên gần giống"], ["tên gần giống"]]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Hoa Mai", "hoà mãi", True),
        ("Hoa Mai", "Hoamai", True),
        ("Bình Minh Sáng", "Bình Mnih Sáng", True),
        ("Đại Tây Dương", "Đại Tây Dươg", True),
        ("Ánh Dương", "Ánh Sao", False),
        ("An", "Ân", True),
        ("An", "Anh", False),
        ("Cơ sở 1 Hoa Sen", "Cơ sở 2 Hoa Sen", False),
        ("", "", True),
    ],
)
def test_one_rule_of_likeness(one, other, alike):
    assert near(plain(one), plain(other), 0.6) is alike
    if alike and one:
        drawn = [set(enumerate(near_keys(plain(text)))) for text in (one, other)]
        assert plain(one) == plain(other) or drawn[0] & drawn[1]


def test_every_reason_of_a_centre(office):
    case = centre(office, "Trung tâm Ngoại ngữ Bình Minh", head_address="Số 12, đường Lê Lợi")
    answers = case.all_answers
    reasons = {
        "địa chỉ gần giống": {"head_address": "12 Lê Lợi"},
        "cùng số giấy tờ của người thành lập": {"founder_id": answers["founder_id"]},
        "cùng giám đốc": {"director_id_number": answers["director_id_number"]},
        "cùng điện thoại": {"submitter_phone": answers["submitter_phone"]},
    }
    others = {
        reason: centre(office, f"Trung tâm {name}", **same)
        for (reason, same), name in zip(reasons.items(), ("Xưa", "Kỳ", "Lạ", "Ưu"), strict=True)
    }
    assert why(case, *others.values()) == [[reason] for reason in others]
    twin = centre(office, "Trung tâm Bình Minh", founder_id=answers["founder_id"])
    assert why(case, twin) == [["tên gần giống", "cùng số giấy tờ của người thành lập"]]
    assert likely(case)[0].case == twin, "who has more in common comes first"


def test_house_14_is_not_house_12(office):
    case = centre(office, "Trung tâm Một", head_address="Số 12, đường Lê Lợi")
    assert why(case, centre(office, "Trung tâm Ba", head_address="Số 14, đường Lê Lợi")) == [[]]


def test_a_passport_is_one_student(office):
    one = cases.case(office, "student")
    two = cases.case(office, "student", State.RETURNED, given.student(full_name_passport="NOI KEO"))
    assert why(one, two)[0][0] == "cùng số hộ chiếu"
    changed = given.student(passport_no="PA7654321", phone_vn="+84912000111")
    assert why(cases.case(office, "student", answers=changed), one) == [
        ["tên gần giống, cùng ngày sinh"]
    ]


def test_a_nominee_is_one_in_its_year(office):
    def nominated(**changes):
        return cases.case(office, "nomination", answers=given.nomination() | changes)

    case = nominated()
    name, phone = case.answers["nominee_name"], {"representative_phone": "+84987000111"}
    again, before = nominated(nominee_name=name.upper(), **phone), nominated(year=2020, **phone)
    assert why(case, again, before) == [["đối tượng tên gần giống, cùng năm"], []]


def test_neither_drafts_nor_other_offices_nor_other_kinds_are_told_of(office):
    other = factories.office("cantho")
    case = centre(office, "Trung tâm Ngoại ngữ Bình Minh")
    same = case.all_answers
    cases.case(other, answers=same)
    cases.case(office, state=State.DRAFT, answers=same)
    cases.case(office, "student")
    assert likely(case) == []


def test_what_an_officer_told_apart_stays_so(office):
    one, two = (centre(office, "Trung tâm Ngoại ngữ Bình Minh") for _twice in range(2))
    officer = factories.staff(office)
    assert tell_apart(two, one, officer)
    assert not tell_apart(one, two, officer)
    assert likely(one) == likely(two) == []
    third = centre(office, "Trung tâm Ngoại ngữ Bình Minh")
    assert why(third, one, two) == [["tên gần giống"], ["tên gần giống"]]
    for case, other in ((one, two), (two, one)):
        line = case.events.get(act=Event.Act.TOLD_APART)
        assert (line.note, line.actor) == (other.code, officer)
        assert not faults(Case.objects.get(pk=case.pk))


def test_an_agent_of_thousands_costs_two_queries(office, django_assert_max_num_queries):
    case = centre(office, "Trung tâm Ngoại ngữ Bình Minh")
    rows = cases.many(office, 400)
    (phone,) = SealedIndex.objects.filter(case=case, field="alike.phone")
    SealedIndex.objects.bulk_create(
        SealedIndex(case=row, field=phone.field, digest=phone.digest) for row in rows
    )
    officer = factories.staff(office)
    assert roles_of(officer)
    with django_assert_max_num_queries(2):
        assert len(likely_to(case, officer)) == 6


def test_who_does_not_work_the_case_is_told_nothing(office):
    one, two = (centre(office, "Trung tâm Ngoại ngữ Bình Minh") for _twice in range(2))
    assert Sheet(one, factories.staff(office, Role.OFFICER)).likely
    assert Sheet(one, factories.superuser()).likely == []
    Case.objects.filter(pk=one.pk).update(restricted_at=two.submitted_at)
    one.refresh_from_db()
    assert Sheet(one, factories.staff(office, Role.OFFICER)).likely == []


def test_of_a_restricted_case_only_leaders_hear_what_it_has_in_common(office):
    """That two share a passport is told by comparing sealed answers."""
    one, two, three = (cases.case(office, "student") for _thrice in range(3))
    Case.objects.filter(pk=two.pk).update(restricted_at=two.submitted_at)
    assert [found.case for found in likely(one)] == [three]
    assert {found.case for found in likely(one, Role.LEADER)} == {two, three}


def test_the_index_tells_nothing_of_what_it_holds(office):
    case = cases.case(office)
    stored = " ".join(f"{row.field} {row.digest}" for row in case.sealed_index.all())
    for text in (*case.all_answers.values(), "binh", "minh"):
        assert not isinstance(text, str) or len(text) < 4 or text not in stored


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_a_kind_compares_only_what_it_asks_and_does_not_seal(kind):
    codes = [likeness.code for likeness in kind.alike]
    assert len(codes) == len(set(codes))
    for likeness in kind.alike:
        assert {*likeness.same, *filter(None, [likeness.near])} <= set(kind.base_fields)
        assert not (likeness.near and kind.traits_of(likeness.near).seal)
