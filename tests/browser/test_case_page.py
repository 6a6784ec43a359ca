"""The page of a case as officers use it: files beside the answers, keys, who else looks."""

from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from forms.models import Attachment, Event, Visit
from forms.states import State
from home.models import Role
from tests import cases, factories, ugly_files
from tests.browser.conftest import DESK, PHONE
from tests.browser.looking import resize
from tests.browser.town import Town
from tests.forms.kinds import answers as given
from tests.journeys import PDF

pytestmark = pytest.mark.browser

#: Both cells are measured in one frame.
LIE_SIDE_BY_SIDE = """row => {
    const [left, right] = [...row.querySelectorAll("td")].map((td) => td.getBoundingClientRect());
    const beside = left.top === right.top && left.right <= right.left + 1;
    return beside && left.left >= 0 && right.right <= window.innerWidth;
}"""


@pytest.fixture(scope="module")
def at(town: Town) -> str:
    """A case with two papers and a picture."""
    case = cases.case(town.office, state=State.PROCESSING)
    papers = (("một.pdf", "application/pdf", PDF), ("hai.pdf", "application/pdf", PDF))
    for name, kind, content in (*papers, ("ba.jpg", "image/jpeg", ugly_files.jpg())):
        file = Attachment(
            case=case, slot="paper_ho_so", name=name, content_type=kind, size=9, sha256="0" * 64
        )
        file.file.save(name, ContentFile(content))
    return reverse("cases:case", args=[case.pk])


@pytest.fixture
def page(officer: Page, at: str) -> Iterator[Page]:
    officer.goto(at)
    yield officer
    officer.evaluate("localStorage.clear()")


def test_a_file_opens_beside_the_answers_and_the_next_one_by_a_key(page: Page) -> None:
    viewer = page.locator("[data-viewer]")
    expect(viewer).to_be_hidden()
    links = page.locator("a[data-view]")
    links.first.click()
    expect(viewer.locator("iframe")).to_be_visible()
    expect(page.locator("[data-viewer-place]")).to_have_text("1/3")
    for _file in range(2):
        page.keyboard.press("ArrowRight")
    shown = viewer.locator("img")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("one => one.naturalWidth") > 0
    page.keyboard.press("+")
    expect(shown).to_have_class("q-zoom-150")
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(links.last).to_be_focused()


def test_where_the_screen_is_narrow_a_file_has_a_page_of_its_own(page: Page) -> None:
    resize(page, **PHONE)
    page.locator("a[data-view]").last.click()
    expect(page.locator("[data-viewer-body] img")).to_be_visible()
    assert "/xem/" in page.url
    resize(page, **DESK)


def test_keys_are_listed_and_can_be_turned_off_for_good(page: Page, at: str) -> None:
    dialog = page.locator("dialog[data-keys]")
    page.keyboard.press("?")
    expect(dialog).to_be_visible()
    expect(dialog.locator("kbd").first).to_be_visible()
    dialog.locator("[data-keys-on]").uncheck()
    page.keyboard.press("Escape")
    page.goto(at)
    page.keyboard.press("n")
    expect(page.locator("textarea[name=note]")).not_to_be_focused()
    page.locator("[data-keys-open]").click()
    dialog.locator("[data-keys-on]").check()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.locator("textarea[name=note]")).to_be_focused()
    page.keyboard.press("?")  # is text there, and no key
    expect(dialog).to_be_hidden()


def test_two_keys_lead_to_a_part_and_unfold_it(page: Page) -> None:
    history = page.locator("#nhat-ky")
    expect(history).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(history).to_be_visible()


def test_who_comes_later_is_seen_without_loading_again(page: Page, town: Town) -> None:
    colleague = factories.staff(town.office, Role.LEADER, last_name="Đến", first_name="Sau")
    case = Event.objects.latest("pk").case
    now = timezone.now()
    Visit.objects.create(case=case, user=colleague, seen_at=now, shown_at=now, shown_line=1)
    expect(page.locator("[data-presence] strong")).to_have_count(0)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("[data-presence] [role=status]")).to_contain_text("Đến Sau đang xem")


def test_two_that_may_be_one_lie_side_by_side_on_a_phone_too(officer: Page, town: Town) -> None:
    one, other = (
        cases.case(
            town.office, answers=given.licence(centre_name_vi="Bình Minh", submitter_name=by)
        )
        for by in ("Lê Thị Một", "Trần Văn Hai")
    )
    officer.goto(reverse("cases:case", args=[one.pk]))
    likely = officer.get_by_role("region", name="Có thể trùng")
    likely.get_by_role("link", name=other.code).click()
    expect(officer.locator(".q-beside thead a")).to_have_text([one.code, other.code])
    row = officer.locator(".q-beside tr", has_text="Lê Thị Một")
    expect(row).to_contain_text("Khác nhau")
    for width in (360, 1280):
        resize(officer, width)
        officer.wait_for_function(LIE_SIDE_BY_SIDE, arg=row.element_handle())
    officer.get_by_role("button", name="Hai hồ sơ khác nhau").click()
    expect(officer.get_by_text("hai hồ sơ này không trùng nhau")).to_be_visible()
    expect(likely.get_by_role("link", name=other.code)).to_have_count(0)
