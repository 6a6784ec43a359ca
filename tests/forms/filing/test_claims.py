"""One nomination of a unit in a year, however often and however fast it is sent (R-06)."""

import pytest
from django.db import IntegrityError, transaction

from forms.filing.claims import claim_of, claimed_by_another
from forms.kinds import KINDS
from forms.models.possible import UNDECIDED
from forms.states import State
from tests import cases, factories
from tests.forms.citizen.conftest import ANSWERS
from tests.forms.kinds import answers as given

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
FAMILY = given.nomination("gia_dinh", nominee_name="Nguyễn Văn Hòa")


def claim(**changes):
    return claim_of(KINDS["nomination"], FAMILY | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"nominee_name": "NGUYỄN  VĂN HOÀ"},  # the tone stands elsewhere
        {"nominee_name": "Gia đình ông Nguyễn Văn Hòa"},
        {"nominee_name": "nguyễn văn hòa."},
        {"nominee_name": "Nguyễn Văn Hòa"},  # decomposed
        {"neighbourhood": "khu phố 02"},
        {"neighbourhood": "Khu  phố: 2"},
        {"representative_phone": "+84911222333", "members_total": 4},
    ],
)
def test_R06_the_same_unit_is_known_however_it_is_written(changes):
    assert claim(**changes) == claim()


@pytest.mark.parametrize(
    "changes",
    [
        {"nominee_name": "Nguyễn Văn Hóa"},
        {"nominee_name": "Nguyễn Văn Hoa"},
        {"nominee_name": "Nguyễn Văn Hòa (số nhà 12)"},
        {"neighbourhood": "Khu phố 20"},
        {"ward_code": "31135"},
        {"year": FAMILY["year"] - 1},
        {"model_kind": "dong_ho"},
    ],
)
def test_R06_others_are_not_taken_for_it(changes):
    assert claim(**changes) != claim()


def test_R06_two_citizens_of_one_name_are_told_apart_by_their_year_of_birth():
    citizen = {"model_kind": "cong_dan", "citizen_birth_year": 1980}
    assert claim(**citizen) != claim(**citizen | {"citizen_birth_year": 1981})


def test_R06_a_name_of_titles_alone_is_still_a_name():
    assert claim(nominee_name="Ông") != claim(nominee_name="Bà")


@pytest.mark.parametrize("kind", ["licence", "student"])
def test_kinds_that_may_repeat_claim_nothing(kind):
    assert claim_of(KINDS[kind], ANSWERS[kind]()) is None


@pytest.fixture
def office():
    return factories.office()


def filed(office, state=State.SUBMITTED, **columns):
    return cases.case(office, "nomination", state, dict(FAMILY), claim=claim(), **columns)


def test_R06_the_database_refuses_a_second_row(office):
    filed(office)
    with pytest.raises(IntegrityError), transaction.atomic():
        filed(office)
    filed(factories.office("cantho"))  # another office has its own round


@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
def test_R06_only_what_ended_undecided_lets_the_unit_be_nominated_again(office, state):
    first = filed(office, state)
    another = cases.case(office, "nomination", State.DRAFT, dict(FAMILY))
    if state in UNDECIDED:
        assert claimed_by_another(another, FAMILY) is None
        filed(office)
    else:
        assert claimed_by_another(another, FAMILY) == first
