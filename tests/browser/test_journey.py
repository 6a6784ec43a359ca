"""The product's story in a real browser: a phone without JavaScript, and desks with it."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from forms.models import Case
from forms.states import State
from home.models import Office, Role
from tests import factories
from tests.browser.conftest import DESK, PATIENCE, PHONE
from tests.browser.people import fill, in_words, paper, press, sign_in
from tests.forms.kinds import answers as given

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Page]
Desk = Callable[[str], Page]


@pytest.fixture
def office(server: LiveServer) -> Office:
    office = factories.office("hcmc", languages=("en", "lo"))
    factories.commune("92", "31135", "Phường Ninh Kiều")
    given.plant(office)
    call_command("load_calendar", "hcmc", verbosity=0)
    return office


@pytest.fixture
def opened(browser: Browser, server: LiveServer, office: Office) -> Iterator[Open]:
    """Opens a page at the office on a device of its own."""
    contexts: list[BrowserContext] = []

    def open_page(**options: object) -> Page:
        address = f"http://hcmc.localhost:{server.thread.port}"
        contexts.append(browser.new_context(base_url=address, **options))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def phone(opened: Open) -> Page:
    """A cheap phone that runs no script."""
    return opened(viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False)


@pytest.fixture
def desk(opened: Open, office: Office) -> Desk:
    """The desk of a member of staff, signed in."""

    def sit_down(role: str) -> Page:
        page = opened(viewport=DESK)
        sign_in(page, factories.staff(office, role))
        return page

    return sit_down


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def next_step(page: Page) -> None:
    """Sends the step and lands on another one, without mistakes."""
    before = heading(page).inner_text()
    page.locator("main .form-actions button[value=next]").click()
    assert mistakes(page) == [], before
    expect(heading(page)).not_to_have_text(before)


def mistakes(page: Page) -> list[str]:
    return page.locator(".error-summary li").all_inner_texts()


def follow_mistake(page: Page, label: str) -> Locator:
    """Touches a line of the summary; it must lead to a field of this label."""
    page.locator(".error-summary").get_by_role("link", name=label).click()
    field = page.locator("main form :focus")
    expect(field).to_be_in_viewport()
    return field


def fill_to_the_end(page: Page, answers: given.Answers) -> None:
    """Fills step after step until all answers are shown together."""
    while page.locator("main form[enctype]").count():
        fill(page, answers)
        next_step(page)


def send(page: Page, language: str = "vi") -> tuple[str, str]:
    """Agrees and sends; the receipt's code and PIN."""
    page.locator("[name=declaration]").check()
    page.locator("[name=consent_notice_ack]").check()
    press(page, in_words("Nộp hồ sơ", language))
    code, pin = page.locator(".code-box strong").all_inner_texts()
    return code, pin


def approve(desk: Desk, code: str) -> None:
    """The office's part: received, reviewed by one, decided by another."""
    clerk = desk(Role.CLERK)
    open_case(clerk, code)
    press(clerk, "Tiếp nhận…")
    expect(clerk.get_by_label("Thời hạn giải quyết")).to_have_value("15")
    press(clerk, "Tiếp nhận")
    expect(clerk.locator(".q-state")).to_have_text("Đã tiếp nhận")

    officer = desk(Role.OFFICER)
    open_case(officer, code, "Chưa phân công")
    press(officer, "Bắt đầu thẩm định")
    press(officer, "Trình ký")
    expect(officer.get_by_role("button", name="Phê duyệt", exact=True)).to_be_disabled()

    leader = desk(Role.LEADER)
    open_case(leader, code)
    press(leader, "Phê duyệt…")
    press(leader, "Phê duyệt")
    expect(leader.locator(".messages")).to_contain_text(code)
    case = Case.objects.get(code=code)
    assert case.state == State.APPROVED
    expect(leader.locator("main")).to_contain_text(case.decision_number)


def open_case(page: Page, code: str, tab: str = "") -> None:
    """From the CMS's menu to the case, through the list that the day begins with or another."""
    page.get_by_role("link", name="Hồ sơ", exact=True).click()
    if tab:
        page.locator(".q-tabs").get_by_role("link", name=tab).click()
    page.get_by_role("link", name=code).click()
    expect(page.locator(".q-state")).to_be_visible()


