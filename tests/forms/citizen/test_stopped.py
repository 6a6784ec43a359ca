"""After the end: every screen of a form that takes no case says why and what to do, keeping all."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from forms.filing.taking import Stop
from forms.models import Case, FormPage
from forms.states import State
from services.models import ProcedurePage
from tests import cases, factories
from tests.forms.citizen.conftest import complete
from tests.forms.citizen.test_submit import at_once, copy_of
from tests.forms.kinds import answers as given
from tests.journeys import Citizen, agreed, form_data

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
INSTEAD = "Hãy xem đợt sau tại trang tin."


def early(page):
    page.opens_at = timezone.now() + timedelta(days=1)


def late(page):
    page.closes_at = timezone.now() - timedelta(seconds=1)


def full(page):
    page.quota = 1
    cases.case(page.get_site().office, "nomination", form_page=page)


def repealed(page):
    page.procedure.status = ProcedurePage.Status.EXPIRED
    page.procedure.replaced_by = factories.procedure(
        page.get_site().office, "Thủ tục mới", slug="thu-tuc-moi"
    )
    page.procedure.save()


def gone(page):
    page.live = False


STOPS = {
    Stop.EARLY: early,
    Stop.LATE: late,
    Stop.FULL: full,
    Stop.REPEALED: repealed,
    Stop.GONE: gone,
}


@pytest.fixture(params=STOPS, ids=str)
def stop(request, form_page, draft):
    """A form that ended while a complete draft of it waits."""
    form_page.instead = f"<p>{INSTEAD}</p>"
    form_page.first_published_at = timezone.now()
    STOPS[request.param](form_page)
    form_page.save()
    return request.param


def text(response):
    return response.content.decode()


def instead(stop):
    """What a page that is taken off says is the office's draft now: it is not shown."""
    return "hãy liên hệ đơn vị" if stop is Stop.GONE else INSTEAD


def screens(page, draft):
    """Every address by which a citizen may come to a form, with the statuses it may answer."""
    return {
        f"/ho-so/moi/{page.pk}/": "stop",
        f"/ho-so/moi/{page.pk}/?tu=thu-tuc": "stop",
        f"/ho-so/{draft.key}/": 200,
        f"/ho-so/{draft.key}/buoc/nguoi-nop/": 200,
        f"/ho-so/{draft.key}/buoc/nguoi-nop/?kiem-tra=1": 200,
        f"/ho-so/{draft.key}/kiem-tra/": 200,
    }


def test_every_screen_says_why_and_what_to_do(citizen, form_page, draft, stop):
    for path, status in screens(form_page, draft).items():
        response = citizen.get(path)
        assert response.status_code == (stop.status if status == "stop" else status), path
        assert str(stop.label) in text(response), path
        assert instead(stop) in text(response), path
        assert 'type="submit">Nộp hồ sơ' not in text(response), path


def test_who_has_a_draft_is_led_to_it(citizen, stranger, form_page, draft, stop):
    link = f"/ho-so/{draft.key}/kiem-tra/"
    assert link in text(citizen.get(f"/ho-so/moi/{form_page.pk}/"))
    assert link not in text(stranger.get(f"/ho-so/moi/{form_page.pk}/"))


def test_the_form_s_own_page_has_no_button_to_begin(citizen, form_page, stop):
    response = citizen.get(form_page.url)
    if stop is Stop.GONE:
        assert response.status_code == 404
    else:
        assert str(stop.label) in text(response)
        assert INSTEAD in text(response)
        assert "Bắt đầu điền" not in text(response)


def test_a_draft_sent_too_late_is_kept_with_all_its_answers(citizen, draft, stop):
    before = draft.all_answers
    response = citizen.post(f"/ho-so/{draft.key}/kiem-tra/", agreed(draft))
    assert response.status_code == stop.status
    assert str(stop.label) in text(response)
    assert f"/ho-so/{draft.key}/kiem-tra/" in text(response)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert draft.all_answers == before


