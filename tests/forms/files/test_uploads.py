"""What may be uploaded: every honest file, no hostile one, and a plain reason for each refusal."""

import hashlib
import json
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client

from forms.citizen.limits import LIMITS
from forms.citizen.receiving import CutOff
from forms.files import contents, pictures, uploads
from forms.files.uploads import keep, receive, shown_name
from forms.kinds import fields
from forms.models import Attachment
from tests import cases, factories
from tests.forms.citizen.conftest import complete
from tests.forms.kinds import answers as given
from tests.journeys import Citizen
from tests.ugly_files import FILES, docx, jpg, pdf, png

FIELD = fields.upload("Tệp", types=fields.DOCUMENTS, many=True)
ONE = fields.upload("Tệp", types=fields.DOCUMENTS)
MAKER = settings.ROOT.parent / "shared" / "security" / "make_evil_files.py"
REASONS = {
    str(reason)
    for reason in (
        uploads.EMPTY,
        uploads.TOO_LARGE,
        uploads.BAD_NAME,
        contents.DAMAGED,
        contents.ACTIVE,
        pictures.TOO_MANY_PIXELS,
        pictures.TOO_HEAVY,
    )
} | {"Chỉ nhận tệp PDF, JPG, PNG, DOCX. Tệp này là loại khác."}


def judged(name, content):
    """The reason against a file, or None; in less than a second and without much memory."""
    file = SimpleUploadedFile("x", content)
    file._name = name  # as it came, also where Django's test tools would clean it
    started = time.process_time()
    found = receive(file)
    assert time.process_time() - started < 1
    if found.ending not in FIELD.types and not found.refused:
        return "Chỉ nhận tệp PDF, JPG, PNG, DOCX. Tệp này là loại khác."
    return str(found.refused) or None


@pytest.mark.parametrize("ugly", FILES, ids=lambda ugly: ugly.label)
def test_R26_R27_R28_R29_R30_a_file_is_kept_or_refused_with_the_reason(ugly):
    reason = judged(ugly.name, ugly.make())
    assert (reason is None) is ugly.kept, reason
    assert reason is None or reason in REASONS


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("nothing", uploads.EMPTY),
        ("a picture of gigapixels", pictures.TOO_MANY_PIXELS),
        ("script", contents.ACTIVE),
        ("a macro", contents.ACTIVE),
        ("half a photo", contents.DAMAGED),
        ("a line break in the name", uploads.BAD_NAME),
    ],
)
def test_the_reason_fits(label, reason):
    ugly = next(one for one in FILES if one.label == label)
    assert judged(ugly.name, ugly.make()) == str(reason)


@pytest.mark.parametrize(
    "label", ["a picture of gigapixels", "a letter that explodes", "packed objects that explode"]
)
def test_R27_R28_a_bomb_takes_little_memory(label):
    content = next(one for one in FILES if one.label == label).make()
    tracemalloc.start()
    judged(next(one for one in FILES if one.label == label).name, content)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100 * 1024**2


def test_every_cut_of_an_honest_file_is_refused_or_harmless():
    """No place to cut crashes a parser; a cut in the first half never passes."""
    for name, content in (("a.pdf", pdf()), ("a.png", png()), ("a.jpg", jpg()), ("a.docx", docx())):
        for end in range(0, len(content), 23):
            reason = judged(name, content[:end])
            assert reason in REASONS or end > len(content) / 2


def test_every_changed_byte_is_judged_without_a_crash():
    for name, content in (("a.pdf", pdf()), ("a.png", png()), ("a.jpg", jpg()), ("a.docx", docx())):
        for place in range(0, len(content), 11):
            broken = bytearray(content)
            broken[place] ^= 0xFF
            assert judged(name, bytes(broken)) in REASONS | {None}


def test_R29_pixels_that_look_like_commands_are_no_commands():
    """A large scan holds every short word by chance; only what is a whole name counts."""
    words = b"/JS /AA /EF /XFA/ /Launcher /EmbeddedFilesystem "
    content = pdf(b"<</Length 9>>\nstream\n" + words * 4000 + b"\nendstream")
    assert judged("a.pdf", content) is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/cron.d/x.pdf", "x.pdf"),
        ("C:\\Users\\a\\đơn.pdf", "đơn.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("a\u200b\ufeff\x00\udfffb.pdf", "ab.pdf"),
        ("", "tep"),
        ("...", "tep"),
        ("a.pdf/", "tep"),
        (" a .pdf ", "a .pdf"),
        ("o\u031b\u0302.pdf", "ơ\u0302.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("x" * 300, "x" * 100),
        ("Đơn xin cấp phép.pdf", "Đơn xin cấp phép.pdf"),
        ("😀.pdf", "😀.pdf"),
    ],
)
def test_R30_a_name_is_shown_without_what_deceives(name, shown):
    assert shown_name(name) == shown


def test_a_file_too_large_is_refused():
    file = SimpleUploadedFile("a.pdf", pdf())
    file.size = uploads.LARGEST + 1
    assert "20 MB" in str(receive(file).refused)


def test_a_file_too_large_is_cut_off_while_it_streams():
    handler = CutOff(None)
    assert handler.receive_data_chunk(b"x", uploads.LARGEST) == b"x"
    assert handler.receive_data_chunk(b"x", uploads.LARGEST + 1) is None
    assert handler.file_complete(10**9) is None


