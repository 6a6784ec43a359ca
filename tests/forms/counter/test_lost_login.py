"""The login runs out while a clerk types: what was typed comes back to them and to nobody else."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from forms.counter import lost_login
from forms.counter.lost_login import TYPED
from forms.models import Case
from home.models import Role
from tests import factories
from tests.factories import PASSWORD
from tests.forms.counter.conftest import COUNTER
from tests.forms.counter.test_answers import at, case, send, slug  # noqa: F401  (a fixture)
from tests.forms.kinds import answers as given
from tests.journeys import form_data, pdf

pytestmark = pytest.mark.django_db

NAME = "Trần Thị Chưa Mất"


def path(intake):
    return f"{COUNTER}{intake.key}/buoc/nguoi-nop/"


def token(page):
    return re.search(r'name="clerk" value="([^"]+)"', page.content.decode())[1]


def answers(counter, intake, **changes):
    """All that the page of the step sends."""
    page = counter.get(path(intake))
    step = intake.kind.step("nguoi-nop", {})
    own = {"seen": page.context["seen"], "clerk": token(page), "act": "next"}
    return form_data(step, intake.all_answers) | own | {"submitter_name": NAME} | changes


def log_in(client, user):
    sent = {"username": user.get_username(), "password": PASSWORD}
    answer = client.post("/cms/login/", sent)
    assert answer.status_code == 302, answer.content
    return client


@pytest.fixture
def lost(counter, intake):
    """A browser whose login has run out, and that has just sent what was typed."""
    sent = answers(counter, intake)
    Session.objects.filter(pk=counter.client.session.session_key).delete()
    answer = counter.post(path(intake), sent)
    assert answer.url == f"/cms/login/?next={path(intake)}"
    return counter.client


def test_it_comes_back_after_the_login_without_a_script(counter, intake, lost):
    page = log_in(lost, counter.user).get(path(intake))
    shown = page.content.decode()
    assert NAME in shown
    assert "Chưa lưu những gì bạn vừa gửi" in shown
    assert NAME not in str(Case.objects.get().all_answers)
    sent = answers(counter, intake, seen=page.context["seen"])
    assert lost.post(path(intake), sent).status_code == 302
    assert Case.objects.get().all_answers["submitter_name"] == NAME


def test_it_is_given_back_once(counter, intake, lost):
    log_in(lost, counter.user).get(path(intake))
    assert NAME not in lost.get(path(intake)).content.decode()


def test_nobody_else_is_shown_it_in_that_browser(counter, colleague, intake, lost):
    shown = log_in(lost, colleague.user).get(path(intake))
    assert shown.status_code == 200
    assert NAME not in shown.content.decode()
    assert TYPED not in lost.session
    lost.post("/cms/logout/")
    assert NAME not in log_in(lost, counter.user).get(path(intake)).content.decode()


def test_it_lies_sealed_and_in_no_address(intake, lost):
    stored = lost.session[TYPED]
    assert NAME not in stored
    assert NAME not in str(lost.session.items())
    assert lost.session.get_expiry_age() <= lost_login.GOOD_FOR


def test_after_a_while_it_is_gone(counter, intake, lost, monkeypatch):
    monkeypatch.setattr(lost_login, "GOOD_FOR", -1)
    assert NAME not in log_in(lost, counter.user).get(path(intake)).content.decode()


def test_another_page_does_not_show_it(counter, intake, lost):
    other = f"{COUNTER}{intake.key}/buoc/doi-tuong/"
    assert NAME not in log_in(lost, counter.user).get(other).content.decode()
    assert NAME in lost.get(path(intake)).content.decode()


def test_R07_what_a_colleague_saved_meanwhile_is_not_hidden(counter, colleague, intake, lost):
    step = intake.kind.step("nguoi-nop", {})
    colleague.step(intake, "nguoi-nop", **form_data(step, OTHER))
    page = log_in(lost, counter.user).get(path(intake)).content.decode()
    assert NAME in page
    assert "Bước này đã được lưu ở một cửa sổ khác" in page
    assert "data-newer" in page


OTHER = given.nomination("gia_dinh", submitter_name="Của Người Khác")


@pytest.mark.parametrize("forged", ["", "x", "gAAAAA", "\0", "é"])
def test_without_our_seal_nothing_is_kept(counter, intake, forged):
    sent = answers(counter, intake, clerk=forged)
    stranger = Client(headers={"host": "hcmc.localhost"})
    assert stranger.post(path(intake), sent).status_code == 302
    assert not stranger.cookies.get("session")


def test_another_seal_of_ours_is_none(counter, intake):
    ticket = re.search(r'name="ticket" value="([^"]+)"', counter.get(COUNTER).content.decode())[1]
    stranger = Client(headers={"host": "hcmc.localhost"})
    stranger.post(path(intake), answers(counter, intake, clerk=ticket))
    assert TYPED not in stranger.session


def test_files_are_not_kept_without_a_login(counter, intake):
    sent = answers(counter, intake)
    counter.client.logout()
    counter.post(path(intake), {**sent, "evidence_file": pdf("a.pdf")})
    assert "%PDF" not in str(lost_login.opened(counter.client.session[TYPED]))
    assert NAME in log_in(counter.client, counter.user).get(path(intake)).content.decode()


def test_who_lost_the_role_meanwhile_is_shown_nothing(counter, intake, lost):
    counter.user.groups.set(factories.staff(counter.office, Role.EDITOR).groups.all())
    answer = log_in(lost, counter.user).get(path(intake))
    assert answer.status_code in (302, 403, 404)


def test_explanations_of_what_was_brought_come_back_too(counter, case):  # noqa: F811
    page = counter.get(at(case))
    remark = case.supplements.get().remarks.first()
    sent = {"seen": page.context["form"].now, "clerk": token(page)}
    sent[f"reply-{remark.pk}"] = "Vì đã đúng từ đầu."
    Session.objects.all().delete()
    counter.post(at(case), sent)
    shown = log_in(counter.client, counter.user).get(at(case)).content.decode()
    assert "Vì đã đúng từ đầu." in shown
    assert "Chưa lưu những gì bạn vừa gửi" in shown


def test_so_does_what_was_chosen_on_the_last_page(counter, intake):
    sent = {**counter.ready(intake), "language": "lo", "working_days": "37"}
    sent["clerk"] = token(counter.get(f"{COUNTER}{intake.key}/"))
    Session.objects.all().delete()
    counter.post(f"{COUNTER}{intake.key}/", sent)
    page = log_in(counter.client, counter.user).get(f"{COUNTER}{intake.key}/")
    assert 'value="37"' in page.content.decode()
    assert Case.objects.get().state == "draft"
