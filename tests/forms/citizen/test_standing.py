"""Where a case stands: a headline for every state, what to do, and the stages of its way."""

import pytest
from django.utils.translation import override

from forms.citizen.standing import HEADLINES, NOTHING, Standing
from forms.kinds import KINDS
from forms.models import Case
from forms.states import RUNNING, State
from tests import cases, factories

SENT = [state for state in cases.WAYS if state != State.DRAFT]


@pytest.fixture
def office(db):
    return factories.office("hcmc")


def standing(office, state, kind="licence", **columns):
    case = cases.case(office, kind, state, **columns)
    return Standing(case, case.events.all())


def places(found):
    return [stage.place for stage in found.stages]


def test_every_state_has_a_headline():
    assert set(HEADLINES) == set(SENT)


@pytest.mark.parametrize("state", RUNNING)
def test_while_the_office_works_nothing_is_asked(state):
    assert Standing(Case(state=state), []).todo == NOTHING


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.SUBMITTED, ["done", "now", "next", "next", "next"]),
        (State.ACCEPTED, ["done", "done", "now", "next", "next"]),
        (State.INSPECTION, ["done", "done", "now", "next", "next"]),
        (State.SUPPLEMENT, ["done", "done", "waiting", "next", "next"]),
        (State.SIGNING, ["done", "done", "done", "now", "next"]),
        (State.NOT_APPROVED, ["done", "done", "done", "done", "now"]),
        (State.RETURNED, ["done"] * 5),
        (State.REFUSED, ["done", "ended"]),
        (State.STOPPED, ["done", "done", "ended"]),
        (State.WITHDRAWN, ["done", "ended"]),
        (State.EXPIRED, ["done", "done", "ended"]),
    ],
)
def test_the_stages_show_how_far_it_is_and_nothing_that_will_not_come(office, state, expected):
    assert places(standing(office, state)) == expected


def test_a_supplement_before_reception_waits_at_reception(office):
    found = standing(office, State.SUPPLEMENT, received_at=None)
    assert places(found) == ["done", "waiting", "next", "next", "next"]


def test_a_kind_calls_its_stages_its_own():
    names = {code: [str(name) for name in kind.stages] for code, kind in KINDS.items()}
    assert names["nomination"][1:3] == ["Bình xét", "Công nhận"]
    assert names["licence"][1:3] == ["Thẩm định", "Ký duyệt"]
    assert all(len(found) == 4 for found in names.values())


def test_what_was_returned_says_whether_it_was_granted(office):
    granted = standing(office, State.RETURNED)
    assert "không" not in str(granted.headline)
    case = cases.case(office, state=State.NOT_APPROVED)
    case.state = State.RETURNED
    refused = Standing(case, case.events.all())
    assert "không được giải quyết" in str(refused.headline)


def test_only_what_was_written_for_the_citizen_is_quoted(office):
    case = cases.case(office, state=State.PROCESSING)
    moves = list(case.events.all())
    moves[-1].note = "CHỈ ĐẠO NỘI BỘ"
    assert Standing(case, moves).said == ""
    moves[-1].to_state, moves[-1].note = State.STOPPED, "Theo đề nghị của bạn."
    assert Standing(case, moves).said == "Theo đề nghị của bạn."


def test_headlines_speak_to_the_reader():
    """No word of the office's own: a citizen is told of “hồ sơ của bạn”, not of “thụ lý”."""
    inner = ("thụ lý", "thẩm định", "trình", "phân công", "chuyên viên")
    with override("vi"):
        assert not [one for one in HEADLINES.values() if any(word in str(one) for word in inner)]