@pytest.mark.django_db
@pytest.mark.engines
class TestKeeping:
    """What becomes of the files that pass."""

    @pytest.fixture
    def case(self):
        return cases.case(factories.office(), state="draft")

    def test_the_same_file_sent_twice_is_kept_once(self, case):
        held = {}
        assert keep(case, "x", FIELD, [upload("a.pdf"), upload("b.pdf")], held) == []
        assert keep(case, "x", FIELD, [upload("c.pdf")], held) == []
        assert [one.name for one in held["x"]] == ["a.pdf"]
        assert Attachment.objects.count() == 1

    def test_R32_a_slot_holds_ten_files(self, case):
        files = [upload(f"{n}.pdf", pdf(b"%d" % n)) for n in range(12)]
        reasons = keep(case, "x", FIELD, files, held := {})
        assert reasons == ["Mỗi mục không quá 10 tệp."] * 2
        assert len(held["x"]) == Attachment.objects.count() == 10

    def test_a_slot_for_one_takes_one(self, case):
        two = [upload(f"{n}.pdf", pdf(b"%d" % n)) for n in range(2)]
        assert keep(case, "x", ONE, two, held := {}) == ["Chỉ chọn một tệp."]
        assert [one.name for one in held["x"]] == ["0.pdf"]

    def test_R32_a_case_holds_so_much(self, case, monkeypatch):
        monkeypatch.setattr(uploads, "MOST_PER_CASE", 2 * len(pdf()))
        files = [upload(f"{n}.pdf", pdf(b"%d" % n)) for n in range(3)]
        reasons = keep(case, "x", FIELD, files, held := {})
        assert len(held["x"]) == 1
        assert "300 MB" in reasons[0]

    def test_R32_a_full_disk_loses_nothing_else(self, case, monkeypatch):
        def full(*args, **kwargs):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(FileSystemStorage, "_save", full)
        reasons = keep(case, "x", FIELD, [upload("a.pdf")], {})
        assert reasons == [str(uploads.NOT_SAVED)]
        assert not Attachment.objects.exists()

    def test_R30_nothing_that_was_typed_reaches_the_path(self, case):
        keep(case, "x", FIELD, [upload("../../đơn.pdf")], held := {})
        path = held["x"][0].file.name
        assert "pdf" not in path
        assert path.startswith(f"{case.key.hex[:2]}/{case.key}/")
        mode = Path(held["x"][0].file.path).stat().st_mode
        assert mode & 0o077 == 0

    def test_a_file_on_the_disk_is_kept_as_one_in_memory(self, case):
        file = TemporaryUploadedFile("a.pdf", "application/pdf", len(pdf()), None)
        file.write(pdf())
        file.seek(0)
        assert keep(case, "x", FIELD, [receive(file)], held := {}) == []
        file.close()
        assert held["x"][0].file.read() == pdf()


def upload(name, content=None):
    return receive(SimpleUploadedFile(name, content if content is not None else pdf()))


# ── over HTTP, as browsers send names that the test client would tidy ──


def multipart(name, content, **fields):
    parts = [
        f'--B\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--B\r\nContent-Disposition: form-data; name="remedied_evidence"; filename="{name}"\r\n'
    parts.append(head.encode("utf-8", "surrogatepass") + b"Content-Type: x/y\r\n\r\n" + content)
    return b"".join(parts) + b"\r\n--B--\r\n"


@pytest.fixture
def send(db, monkeypatch):
    """Posts one file to a step of a draft, and returns what was kept of it: bytes, or None."""
    monkeypatch.setitem(LIMITS, "step", (999, 60))
    office = factories.office("hcmc")
    given.plant(office)
    citizen = Citizen(Client(), "hcmc.localhost")
    case = complete(citizen, factories.form_page(office), given.licence("reactivate"))
    case.attachments.all().delete()
    address = f"/ho-so/{case.key}/buoc/hoat-dong-tro-lai/"

    def post(name, content):
        body = multipart(name, content, act="save", suspended_decision_no="Đã gõ.")
        started = time.process_time()
        response = citizen.client.generic(
            "POST",
            address,
            body,
            "multipart/form-data; boundary=B",
            headers={"host": citizen.host},
        )
        assert time.process_time() - started < 1
        assert response.status_code in (302, 422)
        case.refresh_from_db()
        assert case.all_answers["suspended_decision_no"] == "Đã gõ."
        kept = case.attachments.first()
        if kept is None:
            assert "invalid-feedback" in response.content.decode()
            return None
        with kept.file.open("rb") as stored:
            found = stored.read()
        assert hashlib.sha256(found).hexdigest() == kept.sha256
        assert len(found) == kept.size
        case.attachments.all().delete()
        return found

    return post


@pytest.mark.engines
def test_R26_R27_R28_R29_R30_every_ugly_file_is_answered_over_http(send):
    for ugly in FILES:
        if len(content := ugly.make()) < 500_000 and ugly.name != ".htaccess":
            kept = send(ugly.name.replace('"', "%22"), content)
            assert (kept is not None) is ugly.kept, ugly.label
            assert kept is None or b"__xss" not in kept, ugly.label


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd.pdf", "..\\x.pdf", "a/../../b.pdf", "\x00.pdf", "a;b.pdf", "é\ufffd.pdf"],
)
def test_R30_paths_in_names_lead_nowhere(send, name):
    send(name, pdf())


@pytest.mark.skipif(not MAKER.exists(), reason="the maker of further files is not beside us")
def test_R26_R27_R28_R29_R30_the_files_of_the_acceptance_are_treated_as_it_says(send, tmp_path):
    subprocess.run([sys.executable, MAKER, tmp_path], check=True, capture_output=True)
    rows = json.loads((tmp_path / "manifest.json").read_text())
    assert len(rows) > 30
    for row in rows:
        content, name = (tmp_path / row["file"]).read_bytes(), row["send_as"]
        kept = send(name, content)
        assert (kept is not None) is (row["expect"] == "keep"), row
        assert kept is None or b"__xss" not in kept, row