def test_a_draft_can_still_be_saved_read_and_printed(citizen, draft, stop):
    step = next(one for one in draft.kind.steps if one.slug == "nguoi-nop")
    answers = draft.all_answers | {"submitter_name": "Trần Thị Sau"}
    assert citizen.send(draft, step, answers).status_code == 302
    read = text(citizen.get(f"/ho-so/{draft.key}/kiem-tra/"))
    assert "Trần Thị Sau" in read
    assert "data-print" in read
    attachment = draft.attachments.first()
    assert citizen.get(f"/ho-so/{draft.key}/tep/{attachment.pk}/").status_code == 200


def test_R05_what_was_opened_before_the_end_and_sent_after_it_is_kept(stranger, form_page, stop):
    """The first page carries a sealed mark, which it only has while the form takes cases."""
    form_page.refresh_from_db()
    with mock.patch.object(FormPage, "stop", None):
        shown = text(stranger.get(f"/ho-so/moi/{form_page.pk}/"))
    key = shown.split('name="key" value="')[1].split('"')[0]
    data = form_data(form_page.kind.steps[0], given.nomination()) | {"act": "next"}
    count = Case.objects.count()
    for forged in ("", "x", key[:-4]):
        response = stranger.post(f"/ho-so/moi/{form_page.pk}/", data | {"key": forged})
        assert response.status_code == stop.status
    assert Case.objects.count() == count
    response = stranger.post(f"/ho-so/moi/{form_page.pk}/", data | {"key": key})
    assert response.status_code == stop.status
    kept = Case.objects.latest("pk")
    assert kept.state == State.DRAFT
    assert f"/ho-so/{kept.key}/kiem-tra/" in text(response)
    assert stranger.get(f"/ho-so/{kept.key}/kiem-tra/").status_code == 200


def test_a_deleted_form_leaves_its_drafts_readable(citizen, form_page, draft):
    form_page.delete()
    for path in (f"/ho-so/{draft.key}/", f"/ho-so/{draft.key}/kiem-tra/"):
        assert str(Stop.GONE.label) in text(citizen.get(path))
    response = citizen.post(f"/ho-so/{draft.key}/kiem-tra/", agreed(draft))
    assert response.status_code == 410
    assert "/nop-ho-so/" in text(response)


def test_a_form_that_was_never_published_is_not_told_of(citizen, form_page):
    FormPage.objects.filter(pk=form_page.pk).update(live=False, first_published_at=None)
    assert citizen.get(f"/ho-so/moi/{form_page.pk}/").status_code == 404


def test_a_form_taken_off_the_site_is_not_named(citizen, form_page):
    FormPage.objects.filter(pk=form_page.pk).update(
        live=False, title="Kín", instead="<p>Kín</p>", first_published_at=timezone.now()
    )
    response = citizen.get(f"/ho-so/moi/{form_page.pk}/")
    assert response.status_code == 410
    assert "Kín" not in text(response)


def test_a_withdrawn_procedure_names_the_one_that_replaces_it(citizen, form_page):
    repealed(form_page)
    for path in (form_page.url, f"/ho-so/moi/{form_page.pk}/", form_page.procedure.url):
        assert 'href="/thu-tuc/thu-tuc-moi/"' in text(citizen.get(path)), path


def test_a_procedure_s_page_says_that_its_form_is_closed(citizen, form_page):
    procedure = form_page.procedure
    procedure.form_page = form_page
    procedure.save()
    assert 'btn-big" href="/nop-ho-so/' in text(citizen.get(procedure.url))
    late(form_page)
    form_page.save()
    closed = text(citizen.get(procedure.url))
    assert str(Stop.LATE.label) in closed
    assert 'btn-big" href="/nop-ho-so/' not in closed


def test_a_procedure_not_yet_in_force_is_not_called_repealed(citizen, form_page):
    form_page.procedure.valid_from = timezone.localdate() + timedelta(days=9)
    form_page.procedure.save()
    said = text(citizen.get(form_page.procedure.url))
    assert "chưa có hiệu lực" in said
    assert "không còn áp dụng" not in said
    assert "bắt đầu nhận hồ sơ từ ngày" in text(citizen.get(form_page.url))


