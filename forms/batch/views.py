"""The coordinator's screens: who files, the sheet and its mistakes, filing, and what was filed."""

import uuid
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from forms.batch import coordinator, results
from forms.batch.access import batch_or_404
from forms.batch.columns import columns_of
from forms.batch.jobs import packed, start
from forms.batch.reading import MOST_ROWS
from forms.batch.template import Template
from forms.citizen.access import allow, grants, office_of, opened, opening, private, sent_twice
from forms.citizen.agreement import Agreement, agreement_of
from forms.citizen.drafts import Files
from forms.citizen.limits import exceeded, too_many
from forms.citizen.receiving import received, receives_files
from forms.citizen.stopped import stopped
from forms.citizen.submit import ConsentForm
from forms.files.downloads import respond
from forms.files.uploads import CONTENT_TYPES, NOT_ACCEPTED
from forms.filing.taking import stop_of
from forms.kinds.base import Step
from forms.models import Attachment, Batch, BatchRow, FormPage, KeptText
from forms.references import new_batch_code, pin_digest
from forms.sealing import seal

ROWS_SHOWN = 25
LARGEST_SHEET = 5 * 1024**2
Standing = BatchRow.Standing


def page_or_404(request: HttpRequest, page_id: int) -> FormPage:
    """A form page of this office whose kind may be filed in batches."""
    pages = FormPage.objects.live().select_related("procedure")
    page = get_object_or_404(pages, pk=page_id)
    if page.get_site() != office_of(request).site or page.kind.batching is None:
        raise Http404
    return page


# ── who files ──


@private
@receives_files
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, page_id: int) -> HttpResponse:
    """The coordinator's form; a batch comes to be only when something is sent."""
    page = page_or_404(request, page_id)
    if page.stop:
        return stopped(request, page.stop, page)
    if request.method == "POST":
        return begin_with(request, page)
    batch = Batch(office=office_of(request), form_page=page, kind_code=page.kind_code)
    return show_form(request, batch, coordinator.stored(batch, judge=False), opening(page))


def begin_with(request: HttpRequest, page: FormPage) -> HttpResponse:
    """Makes the batch of the key that the page carried: sent twice, it is still one."""
    if exceeded(request, "begin"):
        return too_many(request, "begin")
    files = received(request)
    key, pin = opened(page, request.POST.get("key", ""))
    try:
        batch, form = new_batch(request, page, files, key, pin)
    except IntegrityError:
        if sent_twice(request, key, pin, Batch):
            return send_form(request, key)
        key, pin = opened(page, "")
        batch, form = new_batch(request, page, files, key, pin)
    response = answer(request, batch, form)
    allow(request, response, key, pin)
    return response


def new_batch(
    request: HttpRequest, page: FormPage, files: Files, key: uuid.UUID, pin: str
) -> tuple[Batch, Step]:
    office = office_of(request)
    with transaction.atomic():
        batch = Batch.objects.create(
            key=key,
            code=new_batch_code(office),
            pin_digest=pin_digest(key.hex, pin),
            office=office,
            form_page=page,
            kind_code=page.kind_code,
            language=get_language() or "vi",
        )
        return batch, coordinator.take(batch, request.POST, files)


@private
@receives_files
@require_http_methods(["GET", "POST"])
def form_view(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The coordinator's answers, to be changed until something is filed under them."""
    if request.method == "POST":
        return send_form(request, key)
    batch = batch_or_404(request, key)
    if results.filed(batch).exists():
        return redirect("batch", key=key)
    return show_form(request, batch, coordinator.stored(batch, "kiem-tra" in request.GET))


def send_form(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    if exceeded(request, "step"):
        return too_many(request, "step")
    batch_or_404(request, key)  # before any file is looked at
    files = received(request)
    with transaction.atomic():
        batch = batch_or_404(request, key, lock=True)
        if batch.work or results.filed(batch).exists():
            return redirect("batch", key=key)
        form = coordinator.take(batch, request.POST, files)
    response = answer(request, batch, form)
    allow(request, response, key, grants(request)[key.hex])
    return response


def answer(request: HttpRequest, batch: Batch, form: Step) -> HttpResponse:
    if form.upload_errors or not form.is_valid():
        return show_form(request, batch, form, status=422)
    return redirect("batch", key=batch.key)


def show_form(
    request: HttpRequest, batch: Batch, form: Step, opening: str = "", status: int = 200
) -> HttpResponse:
    context = {"batch": batch, "form": form, "opening": opening}
    return render(request, "forms/batch/coordinator.html", context, status=status)


@private
@require_GET
def file(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponseBase:
    """The paper of authority, for the coordinator who sent it."""
    attachment: Attachment = get_object_or_404(batch_or_404(request, key).attachments, pk=pk)
    if attachment.infected:
        raise Http404
    return respond(request, attachment)


# ── the sheet ──


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


# ── filing ──


@private
@require_http_methods(["GET", "POST"])
def file_rows(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Asks for the declaration, then hands the good rows to the job that files them."""
    if request.method == "POST" and exceeded(request, "submit"):
        return too_many(request, "submit")
    arrived = timezone.now()
    with transaction.atomic():
        batch = batch_or_404(request, key, lock=request.method == "POST")
        number = results.unfiled(batch).filter(standing=Standing.GOOD).count()
        if batch.work or not number or not coordinator.stored(batch).is_valid():
            return redirect("batch", key=key)
        if stop := stop_of(batch.form_page, arrived):
            return stopped(request, stop, batch.form_page)
        agreement = agreement_for(batch)
        consent = ConsentForm(agreement, request.POST or None)
        if consent.is_valid():
            KeptText.keep(agreement.text)
            batch.language, batch.agreed_text_id = agreement.language, agreement.digest
            batch.handed_in_at = arrived
            start(batch, Batch.Work.FILING, number)
            return redirect("batch", key=key)
    context = {
        "batch": batch,
        "number": number,
        "notice": agreement.sections,
        "again": consent.changed,
        "form": ConsentForm(agreement) if consent.changed else consent,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "forms/batch/file.html", context, status=status)


def agreement_for(batch: Batch) -> Agreement:
    """What a case is sent under; but nobody gives permissions in another person's name."""
    return replace(agreement_of(batch, ()), permissions={})


@private
@require_GET
def filed(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """All that the batch has filed, with each case's code and PIN: to keep and to print."""
    batch = batch_or_404(request, key)
    cases = results.filed(batch)
    everything = "in" in request.GET
    page_obj = Paginator(cases, MOST_ROWS if everything else 4 * ROWS_SHOWN).get_page(
        request.GET.get("trang")
    )
    if not page_obj.object_list:
        return redirect("batch", key=key)
    context = {
        "batch": batch,
        "page_obj": page_obj,
        "everything": everything,
        "cases": [(case, batch.known_pin_of(case)) for case in page_obj.object_list],
    }
    return render(request, "forms/batch/filed.html", context)


@private
@require_GET
def filed_sheet(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    if exceeded(request, "template"):
        return too_many(request, "template")
    batch = batch_or_404(request, key)
    return workbook(results.receipt_workbook(batch), f"{batch.code}.xlsx")


@private
@require_GET
def open_case(request: HttpRequest, key: uuid.UUID, case_key: uuid.UUID) -> HttpResponse:
    """One case of the batch, as its own code and PIN open it."""
    batch = batch_or_404(request, key)
    case = get_object_or_404(results.filed(batch), key=case_key)
    response = redirect("follow_case", key=case.key)
    allow(request, response, case.key, batch.pin_of(case))
    return response
