"""The list of cases as officers use it: a search box that suggests, many rows at once, keys."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from forms.bulk import working
from forms.models import BulkRun, Label
from forms.states import State
from tests import cases
from tests.browser.town import Town

pytestmark = pytest.mark.browser
LIST = "/cms/ho-so/?muc=cho-pho-phong"
#: More than a page of the list, and more than are done while the browser waits.
MANY, PAGE = 30, 25


@pytest.fixture(scope="module")
def label(town: Town) -> Label:
    cases.many(town.office, MANY, state=State.CHECKING)
    return Label.objects.create(office=town.office, name="Gấp")


@pytest.fixture
def page(officer: Page, label: Label) -> Iterator[Page]:
    officer.goto(LIST)
    yield officer
    officer.evaluate("sessionStorage.clear()")


@pytest.fixture
def said(page: Page) -> Locator:
    """What the bar says of what is ticked."""
    return page.locator("#bulk [role=status]")


def test_what_is_suggested_is_chosen_by_keyboard_alone(page: Page) -> None:
    page.keyboard.press("/")
    box, found = (page.get_by_role(role, name="Mã hồ sơ") for role in ("combobox", "listbox"))
    lines = found.get_by_role("option")
    expect(box).to_be_focused()
    page.keyboard.type("trạng")
    expect(lines).to_have_text(["trạng thái:Trạng thái"])
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(lines).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(box).to_have_value("trạng thái:")
    page.keyboard.type("trình k")
    expect(lines).to_have_text(["Trình ký"])
    page.keyboard.press("ArrowUp")  # from the end
    page.keyboard.press("Enter")
    expect(box).to_have_value('trạng thái:"Trình ký" ')
    page.keyboard.type("ng")
    expect(lines).to_have_text(["người xử lý:Người xử lý"])
    page.keyboard.press("Escape")
    expect(lines).to_have_count(0)
    expect(box).to_have_value('trạng thái:"Trình ký" ng')
    page.keyboard.press("Enter")
    expect(page.get_by_text("Danh sách này không có hồ sơ nào đúng")).to_be_visible()
    expect(box).to_have_value('trạng thái:"Trình ký" ng')


def test_rows_are_ticked_one_by_one_in_ranges_and_by_the_page(page: Page, said: Locator) -> None:
    ticks, whole = page.locator("[name=chon]"), page.locator("[data-whole-page]")
    ticks.nth(1).check()
    ticks.nth(4).click(modifiers=["Shift"])
    expect(said).to_have_text("4 hồ sơ đã chọn")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(ticks.nth(5)).to_be_checked()
    expect(said).to_have_text("5 hồ sơ đã chọn")
    expect(whole).to_have_js_property("indeterminate", True)
    whole.focus()
    page.keyboard.press("Space")
    expect(said).to_have_text(f"{PAGE} hồ sơ đã chọn")
    page.keyboard.press("g")
    page.keyboard.press("n")
    expect(ticks).to_have_count(MANY - PAGE)
    ticks.first.check()
    expect(said).to_have_text(f"{PAGE + 1} hồ sơ đã chọn")
    page.get_by_role("button", name="Bỏ đánh dấu").click()
    expect(said).to_have_text("Chưa chọn hồ sơ nào")
    expect(page.locator("[name=chon]:checked")).to_have_count(0)
    expect(whole).to_be_focused()


def test_all_that_match_are_done_before_ones_eyes(page: Page, said: Locator, label: Label) -> None:
    page.get_by_label(f"Chọn tất cả {MANY} hồ sơ phù hợp").check()
    expect(said).to_have_text("Chọn mọi hồ sơ của danh sách")
    page.get_by_label("Việc làm với các hồ sơ đã chọn").select_option("label")
    page.get_by_role("button", name="Xem trước").click()
    page.locator("[name=label]").select_option(str(label.pk))
    page.get_by_role("button", name=f"Gắn nhãn: {MANY} hồ sơ").click()
    told = page.locator("[data-progress] [role=status]")
    expect(told).to_have_text(f"Đang làm: 0 trong {MANY} hồ sơ.")
    working.go_through(BulkRun.objects.latest("pk").pk)
    expect(told).to_have_text(f"Đã xong {MANY} hồ sơ.")
    expect(page.locator("tbody .q-pill-fine")).to_have_count(MANY)
    page.get_by_role("link", name="Quay lại danh sách").click()
    expect(page.locator("tbody .q-label", has_text=label.name)).to_have_count(PAGE)
