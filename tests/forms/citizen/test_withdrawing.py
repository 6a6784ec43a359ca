"""Withdrawing: only where the table allows it, once, and never against what an officer just did."""

import os
import threading

import pytest
from django.db import connection
from django.test import Client

from forms.models import Case, Event, Notice
from forms.models.events import faults
from forms.moves.transitions import Details, Forbidden, Stale, move
from forms.states import RUNNING, Citizen, State
from home.models import Role
from tests import cases, factories
from tests.forms.citizen.conftest import hold
from tests.journeys import Citizen as Browser
from tests.journeys import errors_in

pytestmark = pytest.mark.django_db
ROUNDS = 50 if os.environ.get("CI") == "true" else 8
POSSIBLE = (State.SUBMITTED, State.SUPPLEMENT)


def held(citizen, office, state=State.SUBMITTED, **columns):
    return hold(citizen, cases.case(office, state=state, **columns))


def url(case):
    return f"/tra-cuu/{case.key}/rut/"


def send(citizen, case, **more):
    return citizen.post(url(case), {"version": case.version, "reason": "Tôi nộp nhầm."} | more)


@pytest.mark.parametrize("state", POSSIBLE)
def test_a_case_is_withdrawn_told_and_recorded(citizen, office, state):
    case = held(citizen, office, state)
    response = send(citizen, case)
    assert response.url == f"/tra-cuu/{case.key}/"
    case.refresh_from_db()
    assert case.state == State.WITHDRAWN
    assert case.closed_at is not None
    last = case.events.last()
    assert (last.actor, last.note, last.ip) == (None, "Tôi nộp nhầm.", "")
    assert faults(case) == []
    assert Notice.objects.filter(case=case, topic=State.WITHDRAWN).count() == 1
    page = citizen.get(response.url).content.decode()
    assert "đã được rút" in page
    assert "Tôi nộp nhầm." in page


@pytest.mark.parametrize("state", [one for one in cases.WAYS if one not in POSSIBLE])
def test_where_the_table_says_no_nothing_moves_and_the_way_on_is_shown(citizen, office, state):
    case = held(citizen, office, state)
    page = citizen.get(url(case))
    response = send(citizen, case)
    case.refresh_from_db()
    assert case.state == state
    if state in RUNNING:
        assert "?ve=rut" in page.content.decode()
        assert response.status_code == 409
        assert "Tôi nộp nhầm." in response.content.decode()
    elif state == State.DRAFT:
        assert response.url == f"/ho-so/{case.key}/xoa/"


def test_it_says_before_what_will_happen(citizen, office):
    page = citizen.get(url(held(citizen, office))).content.decode()
    assert "Không lấy lại được" in page
    assert "vẫn mở được" in page


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "a\x00"])
def test_without_a_readable_reason_nothing_happens(citizen, office, reason):
    case = held(citizen, office)
    response = send(citizen, case, reason=reason)
    assert response.status_code == 422
    assert errors_in(response)
    case.refresh_from_db()
    assert case.state == State.SUBMITTED


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 400, "²"])
def test_a_false_version_is_as_good_as_an_old_one(citizen, office, version):
    case = held(citizen, office)
    assert send(citizen, case, version=version).status_code == 409
    case.refresh_from_db()
    assert case.state == State.SUBMITTED


def test_who_saw_an_older_case_is_told_and_may_still_decide(citizen, office):
    case = held(citizen, office, State.SUPPLEMENT)
    response = send(citizen, case, version=case.version - 1)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Bạn vẫn rút được" in page
    assert "Tôi nộp nhầm." in page


def test_who_is_too_late_reads_no_officers_name(citizen, office):
    case = held(citizen, office)
    cases.calendar(office)
    clerk = factories.staff(office, Role.CLERK, last_name="Người", first_name="Trong")
    move(case.pk, State.ACCEPTED, clerk, case.version, Details(working_days=5))
    page = send(citizen, case).content.decode()
    assert "Hồ sơ chưa được rút." in page
    assert "Người Trong" not in page


def test_pressed_twice_it_is_one_withdrawal(citizen, office):
    case = held(citizen, office)
    assert [send(citizen, case).status_code for _click in range(2)] == [302, 302]
    assert case.events.filter(to_state=State.WITHDRAWN).count() == 1


def test_afterwards_one_may_file_anew_with_the_same_answers(citizen, office):
    page = factories.form_page(office, "licence")
    case = held(citizen, office, form_page=page)
    send(citizen, case)
    path = f"/ho-so/moi/{page.pk}/dien-san/{case.key}/"
    assert path in citizen.get(f"/tra-cuu/{case.key}/").content.decode()
    assert citizen.get(path).status_code == 200


def test_an_expired_token_keeps_the_reason(office, citizen):
    case = held(citizen, office)
    strict = Browser(Client(enforce_csrf_checks=True), "hcmc.localhost")
    hold(strict, case)
    response = strict.post(url(case), {"reason": "Lý do dài."}, HTTP_ORIGIN="http://hcmc.localhost")
    assert response.status_code == 403
    assert "Lý do dài." in response.content.decode()


def test_a_stranger_withdraws_nothing(citizen, stranger, office):
    case = held(citizen, office)
    assert send(stranger, case).status_code == 404
    case.refresh_from_db()
    assert case.state == State.SUBMITTED


@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
def test_R03_citizen_and_clerk_at_the_same_moment_one_wins_and_the_other_is_told(office):
    cases.calendar(office)
    clerk = factories.staff(office, Role.CLERK)
    wins = set()
    for _round in range(ROUNDS):
        case = cases.case(office)
        barrier, told = threading.Barrier(2), []

        def go(user, to, details, case=case, barrier=barrier, told=told):
            barrier.wait()
            try:
                wins.add(move(case.pk, to, user, case.version, details).state)
            except (Stale, Forbidden) as refused:
                told.append(refused)
            connection.close()

        both = [
            threading.Thread(target=go, args=(Citizen(), State.WITHDRAWN, Details(reason="x"))),
            threading.Thread(target=go, args=(clerk, State.ACCEPTED, Details(working_days=5))),
        ]
        for one in both:
            one.start()
        for one in both:
            one.join()
        case = Case.objects.get(pk=case.pk)
        assert len(told) == 1
        assert case.events.filter(act=Event.Act.MOVED).count() == 2
        assert faults(case) == []
    assert wins <= {State.WITHDRAWN, State.ACCEPTED}


def test_an_officer_who_comes_second_reads_who_was_first(citizen, office):
    case = held(citizen, office)
    cases.calendar(office)
    clerk = factories.staff(office, Role.CLERK)
    send(citizen, case)
    with pytest.raises(Stale, match="Người nộp đã chuyển"):
        move(case.pk, State.ACCEPTED, clerk, case.version, Details(working_days=5))
