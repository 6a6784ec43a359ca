"""Batches for tests: a coordinator's answers, sheets as people fill them, the jobs run at once."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from forms.batch import jobs
from forms.batch.coordinator import take
from forms.batch.handing_in import agreement_for
from forms.batch.template import FIRST_ROW
from forms.files.uploads import receive
from forms.models import Batch, BatchRow, FormPage, KeptText
from forms.references import new_batch_code, pin_digest
from forms.sealing import seal
from home.models import Office
from tests import journeys
from tests.forms.kinds import answers as given

AUTHORITY = "authorisation_file"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIN = "ABCD2345"


def student(number: int = 1, **changes: Any) -> dict[str, Any]:
    """One row, as somebody types it: choices in words, days day first."""
    return {
        "nationality": "Lào",
        "full_name_passport": f"STUDENT {'ABCDEFGHIJ'[number % 10]}",
        "gender": "Nữ",
        "date_of_birth": "14/04/2005",
        "place_of_birth_province": "Champasak",
        "passport_no": f"PA{number:07d}",
        "passport_expiry": day_first(given.ahead(900)),
        "scholarship_category": "Tự túc",
        "level": "Đại học",
        "programme": "Quản trị kinh doanh",
        "language_of_instruction": "Tiếng Việt",
        "enrol_date": "05/09/2024",
        "expected_graduation": "31/07/2028",
        "vn_level": "Bậc 4",
        "dormitory": "Ký túc xá Mẫu",
        "room_no": "B204",
        "phone_vn": "0912345678",
        "emergency_contact_name": "Khamla Vongsa",
        "emergency_contact_phone": "+856 20 5555 4321",
        "emergency_contact_relation": "cha",
    } | changes


def day_first(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))


def students(count: int, first: int = 1) -> list[dict[str, Any]]:
    return [student(number) for number in range(first, first + count)]


def sheet(rows: Iterable[Mapping[str, Any] | None], codes: Sequence[str] | None = None) -> bytes:
    """A workbook with a row of codes at its usual place, and these rows; None is a blank one."""
    codes = codes or [*student(), "full_name_native", "current_address", "ward_code", "health_note"]
    book = Workbook()
    page = book.active
    for _blank in range(FIRST_ROW - 2):
        page.append(["" for _code in codes])
    page.append(list(codes))
    for row in rows:
        page.append([(row or {}).get(code) for code in codes])
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()


def upload(content: bytes, name: str = "danh-sach.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, XLSX)


def coordinator(**changes: Any) -> dict[str, Any]:
    """What a browser sends of the coordinator's form, the paper of authority among it."""
    return {
        "host_institution": "truong-mau",
        "represented_id": "0301234567",
        "authorised_on": day_first(given.ahead(-3)),
        "submitter_name": "Trần Thị Điều Phối",
        "coordinator_title": "Trưởng phòng Công tác sinh viên",
        "submitter_phone": "028 3822 1234",
        "submitter_email": "dieuphoi@example.vn",
        "result_channel": "truc_tuyen",
        AUTHORITY: journeys.pdf("giấy giới thiệu.pdf"),
    } | changes


def batch(office: Office, page: FormPage, pin: str = PIN) -> Batch:
    """A batch whose coordinator has said everything."""
    made = Batch(
        office=office, form_page=page, kind_code=page.kind_code, code=new_batch_code(office)
    )
    made.pin_digest = pin_digest(made.key.hex, pin)
    made.save()
    sent = coordinator()
    assert take(made, sent, {AUTHORITY: [receive(sent[AUTHORITY])]}).is_valid()
    agreed = agreement_for(made).text
    KeptText.keep(agreed)
    made.agreed_text = agreed
    made.save()
    return made


def judged(batch: Batch, content: bytes) -> Batch:
    """The batch after this sheet was uploaded and the job has read it."""
    batch.sheet = seal(jobs.packed(content))
    batch.begin(Batch.Work.CHECKING, 0)
    batch.save()
    jobs.check_sheet.call(batch.pk, batch.version)
    batch.refresh_from_db()
    return batch


def filed(batch: Batch) -> Batch:
    """The batch after its good rows were filed."""
    batch.begin(Batch.Work.FILING, 0)
    batch.save()
    jobs.file_good_rows.call(batch.pk, batch.version)
    batch.refresh_from_db()
    return batch


def standings(batch: Batch) -> list[tuple[int, str]]:
    return list(batch.rows.values_list("number", "standing"))


def messages(row: BatchRow) -> list[tuple[str, str]]:
    return [(column, message) for column, message, _doubt in row.problems]
