"""A hundred cases, each decided by two leaders at once: one decision, and one who is told."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from forms.models import Case, Event, Notice
from forms.models.events import faults
from forms.moves.transitions import Details, Stale, move
from forms.states import State
from home.models import Role
from services.models import Licence
from tests import cases, factories
from tests.forms.kinds import answers as given

S = State
PAIRS = 100
#: So many pairs at the same time; each of two has a connection of its own.
AT_ONCE = 20
WON = ""


def one_decision(case, leader, to, barrier):
    """What came of it: nothing to say, or what the second was told."""
    try:
        barrier.wait(timeout=60)
        move(case.pk, to, leader, case.version, Details(reason="Chưa đủ điều kiện."))
    except Stale as stale:
        return str(stale.reason)
    finally:
        connection.close()
    return WON


def one_pair(case, leaders):
    """Two threads that begin when both are ready."""
    barrier = threading.Barrier(2)
    with ThreadPoolExecutor(2) as both:
        ways = zip(leaders, (S.APPROVED, S.NOT_APPROVED), strict=True)
        tries = [both.submit(one_decision, case, who, to, barrier) for who, to in ways]
        return [one.result(timeout=120) for one in tries]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_R03_of_a_hundred_pairs_each_case_is_decided_once_and_the_other_told():
    office = factories.office("hcmc")
    leaders = [factories.staff(office, Role.LEADER) for _number in range(2)]
    decided = [
        cases.case(
            office,
            state=S.SIGNING,
            answers=given.licence("establish", centre_name_vi=f"Trung tâm Ngoại ngữ {number}"),
        )
        for number in range(PAIRS)
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        ended = list(pool.map(lambda case: one_pair(case, leaders), decided))
    today = f"{timezone.localdate():%d/%m/%Y}"
    for case, said in zip(decided, ended, strict=True):
        assert said.count(WON) == 1, said
        (told,) = [text for text in said if text != WON]
        assert today in told
        case.refresh_from_db()
        winner = case.events.get(from_state=S.SIGNING).actor
        assert winner.get_username() in told
        assert faults(case) == []
    assert Notice.objects.filter(case__in=decided).count() == PAIRS
    assert Event.objects.filter(from_state=S.SIGNING).count() == PAIRS
    approved = Case.objects.filter(state=S.APPROVED).count()
    assert Licence.objects.count() == approved
    numbers = Case.objects.values_list("decision_number", flat=True)
    assert len({*numbers}) == PAIRS