def test_R05_the_page_tells_the_rule_of_its_deadline(citizen, form_page):
    day = timezone.localtime() + timedelta(days=9)
    form_page.closes_at = day.replace(hour=0, minute=0, second=0, microsecond=0)
    form_page.save()
    said = text(citizen.get(form_page.url))
    assert f"đến hết ngày {timezone.localdate() + timedelta(days=8):%d/%m/%Y}" in said
    assert "Tính theo giờ Việt Nam" in said
    assert "bản nháp vẫn được giữ nhưng không nộp được" in said


@pytest.mark.parametrize(("milliseconds", "taken"), [(-1, True), (0, False), (1, False)])
def test_R05_it_counts_when_the_case_arrived_however_long_it_waits(
    citizen, form_page, draft, milliseconds, taken
):
    """The database may be busy: what came in time is not too late for having waited."""
    form_page.closes_at = timezone.now() + timedelta(hours=1)
    form_page.save()
    arrival = form_page.closes_at + timedelta(milliseconds=milliseconds)
    data = agreed(draft)
    moments = iter([arrival])
    late_already = form_page.closes_at + timedelta(seconds=30)
    with mock.patch(
        "forms.citizen.submit.timezone.now", side_effect=lambda: next(moments, late_already)
    ):
        response = citizen.post(f"/ho-so/{draft.key}/kiem-tra/", data)
    assert response.status_code == (302 if taken else 410)
    draft.refresh_from_db()
    assert draft.submitted_at == (arrival if taken else None)


def test_the_places_that_are_left_are_told(citizen, form_page, draft):
    FormPage.objects.filter(pk=form_page.pk).update(quota=3)
    cases.case(draft.office, "nomination", form_page=form_page)
    for path in (form_page.url, f"/ho-so/{draft.key}/", f"/ho-so/{draft.key}/kiem-tra/"):
        assert "Còn 2 chỗ trên 3" in text(citizen.get(path)), path


def test_R06_a_place_given_back_can_be_taken(citizen, form_page, draft):
    full(form_page)
    form_page.save()
    path = f"/ho-so/{draft.key}/kiem-tra/"
    assert citizen.post(path, agreed(draft)).status_code == 409
    filed = Case.objects.filter(state=State.SUBMITTED)
    filed.update(state=State.WITHDRAWN, closed_at=timezone.now())
    assert citizen.post(path, agreed(draft)).status_code == 302


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_R06_fifty_at_once_get_the_ten_places_and_no_more(form_page):
    FormPage.objects.filter(pk=form_page.pk).update(quota=10)
    waiting = []
    for number in range(50):
        browser = Citizen(Client(), "hcmc.localhost")
        answers = given.nomination("gia_dinh", nominee_name=f"Gia đình thứ {number}")
        case = complete(browser, form_page, answers)
        waiting.append((browser, f"/ho-so/{case.key}/kiem-tra/", agreed(case)))
    turns = iter(waiting)

    def send():
        browser, path, data = next(turns)
        return copy_of(browser).post(path, data).status_code

    with mock.patch.dict("forms.citizen.limits.LIMITS", {"submit": (999, 600)}):
        statuses = at_once(50, send)
    assert sorted(statuses) == [302] * 10 + [409] * 40
    assert Case.objects.filter(state=State.SUBMITTED).count() == 10
    assert Case.objects.filter(state=State.DRAFT).count() == 40


def test_a_preview_shows_the_page_as_it_will_be(form_page):
    """An editor writes about a form that is not published yet."""
    page = FormPage.objects.get(pk=form_page.pk)
    page.live = False
    response = page.make_preview_request()
    assert "Bắt đầu điền" in response.rendered_content


def test_a_quota_of_none_is_no_quota(form_page):
    form_page.quota = 0
    with pytest.raises(ValidationError, match="1"):
        form_page.full_clean()
