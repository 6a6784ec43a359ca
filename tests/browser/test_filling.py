"""Filling in by keyboard and on a small phone: places, rows, questions that do not apply."""

from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from forms.citizen.access import COOKIE
from forms.models import Case
from home.models import Commune
from search.text import fold
from tests import cases, factories
from tests.browser.looking import equip, violations
from tests.forms.kinds import answers as given

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll("body *")]
        .filter(one => one.getBoundingClientRect().right > innerWidth)
        .map(one => one.outerHTML.slice(0, 120))"""
SMALL = {"width": 320, "height": 640}
Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Opens a step of a draft that this browser holds."""
    office = factories.office("hcmc")
    call_command("load_places", verbosity=0)
    given.plant(office)
    contexts: list[BrowserContext] = []

    def open_step(kind: str, slug: str, answers: given.Answers, script: bool = True) -> Page:
        page_ = factories.form_page(office, kind)
        case = cases.case(office, kind, "draft", answers, form_page=page_)
        address = f"http://hcmc.localhost:{server.thread.port}"
        context = browser.new_context(
            base_url=address, viewport=SMALL, java_script_enabled=script, reduced_motion="reduce"
        )
        context.set_default_timeout(10_000)
        proof = {"name": COOKIE, "value": cases.proof(case), "url": address}
        context.add_cookies([proof])
        equip(context)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"/ho-so/{case.key}/buoc/{slug}/")
        return page

    yield open_step
    for context in contexts:
        context.close()


def stored(name: str) -> object:
    return Case.objects.latest("pk").all_answers.get(name)


def save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu bản nháp").click()


NOMINEE = {"model_kind": "gia_dinh", "year": 2025}


def test_a_place_is_chosen_with_the_keyboard_alone(opened: Open) -> None:
    page = opened("nomination", "doi-tuong", NOMINEE)
    place = page.get_by_role("combobox", name="Xã, phường, đặc khu")
    options = page.get_by_role("listbox").get_by_role("option")
    place.focus()
    page.keyboard.type("thanh a")
    expect(options).to_have_count(2)
    expect(place).to_have_attribute("aria-expanded", "true")
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = options.nth(1)
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(place).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    name = chosen.inner_text()
    page.keyboard.press("Enter")
    expect(place).to_have_value(name)
    expect(place).to_have_attribute("aria-expanded", "false")
    expect(place).to_be_focused()
    with page.expect_navigation():  # nothing is marked now: Enter sends the form, as everywhere
        page.keyboard.press("Enter")
    assert stored("ward_code") == Commune.objects.get(full_name=name, province="79").code


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(opened: Open) -> None:
    page = opened("nomination", "doi-tuong", NOMINEE)
    place = page.get_by_role("combobox", name="Xã, phường, đặc khu")
    place.focus()
    page.keyboard.type("tan")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(place).to_have_value("tan")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_suggestion_that_is_touched_sets_its_province_too(opened: Open) -> None:
    page = opened("student", "noi-o", {"dormitory": "ngoai_tru"})
    page.get_by_role("combobox", name="Xã, phường, đặc khu").press_sequentially("ninh kieu")
    page.get_by_role("option", name="Phường Ninh Kiều, Thành phố Cần Thơ").click()
    expect(page.get_by_label("Tỉnh, thành phố")).to_have_value("92")
    assert page.evaluate(TOO_WIDE) == []
    save(page)
    assert stored("ward_code") == "31135"


def test_the_script_folds_as_the_server_does(opened: Open) -> None:
    page = opened("nomination", "doi-tuong", NOMINEE)
    names = list(Commune.objects.values_list("full_name", flat=True))
    folded = page.evaluate(
        """async names => {
            const place = await import("/static/motcua/place.js");
            return names.map(place.fold);
        }""",
        names,
    )
    assert folded == [fold(name) for name in names]


def test_without_a_script_a_place_is_typed_and_then_picked(opened: Open) -> None:
    page = opened("nomination", "doi-tuong", NOMINEE, script=False)
    page.get_by_label("Xã, phường, đặc khu").fill("thanh an")
    page.locator("main .form-actions button[value=next]").click()
    expect(page.locator(".error-summary")).to_contain_text("Có nhiều nơi tên như vậy")
    assert page.evaluate(TOO_WIDE) == []
    page.get_by_label("Xã Thạnh An, Thành phố Hồ Chí Minh").check()
    save(page)
    assert stored("ward_code") == Commune.objects.get(full_name="Xã Thạnh An", province="79").code


def test_questions_that_do_not_apply_are_hidden_and_keep_what_was_typed(opened: Open) -> None:
    page = opened("licence", "nguoi-nop", given.licence())
    address = page.get_by_label("Địa chỉ nhận (số nhà, đường)")
    number = page.get_by_label("Số định danh cá nhân (số CCCD/căn cước)")
    expect(address).to_be_hidden()
    page.get_by_label("Nhận qua bưu chính").check()
    address.fill("Số 5")
    page.get_by_label("Nhận trực tiếp").check()
    expect(address).to_be_hidden()
    page.get_by_label("Nhận qua bưu chính").check()
    expect(address).to_have_value("Số 5")
    expect(number).to_be_visible()
    page.get_by_label("Người đại diện của tổ chức").check()
    expect(number).to_be_hidden()
    assert violations(page) == []
    save(page)
    assert not stored("submitter_id_number")


def test_without_a_script_every_question_shows(opened: Open) -> None:
    page = opened("licence", "nguoi-nop", given.licence(), script=False)
    expect(page.get_by_label("Địa chỉ nhận (số nhà, đường)")).to_be_visible()
    assert page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize("script", [True, False])
def test_rows_are_moved_removed_and_taken_back_on_a_small_phone(opened: Open, script: bool) -> None:
    teachers = [given.TEACHER | {"name": f"Cô {name}"} for name in ("An", "Bình", "Chi", "Dung")]
    answers = given.licence("operate", teachers=teachers)
    page = opened("licence", "giao-vien", answers, script)
    rows = page.locator(".row-entry summary")
    expect(rows).to_have_text([f"Giáo viên {n}: {t['name']}" for n, t in enumerate(teachers, 1)])
    assert page.evaluate(TOO_WIDE) == []
    up = page.get_by_role("button", name="Lên Giáo viên 4")
    up.focus()
    for _press in range(2):  # the focus stays on the button of the row that moves
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(rows).to_have_text(
        [
            "Giáo viên 1: Cô An",
            "Giáo viên 2: Cô Dung",
            "Giáo viên 3: Cô Bình",
            "Giáo viên 4: Cô Chi",
        ]
    )
    with page.expect_navigation():
        page.get_by_role("button", name="Xóa Giáo viên 2").click()
    gone = page.get_by_role("group", name="Giáo viên 2")
    expect(gone).to_be_focused()
    expect(gone).to_contain_text("Đã xóa Giáo viên 2: Cô Dung.")
    expect(rows).to_have_count(3)
    assert page.evaluate(TOO_WIDE) == []
    with page.expect_navigation():
        gone.get_by_role("button", name="Lấy lại Giáo viên 2").click()
    expect(rows).to_have_count(4)
    rows.nth(1).click()
    expect(page.get_by_label("Họ và tên").nth(1)).to_have_value("Cô Dung")
    save(page)
    names = [row["name"] for row in stored("teachers")]  # type: ignore[attr-defined]
    assert names == ["Cô An", "Cô Dung", "Cô Bình", "Cô Chi"]
