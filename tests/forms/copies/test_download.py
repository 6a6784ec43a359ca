"""A complete copy of one's own case: whole, safe to unpack, and made without memory."""

import io
import json
import subprocess
import sys
import zipfile

import pytest
from django.test import Client

from forms.citizen.access import COOKIE
from forms.copies.contents import as_json, written
from forms.copies.names import Names, safe
from forms.copies.streaming import Member, zipped
from forms.kinds.text import BROKEN
from forms.models import Attachment, Event, Helper, Slip
from forms.models.events import faults
from forms.models.messages import Message
from forms.models.second_pins import second_digest
from forms.moves.transitions import Details, move
from forms.sealing import seal
from forms.slips.pdf import NoPdf
from forms.states import State
from home.models import Role
from tests import cases, factories
from tests.asking import sent_case
from tests.forms.kinds import answers as given
from tests.journeys import Citizen

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def office(db):
    found = factories.office("hcmc")
    given.plant(found)
    cases.calendar(found)
    return found


@pytest.fixture
def citizen(office):
    return Citizen(Client(), "hcmc.localhost")


@pytest.fixture
def case(citizen, office):
    return sent_case(citizen, office, "student", state=State.PROCESSING)


def fetch(citizen, case, **kwargs):
    return citizen.post(f"{citizen.prefix}/tra-cuu/{case.key}/ban-sao/", {}, **kwargs)


def archive(response):
    found = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert found.testzip() is None
    return found


def test_a_copy_holds_answers_files_history_and_what_was_agreed(citizen, case):
    cases.attach(case, "hộ chiếu.pdf", "passport_scan")
    Message.written("Bao giờ xong?", case=case, side="citizen").save()
    response = fetch(citizen, case)
    assert response["Content-Type"] == "application/zip"
    assert response["Cache-Control"] == "private, no-store"
    assert "sandbox" in response["Content-Security-Policy"]
    held = archive(response)
    names = held.namelist()
    assert "files/hộ chiếu.pdf" in names
    assert names[-1] == "README.txt"
    assert held.read("files/hộ chiếu.pdf") == b"%PDF"
    answers = json.loads(held.read("answers.json"))
    by_code = {one["code"]: one for section in answers["sections"] for one in section["answers"]}
    assert answers["case"] == case.code
    assert answers["kind_version"] == case.kind_version
    assert by_code["passport_no"]["value"] == case.all_answers["passport_no"]
    assert by_code["passport_no"]["label"] == "Số hộ chiếu"
    assert json.loads(held.read("messages.json"))[0]["text"] == "Bao giờ xong?"
    assert json.loads(held.read("history.json"))


def test_it_is_in_the_citizens_language(citizen, case):
    citizen.prefix = "/en"
    held = archive(fetch(citizen, case))
    answers = json.loads(held.read("answers.json"))
    assert answers["language"] == "en"
    assert answers["kind_title"] == "Lao and Cambodian student record"


def test_nobody_of_the_office_is_in_it(citizen, case, office):
    officer = factories.staff(office, Role.OFFICER, last_name="Người", first_name="Trong")
    browser = factories.signed_in(officer)
    browser.get(f"/cms/ho-so/{case.pk}/", REMOTE_ADDR="10.9.8.7")
    browser.post(f"/cms/ho-so/{case.pk}/ghi-chu/", {"note": "GHI CHÚ NỘI BỘ"})
    held = archive(fetch(citizen, case))
    everything = b"".join(held.read(name) for name in held.namelist()).decode("utf-8", "replace")
    for inner in ("Người Trong", officer.username, "10.9.8.7", "NỘI BỘ"):
        assert inner not in everything
    history = json.loads(held.read("history.json"))
    assert "read" in {line["act"] for line in history}  # that somebody looked is told


def test_papers_that_were_issued_are_in_it(citizen, office):
    case = sent_case(citizen, office, "student", state=State.SUBMITTED)
    clerk = factories.staff(office, Role.CLERK, last_name="Lê", first_name="Thu")
    move(case.pk, State.ACCEPTED, clerk, case.version, Details(working_days=5))
    assert Slip.objects.filter(case=case).exists()
    names = archive(fetch(citizen, case)).namelist()
    assert [name for name in names if name.startswith("papers/")]


def test_what_is_infected_or_lost_is_named_and_left_out(citizen, case):
    good = cases.attach(case, "tốt.pdf")
    bad = cases.attach(case, "virus.pdf")
    Attachment.objects.filter(pk=bad.pk).update(scan=Attachment.Scan.INFECTED)
    lost = cases.attach(case, "mất.pdf")
    lost.file.storage.delete(lost.file.name)
    held = archive(fetch(citizen, case))
    assert [name for name in held.namelist() if name.startswith("files/")] == [f"files/{good.name}"]
    readme = held.read("README.txt").decode()
    assert "virus.pdf" in readme
    assert "mất.pdf" in readme


