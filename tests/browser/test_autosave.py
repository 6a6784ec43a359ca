"""What is typed is kept: without a button, without a connection, in two windows, after a crash."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from forms.models import Case
from tests.browser.conftest import PHONE
from tests.browser.people import press
from tests.browser.town import Town

pytestmark = pytest.mark.browser

Contexts = Callable[..., BrowserContext]
SAVED = re.compile(r"^Đã tự lưu lúc \d\d:\d\d$")
LOST = re.compile("^Mất kết nối")
LINE = "[data-autosave-status]"
NAME = "Tên phiên âm tiếng Việt"


def said(page: Page, text: str | re.Pattern[str]) -> None:
    """Waits for what the line below the form says; typing pauses before it is saved."""
    expect(page.locator(LINE)).to_have_text(text)


def stored(case: Case) -> str:
    return Case.objects.get(pk=case.pk).all_answers.get("full_name_vi", "")


def cut(page: Page, step: str) -> None:
    """Pages still arrive, but nothing that is sent reaches the server."""
    page.route(
        f"**{step}",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )


@pytest.fixture
def draft(town: Town) -> Case:
    """A student's draft of its own."""
    filled = town.drafts["student"][0]
    return town.draft("student", filled.all_answers)


@pytest.fixture
def step(draft: Case) -> str:
    return f"/ho-so/{draft.key}/buoc/nhan-than/"


@pytest.fixture
def opened(contexts: Contexts, town: Town, address: str, draft: Case) -> Callable[[], Page]:
    """Opens a window of the browser that holds the draft."""
    context = contexts(viewport=PHONE)
    town.open_cases_in(context, address)
    return context.new_page


def test_what_is_typed_is_saved_without_a_button(opened, draft: Case, step: str) -> None:
    page = opened()
    page.goto(step)
    page.get_by_label(NAME).fill("Xôm Xay")
    said(page, SAVED)
    assert stored(draft) == "Xôm Xay"
    page.get_by_label(NAME).fill("Xôm Xay Hai")
    press(page, "Tiếp theo")  # what was saved meanwhile is no conflict
    expect(page).not_to_have_url(re.compile(step))
    assert stored(draft) == "Xôm Xay Hai"


def test_the_first_page_begins_the_draft_while_one_types(contexts: Contexts, town: Town) -> None:
    page = contexts(viewport=PHONE).new_page()
    page.goto(f"/ho-so/moi/{town.form_pages['nomination'].pk}/")
    before = Case.objects.count()
    page.get_by_role("radio").first.check()
    said(page, SAVED)
    expect(page).to_have_url(re.compile("/buoc/"))
    page.reload()
    expect(page.get_by_role("radio").first).to_be_checked()
    page.get_by_label("Năm").first.fill("2026")
    press(page, "Tiếp theo")
    expect(page.get_by_role("heading", level=1)).to_have_text("Người nộp hồ sơ")
    assert Case.objects.count() == before + 1


def test_a_lost_connection_loses_nothing(opened, draft: Case, step: str) -> None:
    page = opened()
    page.goto(step)
    page.context.set_offline(True)
    page.get_by_label(NAME).fill("Gõ khi mất mạng")
    said(page, LOST)
    press(page, "Tiếp theo")  # leaves no error page of the browser behind
    expect(page.get_by_label(NAME)).to_have_value("Gõ khi mất mạng")
    assert stored(draft) != "Gõ khi mất mạng"
    page.context.set_offline(False)
    said(page, SAVED)
    assert stored(draft) == "Gõ khi mất mạng"


def test_a_server_that_fails_is_asked_again(opened, draft: Case, step: str) -> None:
    page, failed = opened(), []
    page.goto(step)

    def fail_twice(route) -> None:
        failed.append(route)
        route.fulfill(status=503) if len(failed) < 3 else route.continue_()

    page.route(f"**{step}", fail_twice)
    page.get_by_label(NAME).fill("Thử lại")
    said(page, LOST)
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=10_000)
    assert stored(draft) == "Thử lại"


