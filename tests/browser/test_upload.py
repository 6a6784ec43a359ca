"""Files in a real browser: kept at once, stopped, sent again; and opened without doing anything."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from forms.citizen import access, drafts
from forms.models import Case
from tests import cases, factories
from tests.browser.conftest import PATIENCE, PHONE
from tests.browser.people import paper
from tests.forms.kinds import answers as given
from tests.ugly_files import FILES, Ugly

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SLOT = "[name=evidence_files]"


@pytest.fixture
def draft(server: LiveServer) -> Case:
    office = factories.office("hcmc")
    given.plant(office)
    page = factories.form_page(office, "nomination")
    case, _pin = drafts.begin(page, office, uuid.uuid4())
    case.store(given.nomination("gia_dinh"))
    case.save()
    return case


@pytest.fixture
def phone(browser: Browser, server: LiveServer, draft: Case) -> Iterator[Page]:
    """At the step with the files, with something typed that was not sent."""
    address = f"http://hcmc.localhost:{server.thread.port}"
    context = browser.new_context(base_url=address, viewport=PHONE)
    context.set_default_timeout(PATIENCE)
    proof = {"name": access.COOKIE, "value": cases.proof(draft), "url": address}
    context.add_cookies([proof])
    page = context.new_page()
    page.goto(f"/ho-so/{draft.key}/buoc/minh-chung/")
    page.locator("[name=achievements]").fill("Chưa gửi.")
    yield page
    context.close()


def component(page: Page) -> Locator:
    return page.locator(".component", has=page.locator(SLOT))


def untouched(page: Page) -> None:
    expect(page.locator("[name=achievements]")).to_have_value("Chưa gửi.")


def test_a_file_is_kept_as_soon_as_it_is_chosen(phone: Page, draft: Case) -> None:
    phone.locator(SLOT).set_input_files([paper("một.pdf"), paper("hai.png")])
    box = component(phone)
    expect(box.get_by_role("status")).to_have_text("Đã nhận tệp.")
    expect(box.get_by_role("link")).to_have_text(["một.pdf", "hai.png"])
    expect(phone.locator(SLOT)).to_have_value("")
    untouched(phone)
    assert draft.attachments.count() == 2
    box.get_by_role("button", name="Xóa một.pdf").click()
    expect(component(phone).get_by_role("link")).to_have_text(["hai.png"])


def test_what_is_not_taken_says_why_and_keeps_the_page(
    phone: Page, draft: Case, tmp_path: Path
) -> None:
    broken = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"<script>"}
    phone.locator(SLOT).set_input_files(broken)
    box = component(phone)
    expect(box.get_by_role("status")).to_contain_text("không nhận được")
    expect(box).to_contain_text("Tệp bị hỏng")
    large = tmp_path / "b.pdf"
    large.write_bytes(bytes(21 * 1024**2))
    phone.locator(SLOT).set_input_files(large)
    expect(box.get_by_role("status")).to_contain_text("không quá 20 MB")
    untouched(phone)
    assert not draft.attachments.exists()


def test_a_lost_connection_is_told_and_the_file_is_sent_again(phone: Page, draft: Case) -> None:
    phone.context.set_offline(True)
    phone.locator(SLOT).set_input_files(paper())
    box = component(phone)
    expect(box.get_by_role("status")).to_contain_text("Mất kết nối")
    untouched(phone)
    phone.context.set_offline(False)
    box.get_by_role("button", name="Gửi lại tệp").click()
    expect(box.get_by_role("link")).to_have_text(["giay-to.pdf"])
    untouched(phone)
    assert draft.attachments.count() == 1


def test_an_upload_shows_how_far_it_is_and_can_be_stopped(phone: Page, draft: Case) -> None:
    phone.route("**/buoc/**", lambda route: None)  # nobody answers
    phone.locator(SLOT).set_input_files(paper())
    box = component(phone)
    expect(box.get_by_role("progressbar")).to_be_visible()
    box.get_by_role("button", name="Dừng gửi").click()
    expect(box.get_by_role("status")).to_contain_text("Đã dừng")
    expect(box.get_by_role("progressbar")).to_be_hidden()
    untouched(phone)


def test_the_form_waits_for_a_file_on_its_way(phone: Page, draft: Case) -> None:
    held: list[Route] = []
    phone.route("**/buoc/**", lambda route: held.append(route), times=1)
    phone.locator(SLOT).set_input_files(paper())
    phone.get_by_role("button", name="Lưu bản nháp").click()
    expect(component(phone).get_by_role("progressbar")).to_be_visible()
    held[0].continue_()
    phone.wait_for_url(f"**/ho-so/{draft.key}/")
    draft.refresh_from_db()
    assert draft.all_answers["achievements"] == "Chưa gửi."
    assert draft.attachments.count() == 1


def test_R29_files_that_were_kept_do_nothing_when_they_are_opened(phone: Page, draft: Case) -> None:
    """Each is a download, whatever is in it: no dialog, no page, no script."""
    dialogs: list[str] = []
    phone.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for ugly in strange():
        phone.locator(SLOT).set_input_files(
            {"name": "a." + ugly.name.rpartition(".")[2], "mimeType": "x/y", "buffer": ugly.make()}
        )
        link = component(phone).get_by_role("link").last
        expect(component(phone).get_by_role("status")).to_have_text("Đã nhận tệp.")
        with phone.expect_download() as download:
            link.click()
        assert download.value.suggested_filename.startswith("a.")
        assert phone.evaluate("window.__xss") is None
        draft.attachments.all().delete()
        phone.reload()
    assert dialogs == []


def strange() -> list[Ugly]:
    """Honest to our checks, and odd."""
    labels = ("a link to a page", "a name among pixels", "markup in a picture's text")
    return [ugly for ugly in FILES if ugly.label in labels]
