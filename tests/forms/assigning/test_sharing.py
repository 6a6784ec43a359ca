"""Rules: who takes what is received, by kind and commune."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms.assigning.reading_rules import Reading
from forms.assigning.sharing import Sharing
from forms.models import AssignmentRule, Case, Event
from forms.moves.transitions import Details, move
from forms.states import State
from home.models import Role
from tests import cases, factories
from tests.forms.assigning.people import absent

S = State
LIMIT = Details(working_days=15)
HERE, ELSEWHERE = "26740", "26743"


@pytest.fixture
def office(db):
    found = factories.office("hcmc")
    cases.calendar(found)
    factories.commune("79", ELSEWHERE, "Phường Bến Thành")
    return found


@pytest.fixture
def mai(office):
    return factories.staff(office, Role.OFFICER, last_name="Lê", first_name="Mai")


@pytest.fixture
def lan(office):
    return factories.staff(office, Role.OFFICER, last_name="Võ", first_name="Lan")


def rule(office, *officers, kind="", communes=()):
    order = office.assignment_rules.count() + 1
    made = AssignmentRule.objects.create(
        office=office, order=order, kind_code=kind, communes=[*communes]
    )
    made.officers.set(officers)
    return made


def received(case, clerk):
    return move(case.pk, S.ACCEPTED, clerk, case.version, LIMIT)


def takes(office, kind="licence", commune=HERE):
    choice = Sharing(office.pk).choose(kind, commune)
    return choice and choice.officer


def test_without_rules_a_received_case_waits(office, clerk):
    case = received(cases.case(office), clerk)
    assert (case.state, case.assignee) == (S.ACCEPTED, None)


def test_without_rules_reception_asks_one_query_more(office, clerk):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        received(cases.case(office), clerk)
    assert sum("forms_assignmentrule" in one["sql"] for one in queries) == 1
    assert not any("auth_user_groups" in one["sql"] and "ORDER" in one["sql"] for one in queries)


def test_with_rules_it_asks_two_queries_however_many_there_are(office, clerk, mai, lan):
    """The rules, and the officers with their deputies and what each has open."""
    rule(office, lan, kind="student")
    rule(office, mai, lan, communes=[ELSEWHERE])
    rule(office, mai, lan, communes=[HERE])
    with CaptureQueriesContext(connection) as queries:
        case = received(cases.case(office), clerk)
    assert case.state == S.ASSIGNED
    asked = [one["sql"] for one in queries if one["sql"].startswith("SELECT")]
    assert sum("forms_assignmentrule" in sql for sql in asked) == 1
    assert sum("forms_absence" in sql for sql in asked) == 1
    with CaptureQueriesContext(connection) as queries:
        takes(office)
    assert len(queries) == 2


def test_an_officer_who_was_chosen_before_costs_one_query(office, clerk, mai):
    rule(office, mai)
    with CaptureQueriesContext(connection) as queries:
        received(cases.case(office, assignee=mai), clerk)
    assert sum("forms_absence" in one["sql"] for one in queries) == 1
    assert not any("forms_assignmentrule" in one["sql"] for one in queries)


def test_a_rule_is_applied_at_reception(office, clerk, mai):
    rule(office, mai, kind="licence", communes=[HERE])
    case = received(cases.case(office), clerk)
    assert (case.state, case.assignee) == (S.ASSIGNED, mai)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.state, kept.assignee, kept.version) == (S.ASSIGNED, mai, case.version)
    assert [one.officer for one in kept.assignments.all()] == [mai]
    lines = kept.events.order_by("number").values_list("act", "to_state", "note")
    assert [*lines][-2:] == [
        (Event.Act.MOVED, S.ASSIGNED, "Theo quy tắc phân công số 1."),
        (Event.Act.ASSIGNED, "", "Giao cho Lê Mai."),
    ]


def test_kind_and_commune_decide(office, mai, lan):
    rule(office, mai, kind="licence", communes=[HERE])
    rule(office, lan, kind="licence")
    assert takes(office) == mai
    assert takes(office, commune=ELSEWHERE) == lan
    assert takes(office, commune=None) == lan
    assert takes(office, kind="student") is None


def test_of_several_the_least_loaded_takes_it(office, mai, lan):
    rule(office, mai, lan)
    cases.case(office, state=S.PROCESSING, assignee=mai)
    assert takes(office) == lan
    for _number in range(2):
        cases.case(office, state=S.PROCESSING, assignee=lan)
    assert takes(office) == mai


def test_what_is_over_is_no_load(office, mai, lan):
    rule(office, mai, lan)
    for _number in range(3):
        cases.case(office, state=S.RETURNED, assignee=mai)
    assert takes(office) == min((mai, lan), key=lambda one: one.pk)


def test_what_is_planned_counts_so_that_work_is_spread(office, mai, lan):
    rule(office, mai, lan)
    sharing = Sharing(office.pk)
    chosen = [sharing.choose("licence", HERE).officer for _number in range(4)]
    assert chosen.count(mai) == chosen.count(lan) == 2


def test_who_is_away_has_their_deputy_take_it(office, mai, lan):
    rule(office, mai)
    absent(office, mai, lan)
    assert takes(office) == lan


def test_a_deputy_who_is_away_too_has_their_own(office, mai, lan):
    third = factories.staff(office, Role.OFFICER)
    rule(office, mai)
    absent(office, mai, lan)
    absent(office, lan, third)
    assert takes(office) == third


def test_a_deputy_who_left_leaves_it_to_who_is_away(office, mai, lan):
    rule(office, mai)
    absent(office, mai, lan)
    lan.groups.clear()
    assert takes(office) == mai


def test_two_officers_with_one_deputy_count_once(office, mai, lan):
    third = factories.staff(office, Role.OFFICER)
    rule(office, mai, lan)
    absent(office, mai, third)
    absent(office, lan, third)
    assert Sharing(office.pk).takers(Sharing(office.pk).rules[0]) == [third]


def test_an_absence_at_another_office_counts_there_alone(office, mai, lan):
    rule(office, mai)
    absent(factories.office("cantho"), mai, lan)
    assert takes(office) == mai


def test_what_one_has_at_another_office_is_no_load_here(office, mai, lan):
    other = factories.office("cantho")
    rule(office, mai, lan)
    for _number in range(3):
        cases.case(other, state=S.PROCESSING, assignee=mai)
    cases.case(office, state=S.PROCESSING, assignee=lan)
    assert takes(office) == mai


def test_who_left_is_passed_over(office, mai, lan):
    rule(office, mai, lan)
    mai.groups.clear()
    assert takes(office) == lan
    lan.is_active = False
    lan.save()
    assert takes(office) is None


def test_a_rule_of_people_who_left_lets_the_next_one_through(office, mai, lan):
    rule(office, mai)
    rule(office, lan)
    mai.groups.clear()
    assert takes(office) == lan


def test_another_offices_rules_count_there_only(office, mai):
    other = factories.office("cantho")
    rule(other, factories.staff(other, Role.OFFICER))
    assert takes(office) is None


def test_a_rule_that_names_nobody_stops_nothing(office, clerk):
    rule(office)
    assert received(cases.case(office), clerk).state == S.ACCEPTED


def test_an_officer_who_was_chosen_before_goes_before_the_rules(office, clerk, mai, lan):
    rule(office, mai)
    case = cases.case(office, assignee=lan)
    assert received(case, clerk).assignee == lan


def test_an_officer_who_was_chosen_before_and_left_stops_no_reception(office, clerk, mai, lan):
    case = cases.case(office, assignee=lan)
    lan.groups.clear()
    rule(office, mai)
    assert received(case, clerk).assignee == mai


def notes(office):
    return [[note.text for note in line.notes] for line in Reading(office.pk).lines]


def test_rules_read_as_one_would_say_them(office, mai, lan):
    rule(office, mai, kind="licence", communes=[HERE, ELSEWHERE])
    rule(office, mai, lan)
    rule(office)
    first, second, third = Reading(office.pk).lines
    assert first.what.endswith(", ở Phường Bến Thành, Phường Sài Gòn")
    assert first.what.startswith("Cấp phép trung tâm")
    assert first.who == "Lê Mai"
    assert second.what == "Mọi loại hồ sơ, ở mọi xã, phường"
    assert second.who == "ai đang ít việc nhất trong: Lê Mai, Võ Lan"
    assert third.who == "chưa có ai"


def test_a_rule_behind_a_wider_one_is_said_to_be_useless(office, mai, lan):
    rule(office, mai, kind="licence")
    rule(office, lan, kind="licence", communes=[HERE])
    assert notes(office) == [[], ["Không bao giờ được dùng: quy tắc 1 đứng trước nhận hết."]]


def test_rules_that_meet_say_which_counts(office, mai, lan):
    rule(office, mai, communes=[HERE])
    rule(office, lan, kind="licence", communes=[HERE, ELSEWHERE])
    assert notes(office)[1] == ["Trùng một phần với quy tắc 1, là quy tắc được dùng."]


def test_the_special_before_the_general_is_no_conflict(office, mai, lan):
    rule(office, mai, kind="licence", communes=[HERE])
    rule(office, lan, kind="licence")
    assert notes(office) == [[], []]


@pytest.mark.parametrize(
    ("earlier", "later", "said"),
    [
        ({"kind": "licence"}, {"kind": "licence"}, "Không bao giờ"),
        ({"kind": "licence"}, {"kind": "student"}, ""),
        ({"kind": "licence"}, {}, ""),
        ({}, {"kind": "licence"}, "Không bao giờ"),
        ({"communes": [HERE]}, {"communes": [HERE]}, "Không bao giờ"),
        ({"communes": [HERE]}, {"communes": [ELSEWHERE]}, ""),
        ({"communes": [HERE]}, {"communes": [HERE, ELSEWHERE]}, ""),
        ({"communes": [HERE, ELSEWHERE]}, {"communes": [HERE]}, "Không bao giờ"),
        ({"communes": [HERE]}, {}, ""),
        ({}, {"communes": [HERE]}, "Không bao giờ"),
        ({"kind": "licence"}, {"communes": [HERE]}, "Trùng một phần"),
        ({"communes": [HERE]}, {"kind": "licence"}, "Trùng một phần"),
        ({"kind": "licence", "communes": [HERE]}, {"kind": "licence"}, ""),
        ({"kind": "licence", "communes": [HERE]}, {"communes": [HERE]}, ""),
        ({"kind": "licence", "communes": [HERE]}, {"kind": "student", "communes": [HERE]}, ""),
        ({"kind": "licence"}, {"kind": "licence", "communes": [HERE]}, "Không bao giờ"),
        ({"communes": [HERE]}, {"kind": "licence", "communes": [HERE]}, "Không bao giờ"),
    ],
)
def test_what_two_rules_take_from_each_other_is_said(office, mai, lan, earlier, later, said):
    rule(office, mai, **earlier)
    rule(office, lan, **later)
    first, second = notes(office)
    assert first == []
    assert [one.startswith(said) for one in second] == ([True] if said else [])


def test_who_does_not_take_it_is_said(office, mai, lan):
    third = factories.staff(office, Role.OFFICER, last_name="Tạ", first_name="An")
    rule(office, mai, lan)
    rule(office, third, kind="student")
    third.groups.clear()
    lan.groups.clear()
    fourth = factories.staff(office, Role.OFFICER, last_name="Hồ", first_name="Bình")
    absent(office, mai, fourth)
    assert notes(office) == [
        [
            "Lê Mai đang vắng: giao cho Hồ Bình làm thay.",
            "Bỏ qua Võ Lan: không còn là chuyên viên của đơn vị.",
        ],
        [
            "Bị bỏ qua: không ai trong quy tắc còn là chuyên viên.",
            "Không bao giờ được dùng: quy tắc 1 đứng trước nhận hết.",
        ],
    ]


@pytest.mark.parametrize("gone", ["groups", "account", "row"])
def test_a_rule_whose_person_left_is_said_to_be_broken(office, mai, gone):
    rule(office, mai)
    if gone == "groups":
        mai.groups.clear()
    elif gone == "account":
        mai.is_active = False
        mai.save()
    else:
        mai.delete()
    [line] = Reading(office.pk).lines
    assert [(note.text, note.grave) for note in line.notes] == [
        ("Bị bỏ qua: không ai trong quy tắc còn là chuyên viên.", True)
    ]


def test_who_moved_to_another_office_left_this_one(office, mai, lan):
    rule(office, mai, lan)
    mai.groups.set([factories.office("cantho").groups.get(role=Role.OFFICER).group])
    assert notes(office) == [["Bỏ qua Lê Mai: không còn là chuyên viên của đơn vị."]]
    assert takes(office) == lan
