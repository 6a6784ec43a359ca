"""At the counter: a whole paper case by the keyboard alone, a lost session, and what is printed."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import TransactionTestCase
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker
from wagtail.models import Site

from forms.models import Case
from home.models import Role
from tests import cases, factories
from tests.browser.conftest import DESK
from tests.browser.people import answer_to, paper
from tests.browser.test_keyboard import Hands
from tests.factories import PASSWORD
from tests.forms.kinds import answers as given

pytestmark = pytest.mark.browser

ANSWERS = given.nomination("gia_dinh", submitter_email="", result_channel="truc_tiep")
COUNTER = "/cms/ho-so/tai-quay/"
#: What a clerk may wait for the program in a whole intake; typing takes the time it takes.
PATIENCE = timedelta(minutes=3)
TYPED = "form[data-autosave] :is(input:not([type=hidden], [type=file]), select, textarea):visible"


class Shop:
    """An office with one form and one clerk."""

    def __init__(self, port: int) -> None:
        self.office = factories.office("hcmc")
        Site.objects.update(port=port)
        Site.clear_site_root_paths_cache()
        given.plant(self.office)
        cases.calendar(self.office)
        self.form_page = factories.form_page(self.office, "nomination", slug="binh-xet")
        self.clerk = factories.staff(self.office, Role.CLERK)

    def at_work(self, context: BrowserContext, address: str) -> None:
        session = factories.signed_in(self.clerk).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": session.key, "value": session.value, "url": address}])


@pytest.fixture(scope="module")
def town(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, server: LiveServer
) -> Iterator[Shop]:
    """Takes the town's place for this module: the counter needs little of it."""
    with django_db_blocker.unblock():
        yield Shop(server.thread.port)
        TransactionTestCase()._fixture_teardown()


@pytest.fixture
def desk(contexts: Callable[..., BrowserContext], town: Shop, address: str) -> Page:
    context = contexts(viewport=DESK)
    town.at_work(context, address)
    return context.new_page()


def fill_by_keys(hands: Hands) -> None:
    """From the first question, which has the focus, to the last; Enter leads on."""
    expect(hands.page.locator(TYPED).first).to_be_focused()
    last = hands.page.locator(TYPED).last.get_attribute("name")
    focus = hands.focus
    for _stop in range(120):
        hands.answer(focus, answer_to(focus["name"], ANSWERS))
        if focus["name"] == last:
            break
        focus = hands.press("Tab")
    if focus["type"] == "textarea":
        focus = hands.go_to(lambda one: one["name"] == "act")
    with hands.page.expect_navigation():
        hands.page.keyboard.press("Enter")


def test_a_whole_case_by_the_keyboard_alone(desk: Page, town: Shop) -> None:
    started = time.monotonic()
    desk.goto(COUNTER)
    hands = Hands(desk)
    hands.page.get_by_role("button", name="Bắt đầu nhập").focus()
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    for _step in range(12):
        if not desk.locator("form[data-autosave]").count():
            break
        fill_by_keys(hands)
        assert desk.locator(".error-summary li").all_inner_texts() == []
    assert desk.get_by_role("heading", level=1).inner_text() == "Xem lại và nộp"
    desk.get_by_label("Đã có chữ ký của người nộp").focus()
    desk.keyboard.press("Space")
    desk.get_by_role("button", name="Nộp và tiếp nhận").focus()
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    case = Case.objects.get(taken_in_by=town.clerk, state="accepted")
    assert desk.locator("article.slip").count() == 2
    assert desk.locator(".q-pin").count() == 1
    assert case.code in desk.locator(".q-strip").inner_text()
    assert time.monotonic() - started < PATIENCE.total_seconds()


def begin(page: Page, slug: str) -> None:
    """A new intake, at this of its steps."""
    page.goto(COUNTER)
    page.get_by_role("button", name="Bắt đầu nhập").click()
    expect(page.locator("form[data-autosave]")).to_be_visible()
    page.goto(page.url.replace(page.url.split("/")[-2], slug))


def test_a_lost_session_loses_nothing_that_was_typed(desk: Page, town: Shop) -> None:
    begin(desk, "nguoi-nop")
    Session.objects.all().delete()
    desk.locator("[name=submitter_name]").fill("Trần Thị Chưa Mất")
    desk.get_by_role("button", name="Tiếp theo").last.click()
    desk.locator("[name=username]").fill(town.clerk.get_username())
    desk.locator("[name=password]").fill(PASSWORD)
    desk.locator("form [type=submit]").click()
    expect(desk.locator("[name=submitter_name]")).to_have_value("Trần Thị Chưa Mất")
    expect(desk.locator("[data-autosave-status]")).to_contain_text("lưu")


def test_scans_are_dropped_onto_their_component(desk: Page) -> None:
    begin(desk, "minh-chung")
    files = desk.evaluate_handle(
        """bytes => {
            const data = new DataTransfer();
            for (const name of ["a.pdf", "b.pdf"])
                data.items.add(new File([new Uint8Array(bytes), name], name));
            return data;
        }""",
        list(paper()["buffer"]),
    )
    box = desk.locator("[data-attach]").first
    box.dispatch_event("dragover", {"dataTransfer": files})
    box.dispatch_event("drop", {"dataTransfer": files})
    expect(box.locator("[data-held] li")).to_have_count(2)
