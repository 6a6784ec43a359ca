"""The page of a followed case in a real browser: one sheet of paper, and no word to other sites."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, Route, expect

from forms.models import Case, Rating
from tests.browser.conftest import PHONE
from tests.browser.town import CASES, Town

pytestmark = pytest.mark.browser
ELSEWHERE = "http://elsewhere.example/"


@pytest.fixture(scope="module")
def phone(contexts: Callable[..., BrowserContext], town: Town, address: str) -> Page:
    context = contexts(viewport=PHONE)
    town.open_cases_in(context, address)
    return context.new_page()


def path(town: Town, state: str, name: str = "follow_case") -> str:
    return reverse(name, args=[town.cases[state].key])


@pytest.mark.parametrize("language", ["", "/km"])
def test_every_state_is_one_sheet_of_paper(phone: Page, town: Town, language: str) -> None:
    for state in CASES:
        phone.goto(language + path(town, state))
        margins = dict.fromkeys(("top", "right", "bottom", "left"), "12mm")
        sheet = phone.pdf(format="A4", margin=margins)
        assert len(re.findall(rb"/Type /Page\b", sheet)) == 1, state


def test_no_other_site_learns_where_a_link_was_followed_from(phone: Page, town: Town) -> None:
    """`no-referrer` would take the origin from our own forms' posts, and they would be refused."""
    seen: list[str | None] = []

    def answer(route: Route) -> None:
        seen.append(route.request.header_value("referer"))
        route.fulfill(body="<!doctype html><title>x</title>", content_type="text/html")

    phone.route(f"{ELSEWHERE}**", answer)
    phone.goto(path(town, "returned"))
    phone.evaluate("""address => document.querySelector("main a").href = address""", ELSEWHERE)
    phone.locator(f"main a[href='{ELSEWHERE}']").click()
    phone.wait_for_url(ELSEWHERE)
    assert seen == [None]


def test_one_tap_says_how_content_one_is(phone: Page, town: Town) -> None:
    phone.goto(path(town, "returned"))
    phone.get_by_role("button", name="Hài lòng", exact=True).click()
    expect(phone.get_by_role("status")).to_contain_text("Cảm ơn bạn")
    assert Rating.of(Case.objects.get(pk=town.cases["returned"].pk)).score == Rating.Score.GOOD


def test_a_question_is_written_and_waits(phone: Page, town: Town) -> None:
    phone.goto(path(town, "accepted", "follow_ask"))
    phone.get_by_label("Nội dung").fill("Bao giờ có kết quả?")
    phone.get_by_role("button", name="Gửi cho đơn vị").click()
    expect(phone.get_by_role("status")).to_contain_text("Đã gửi")
    expect(phone.locator(".thread .mine")).to_contain_text("Bao giờ có kết quả?")
    phone.go_back()
    phone.get_by_role("button", name="Gửi cho đơn vị").click()
    expect(phone.locator(".thread .mine")).to_have_count(1)
