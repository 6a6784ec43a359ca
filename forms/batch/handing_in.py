"""Handing a batch in: its declaration, and what was filed, to keep and to print."""

import uuid
from dataclasses import replace

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from forms.batch import coordinator, results
from forms.batch.access import batch_or_404
from forms.batch.jobs import start
from forms.batch.reading import MOST_ROWS
from forms.batch.sheet import ROWS_SHOWN, Standing, workbook
from forms.citizen.access import allow, private
from forms.citizen.agreement import Agreement, agreement_of
from forms.citizen.limits import exceeded, too_many
from forms.citizen.stopped import stopped
from forms.citizen.submit import ConsentForm
from forms.filing.taking import stop_of
from forms.models import Batch, KeptText


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
