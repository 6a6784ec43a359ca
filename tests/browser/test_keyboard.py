"""From the form page to the receipt with the keyboard alone; the focus is always seen."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from forms.models import Case
from forms.states import State
from tests.browser.conftest import DESK
from tests.browser.people import answer_to, paper, typed
from tests.browser.town import Town
from tests.forms.kinds import answers as given

pytestmark = pytest.mark.browser

FORM_PAGE = "/nop-ho-so/licence/"
#: An application with rows, lists, files and boxes to tick; its second place is added on the way.
ANSWERS = given.licence("add_campus", campuses=[given.CAMPUS, given.CAMPUS | {"name": "Cơ sở 3"}])
#: More stops than any page of this journey has.
MOST = 120
FOCUS = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const { left, right, top, bottom, width } = one.getBoundingClientRect();
    const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;
    const above = document.elementFromPoint(
        middle(left, right, innerWidth), middle(top, bottom, innerHeight));
    return {
        name: one.name ?? "",
        type: one.type || one.localName,
        value: one.value ?? "",
        text: one.textContent.trim(),
        html: one.outerHTML,
        checked: one.checked ?? false,
        ringed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        visible: width > 4 && bottom > 0 && top < innerHeight
            && (one.contains(above) || above?.contains(one) || above?.control === one),
    };
}"""
#: The row with this id has the focus, and none within it.
IN_ROW = "#{0}:focus-within:not(:has([id^=rows-]:focus-within))"
SENDING = "[data-meter]:not([hidden])"
Focus = dict[str, Any]


class Hands:
    """Somebody who presses keys, and looks where the focus is after each."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.on("filechooser", lambda _chooser: None)  # from here on the browser tells of them

    @property
    def focus(self) -> Focus:
        found: Focus = self.page.evaluate(FOCUS)
        return found

    def press(self, key: str) -> Focus:
        self.page.keyboard.press(key)
        return self.focus

    def go(self, key: str = "Tab") -> Focus:
        """One stop further; wherever that is, it can be seen and nothing lies on it."""
        focus = self.press(key)

        assert focus["ringed"], focus
        assert focus["visible"], focus
        return focus

    def stops(self, key: str = "Tab", most: int = MOST) -> Iterator[Focus]:
        return (self.go(key) for _press in range(most))

    def go_to(self, wanted: Callable[[Focus], Any]) -> Focus:
        return next(focus for focus in self.stops() if wanted(focus))

    def enter(self, text: str) -> None:
        """Presses the link or the button that begins so; a page follows."""
        self.go_to(lambda focus: focus["text"].startswith(text))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def fill(self) -> None:
        """Answers what the page asks, from where the focus is to the button that sends it."""
        for focus in self.stops():
            if focus["name"] == "act" and focus["value"] == "next":
                break
            self.answer(focus, answer_to(focus["name"], ANSWERS))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def lands(self, where: str) -> None:
        """The focus follows a fragment with the browser's next frame, not with the key."""
        expect(self.page.locator(where)).to_have_count(1)

    def answer(self, focus: Focus, value: Any) -> None:
        if focus["type"] == "file":
            with self.page.expect_file_chooser() as chooser:
                self.page.keyboard.press("Enter")
            chooser.value.set_files(paper())
            expect(self.page.locator(SENDING)).to_have_count(0)  # "stop sending" is no stop then
        elif value in (None, "", []):
            return
        elif focus["type"] == "checkbox":
            if not focus["checked"]:
                self.press("Space")
        elif focus["type"] in ("radio", "select-one"):
            self.choose(str(value))
        else:
            self.press("Control+a")
            self.page.keyboard.type(typed(value))

    def choose(self, value: str) -> None:
        """Goes through the choices with the arrows; a button is chosen as it is reached."""
        focus = self.press("Space") if self.focus["type"] == "radio" else self.focus
        for _press in range(MOST):
            if focus["value"] == value:
                return
            focus = self.press("ArrowDown")
        raise AssertionError(f"{value} cannot be chosen")


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def scripts(request: pytest.FixtureRequest) -> bool:
    found: bool = request.param
    return found


@pytest.fixture
def hands(contexts: Callable[..., BrowserContext], town: Town, scripts: bool) -> Hands:
    return Hands(contexts(viewport=DESK, java_script_enabled=scripts).new_page())


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_from_the_form_page_to_the_receipt(hands: Hands, scripts: bool) -> None:
    page = hands.page
    page.goto(FORM_PAGE)
    hands.enter("Bắt đầu điền")
    mistakes_lead_to_their_fields(hands, scripts)
    rows = True
    while page.locator("main form[enctype]").count():
        if rows and page.locator("[id^=rows-campuses]").count():
            rows_come_and_go(hands)
            rows = False
        before = heading(page)
        hands.fill()
        assert page.locator(".error-summary li").all_inner_texts() == []
        assert heading(page) != before
    assert not rows
    assert heading(page) == "Kiểm tra và nộp"
    for name in ("declaration", "consent_notice_ack"):
        hands.go_to(lambda focus, name=name: focus["name"] == name)
        hands.press("Space")
    hands.enter("Nộp hồ sơ")
    assert heading(page) == "Đã nộp hồ sơ"
    code = page.locator(".code-box strong").first.inner_text()
    case = Case.objects.get(code=code)
    assert case.state == State.SUBMITTED
    assert [row["name"] for row in case.all_answers["campuses"]] == ["Cơ sở 2", "Cơ sở 3"]


def mistakes_lead_to_their_fields(hands: Hands, scripts: bool) -> None:
    """Sent with nothing, a page begins with its mistakes; Enter leads from each to its field."""
    hands.enter("Tiếp theo")
    if scripts:
        expect(hands.page.locator(".error-summary")).to_be_focused()
    link = hands.go_to(lambda focus: re.match("Nội dung đề nghị: ", focus["text"]))
    assert link["type"] == "a"
    hands.press("Enter")
    hands.lands("[name=application_kind]:focus")
    hands.choose(ANSWERS["application_kind"])
    hands.fill()


def rows_come_and_go(hands: Hands) -> None:
    """The focus goes to the row that came, and to the place of the one that went."""
    hands.enter("Thêm Cơ sở")
    hands.lands(IN_ROW.format("rows-campuses-1"))
    hands.enter("Thêm Cơ sở")
    hands.lands(IN_ROW.format("rows-campuses-2"))
    hands.enter("Xóa")
    hands.lands(IN_ROW.format("rows-campuses"))


def test_the_way_back_is_the_way_there(hands: Hands, town: Town, address: str) -> None:
    """No stop is a trap, and Shift+Tab passes the same ones."""
    town.open_cases_in(hands.page.context, address)
    for path in (town.step("licence", "co-so"), town.own("check"), town.own("tasks")):
        hands.page.goto(path)
        there = [focus["html"] for focus in until_the_end(hands)]
        back = [focus["html"] for focus in hands.stops("Shift+Tab", most=len(there) - 1)]
        assert back == there[-2::-1]


def until_the_end(hands: Hands) -> Iterator[Focus]:
    """All stops of a page; the last link of every page leads to the national portal."""
    for focus in hands.stops():
        yield focus
        if focus["text"] == "Cổng Dịch vụ công quốc gia":
            return


def test_the_skip_link_leads_past_the_menu(hands: Hands) -> None:
    hands.page.goto("/")
    assert hands.go()["text"] == "Đến nội dung chính"
    hands.press("Enter")
    expect(hands.page.locator("main")).to_be_focused()
    hands.go()
    assert hands.page.locator("main :focus").count()
