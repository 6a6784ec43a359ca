"""A dozen students whom a school of one office has filed as a batch."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from forms.batch.columns import columns_of
from forms.batch.coordinator import TITLE
from forms.batch.filing import file_rows
from forms.batch.handing_in import agreement_for
from forms.models import Attachment, Batch, BatchRow, FormPage, KeptText
from forms.references import new_batch_code, new_pin, pin_digest
from forms.sealing import seal
from home.models import Office
from motcua.demo.answers import student, submitter
from motcua.demo.cases import told_already
from motcua.demo.paper import paper

OFFICE, STUDENTS, FIRST = "hcmc", 12, 500


def load_batch() -> None:
    """Filed by the same code as a school's own; an office that has a batch is left alone."""
    office = Office.objects.select_related("site__root_page").filter(code=OFFICE).first()
    if office is None or Batch.objects.filter(office=office).exists():
        return
    pages = FormPage.objects.filter(kind_code="student", locale__language_code="vi")
    with transaction.atomic():
        batch = begin(office, pages.descendant_of(office.site.root_page).get())
        BatchRow.objects.bulk_create(rows(batch))
        file_rows(batch, lambda done: None)
        told_already(office)


def begin(office: Office, page: FormPage) -> Batch:
    batch = Batch(office=office, form_page=page, kind_code="student", code=new_batch_code(office))
    batch.pin_digest = pin_digest(batch.key.hex, new_pin())
    answers = student(office, FIRST, timezone.localdate()) | submitter(FIRST)
    who = {name: value for name, value in answers.items() if name.startswith("submitter_")}
    batch.store(
        who
        | {
            "host_institution": answers["host_institution"],
            "represented_id": "0300000000",
            "authorised_on": timezone.localdate().isoformat(),
            "result_channel": "truc_tuyen",
            TITLE: "Trưởng phòng Công tác sinh viên (minh hoạ)",
        }
    )
    batch.agreed_text = agreement_for(batch).text
    KeptText.keep(batch.agreed_text)
    batch.begin(Batch.Work.FILING, STUDENTS)
    batch.save()
    content = paper("GIAY GIOI THIEU MINH HOA")
    introduction = Attachment(
        batch=batch,
        slot="authorisation_file",
        name="giay-gioi-thieu-minh-hoa.pdf",
        content_type="application/pdf",
        size=len(content),
        sha256=f"{FIRST:064x}",
    )
    introduction.file.save(introduction.name, ContentFile(content))
    return batch


def rows(batch: Batch) -> list[BatchRow]:
    codes = {column.code for column in columns_of(batch.kind, batch.office)}
    return [
        BatchRow(
            batch=batch,
            office=batch.office,
            kind_code=batch.kind_code,
            number=number,
            standing=BatchRow.Standing.GOOD,
            sealed=seal(cells(student(batch.office, FIRST + number, timezone.localdate()), codes)),
        )
        for number in range(4, 4 + STUDENTS)
    ]


def cells(answers: dict[str, Any], codes: set[str]) -> dict[str, str]:
    answers = {**answers, "prep_course_place": "Trường dự bị Ví Dụ (minh hoạ)"}
    return {name: str(value) for name, value in answers.items() if name in codes and value}
