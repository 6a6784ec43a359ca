"""The counter's first page: what may be taken in, what is begun; beginning and deleting."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forms.filing.origins import Origin
from forms.management.commands import delete_old_drafts
from forms.models import Attachment, Case, Notice
from forms.notices.telling import send_links
from forms.sealing import seal
from home.models import Role
from tests import cases, factories
from tests.forms.counter.conftest import COUNTER, Counter, at_work

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def test_a_clerk_begins_a_case_that_no_citizen_can_open(counter, form_page, client):
    case = counter.begin(form_page)
    assert (case.origin, case.taken_in_by, case.state) == (Origin.COUNTER, counter.user, "draft")
    assert (case.pin_digest, case.sealed_pin) == ("", "")
    typed = {"code": case.draft_code, "pin": ""}
    for pin in ("", "00000000"):
        answer = client.post("/ho-so/tiep-tuc/", {**typed, "pin": pin}, headers=HOST)
        assert answer.status_code in (404, 422)


HOST = {"host": "hcmc.localhost"}


def test_R02_a_button_pressed_twice_begins_one_case(counter, form_page):
    ticket = seal(["intake", counter.user.pk, "0" * 32])
    for _click in range(2):
        answer = counter.post(f"{COUNTER}moi/{form_page.pk}/", {"ticket": ticket})
        assert answer.status_code == 302
    assert Case.objects.count() == 1


def test_a_ticket_that_is_none_begins_a_case_all_the_same(counter, form_page):
    for ticket in ("", "x", seal("x"), seal(["intake", 0, "x"])):
        answer = counter.post(f"{COUNTER}moi/{form_page.pk}/", {"ticket": ticket})
        assert answer.status_code == 302


def test_a_closed_form_takes_no_paper_either_and_says_why(counter, office):
    yesterday = timezone.now() - timedelta(days=1)
    page = factories.form_page(office, "nomination", closes_at=yesterday)
    assert "Đã hết hạn nhận hồ sơ" in counter.get(COUNTER).content.decode()
    assert counter.post(f"{COUNTER}moi/{page.pk}/").url == COUNTER
    assert not Case.objects.exists()


def test_a_form_of_another_office_is_not_there(counter, other):
    page = factories.form_page(other, "nomination")
    assert f"moi/{page.pk}/" not in counter.get(COUNTER).content.decode()
    assert counter.post(f"{COUNTER}moi/{page.pk}/").status_code == 404


def test_what_was_begun_is_listed_gone_on_with_and_deleted(counter, intake):
    scan = cases.attach(intake, slot="evidence_files")
    page = counter.get(COUNTER).content.decode()
    assert f"{COUNTER}{intake.key}/" in page
    assert intake.applicant in page
    assert counter.get(f"{COUNTER}{intake.key}/").status_code == 200
    ask = counter.get(f"{COUNTER}{intake.key}/xoa/")
    assert ask.status_code == 200
    assert Case.objects.exists()
    assert counter.post(f"{COUNTER}{intake.key}/xoa/").url == COUNTER
    assert not Case.objects.exists()
    assert not Attachment.objects.filter(pk=scan.pk).exists()


def test_a_colleague_may_go_on_and_the_leader_only_sees_that_it_lies_there(
    intake, colleague, office
):
    assert "Đồng nghiệp đang nhập dở" in colleague.get(COUNTER).content.decode()
    assert colleague.get(f"{COUNTER}{intake.key}/").status_code == 200
    leader = at_work(office, Role.LEADER)
    page = leader.get(COUNTER)
    assert page.status_code == 200
    assert intake.applicant in page.content.decode()
    assert f"{COUNTER}{intake.key}/" not in page.content.decode()
    assert leader.get(f"{COUNTER}{intake.key}/").status_code == 404


def test_R18_at_another_office_and_for_other_roles_nothing_of_it_is_there(
    intake, office, other, counter
):
    step = f"{COUNTER}{intake.key}/buoc/nguoi-nop/"
    paths = [f"{COUNTER}{intake.key}/", step, f"{COUNTER}{intake.key}/xoa/"]
    strangers = [Counter(other).client, *(at_work(office, r) for r in (Role.OFFICER, Role.LEADER))]
    for stranger in strangers:
        for path in paths:
            assert stranger.get(path).status_code == 404
            assert stranger.post(path, {"act": "next"}).status_code == 404
    assert at_work(office, Role.OFFICER).get(COUNTER).status_code == 302
    assert Case.objects.get().all_answers == intake.all_answers


def test_a_draft_that_a_citizen_began_is_no_intake(counter, office):
    draft = cases.case(office, "nomination", "draft")
    assert counter.get(f"{COUNTER}{draft.key}/").status_code == 404


def test_nobody_is_mailed_about_what_a_clerk_has_begun(counter, intake, office):
    send_links.func(office.pk, seal(intake.email), "vi")
    long_ago = timezone.now() - timedelta(days=office.draft_days - 2)
    Case.objects.update(changed_at=long_ago)
    assert not delete_old_drafts.untold(office).exists()
    assert not Notice.objects.exists()


def test_the_first_page_asks_the_database_as_often_for_many(
    counter, form_page, django_assert_max_num_queries
):
    counter.begin(form_page)
    with django_assert_max_num_queries(20):
        counter.get(COUNTER)
    for _intake in range(12):
        counter.begin(form_page)
    with django_assert_max_num_queries(20):
        assert counter.get(COUNTER).status_code == 200
