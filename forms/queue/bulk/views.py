"""The way of a run through the CMS: chosen, checked, confirmed, followed, read."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from forms.bulk import working
from forms.bulk.acts import acts
from forms.bulk.preparing import NotChosen, prepare
from forms.bulk.undoing import may_undo, undoing
from forms.models import BulkRun
from forms.models.bulk import KEPT
from forms.queue.bulk.choosing import EXPORT, Choice, demand_desk
from forms.queue.bulk.exports import ask_export
from forms.queue.bulk.questions import SharedForm, replies_of, with_reply
from forms.queue.bulk.results import Result, rows_of, with_counts
from forms.queue.screens import show, trail
from forms.tables import FILES, download
from search.throttle import client_ip

TITLE = gettext_lazy("Việc hàng loạt của tôi")
MOST = 100


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """One's own runs; a post of the list's bar prepares the next one."""
    demand_desk(request.user)
    if request.method == "POST":
        return choose(request, Choice.of(request))
    runs = BulkRun.objects.filter(user=request.user.pk, created_at__gt=timezone.now() - KEPT)
    context = {
        "title": TITLE,
        "runs": [
            Result(run, request.user) for run in with_counts(runs.order_by("-created_at")[:MOST])
        ],
        "breadcrumbs": trail((request.path, TITLE)),
    }
    return show(request, "bulk/mine", context)


def choose(request: HttpRequest, choice: Choice) -> HttpResponse:
    try:
        if choice.act == EXPORT:
            return ask_export(request, choice)
        act, cases = choice.demand_act(), choice.cases
    except NotChosen as error:
        context = {"reason": str(error), "back": choice.list_url, "breadcrumbs": trail(("", TITLE))}
        return show(request, "bulk/refused", context, status=422)
    run = prepare(request.user, act, cases, choice.seen, choice.listing.address())
    return redirect("cases:bulk_run", pk=run.pk)


def own_or_404(request: HttpRequest, pk: int) -> BulkRun:
    """Somebody else's run and none are the same 404."""
    run = BulkRun.objects.filter(pk=pk, user=request.user.pk).first()
    if run is None or run.act not in acts():
        raise Http404
    return run


@require_http_methods(["GET", "HEAD", "POST"])
def run_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What will happen, what is happening, what became of it; a post confirms."""
    run = own_or_404(request, pk)
    if request.method == "POST":
        return confirm(request, run)
    if run.work == BulkRun.Work.CHECKED:
        return ask(request, run, SharedForm(run, acts()[run.act]))
    return told(request, run)


def confirm(request: HttpRequest, run: BulkRun) -> HttpResponse:
    """Begins the run once, however often the button is pressed."""
    act = acts()[run.act]
    if "chen" in request.POST and run.work == BulkRun.Work.CHECKED:
        return ask(request, run, SharedForm(run, act, with_reply(run, act, request.POST)))
    form = SharedForm(run, act, request.POST)
    if run.work == BulkRun.Work.CHECKED and run.ready:
        if not form.is_valid():
            return ask(request, run, form, status=422)
        run.answers, run.ip = form.answers, client_ip(request)
        working.start(run)
    return redirect("cases:bulk_run", pk=run.pk)


def ask(request: HttpRequest, run: BulkRun, form: SharedForm, status: int = 200) -> HttpResponse:
    context = {
        "run": run,
        "found": Result(run, request.user),
        "form": form,
        **heading(request, run),
    }
    context["replies"] = replies_of(run, acts()[run.act])
    return show(request, "bulk/check", context, status)


def told(request: HttpRequest, run: BulkRun) -> HttpResponse:
    found = Result(run, request.user, request.GET.get("xem", ""), request.GET.get("tu", ""))
    context = {"run": run, "found": found, "undoes": may_undo(run), **heading(request, run)}
    return show(request, "bulk/run", context)


def heading(request: HttpRequest, run: BulkRun) -> dict[str, Any]:
    title = acts()[run.act].label
    return {
        "title": title,
        "back": f"{reverse('cases:list')}{run.address}",
        "breadcrumbs": trail((reverse("cases:bulk"), TITLE), (request.path, title)),
    }


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    if working.stop(own_or_404(request, pk)):
        messages.success(request, _("Đã dừng. Những hồ sơ đã làm xong giữ nguyên như vậy."))
    return redirect("cases:bulk_run", pk=pk)


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Goes on with what was stopped, under the same answers."""
    run = own_or_404(request, pk)
    if run.work == BulkRun.Work.STOPPED:
        working.start(run)
    return redirect("cases:bulk_run", pk=pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be put back is, as a run of its own, which says so case by case."""
    run = own_or_404(request, pk)
    if not may_undo(run):
        return redirect("cases:bulk_run", pk=pk)
    back = undoing(run, request.user)
    back.ip = client_ip(request)
    working.start(back)
    return redirect("cases:bulk_run", pk=back.pk)


@require_safe
def result_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """One row for each case: its code, what became of it, and why."""
    run = own_or_404(request, pk)
    if kind not in FILES:
        raise Http404
    return download(f"viec-hang-loat-{run.pk}", kind, rows_of(run, request.user))
