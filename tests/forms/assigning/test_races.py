"""Two who give or take the same case at the same moment."""

import threading

import pytest
from django.db import connection

from forms.assigning import assign
from forms.models import Case, Event
from forms.models.events import faults
from forms.moves.transitions import Refused
from forms.states import State
from home.models import Role
from tests import cases, factories

ROUNDS = 10


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_a_case_at_once_one_has_it():
    office = factories.office("hcmc")
    officers = [factories.staff(office, Role.OFFICER) for _number in range(2)]
    for _round in range(ROUNDS):
        case = cases.case(office, state=State.ACCEPTED)
        barrier, ended = threading.Barrier(2), []

        def take(officer, case=case, barrier=barrier, ended=ended):
            try:
                barrier.wait(timeout=10)
                assign(case.pk, officer, officer)
                ended.append("won")
            except Refused as refused:
                ended.append(str(refused.reason))
            finally:
                connection.close()

        threads = [threading.Thread(target=take, args=(officer,)) for officer in officers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        after = Case.objects.get(pk=case.pk)
        assert ended.count("won") == 1
        assert next(told for told in ended if told != "won").startswith("Hồ sơ đang do")
        assert after.assignee in officers
        assert after.assignments.count() == 1
        assert after.events.filter(act=Event.Act.ASSIGNED).count() == 1
        assert faults(after) == []
