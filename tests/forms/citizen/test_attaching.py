"""Files are kept as soon as they are chosen, and nothing else of the page is touched."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.journeys import pdf, png

pytestmark = pytest.mark.django_db
SLOT = "evidence_files"


@pytest.fixture
def address(draft):
    draft.attachments.all().delete()
    return f"/ho-so/{draft.key}/buoc/minh-chung/"


def attach(citizen, address, *files, slot=SLOT, **more):
    return citizen.post(address, {"act": f"attach:{slot}", slot: list(files)} | more)


def test_a_file_is_kept_at_once_and_the_list_comes_back(citizen, draft, address):
    answer = attach(citizen, address, pdf("đơn.pdf"))
    assert answer.status_code == 200
    text = answer.content.decode().strip()
    assert text.startswith("<div data-held>")
    assert "đơn.pdf" in text
    assert "<html" not in text
    assert [one.slot for one in draft.attachments.all()] == [SLOT]
    assert answer["Cache-Control"] == "private, no-store"


def test_what_is_refused_says_why_beside_what_is_kept(citizen, draft, address):
    bad = SimpleUploadedFile("a.pdf", b"<script>alert(1)</script>")
    answer = attach(citizen, address, png(), bad)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "anh.png" in text
    assert "bị hỏng" in text


def test_no_answer_is_read_or_changed(citizen, draft, address):
    before, visited = draft.all_answers, draft.visited
    attach(citizen, address, pdf(), achievements="Chưa gửi.")
    draft.refresh_from_db()
    assert draft.all_answers == before
    assert draft.visited == visited


def test_a_page_opened_before_is_not_old_for_it(citizen, draft, address):
    page = citizen.get(address).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page).group(1)
    attach(citizen, address, pdf())
    sent = {"act": "save", "achievements": "Đã gõ.", "seen": seen}
    assert citizen.post(address, sent).status_code == 302
    assert draft.attachments.count() == 1


def test_a_draft_is_as_old_as_its_last_file(citizen, draft, address):
    before = draft.changed_at
    attach(citizen, address, pdf())
    draft.refresh_from_db()
    assert draft.changed_at > before


@pytest.mark.parametrize("slot", ["achievements", "khong-co", "", "__class__"])
def test_a_place_that_is_none_takes_nothing(citizen, draft, address, slot):
    assert attach(citizen, address, slot=slot).status_code == 404
    assert not draft.attachments.exists()


def test_a_stranger_attaches_nothing(stranger, draft, address):
    assert attach(stranger, address, pdf()).status_code == 404
    assert not draft.attachments.exists()


def test_a_sent_case_takes_no_more_files(citizen, sent):
    before = sent.attachments.count()
    answer = attach(citizen, f"/ho-so/{sent.key}/buoc/minh-chung/", pdf())
    assert answer.status_code == 302
    assert sent.attachments.count() == before


def test_as_many_files_as_there_are_cost_the_same(citizen, draft, address, statements):
    with statements() as one:
        attach(citizen, address, png(width=31))
    with statements() as five:
        attach(citizen, address, *(png(f"{n}.png", 50 + n) for n in range(5)))
    assert len(five) == len(one) <= 9


def test_only_a_step_with_places_for_files_loads_the_script(citizen, draft, address):
    assert "upload.js" in citizen.get(address).content.decode()
    other = next(step.slug for step in draft.kind.steps if step.slug != "minh-chung")
    assert "upload.js" not in citizen.get(f"/ho-so/{draft.key}/buoc/{other}/").content.decode()
