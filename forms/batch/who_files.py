"""Who files a batch: the coordinator's form, and the batch that comes to be when it is sent."""

import uuid

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from forms.batch import coordinator, results
from forms.batch.access import batch_or_404
from forms.citizen.access import allow, grants, office_of, opened, opening, private, sent_twice
from forms.citizen.drafts import Files
from forms.citizen.limits import exceeded, too_many
from forms.citizen.receiving import received, receives_files
from forms.citizen.stopped import stopped
from forms.files.downloads import respond
from forms.kinds.base import Step
from forms.models import Attachment, Batch, FormPage
from forms.references import new_batch_code, pin_digest


def page_or_404(request: HttpRequest, page_id: int) -> FormPage:
    """A form page of this office whose kind may be filed in batches."""
    pages = FormPage.objects.live().select_related("procedure")
    page = get_object_or_404(pages, pk=page_id)
    if page.get_site() != office_of(request).site or page.kind.batching is None:
        raise Http404
    return page


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
