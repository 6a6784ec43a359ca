"""axe on every page at two widths; 320 px without sideways scrolling; the keyboard alone."""

import re
from typing import Any

import html5lib
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.template.loader import render_to_string
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.people import paper, press
from tests.browser.town import CASES, OWN_PAGES, PAGES, QUEUE, STAND_INS, STEPS, Town
from tests.test_public_pages import broken_references

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async ([within, options]) =>
    (await axe.run(within ?? document, {...options, resultTypes: ["violations"]})).violations"""
NARROW = {"width": 320, "height": 640}


def violations(page: Page, within: str = "", rules: list[str] = RULES) -> list[str]:
    """What axe, which is on the page already, finds: rule, element and what to do."""
    found = page.evaluate(RUN, [within or None, {"runOnly": rules, "preload": False}])
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def faults(page: Page, within: str = "") -> dict[str, Any]:
    """What is wrong with the page on the screen, by where; nothing at best."""
    found: dict[str, Any] = {}
    page.evaluate(AXE_SCRIPT)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        found[f"axe at {size['width']}"] = violations(page, within)
    page.set_viewport_size(NARROW)
    found["too wide"] = page.evaluate(TOO_WIDE)
    return {name: value for name, value in found.items() if value}


TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll("body *")]
        .filter(one => one.getBoundingClientRect().right > innerWidth)
        .map(one => one.outerHTML.slice(0, 120))"""


def check(page: Page, response: Response | None) -> None:
    """A page as it came from the server, and as it shows."""
    assert response is not None
    assert response.status < 500
    html = response.text()
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    assert parser.errors == []
    assert broken_references(html) == []
    assert faults(page) == {}
    page.emulate_media(color_scheme="dark")
    pale = violations(page, rules=["color-contrast"])
    page.emulate_media(color_scheme="light")
    assert pale == []


@pytest.mark.parametrize("name", PAGES)
def test_a_public_page(name: str, town: Town, reader: Page) -> None:
    check(reader, reader.goto(town.addresses[name]))


@pytest.mark.parametrize("template", STAND_INS)
def test_what_stands_in_for_a_page(template: str, town: Town, reader: Page) -> None:
    html = render_to_string(template)
    reader.route("**/instead", lambda route: route.fulfill(body=html, content_type="text/html"))
    check(reader, reader.goto("/instead"))
    reader.unroute("**/instead")


@pytest.mark.parametrize("name", OWN_PAGES)
def test_a_page_of_ones_own(name: str, town: Town, citizen: Page) -> None:
    check(citizen, citizen.goto(town.own(name)))


@pytest.mark.parametrize("state", CASES)
def test_a_followed_case(state: str, town: Town, citizen: Page) -> None:
    check(citizen, citizen.goto(f"/tra-cuu/{town.cases[state].key}/"))


@pytest.mark.parametrize(("kind", "slug"), STEPS)
def test_a_step(kind: str, slug: str, town: Town, citizen: Page) -> None:
    check(citizen, citizen.goto(town.step(kind, slug)))
    expect(citizen).to_have_url(re.compile(f"/buoc/{slug}/$"))


@pytest.mark.parametrize(("kind", "slug"), STEPS)
def test_a_step_with_mistakes(kind: str, slug: str, town: Town, citizen: Page) -> None:
    check(citizen, citizen.goto(town.step(kind, slug, wrong=True)))
    expect(citizen.locator(".error-summary")).to_be_focused()
    for link in citizen.locator(".error-summary a").all():
        link.click()
        target = citizen.locator(":focus")
        expect(target).to_be_in_viewport()
        assert target.get_attribute("id") == (link.get_attribute("href") or "")[1:]


def sent(page: Page, label: str) -> Response:
    """Presses a button that sends a form; what the server answers."""
    with page.expect_navigation() as navigation:
        press(page, label)
    return navigation.value


def test_a_wrong_pin(town: Town, citizen: Page) -> None:
    citizen.goto("/tra-cuu/")
    check(citizen, sent(citizen, "Tra cứu"))
    citizen.get_by_label("Mã hồ sơ").fill("000.00.00.T79-261121-0001")
    citizen.get_by_label("Mã PIN").fill("ABCD 2345")
    check(citizen, sent(citizen, "Tra cứu"))


def test_questions_left_open_and_answered_with_no(town: Town, reader: Page) -> None:
    reader.goto(town.addresses["questions before a form"])
    check(reader, sent(reader, "Tiếp theo"))
    expect(reader.locator(".error-summary")).to_be_focused()
    reader.get_by_label("Không").check()
    check(reader, sent(reader, "Tiếp theo"))
    expect(reader.get_by_role("heading", level=1)).to_contain_text("không dành cho")


def test_consent_left_out(town: Town, citizen: Page) -> None:
    citizen.goto(town.own("check"))
    check(citizen, sent(citizen, "Nộp hồ sơ"))
    expect(citizen.locator(".error-summary a")).to_have_count(2)


def test_a_refused_file_and_a_kept_one(town: Town, citizen: Page) -> None:
    citizen.goto(town.step("licence", "co-so-vat-chat"))
    slot = citizen.locator("[type=file]")
    slot.set_input_files({**paper(), "buffer": b"not a document"})
    check(citizen, sent(citizen, "Lưu bản nháp"))
    expect(citizen.locator(".invalid-feedback")).to_have_count(1)


def test_a_step_that_was_saved_elsewhere(town: Town, citizen: Page) -> None:
    citizen.goto(town.step("student", "nhan-than"))
    other = citizen.context.new_page()
    other.goto(citizen.url)
    other.get_by_label("Tên phiên âm tiếng Việt").fill("Xôm Phon")
    press(other, "Lưu bản nháp")
    citizen.get_by_label("Tên phiên âm tiếng Việt").fill("Xôm Phôn")
    answer = sent(citizen, "Lưu bản nháp")
    assert answer.status == 409
    check(citizen, answer)


@pytest.mark.parametrize("name", QUEUE)
def test_a_screen_of_the_queue(name: str, town: Town, officer: Page) -> None:
    officer.goto(town.queue(name))
    assert faults(officer, "main") == {}


def test_axe_sees_what_is_wrong(town: Town, reader: Page) -> None:
    html = '<!doctype html><title>Thử</title><a href="/"><img src="/static/motcua/favicon.svg"></a>'
    reader.route("**/instead", lambda route: route.fulfill(body=html, content_type="text/html"))
    reader.goto("/instead")
    reader.unroute("**/instead")
    reader.evaluate(AXE_SCRIPT)
    found = {line.partition(":")[0] for line in violations(reader)}
    assert {"image-alt", "link-name", "html-has-lang", "landmark-one-main"} <= found
