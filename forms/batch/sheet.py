"""The sheet of a batch: the empty one, the one that was sent, and its mistakes."""

import uuid

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from forms.batch import coordinator, results
from forms.batch.access import batch_or_404
from forms.batch.columns import columns_of
from forms.batch.jobs import packed, start
from forms.batch.reading import MOST_ROWS
from forms.batch.template import Template
from forms.batch.who_files import page_or_404
from forms.citizen.access import grants, office_of, private
from forms.citizen.drafts import Files
from forms.citizen.limits import exceeded, too_many
from forms.citizen.receiving import received, receives_files
from forms.files.uploads import CONTENT_TYPES, NOT_ACCEPTED
from forms.models import Batch, BatchRow
from forms.sealing import seal

ROWS_SHOWN = 25
LARGEST_SHEET = 5 * 1024**2
Standing = BatchRow.Standing


@require_GET
def template(request: HttpRequest, page_id: int) -> HttpResponse:
    """The empty sheet in the language of the address."""
    page = page_or_404(request, page_id)
    if exceeded(request, "template"):
        return too_many(request, "template")
    content = Template(page.kind, columns_of(page.kind, office_of(request))).content()
    return workbook(content, f"mau-{page.kind_code}-{get_language()}.xlsx")


def workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=CONTENT_TYPES["xlsx"])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@private
@require_GET
def overview(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Where the batch stands: the way to the sheet, a job's progress, or what was found."""
    batch = batch_or_404(request, key)
    if not coordinator.stored(batch).is_valid() and not results.filed(batch).exists():
        return redirect("batch_form", key=key)
    if batch.work:
        return render(request, "forms/batch/progress.html", {"batch": batch})
    return show(request, batch)


def show(request: HttpRequest, batch: Batch, refused: str = "", status: int = 200) -> HttpResponse:
    rows = results.unfiled(batch).exclude(standing=Standing.GOOD)
    pages = Paginator(rows, ROWS_SHOWN)
    page_obj = pages.get_page(request.GET.get("trang"))
    findings = results.Findings(batch)
    context = {
        "batch": batch,
        "pin": grants(request)[batch.key.hex],
        "counts": counts(batch),
        "filed": results.filed(batch).count(),
        "page_obj": page_obj,
        "rows": findings.shown(page_obj.object_list),
        "refused": refused,
        "most": MOST_ROWS,
    }
    return render(request, "forms/batch/batch.html", context, status=status)


def counts(batch: Batch) -> dict[str, int]:
    """How many rows of the last sheet stand how, and how many have a doubt."""
    standings = list(results.unfiled(batch).values_list("standing", flat=True))
    return {"all": len(standings)} | {name: standings.count(name) for name in Standing.values}


@private
@receives_files
@require_POST
def upload(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Takes a sheet, to be read by a job; it replaces the one before, but not what is filed."""
    if exceeded(request, "sheet"):
        return too_many(request, "sheet")
    batch = batch_or_404(request, key)  # before any file is looked at
    try:
        content = sheet_in(received(request))
    except ValidationError as error:
        return show(request, batch, " ".join(error.messages), status=422)
    with transaction.atomic():
        batch = batch_or_404(request, key, lock=True)
        if not batch.work:
            batch.language = get_language() or batch.language
            batch.sheet = seal(packed(content))
            batch.problems = []
            start(batch, Batch.Work.CHECKING)
    return redirect("batch", key=key)


def sheet_in(files: Files) -> bytes:
    """The content of the sheet that was sent; raises in the coordinator's words."""
    sent = next(iter(files.get("sheet", ())), None)
    if sent is None:
        raise ValidationError(_("Hãy chọn tệp bảng đã điền."))
    if not sent.refused and sent.ending != "xlsx":
        raise ValidationError(NOT_ACCEPTED, "type", {"types": "XLSX"})
    if sent.refused or sent.content is None:
        raise ValidationError(sent.refused)
    if sent.size > LARGEST_SHEET:
        raise ValidationError(_("Bảng quá lớn: không quá 5 MB."))
    sent.content.seek(0)
    content: bytes = sent.content.read()
    return content


@private
@require_POST
def again(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Begins a job anew that has fallen silent; if it still lives, it comes too late."""
    with transaction.atomic():
        batch = batch_or_404(request, key, lock=True)
        if batch.silent:
            start(batch, batch.work, batch.total)
    return redirect("batch", key=key)


@private
@require_GET
def mistakes(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The sheet with its mistakes marked."""
    if exceeded(request, "template"):
        return too_many(request, "template")
    batch = batch_or_404(request, key)
    if not results.unfiled(batch).exists():
        raise Http404
    return workbook(results.Findings(batch).workbook(), f"{batch.code}-can-sua.xlsx")
