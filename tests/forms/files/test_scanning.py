"""R-31: nobody opens what was not found clean, and nobody waits for the scanner."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from forms.files import clamd as client
from forms.files import scanning
from forms.files.scanning import scan_new
from forms.models import Attachment, Event
from forms.models.events import faults
from home.models import Role
from tests import cases, factories
from tests.clamd import MALWARE, clamd
from tests.forms.citizen.conftest import complete
from tests.forms.kinds import answers as given
from tests.journeys import Citizen, pdf

pytestmark = pytest.mark.django_db
Scan = Attachment.Scan


@pytest.fixture
def scanner(settings):
    with clamd() as daemon:
        settings.CLAMD_URL = daemon.url
        yield daemon


@pytest.fixture
def down(settings, monkeypatch):
    """A scanner that is configured and not there."""
    monkeypatch.setattr(client, "CONNECTING", 0.2)
    settings.CLAMD_URL = "tcp://127.0.0.1:1"


@pytest.fixture
def office():
    return factories.office("hcmc")


@pytest.fixture
def case(office):
    return cases.case(office)


@pytest.fixture
def officer(office):
    return factories.signed_in(factories.staff(office, Role.OFFICER))


def attach(case, content=b"%PDF", **columns):
    """A file of a case as it lies on the disk."""
    attachment = cases.attach(case)
    attachment.file.storage.delete(attachment.file.name)
    attachment.file.save("x", ContentFile(content), save=True)
    Attachment.objects.filter(pk=attachment.pk).update(**columns)
    attachment.refresh_from_db()
    return attachment


@pytest.fixture
def address(case):
    return reverse("cases:case", args=[case.pk])


def test_R31_a_clean_file_opens_once_it_is_scanned(scanner, case, officer):
    attachment = attach(case)
    assert attachment.waiting
    assert not attachment.opens_for_staff
    scan_new.call([attachment.pk])
    attachment.refresh_from_db()
    assert attachment.scan == Scan.CLEAN
    assert attachment.opens_for_staff
    assert scanner.scanned == [b"%PDF"]


def test_R31_malware_is_withheld_and_the_history_says_so(scanner, case):
    attachment = attach(case, MALWARE)
    scan_new.call([attachment.pk])
    attachment.refresh_from_db()
    assert (attachment.scan, attachment.threat) == (Scan.INFECTED, "Eicar-Test")
    assert not attachment.opens_for_staff
    case.refresh_from_db()
    line = case.events.latest("number")
    assert line.act == Event.Act.WITHHELD
    assert "Eicar-Test" in line.note
    assert faults(case) == []
    scan_new.call([attachment.pk])
    call_command("scan_files", verbosity=0)
    assert case.events.filter(act=Event.Act.WITHHELD).count() == 1


def test_R31_a_draft_gets_no_line_and_can_still_be_deleted(scanner, office):
    draft = cases.case(office, state="draft")
    scan_new.call([attach(draft, MALWARE).pk])
    assert draft.attachments.get().infected
    assert not draft.events.exists()


@pytest.mark.parametrize("mood", ["silent", "closes", "cut", "error", "enough", "riddle"])
def test_R31_a_scanner_that_fails_leaves_the_file_waiting(scanner, case, mood, monkeypatch):
    monkeypatch.setattr(client, "SILENCE", 0.2)
    attachment = attach(case)
    scanner.mood = mood
    scan_new.call([attachment.pk])
    with pytest.raises(CommandError, match="1 files were not scanned"):
        call_command("scan_files", verbosity=0)
    attachment.refresh_from_db()
    assert attachment.waiting
    scanner.mood = "fair"
    call_command("scan_files", verbosity=0)
    attachment.refresh_from_db()
    assert attachment.scan == Scan.CLEAN


def test_R31_a_scanner_that_is_gone_is_asked_once(down, case, monkeypatch):
    for _number in range(3):
        attach(case)
    asked = []
    monkeypatch.setattr(
        scanning, "threat_in", lambda stream: asked.append(1) or client.threat_in(stream)
    )
    with pytest.raises(CommandError, match="3 files were not scanned"):
        call_command("scan_files", verbosity=0)
    assert len(asked) == 1
    assert Attachment.objects.filter(scan=Scan.WAITING).count() == 3


def test_R31_an_old_verdict_is_asked_for_anew_and_may_change(scanner, case):
    old = timezone.now() - timedelta(days=8)
    learned = attach(case, MALWARE, scan=Scan.CLEAN, scanned_at=old)
    cleared = attach(case, b"%PDF", scan=Scan.INFECTED, scanned_at=old, threat="Wrong")
    fresh = attach(case, MALWARE, scan=Scan.CLEAN, scanned_at=timezone.now())
    call_command("scan_files", verbosity=0)
    for attachment in (learned, cleared, fresh):
        attachment.refresh_from_db()
    assert (learned.scan, cleared.scan, fresh.scan) == (Scan.INFECTED, Scan.CLEAN, Scan.CLEAN)
    assert cleared.threat == ""


def test_R31_an_old_verdict_stands_while_the_scanner_is_down(down, case):
    old = timezone.now() - timedelta(days=8)
    attachment = attach(case, scan=Scan.CLEAN, scanned_at=old)
    with pytest.raises(CommandError):
        call_command("scan_files", verbosity=0)
    attachment.refresh_from_db()
    assert attachment.opens_for_staff


def test_a_sweep_has_an_end(scanner, case):
    for _number in range(3):
        attach(case)
    call_command("scan_files", most=2, verbosity=0)
    assert Attachment.objects.filter(scan=Scan.CLEAN).count() == 2


def test_a_file_without_its_content_stops_nothing(scanner, case):
    lost, kept = attach(case), attach(case)
    lost.file.storage.delete(lost.file.name)
    with pytest.raises(CommandError, match="1 files"):
        call_command("scan_files", verbosity=0)
    kept.refresh_from_db()
    assert kept.scan == Scan.CLEAN


def test_without_a_scanner_files_open_and_the_case_page_says_so(settings, case, officer, address):
    assert settings.CLAMD_URL == ""
    attachment = attach(case)
    assert attachment.opens_for_staff
    assert "chưa có trình quét vi-rút" in officer.get(address).content.decode()
    assert officer.get(f"{address}tep/{attachment.pk}/").status_code == 200
    with pytest.raises(CommandError, match="CLAMD_URL"):
        call_command("scan_files", verbosity=0)


class TestWhatOfficersSee:
    @pytest.mark.parametrize(
        ("columns", "said"),
        [
            ({}, "chờ quét vi-rút"),
            ({"scan": Scan.INFECTED, "scanned_at": timezone.now()}, "có mã độc"),
        ],
    )
    def test_R31_the_page_says_why_a_file_does_not_open(
        self, scanner, case, officer, address, columns, said
    ):
        attachment = attach(case, **columns)
        page = officer.get(address).content.decode()
        assert said in page
        assert f"tep/{attachment.pk}/" not in page
        answer = officer.get(f"{address}tep/{attachment.pk}/", follow=True)
        assert answer.redirect_chain == [(address, 302)]
        assert said in answer.content.decode()
        assert not case.events.filter(act=Event.Act.OPENED).exists()

    def test_a_clean_file_is_linked(self, scanner, case, officer, address):
        attachment = attach(case, scan=Scan.CLEAN, scanned_at=timezone.now())
        assert f"tep/{attachment.pk}/" in officer.get(address).content.decode()


class TestWhatCitizensSee:
    @pytest.fixture
    def citizen(self, office):
        given.plant(office)
        return Citizen(Client(), "hcmc.localhost")

    @pytest.fixture
    def draft(self, citizen, office):
        page = factories.form_page(office, "nomination")
        return complete(citizen, page, given.nomination("gia_dinh"))

    def send(self, citizen, draft):
        step = draft.kind.step("minh-chung", draft.all_answers)
        return citizen.send(draft, step, draft.all_answers, evidence_files=pdf(), act="save")

    def test_R31_an_upload_queues_one_scan_after_commit(
        self, scanner, citizen, draft, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            assert self.send(citizen, draft).status_code == 302
        attachment = draft.attachments.get()
        queued = DBTaskResult.objects.get(task_path="forms.files.scanning.scan_new")
        assert queued.args_kwargs["args"] == [[attachment.pk]]
        page = citizen.get(f"/ho-so/{draft.key}/buoc/minh-chung/").content.decode()
        assert "Đang kiểm tra" in page
        assert citizen.get(f"/ho-so/{draft.key}/tep/{attachment.pk}/").status_code == 200

    def test_R31_a_submission_does_not_wait_for_a_scanner_that_is_down(self, down, citizen, draft):
        self.send(citizen, draft)
        assert citizen.submit(draft).status_code == 302
        draft.refresh_from_db()
        assert not draft.is_draft
        assert draft.attachments.get().waiting

    def test_R31_an_infected_file_must_be_replaced_and_opens_for_nobody(
        self, scanner, citizen, draft
    ):
        self.send(citizen, draft)
        attachment = draft.attachments.get()
        draft.attachments.update(scan=Scan.INFECTED, scanned_at=timezone.now())
        assert citizen.get(f"/ho-so/{draft.key}/tep/{attachment.pk}/").status_code == 404
        step = f"/ho-so/{draft.key}/buoc/minh-chung/"
        assert "có mã độc. Hãy xóa" in citizen.get(f"{step}?kiem-tra=1").content.decode()
        sent = {"declaration": "on", "consent_notice_ack": "on"}
        assert citizen.post(f"/ho-so/{draft.key}/kiem-tra/", sent).status_code == 422
        citizen.post(step, {"act": f"drop:{attachment.pk}"})
        assert not draft.attachments.exists()

    def test_a_file_found_infected_later_is_told_on_the_follow_page(self, scanner, citizen, draft):
        self.send(citizen, draft)
        citizen.submit(draft)
        draft.attachments.update(scan=Scan.INFECTED, scanned_at=timezone.now())
        assert "có mã độc" in citizen.get(f"/tra-cuu/{draft.key}/").content.decode()
