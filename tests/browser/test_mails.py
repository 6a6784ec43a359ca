"""Mails on a screen: axe, small windows, large type and the dark, in the four languages."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page
from wagtail.users.models import UserProfile

from forms.models import Case, Digest, Notice
from forms.notices.letters import Letter, letter_of
from forms.notices.telling import write
from forms.queue.home.digests import Morning
from forms.sealing import seal
from forms.states import State
from home.models import Role
from tests import cases, factories
from tests.browser.conftest import PHONE
from tests.browser.looking import equip, misplaced, pale, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
#: One of each shape: with a PIN, with an officer's remark and a day, with neither, of a draft.
SHAPES = (State.SUBMITTED, State.SUPPLEMENT, Notice.Told.WROTE, Notice.Draft.EXPIRES)


@pytest.fixture(scope="module")
def screen(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url="http://mail.example", viewport=PHONE)
    equip(context)
    yield context.new_page()
    context.close()


def letter(case: Case, topic: str, language: str) -> Letter:
    note = "Thiếu bằng tốt nghiệp của giám đốc.\nGửi bản chụp có chứng thực."
    said = note if topic == State.SUPPLEMENT else ""
    pin = seal("0K1Z7M9B") if topic == State.SUBMITTED else ""
    return letter_of(write(case, topic, "x@example.vn", language, note=said, sealed=pin))


def show(screen: Page, html: str) -> None:
    screen.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html"))
    screen.goto("/")
    screen.unroute("**/*")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_digest_is_read_by_everybody(language: str, screen: Page) -> None:
    office = factories.office("hcmc")
    cases.calendar(office)
    officer = factories.staff(office, Role.OFFICER, email="x@example.vn")
    profile = UserProfile.get_for_user(officer)
    profile.preferred_language = language
    profile.save()
    late = timezone.localdate() - timedelta(days=9)
    cases.case(office, state=State.PROCESSING, assignee=officer, due_on=late)
    row = Digest.objects.create(user=officer, day=timezone.localdate())
    show(screen, str(Morning(row).mail().alternatives[0][0]))
    assert violations(screen) + misplaced(screen) + pale(screen) == []


@pytest.mark.parametrize("language", dict(settings.LANGUAGES))
@pytest.mark.parametrize("topic", SHAPES)
def test_a_mail_is_read_by_everybody(topic: str, language: str, screen: Page) -> None:
    state = State.DRAFT if topic in Notice.Draft.values else State.SUPPLEMENT
    case = cases.case(factories.office("hcmc"), "licence", state)
    html = letter(case, topic, language).html
    show(screen, html)
    assert violations(screen) + misplaced(screen) + pale(screen) == []
