"""Numbers at submission and at reception: without a gap or a double, however many at once (R-10).

With CI=true a thousand cases, by twenty clients over two offices; else fewer, in the same way. A
part of the tries fails after the number was given and is made again.
"""

import os
import random
import threading
from collections import Counter as Tally
from collections.abc import Iterable
from queue import Empty, SimpleQueue

import pytest
from django.db import connection, transaction
from django.utils import timezone

from forms.filing.submitting import save_numbered
from forms.models import Case, Event
from forms.models.events import record
from forms.moves.transitions import Details, move
from forms.states import State
from home.models import Role
from tests import cases, factories
from tests.forms.kinds import answers as given

pytestmark = [pytest.mark.engines, pytest.mark.django_db(transaction=True)]

CASES = 1000 if os.environ.get("CI") == "true" else 60
CLIENTS = 20
#: One in so many tries breaks off when everything is written but the end of the transaction.
BREAKS = 7


class BrokenOff(Exception):
    """What a crash, a lost connection or a full disk amounts to."""


def drafts(office, number):
    """Complete drafts, ready to be sent."""
    answers, made = given.licence(), []
    for _number in range(number):
        case = Case(office=office, kind_code="licence")
        case.store(answers)
        made.append(case)
    return Case.objects.bulk_create(made)


def submit(case_id):
    """As a submission ends: the line of the history, then the code."""
    case = Case.objects.select_related("office").get(pk=case_id)
    case.state, case.version = State.SUBMITTED, 1
    case.submitted_at = case.consented_at = timezone.now()
    record(case, Event.Act.MOVED, from_state=State.DRAFT, to_state=State.SUBMITTED)
    save_numbered(case)


def receive(case_id, clerk):
    move(case_id, State.ACCEPTED, clerk, 1, Details(working_days=15))


def whole_way(case_id, clerk, chance):
    for step in (lambda: submit(case_id), lambda: receive(case_id, clerk)):
        done = False
        while not done:
            try:
                with transaction.atomic():
                    step()
                    if chance.randrange(BREAKS) == 0:
                        raise BrokenOff
                done = True
            except BrokenOff:
                continue


def at_once(jobs: Iterable[tuple[int, object]], clients: int) -> list[Exception]:
    """All the jobs, by so many clients, each with a connection of its own."""
    waiting: SimpleQueue = SimpleQueue()
    for job in jobs:
        waiting.put(job)
    troubles: list[Exception] = []

    def client(number):
        chance = random.Random(number)
        try:
            while True:
                whole_way(*waiting.get_nowait(), chance)
        except Empty:
            return
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return troubles


def test_R10_receptions_at_once_are_numbered_without_a_gap_or_a_double():
    offices = [factories.office("hcmc"), factories.office("cantho")]
    clerks = {}
    for office in offices:
        cases.calendar(office)
        clerks[office.pk] = factories.staff(office, Role.CLERK)
    made = [case for office in offices for case in drafts(office, CASES // 2)]
    random.Random(1).shuffle(made)
    # SQLite has one writer at a time, whoever else waits.
    clients = CLIENTS if connection.vendor == "postgresql" else 1
    assert at_once([(case.pk, clerks[case.office_id]) for case in made], clients) == []
    found = Case.objects.filter(state=State.ACCEPTED)
    assert found.count() == CASES
    expected = list(range(1, CASES // 2 + 1))
    for office in offices:
        rows = list(found.filter(office=office).values_list("code", "book_number"))
        assert sorted(int(code[-4:]) for code, _book in rows) == expected
        assert sorted(int(book.split("/")[0]) for _code, book in rows) == expected
        assert len({code[:-5] for code, _book in rows}) == 1
    assert set(Tally(Case.objects.values_list("code", flat=True)).values()) == {1}
