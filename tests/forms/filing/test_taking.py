"""When a form takes a case, when not, and why: to the millisecond, and to the last place."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from forms.filing.taking import PLACELESS, Stop, claim, stop_of
from forms.models import FormPage
from forms.states import State
from services.models import ProcedurePage
from tests import cases, factories

pytestmark = pytest.mark.django_db
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MIDNIGHT = datetime(2027, 1, 1, tzinfo=VIETNAM)  # the end of a year
MOMENT = timedelta(milliseconds=1)


@pytest.fixture
def office():
    return factories.office()


@pytest.fixture
def form(office):
    return factories.form_page(office)


def replaced(office, **fields):
    """A form page whose procedure reads so."""
    return factories.form_page(office, procedure=factories.procedure(office, **fields))


def filed(form, *states):
    for state in states:
        cases.case(form.get_site().office, state=state, form_page=form)


def reread(form):
    return FormPage.objects.get(pk=form.pk)


@pytest.mark.parametrize(
    ("at", "stop"),
    [
        (MIDNIGHT - timedelta(seconds=1), None),
        (MIDNIGHT - MOMENT, None),  # 23:59:59.999
        (MIDNIGHT, Stop.LATE),
        (MIDNIGHT + timedelta(seconds=1), Stop.LATE),
        (datetime(2026, 12, 31, 16, 59, 59, 999_999, UTC), None),  # the same hour in London
        (datetime(2026, 12, 31, 17, tzinfo=UTC), Stop.LATE),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), Stop.LATE),  # UTC's midnight counts nothing
        (datetime(2026, 12, 31, tzinfo=UTC), None),
    ],
)
def test_R05_the_deadline_is_kept_by_the_office_s_clock(form, at, stop):
    form.closes_at = MIDNIGHT
    assert stop_of(form, at) is stop


@pytest.mark.parametrize(
    ("at", "stop"), [(MIDNIGHT - MOMENT, Stop.EARLY), (MIDNIGHT, None), (MIDNIGHT + MOMENT, None)]
)
def test_R05_so_is_the_opening(form, at, stop):
    form.opens_at = MIDNIGHT
    assert stop_of(form, at) is stop


def test_R05_a_form_that_closes_at_midnight_names_the_day_that_ends(form):
    form.closes_at = MIDNIGHT.astimezone(UTC)
    assert form.closes_with_the_day == date(2026, 12, 31)
    form.closes_at = MIDNIGHT - MOMENT
    assert form.closes_with_the_day is None


def test_a_page_taken_off_the_site_or_deleted_takes_nothing(form):
    assert stop_of(form) is None
    form.unpublish()
    assert stop_of(reread(form)) is Stop.GONE
    assert stop_of(None) is Stop.GONE


@pytest.mark.parametrize(
    ("fields", "stop"),
    [
        ({}, None),
        ({"valid_to": date(2026, 12, 31)}, Stop.REPEALED),
        ({"valid_to": date(2027, 1, 1)}, None),
        ({"valid_from": date(2027, 1, 2)}, Stop.EARLY),
        ({"valid_from": date(2027, 1, 1)}, None),
        ({"status": ProcedurePage.Status.EXPIRED}, Stop.REPEALED),
        ({"status": ProcedurePage.Status.EXPIRED, "valid_from": date(2028, 1, 1)}, Stop.REPEALED),
        ({"live": False}, Stop.REPEALED),
    ],
)
def test_a_form_is_taken_only_while_its_procedure_applies(office, fields, stop):
    assert stop_of(replaced(office, **fields), MIDNIGHT) is stop


@pytest.mark.parametrize(
    ("successor", "stop"),
    [
        ({}, Stop.REPEALED),
        ({"valid_from": date(2027, 1, 2)}, None),  # from tomorrow on
        ({"live": False}, None),
    ],
)
def test_a_procedure_gives_way_once_what_replaces_it_is_in_force(office, successor, stop):
    new = factories.procedure(office, "Thủ tục mới", **successor)
    assert stop_of(replaced(office, replaced_by=new), MIDNIGHT) is stop


@pytest.mark.parametrize("stop", Stop)
def test_every_stop_has_words_and_a_status_that_is_no_failure(stop):
    assert stop.label
    assert 400 < stop.status < 500


# ── places ──


def test_R06_every_state_either_holds_a_place_or_gives_it_back(form):
    for state in State:
        filed(form, state)
    form.quota = 99
    assert form.places_taken == len(State) - len(PLACELESS)
    assert set(PLACELESS) < set(State)


def test_R06_the_last_place_is_taken_and_no_further(form):
    form.quota = 2
    filed(form, State.SUBMITTED, State.DRAFT, State.WITHDRAWN)
    assert (stop_of(form), form.places_left) == (None, 1)
    filed(form, State.APPROVED)
    form = reread(form)
    form.quota = 2
    assert (stop_of(form), form.places_left) == (Stop.FULL, 0)
    form.quota = 1  # lowered by an editor when more were taken already
    assert (stop_of(form), form.places_left) == (Stop.FULL, 0)


def test_R06_all_languages_share_the_places(office, form):
    english = factories.form_page(office, translation_key=form.translation_key, locale=locale("en"))
    filed(form, State.SUBMITTED)
    filed(english, State.SUBMITTED, State.ACCEPTED)
    filed(factories.form_page(office), State.SUBMITTED)
    assert form.places_taken == english.places_taken == 3


def locale(code):
    return Locale.objects.get_or_create(language_code=code)[0]


def test_R06_places_for_several_cases_are_claimed_together(form):
    form.quota = 3
    form.save()
    filed(form, State.SUBMITTED)
    assert claim(reread(form), MIDNIGHT, places=2) is None
    assert claim(reread(form), MIDNIGHT, places=3) is Stop.FULL


def test_R06_a_claim_trusts_only_what_it_reads_under_the_lock(form):
    stale = reread(form)
    stale.quota = 1
    assert stale.places_left == 1
    FormPage.objects.filter(pk=form.pk).update(quota=2)
    filed(form, State.SUBMITTED, State.SUBMITTED)
    assert claim(stale, MIDNIGHT) is Stop.FULL
    assert stale.quota == 2


def test_a_form_without_places_to_count_costs_no_statement(office):
    form = reread(factories.form_page(office, procedure=None))
    with CaptureQueriesContext(connection) as found:
        assert stop_of(form) is None
        assert claim(form, MIDNIGHT) is None
        assert form.places_left is None
    assert len(found) == 0


def test_a_list_of_forms_is_counted_in_one_statement(office):
    index = factories.form_page(office).get_parent()
    visitor = factories.visitor(office)

    def statements():
        with CaptureQueriesContext(connection) as found:
            assert visitor.get(index.url).status_code == 200
        return len(found)

    for _number in range(2):
        filed(factories.form_page(office, quota=1), State.SUBMITTED)
    statements()
    few = statements()
    for _number in range(3):
        filed(factories.form_page(office, quota=1), State.SUBMITTED)
    assert statements() == few
    assert visitor.get(index.url).content.decode().count(str(Stop.FULL.label)) == 5
