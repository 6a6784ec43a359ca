"""What the check page judged a moment ago is not judged again, and nothing else is believed."""

import re
from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone

from forms.citizen import drafts
from forms.citizen.access import opening
from forms.citizen.final import HOLDS
from forms.kinds import OFFERED
from forms.models import Case
from forms.models.events import faults
from forms.sealing import seal
from tests import cases, factories
from tests.forms.citizen.conftest import ANSWERS, complete
from tests.forms.kinds import answers as given
from tests.journeys import agreed

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def check(case):
    return f"/ho-so/{case.key}/kiem-tra/"


def shown(citizen, case):
    """What the check page gives to be sent."""
    found = re.search(r'name="good" value="([^"]+)"', citizen.get(check(case)).content.decode())
    return agreed(case) | ({"good": found[1]} if found else {})


@pytest.fixture
def judging(monkeypatch):
    """Counts how often a draft is judged."""
    counted = mock.Mock(side_effect=drafts.check)
    monkeypatch.setattr(drafts, "check", counted)
    return counted


def knows_the_texts(citizen, form_page):
    """The first to send keeps the texts that all others share."""
    first = complete(citizen, form_page, ANSWERS[form_page.kind_code]())
    citizen.post(check(first), agreed(first))
    Case.objects.update(claim=None)  # the next ones are about the same


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", OFFERED)
def test_a_draft_just_shown_is_sent_without_being_judged_again(citizen, office, judging, kind):
    page = factories.form_page(office, kind)
    knows_the_texts(citizen, page)
    sent = []
    for names in (["seen", "declaration", "consent_notice_ack"], None):
        case = complete(citizen, page, ANSWERS[kind]())
        data = shown(citizen, case)
        judging.reset_mock()
        data = {name: data[name] for name in names} if names else data
        assert citizen.post(check(case), data).url == f"/ho-so/{case.key}/bien-nhan/"
        assert judging.call_count == (1 if names else 0)
        case.refresh_from_db()
        assert faults(case) == []
        sent.append(case)
        Case.objects.update(claim=None)  # the other one is about the same
    anew, recalled = sent
    for name in ("all_answers", "chosen", "asked_text_id", "agreed_text_id", "subject", "topic"):
        assert getattr(anew, name) == getattr(recalled, name)
    assert anew.sealed_index.count() == recalled.sealed_index.count()


@pytest.fixture
def page_sent(citizen, form_page):
    """A draft whose page was shown, and what the page gave to be sent."""
    knows_the_texts(citizen, form_page)
    case = complete(citizen, form_page, given.nomination("gia_dinh"))
    return case, shown(citizen, case)


def test_a_draft_changed_since_is_judged_again(citizen, page_sent, judging):
    case, data = page_sent
    case.store({"submitter_phone": "12"})
    case.save()
    assert citizen.post(check(case), data).status_code == 422
    assert judging.called
    assert Case.objects.get(pk=case.pk).is_draft


def test_a_day_or_ten_minutes_later_it_is_judged_again(citizen, page_sent, judging):
    case, data = page_sent
    later = timezone.now() + HOLDS + timedelta(seconds=1)
    with mock.patch("django.utils.timezone.now", return_value=later):
        citizen.post(check(case), data)
    assert judging.called


def test_what_was_shown_of_one_draft_says_nothing_of_another(citizen, page_sent, judging):
    case, data = page_sent
    wrong = complete(citizen, case.form_page, given.nomination("gia_dinh", submitter_phone="12"))
    data = agreed(wrong) | {"good": data["good"]}
    judging.reset_mock()
    assert citizen.post(check(wrong), data).status_code == 422
    assert judging.called


def test_other_things_that_we_sealed_are_not_believed(citizen, page_sent, judging):
    case, data = page_sent
    for other in (
        "",
        "x" * 5000,
        "\x00",
        opening(case.form_page),
        citizen.client.cookies["ho-so"].value,
        seal(["good", case.key.hex]),
        seal(["good", case.key.hex, case.changed_at.isoformat(), 0, "", None, {}, [], []]),
    ):
        judging.reset_mock()
        citizen.post(check(case), data | {"good": other, "declaration": ""})
        assert judging.called, other


def test_a_page_with_mistakes_or_with_files_to_drop_remembers_nothing(citizen, form_page):
    wrong = complete(citizen, form_page, given.nomination("gia_dinh", submitter_phone="12"))
    assert "good" not in shown(citizen, wrong)
    case = complete(citizen, form_page, given.nomination("gia_dinh"))
    cases.attach(case, "ủy quyền.pdf", "authorisation_file")  # asked of nobody
    assert "good" not in shown(citizen, case)


def test_closing_time_and_agreement_are_looked_at_all_the_same(citizen, page_sent, form_page):
    case, data = page_sent
    assert citizen.post(check(case), data | {"declaration": ""}).status_code == 422
    assert citizen.post(check(case), data | {"seen": "x"}).status_code == 422
    form_page.unpublish()
    assert citizen.post(check(case), data).status_code == 410
    assert Case.objects.get(pk=case.pk).is_draft
