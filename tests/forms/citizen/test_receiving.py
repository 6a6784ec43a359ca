"""R-32: what a disk or an address can bear, told without losing what was typed."""

import pytest
from django.core.files import uploadhandler
from django.http import UnreadablePostError

from forms.citizen import receiving
from forms.citizen.limits import LIMITS
from tests.journeys import pdf, png

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(draft):
    draft.attachments.all().delete()
    return f"/ho-so/{draft.key}/buoc/minh-chung/"


def send(citizen, address, *files):
    data = {"act": "save", "achievements": "Đã gõ.", "evidence_files": list(files)}
    return citizen.post(address, data)


def typed(draft):
    draft.refresh_from_db()
    return draft.all_answers["achievements"]


def test_R32_one_address_sends_so_much_a_day(citizen, draft, address, monkeypatch):
    monkeypatch.setitem(LIMITS, "bytes", (pdf().size + 10, 60))
    assert send(citizen, address, pdf()).status_code == 302
    answer = send(citizen, address, png())
    assert answer.status_code == 422
    assert "trong ngày" in answer.content.decode()
    assert typed(draft) == "Đã gõ."
    assert draft.attachments.count() == 1
    assert send(citizen, address).status_code == 302, "without files there is no limit"


def test_R32_a_disk_that_is_nearly_full_takes_no_file_and_every_word(
    citizen, draft, address, monkeypatch
):
    monkeypatch.setattr(receiving, "room_for", lambda size: False)
    answer = send(citizen, address, pdf())
    assert answer.status_code == 422
    assert "hết chỗ" in answer.content.decode()
    assert typed(draft) == "Đã gõ."
    assert not draft.attachments.exists()
    monkeypatch.undo()
    assert send(citizen, address, pdf()).status_code == 302
    assert draft.attachments.count() == 1


def test_R32_a_full_disk_while_files_come_in_is_told(citizen, address, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(uploadhandler.MemoryFileUploadHandler, "receive_data_chunk", full)
    answer = send(citizen, address, pdf())
    assert answer.status_code == 507
    assert "hết chỗ" in answer.content.decode()


def test_a_connection_that_breaks_is_no_error_of_ours(citizen, address, monkeypatch):
    def broken(*args):
        raise UnreadablePostError

    monkeypatch.setattr(uploadhandler.MemoryFileUploadHandler, "receive_data_chunk", broken)
    assert send(citizen, address, pdf()).status_code == 400


def test_nobody_has_files_judged_for_a_case_that_is_not_theirs(stranger, address, monkeypatch):
    monkeypatch.setattr(receiving, "receive", None)
    assert send(stranger, address, pdf()).status_code == 404
