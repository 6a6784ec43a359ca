"""Who files what another case claims is told kindly, loses nothing, and has a way on (R-06)."""

from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from forms.models import Case
from forms.states import State
from tests.forms.citizen.conftest import complete
from tests.forms.citizen.test_submit import at_once, copy_of
from tests.forms.kinds import answers as given
from tests.journeys import Citizen, agreed

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def check(case):
    return f"/ho-so/{case.key}/kiem-tra/"


def test_R06_a_second_nomination_is_told_why_and_what_to_do(stranger, form_page, sent):
    second = complete(stranger, form_page, given.nomination("gia_dinh"))
    shown = stranger.get(check(second)).content.decode()
    assert "đã có hồ sơ đề nghị công nhận" in shown
    assert 'href="/tra-cuu/"' in shown
    assert "ve=kiem-tra&amp;muc=nominee_name#id_nominee_name" in shown
    assert ">Nộp hồ sơ<" not in shown
    assert sent.code not in shown  # whose it is, is nobody's business


def test_R06_who_sent_the_first_one_is_led_to_it(stranger, form_page, sent):
    second = complete(stranger, form_page, given.nomination("gia_dinh"))
    with mock.patch(
        "forms.citizen.filed_before.grants", return_value={sent.key.hex: "A", second.key.hex: "B"}
    ):
        shown = stranger.get(check(second)).content.decode()
    assert f'href="/ho-so/{sent.key}/bien-nhan/"' in shown


def test_R06_sent_all_the_same_it_stays_a_draft_with_all_that_was_typed(stranger, form_page, sent):
    second = complete(stranger, form_page, given.nomination("gia_dinh"))
    before, files = second.all_answers, second.attachments.count()
    data = agreed(second)
    response = stranger.post(check(second), data)
    assert response.status_code == 409
    assert "đã có hồ sơ đề nghị công nhận" in response.content.decode()
    second.refresh_from_db()
    assert (second.state, second.code, second.all_answers) == (State.DRAFT, None, before)
    assert (second.attachments.count(), second.history_length) == (files, 0)


def test_R06_with_another_name_or_after_a_withdrawal_it_is_taken(stranger, form_page, sent):
    second = complete(stranger, form_page, given.nomination("gia_dinh"))
    step = second.kind.step("doi-tuong", second.all_answers)
    answers = second.all_answers
    stranger.send(second, step, answers | {"nominee_name": "Khác (số nhà 12)"})
    assert stranger.get(check(second)).content.decode().count(">Nộp hồ sơ<") == 1
    stranger.send(second, step, answers)
    assert stranger.get(check(second)).content.decode().count(">Nộp hồ sơ<") == 0
    sent.state, sent.closed_at = State.WITHDRAWN, timezone.now()
    sent.save()
    assert stranger.submit(second).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_R06_of_ten_who_nominate_one_unit_at_once_one_is_taken(form_page):
    waiting = []
    for _number in range(10):
        browser = Citizen(Client(), "hcmc.localhost")
        case = complete(browser, form_page, given.nomination("gia_dinh"))
        waiting.append((browser, check(case), agreed(case)))
    turns = iter(waiting)

    def send():
        browser, path, data = next(turns)
        return copy_of(browser).post(path, data).status_code

    with mock.patch.dict("forms.citizen.limits.LIMITS", {"submit": (999, 600)}):
        statuses = at_once(10, send)
    assert sorted(statuses) == [302] + [409] * 9
    assert Case.objects.filter(state=State.SUBMITTED).count() == 1
    assert Case.objects.filter(state=State.DRAFT).count() == 9
