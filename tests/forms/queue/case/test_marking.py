"""The officer marks what is missing: every point of the case, as one request."""

import html

import pytest
from django.urls import reverse
from django.utils import timezone

from forms.clock import CalendarDay
from forms.models import Remark, Supplement
from forms.models.attachments import Attachment
from forms.states import State
from home.models import Office, Role
from services.models import ProcedurePage
from tests import cases, factories
from tests.forms.kinds import answers as given
from tests.forms.kinds.ugly import UGLY

S = State
TEACHERS = {"full_name": "Lê Văn Dạy"}


def address(case):
    return reverse("cases:move", args=[case.pk, S.SUPPLEMENT])


def text(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def case(office):
    page = factories.form_page(office, procedure=factories.procedure(office, working_days=15))
    return cases.case(office, state=S.PROCESSING, answers=given.licence(), form_page=page)


def request(case, **more):
    sent = {"version": case.version, "supplement_days": "10", "reason": "Thiếu trang hai."}
    return sent | {"remark-head_address": "Ghi rõ số nhà."} | more


def test_every_point_can_be_marked_also_papers_that_never_came(at_work, case):
    page = text(at_work().get(address(case)))
    for name in ("head_address", "director_cv_file", "programmes", "programmes.0"):
        assert f'name="tick-{name}"' in page, name
    assert "Chưa nộp" in page
    assert 'value="10"' in page  # the office's usual limit


def test_the_request_is_one_move_with_all_its_points(at_work, case, office):
    client = at_work()
    sent = request(
        case,
        **{
            "tick-director_cv_file": "on",
            "remark-director_cv_file": "Chụp lại cho rõ.",
            "tick-programmes.0": "on",
            "remark-programmes.0": "Ghi số tiết.",
            "legal_basis": "Nghị định 118/2025/NĐ-CP",
        },
    )
    assert client.post(address(case), sent).status_code == 302
    case.refresh_from_db()
    found = Supplement.objects.get(case=case)
    due = cases.calendar(office).after(timezone.localdate(), 10)
    assert (case.state, case.supplement_due_on, found.due_on) == (S.SUPPLEMENT, due, due)
    assert (found.number, found.message, found.asked_by) == (1, "Thiếu trang hai.", client.user)
    assert found.legal_basis == "Nghị định 118/2025/NĐ-CP"
    what = Remark.What
    assert [(one.what, one.name, one.row) for one in found.remarks.all()] == [
        (what.FIELD, "head_address", None),
        (what.FILES, "director_cv_file", None),
        (what.ROW, "programmes", 0),
    ]
    assert all(one.section and one.label for one in found.remarks.all())


def test_a_tick_without_a_word_is_asked_about_and_nothing_typed_is_lost(at_work, case):
    sent = request(case, **{"tick-centre_name_vi": "on", "remark-programmes": "Thêm một lớp."})
    asked = at_work().post(address(case), sent)
    assert asked.status_code == 422
    page = text(asked)
    assert "Hãy ghi cần bổ sung gì ở mục này." in page
    for typed in ("Thiếu trang hai.", "Ghi rõ số nhà.", "Thêm một lớp."):
        assert typed in page
    assert not Supplement.objects.exists()


def test_nothing_marked_is_no_request(at_work, case):
    asked = at_work().post(address(case), request(case, **{"remark-head_address": ""}))
    assert asked.status_code == 422
    assert "Hãy đánh dấu ít nhất một mục cần bổ sung." in text(asked)


@pytest.mark.parametrize("days", ["", "0", "-1", "401", "x", "1,5", "9" * 40])
def test_a_wrong_limit_is_said_and_the_rest_stays(at_work, case, days):
    asked = at_work().post(address(case), request(case, supplement_days=days))
    assert asked.status_code == 422
    assert "Ghi rõ số nhà." in text(asked)


def test_a_year_that_the_calendar_lacks_is_said_plainly(at_work, case):
    CalendarDay.objects.filter(date__year__gt=timezone.localdate().year).delete()
    asked = at_work().post(address(case), request(case, supplement_days="300"))
    assert asked.status_code == 422
    assert "Lịch làm việc chưa có năm" in text(asked)
    assert "Ghi rõ số nhà." in text(asked)
    assert not Supplement.objects.exists()


def test_the_day_is_shown_before_anything_is_asked(at_work, case, office):
    asked = at_work().post(address(case), request(case, supplement_days="7", reckon="1"))
    due = cases.calendar(office).after(timezone.localdate(), 7)
    assert asked.status_code == 200
    assert f"hết ngày {due:%d/%m/%Y}" in text(asked)
    assert "Ghi rõ số nhà." in text(asked)
    assert not Supplement.objects.exists()


def test_the_procedure_says_how_long_and_what_becomes_of_the_clock(at_work, case):
    pause = ProcedurePage.Clock.PAUSE
    ProcedurePage.objects.update(supplement_days=5, supplement_clock=pause)
    client = at_work()
    assert 'value="5"' in text(client.get(address(case)))
    client.post(address(case), request(case))
    assert Supplement.objects.get().clock == pause


def test_an_infected_file_is_suggested(at_work, case):
    bad = cases.attach(case, "virus.pdf", "director_cv_file")
    Attachment.objects.filter(pk=bad.pk).update(scan=Attachment.Scan.INFECTED)
    assert "Hãy gửi tệp khác." in text(at_work().get(address(case)))


def test_before_reception_the_clerk_asks(at_work, office):
    case = cases.case(office)
    assert at_work(Role.CLERK).post(address(case), request(case)).status_code == 302
    found = Supplement.objects.get()
    assert (found.days_used, found.days_left) == (None, None)


def test_R03_what_was_marked_too_late_is_kept_to_be_copied(at_work, case):
    first, second = at_work(), at_work()
    first.post(reverse("cases:move", args=[case.pk, S.SIGNING]), {"version": case.version})
    late = second.post(address(case), request(case))
    assert late.status_code == 409
    assert "Ghi rõ số nhà." in text(late)
    assert "Thiếu trang hai." in text(late)


def test_a_double_click_is_one_request(at_work, case):
    client = at_work()
    answers = [client.post(address(case), request(case)) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Supplement.objects.count() == 1


def test_the_office_has_its_own_usual_limit(at_work, case):
    Office.objects.update(supplement_days=12)
    assert 'value="12"' in text(at_work().get(address(case)))


def test_ugly_values_are_refused_or_kept_as_text(at_work, case):
    client = at_work()
    for value in (one for one in UGLY[::4] if "\udfff" not in one):
        sent = request(case, reason=value, supplement_days=value, legal_basis=value, reckon="1")
        sent["remark-head_address"] = value
        page = client.post(address(case), sent)
        assert page.status_code == 200, repr(value)[:60]
        if "<" in value:
            assert value not in page.content.decode()
