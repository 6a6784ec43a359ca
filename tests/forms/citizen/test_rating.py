"""How content one is: asked after the result, answered once, kept apart from the case."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from forms.citizen.rating import WITH_RESULT, keep
from forms.models import Event, Rating
from forms.models.events import faults
from forms.states import State
from tests import cases, factories
from tests.forms.citizen.conftest import hold
from tests.journeys import errors_in

pytestmark = pytest.mark.django_db


def held(citizen, office, state=State.RETURNED, kind="licence", **columns):
    return hold(citizen, cases.case(office, kind, state, **columns))


def url(case):
    return f"/tra-cuu/{case.key}/danh-gia/"


@pytest.mark.parametrize("state", WITH_RESULT)
def test_one_tap_on_the_followed_page_is_an_answer(citizen, office, state):
    case = held(citizen, office, state)
    assert 'name="score"' in citizen.get(f"/tra-cuu/{case.key}/").content.decode()
    response = citizen.post(url(case), {"score": "4"})
    assert response.url == url(case)
    rating = Rating.objects.get()
    assert (rating.score, rating.office, rating.kind_code) == (4, office, "licence")
    assert rating.month == timezone.localdate(case.decided_at).replace(day=1)
    assert "Cảm ơn" in citizen.get(response.url).content.decode()
    assert 'name="score"' not in citizen.get(f"/tra-cuu/{case.key}/").content.decode()


@pytest.mark.parametrize("state", [one for one in cases.WAYS if one not in WITH_RESULT])
def test_without_a_result_nobody_is_asked(citizen, office, state):
    case = held(citizen, office, state)
    assert citizen.get(url(case)).status_code == 302
    assert citizen.post(url(case), {"score": "1"}).status_code == 302
    assert not Rating.objects.exists()


@pytest.mark.parametrize("score", ["", "0", "6", "x", "4.5", "-1", "9" * 400, "\x00", "²", "٣"])
def test_no_other_figure_is_taken_and_the_comment_is_kept(citizen, office, score):
    case = held(citizen, office)
    response = citizen.post(url(case), {"score": score, "comment": "Nhanh và rõ."})
    assert response.status_code == 422
    assert errors_in(response)
    assert "Nhanh và rõ." in response.content.decode()
    assert not Rating.objects.exists()


def test_sent_again_within_a_week_it_is_changed(citizen, office):
    case = held(citizen, office)
    for score, comment in (("2", ""), ("5", "Đã được giải thích.")):
        citizen.post(url(case), {"score": score, "comment": comment})
    rating = Rating.objects.get()
    assert (rating.score, rating.comment) == (5, "Đã được giải thích.")
    case.refresh_from_db()
    assert case.events.filter(act=Event.Act.RATED).count() == 1
    assert faults(case) == []


def test_after_a_week_it_stays_and_says_so(citizen, office):
    case = held(citizen, office)
    citizen.post(url(case), {"score": "2"})
    Rating.objects.update(given_on=timezone.localdate() - timedelta(days=8))
    citizen.post(url(case), {"score": "5"})
    assert Rating.objects.get().score == 2
    page = citizen.get(url(case)).content.decode()
    assert "không đổi được nữa" in page
    assert 'name="score"' not in page


def test_nothing_in_the_answer_names_the_case_and_nothing_in_the_case_the_answer(citizen, office):
    case = held(citizen, office)
    citizen.post(url(case), {"score": "1", "comment": "Chậm."})
    row = Rating.objects.values().get()
    assert not {case.code, case.key.hex, str(case.key)} & set(map(str, row.values()))
    assert "Chậm." not in str(row)
    event = case.events.get(act=Event.Act.RATED)
    assert (event.note, event.actor, event.ip) == ("", None, "")


def test_a_stranger_rates_nothing(citizen, stranger, office):
    case = held(citizen, office)
    assert stranger.post(url(case), {"score": "5"}).status_code == 404
    assert not Rating.objects.exists()


@pytest.mark.parametrize("score", [0, 6])
def test_the_database_takes_no_other_figure_either(office, score):
    case = cases.case(office, state=State.RETURNED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.for_case(case, score).save()


@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
def test_R01_pressed_at_the_same_moment_it_is_one_answer():
    case = cases.case(factories.office("hcmc"), state=State.RETURNED)
    barrier = threading.Barrier(6)

    def press():
        barrier.wait()
        keep(case.pk, 3, "")
        connection.close()

    threads = [threading.Thread(target=press) for _number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert Rating.objects.count() == 1
    assert case.events.filter(act=Event.Act.RATED).count() == 1