def test_a_licence_from_search_to_register(office: Office, phone: Page, desk: Desk) -> None:
    answers = given.licence(centre_name_vi="Trung tâm Ngoại ngữ Bình Minh")
    form_page = factories.form_page(office, "licence")
    factories.procedure(office, "Cấp phép trung tâm ngoại ngữ, tin học", form_page=form_page)

    phone.goto("/")
    phone.get_by_role("searchbox").fill("cap phep trung tam ngoai ngu")
    phone.get_by_role("button", name="Tìm").click()
    phone.get_by_role("link", name="Cấp phép trung tâm ngoại ngữ, tin học").click()
    phone.get_by_role("link", name="Nộp hồ sơ", exact=True).last.click()
    phone.get_by_role("link", name="Bắt đầu điền").click()

    press(phone, "Tiếp theo")
    expect(phone).to_have_title(re.compile("^Lỗi: Nội dung đề nghị"))
    follow_mistake(phone, "Nội dung đề nghị: Hãy chọn một mục.").check()
    next_step(phone)

    fill(phone, answers | {"submitter_phone": "12345", "submitter_id_number": "0790"})
    press(phone, "Tiếp theo")
    assert [line.partition(":")[0] for line in mistakes(phone)] == [
        "Số định danh cá nhân (số CCCD/căn cước)",
        "Số điện thoại",
    ]
    expect(phone.get_by_label("Họ và tên người nộp")).to_have_value(answers["submitter_name"])
    wrong = follow_mistake(phone, "Số điện thoại")
    expect(wrong).to_have_value("12345")
    wrong.fill("0912 345 678")
    follow_mistake(phone, "Số định danh").fill(answers["submitter_id_number"])
    next_step(phone)
    for _step in ("trung-tam", "to-chuc-ca-nhan", "dia-diem"):
        fill(phone, answers)
        next_step(phone)

    rows_come_and_go(phone)
    files_come_and_go(phone, answers)
    next_step(phone)
    fill_to_the_end(phone, answers)

    expect(heading(phone)).to_have_text("Kiểm tra và nộp")
    expect(phone.locator("main")).to_contain_text("Cơ sở Hai")
    phone.get_by_role("link", name="Sửa Tên viết tắt").click()
    phone.get_by_label("Tên viết tắt").fill("BMC")
    press(phone, "Tiếp theo")
    expect(heading(phone)).to_have_text("Kiểm tra và nộp")
    expect(phone.locator("#cau-abbreviation")).to_contain_text("BMC")
    press(phone, "Nộp hồ sơ")
    assert len(mistakes(phone)) == 2
    code, pin = send(phone)

    followed(phone, code, pin, "Mới nộp")
    approve(desk, code)
    phone.reload()
    expect(phone.locator("main")).to_contain_text("Đã duyệt")

    phone.goto("/so-dang-ky/giay-phep/")
    phone.get_by_role("link", name=answers["centre_name_vi"]).click()
    expect(heading(phone)).to_have_text(answers["centre_name_vi"])
    phone.goto("/")
    phone.get_by_role("searchbox").fill("binh minh")
    phone.get_by_role("button", name="Tìm").click()
    expect(phone.locator(".results")).to_contain_text(answers["centre_name_vi"])


def rows_come_and_go(phone: Page) -> None:
    """Adds a second place, and takes away the first."""
    expect(heading(phone)).to_have_text("Cơ sở, điểm đặt lớp")
    fill(phone, {"campuses": [given.CAMPUS | {"name": "Cơ sở Một"}]})
    press(phone, "Thêm Cơ sở")
    fill(phone, {"campuses": [{}, given.CAMPUS | {"name": "Cơ sở Hai"}]})
    press(phone, "Xóa Cơ sở 1")
    expect(phone.locator("fieldset.row-entry")).to_have_count(1)
    expect(phone.get_by_label("Tên cơ sở, điểm đặt lớp")).to_have_value("Cơ sở Hai")
    next_step(phone)


def files_come_and_go(phone: Page, answers: given.Answers) -> None:
    """A file that is refused, another that is kept, taken away and sent again."""
    expect(heading(phone)).to_have_text("Giám đốc trung tâm")
    fill(phone, answers)
    picture = {**paper("so-yeu-ly-lich.pdf"), "buffer": b"no document at all"}
    slot = phone.locator("[name=director_cv_file]")
    slot.set_input_files(picture)
    press(phone, "Tiếp theo")
    assert len(mistakes(phone)) == 1
    expect(follow_mistake(phone, "Sơ yếu lý lịch")).to_have_attribute("type", "file")
    expect(phone.get_by_label("Chuyên ngành")).to_have_value(answers["director_major"])
    slot.set_input_files(paper("so-yeu-ly-lich.pdf"))
    press(phone, "Lưu bản nháp")
    phone.get_by_role("link", name="Giám đốc trung tâm").click()
    press(phone, "Xóa so-yeu-ly-lich.pdf")
    expect(phone.locator(".file-list")).to_have_count(0)
    slot.set_input_files(paper("so-yeu-ly-lich.pdf"))


def followed(phone: Page, code: str, pin: str, state: str) -> None:
    """Forgets the case on this device, then opens it as on any other: by code and PIN."""
    phone.get_by_role("link", name="Xem tình trạng hồ sơ").click()
    address = phone.url
    press(phone, "Xóa hồ sơ khỏi thiết bị này")
    answer = phone.goto(address)
    assert answer is not None
    assert answer.status == 404
    phone.goto("/tra-cuu/")
    phone.get_by_label("Mã hồ sơ").fill(code)
    phone.get_by_label("Mã PIN").fill(pin.lower())
    press(phone, "Tra cứu")
    expect(phone.locator('dt:text-is("Tình trạng") + dd')).to_have_text(state)


def test_a_nomination_ends_in_the_register_of_recognitions(
    office: Office, phone: Page, desk: Desk
) -> None:
    answers = given.nomination("gia_dinh")
    form_page = factories.form_page(office, "nomination")
    phone.goto(f"/ho-so/moi/{form_page.pk}/")
    fill_to_the_end(phone, answers)
    code, _pin = send(phone)
    approve(desk, code)
    phone.goto("/so-dang-ky/cong-nhan/")
    expect(phone.locator("main")).to_contain_text(answers["nominee_name"])


def test_a_student_fills_in_the_form_in_lao(office: Office, phone: Page) -> None:
    answers = given.student()
    form_page = factories.form_page(office, "student")
    phone.goto(f"/lo/ho-so/moi/{form_page.pk}/")
    expect(phone.locator("html")).to_have_attribute("lang", "lo")
    press(phone, in_words("Tiếp theo", "lo"))
    expect(phone.locator(".error-summary h2")).to_have_text(in_words("Có lỗi cần sửa", "lo"))
    message = in_words("Hãy điền mục này.", "lo")
    assert message != "Hãy điền mục này."
    expect(phone.locator("#div_id_submitter_name")).to_contain_text(message)
    fill_to_the_end(phone, answers)
    expect(phone).to_have_url(re.compile("/lo/ho-so/.*/kiem-tra/"))
    code, _pin = send(phone, "lo")
    expect(phone.locator("html")).to_have_attribute("lang", "lo")
    assert Case.objects.get(code=code).language == "lo"