def test_what_was_typed_survives_a_reload(opened, draft: Case, step: str) -> None:
    page = opened()
    page.goto(step)
    cut(page, step)
    page.get_by_label(NAME).fill("Chưa kịp lưu")
    said(page, LOST)
    page.reload()
    expect(page.get_by_label(NAME)).to_have_value("Chưa kịp lưu")
    page.unroute(f"**{step}")
    said(page, SAVED)
    assert stored(draft) == "Chưa kịp lưu"
    page.reload()
    said(page, "")


def test_what_was_typed_before_another_saved_is_offered(opened, draft: Case, step: str) -> None:
    page = opened()
    page.goto(step)
    cut(page, step)
    page.get_by_label(NAME).fill("Của tôi")
    said(page, LOST)
    other = opened()
    other.goto(step)
    other.get_by_label(NAME).fill("Của cửa sổ kia")
    said(other, SAVED)
    page.reload()
    page.unroute(f"**{step}")
    expect(page.get_by_label(NAME)).to_have_value("Của cửa sổ kia")
    press(page, "Lấy lại")
    expect(page.get_by_label(NAME)).to_have_value("Của tôi")
    said(page, SAVED)
    assert stored(draft) == "Của tôi"


def test_R07_two_windows_never_overwrite_one_another(opened, draft: Case, step: str) -> None:
    one, two = opened(), opened()
    for page in (one, two):
        page.goto(step)
    one.get_by_label(NAME).fill("Cửa sổ một")
    said(one, SAVED)
    two.get_by_label(NAME).fill("Cửa sổ hai")
    said(two, re.compile("^Bước này vừa được lưu ở một cửa sổ khác"))
    assert stored(draft) == "Cửa sổ một"
    press(two, "Tiếp theo")
    expect(two.locator("#newer-title")).to_be_visible()
    expect(two.get_by_label(NAME)).to_have_value("Cửa sổ hai")
    two.get_by_label(NAME).fill("Cửa sổ hai biết rõ")
    two.wait_for_timeout(3000)
    assert stored(draft) == "Cửa sổ một"  # until a person says so
    press(two, "Tiếp theo")
    expect(two).not_to_have_url(re.compile(step))
    assert stored(draft) == "Cửa sổ hai biết rõ"


def test_leaving_the_page_saves_what_was_typed(opened, draft: Case, step: str) -> None:
    page = opened()
    page.goto(step)
    page.get_by_label(NAME).fill("Vừa gõ vừa đi")
    page.get_by_role("link", name="Xem tất cả các bước").click()
    expect(page.locator(".task-list")).to_be_visible()
    for _moment in range(20):
        if stored(draft) == "Vừa gõ vừa đi":
            break
        page.wait_for_timeout(100)
    assert stored(draft) == "Vừa gõ vừa đi"


def test_a_draft_begun_on_one_device_is_finished_on_another(
    opened, contexts: Contexts, draft: Case, step: str
) -> None:
    """The second runs no script."""
    page = opened()
    page.goto(step)
    page.get_by_label(NAME).fill("Từ máy kia")
    said(page, SAVED)
    page.goto(f"/ho-so/{draft.key}/")
    code, pin = page.locator(".code-box strong").all_inner_texts()
    other = contexts(viewport=PHONE, java_script_enabled=False).new_page()
    other.goto("/ho-so/tiep-tuc/")
    other.get_by_label("Mã bản nháp").fill(code.lower())
    other.get_by_label("Mã PIN").fill(pin)
    press(other, "Mở bản nháp")
    other.goto(step)
    expect(other.get_by_label(NAME)).to_have_value("Từ máy kia")
    other.get_by_label(NAME).fill("Từ máy này")
    press(other, "Lưu bản nháp")
    assert stored(draft) == "Từ máy này"


def test_nothing_is_left_for_the_next_person_at_this_device(opened, draft, step: str) -> None:
    page = opened()
    page.goto(step)
    cut(page, step)
    page.get_by_label(NAME).fill("Bí mật")
    said(page, LOST)
    page.goto(f"/ho-so/{draft.key}/xoa/")
    assert "Bí mật" in page.evaluate("JSON.stringify(sessionStorage)")
    press(page, "Xóa bản nháp")
    assert page.evaluate("sessionStorage.length") == 0
