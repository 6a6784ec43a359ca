"""axe and layout at every size: public pages, what stands in for one, the officers' queue.

The citizen's own screens are looked at in test_screens.py, the keyboard in test_keyboard.py.
"""

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, Response

from tests.browser.conftest import DESK, PHONE
from tests.browser.looking import NARROW, misplaced, pale, resize, violations
from tests.browser.town import PAGES, QUEUE, STAND_INS, Town
from tests.screens import markup

pytestmark = pytest.mark.browser


def check(page: Page, response: Response | None) -> None:
    """A page as it came from the server, and as it shows."""
    assert response is not None
    assert response.status < 500
    assert markup.faults(response.text()) == []
    resize(page, **DESK)
    found = violations(page) + misplaced(page)  # which ends at the smallest size
    assert found + violations(page) + pale(page) == []


def instead(page: Page, html: str) -> Response | None:
    """Opens this HTML, as if it had come from the server."""
    page.route("**/instead", lambda route: route.fulfill(body=html, content_type="text/html"))
    response = page.goto("/instead")
    page.unroute("**/instead")
    return response


@pytest.mark.parametrize("name", PAGES)
def test_a_public_page(name: str, town: Town, reader: Page) -> None:
    check(reader, reader.goto(town.addresses[name]))


@pytest.mark.parametrize("template", STAND_INS)
def test_what_stands_in_for_a_page(template: str, town: Town, reader: Page) -> None:
    check(reader, instead(reader, render_to_string(template)))


@pytest.mark.parametrize("name", QUEUE)
def test_a_screen_of_the_queue(name: str, town: Town, officer: Page) -> None:
    officer.goto(town.queue(name))
    for size in (PHONE, DESK):
        resize(officer, **size)
        assert violations(officer, "main") == []
    resize(officer, NARROW)
    assert officer.evaluate("sideways()") == []


def test_axe_sees_what_is_wrong(town: Town, reader: Page) -> None:
    html = '<!doctype html><title>Thử</title><a href="/"><img src="/static/motcua/favicon.svg"></a>'
    instead(reader, html)
    found = {line.partition(":")[0] for line in violations(reader)}
    assert {"image-alt", "link-name", "html-has-lang", "landmark-one-main"} <= found