def test_where_no_document_can_be_made_there_is_a_page(citizen, case, monkeypatch):
    def no_pdf(html):
        raise NoPdf("không có")

    monkeypatch.setattr("forms.copies.contents.pdf_of", no_pdf)
    held = archive(fetch(citizen, case))
    assert "answers.html" in held.namelist()
    assert "answers.html" in held.read("README.txt").decode()


EVIL = [
    "../../etc/passwd",
    "..\\..\\windows\\system32",
    "/etc/passwd",
    "C:\\autoexec.bat",
    "a\x00b.pdf",
    "con.pdf",
    "NUL",
    "",
    " . ",
    "....",
    ".htaccess",
    "x" * 500 + ".pdf",
    "tệp\u202efdp.exe",
    "a:b?c*d|e<f>g.pdf",
    "\ud800.pdf",
]


@pytest.mark.parametrize("name", EVIL)
def test_R30_no_name_leads_out_of_the_archive(name):
    found = safe(name)
    assert found
    assert not set(found) & set('/\\:*?"<>|\x00')
    assert found.strip(" .") == found
    assert len(found) <= 100
    found.encode()


def test_equal_names_are_numbered():
    names = Names()
    assert [names.fresh(one) for one in ("a.pdf", "A.pdf", "a.pdf", "b", "b")] == [
        "a.pdf",
        "A (2).pdf",
        "a (3).pdf",
        "b",
        "b (2)",
    ]


@pytest.mark.parametrize("evil", ["\ufffe", "=1+1", "</script>", "\x1b[2J", "\u202e"])
def test_R39_no_answer_breaks_a_copy(citizen, case, evil):
    case.store({"health_note": evil, "full_name_passport": evil})
    case.save()
    held = archive(fetch(citizen, case))
    json.loads(held.read("answers.json"))
    held.read("README.txt").decode()


@pytest.mark.parametrize("evil", ["a\x00b", "\ud800", "\ufffe", "\x1b[2J"])
def test_R39_what_no_text_can_hold_is_not_in_the_file(evil):
    content = b"".join(written("answers.json", as_json({"a": evil})).chunks)
    assert BROKEN.search(content.decode()) is None
    assert json.loads(content)


def test_every_copy_leaves_a_line_and_there_is_a_limit(citizen, case):
    codes = [fetch(citizen, case).status_code for _time in range(8)]
    assert codes == [200] * 6 + [429] * 2
    assert case.events.filter(act=Event.Act.COPIED, actor=None).count() == 6
    case.refresh_from_db()
    assert faults(case) == []


def test_a_helper_gets_none(citizen, case):
    """Whoever helps reads how the case stands, and takes nothing away."""
    pin = "HHHH2222"
    Helper.objects.create(case=case, name="Con gái", pin_digest=second_digest(case.key.hex, pin))
    citizen.client.cookies[COOKIE] = seal({case.key.hex: pin})
    assert citizen.get(f"/tra-cuu/{case.key}/").status_code == 200
    for path in ("ban-sao", "du-lieu"):
        assert citizen.post(f"/tra-cuu/{case.key}/{path}/", {}).status_code == 403
    assert citizen.get(f"/tra-cuu/{case.key}/du-lieu/").status_code == 403
    assert not case.requests.exists()


def test_memory_stays_flat_with_a_hundred_megabytes():
    """In a process of its own, so that nothing else is counted."""
    code = """
import resource, sys
sys.path[:0] = ["site", "."]
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings")
os.environ["DEMO"] = "true"
import django; django.setup()
from forms.copies.streaming import Member, zipped
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
def pieces():
    for _ in range(160): yield os.urandom(65536)
before, size = peak(), 0
members = (Member(f"{n}.bin", pieces(), packed=True) for n in range(10))
for piece in zipped(members): size += len(piece)
print(size // 1024**2, round(peak() - before, 1))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    megabytes, grown = done.stdout.split()
    assert int(megabytes) >= 100
    assert float(grown) < 8


def test_a_member_is_taken_only_when_it_is_its_turn():
    taken = []

    def members():
        for number in range(3):
            taken.append(number)
            yield Member(f"{number}.txt", [b"x" * 100_000], packed=True)

    pieces = zipped(members())
    next(pieces)
    assert taken == [0]
    b"".join(pieces)
    assert taken == [0, 1, 2]
