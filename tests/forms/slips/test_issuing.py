"""Papers: which move makes which, its number, its line, and the control sheet."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from forms.models import Case, Event, Slip
from forms.models.events import faults
from forms.slips.issuing import Incomplete, issue_on_demand, to_be_issued
from forms.slips.papers import PAPERS
from forms.slips.rendering import page_of
from forms.states import State
from home.models import Role
from tests import cases
from tests.forms.slips.conftest import WAYS, text_of

S = State


@pytest.mark.parametrize("form", WAYS)
def test_each_move_makes_its_paper_and_no_other(slip_of, form):
    slip = slip_of(form)
    made = {one.form for one in slip.case.slips.all()}
    assert made == {form} | ({"01"} if S.ACCEPTED in WAYS[form] else set())
    assert slip.event.to_state == WAYS[form][-1]
    assert str(PAPERS[form].title) in text_of(page_of(slip))


def test_it_is_a_line_of_the_history_by_whoever_made_it(slip_of, people):
    slip = slip_of("03")
    line = slip.case.events.get(act=Event.Act.ISSUED)
    assert (line.actor, slip.issued_by) == (people[Role.CLERK],) * 2
    assert line.note == f"Phiếu từ chối tiếp nhận giải quyết hồ sơ, số {slip.number}"
    assert faults(Case.objects.get(pk=slip.case_id)) == []


def test_a_move_that_fails_makes_no_paper_and_takes_no_number(office, along):
    case = cases.case(office)
    with transaction.atomic():
        along(case, S.ACCEPTED)
        transaction.set_rollback(True)
    assert not Slip.objects.exists()
    assert Slip.objects.get(case=along(cases.case(office), S.ACCEPTED)).number.startswith("1/")


def test_numbers_run_without_gaps_per_office_year_and_book(slip_of):
    year = timezone.localdate().year
    assert [slip_of(form).number for form in ("01", "03", "01", "03")] == [
        f"1/{year}/GTN",
        f"1/{year}/TCTN",
        f"2/{year}/GTN",
        f"2/{year}/TCTN",
    ]


def test_the_control_sheet_names_each_hand_over(office, along, people):
    case = along(cases.case(office), S.ACCEPTED, S.PROCESSING, S.SIGNING)
    slip = issue_on_demand(case.pk, PAPERS["06"], people[Role.OFFICER], "10.0.0.1")
    rows = slip.facts["vi"]["handovers"]
    assert [row[1] for row in rows] == [
        "Người nộp",
        "Bộ phận tiếp nhận: Nguyễn Tiếp",
        "Bộ phận tiếp nhận: Nguyễn Tiếp",
        "Chuyên viên: Nguyễn Tiếp",
    ]
    assert [row[4] != "–" for row in rows] == [False, True, True, True]  # each step has its day
    assert [row[5] for row in rows] == ["–", "Trong hạn", "Trong hạn", "Trong hạn"]


def test_it_says_what_was_handed_over_late(office, along, people, monkeypatch):
    case = along(cases.case(office), S.ACCEPTED)
    later = timezone.now() + timedelta(days=90)
    monkeypatch.setattr(timezone, "now", lambda: later)
    case = along(case, S.PROCESSING)
    slip = issue_on_demand(case.pk, PAPERS["06"], people[Role.OFFICER], "")
    assert slip.facts["vi"]["handovers"][-1][5] == "Quá hạn"


def test_asked_for_again_it_is_the_same_sheet_until_the_case_moves(office, along, people):
    case, officer = along(cases.case(office), S.ACCEPTED), people[Role.OFFICER]
    first = issue_on_demand(case.pk, PAPERS["06"], officer, "")
    assert issue_on_demand(case.pk, PAPERS["06"], officer, "") == first
    along(case, S.PROCESSING)
    assert issue_on_demand(case.pk, PAPERS["06"], officer, "") != first


def test_a_case_of_old_can_be_given_its_paper(office, people):
    case = cases.case(office, state=S.ACCEPTED)
    codes = [paper.code for paper in to_be_issued(case, [])]
    assert codes == ["01", "06"]
    slip = issue_on_demand(case.pk, PAPERS["01"], people[Role.CLERK], "")
    assert [paper.code for paper in to_be_issued(case, [slip])] == ["06"]


def test_a_paper_that_lacks_what_it_must_carry_is_not_issued(office, people):
    case = cases.case(office, state=S.REFUSED)  # of old, without a reason
    with pytest.raises(Incomplete):
        issue_on_demand(case.pk, PAPERS["03"], people[Role.CLERK], "")
    assert not Slip.objects.exists()


def test_a_request_about_personal_data_gets_no_paper_of_the_one_stop_desk(office, people):
    about = cases.case(office)
    request = cases.case(office, "data_request", about=about)
    assert to_be_issued(request, []) == []
