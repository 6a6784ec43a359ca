"""The end of an intake: everything on one page, what was signed on paper, filed and received."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods

from forms.access import once
from forms.citizen import drafts
from forms.clock import MissingYear
from forms.counter.beginning import OFFICE_LANGUAGE, counter_trail
from forms.counter.desk import intake_or_404
from forms.counter.filling import Intake
from forms.counter.judging import Desk, SignedForm, due_day
from forms.counter.lost_login import typed
from forms.counter.receipts import show_receipt
from forms.filing.submitting import Claimed, Overtaken, Stopped, handing_in, submit
from forms.kinds.display import answered
from forms.models import Case
from forms.models.events import name_of
from forms.moves.transitions import Details, Refused, move
from forms.queue.cases import reads_all
from forms.queue.screens import mistakes, show
from forms.references import pin_digest, pin_matches
from forms.states import State, User, may
from search.throttle import client_ip

PURPOSE = "intake-pin"
#: What the button says that also receives the case.
RECEIVE = "receive"
LATE = gettext_lazy("Trang này mở đã lâu. Hãy xem lại rồi bấm lần nữa.")


@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """All that was typed, on one page; filed from here, and received in the same go if wanted."""
    if request.method == "POST":
        return send(request, key)
    case = intake_or_404(request.user, key)
    if not case.is_draft:
        return redirect("cases:receipt", pk=case.pk)
    desk, again = Desk(case, request.user), typed(request)
    return show_desk(request, desk, desk.form(again), unsaved=again is not None)


def send(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    arrived = timezone.now()
    while True:
        case = intake_or_404(request.user, key)
        pin = pin_of(request, case)
        if not case.is_draft:  # sent twice: the same receipt
            twice = pin and reads_all(request.user, case)
            return show_receipt(request, case, pin) if twice else redirect("cases:receipt", case.pk)
        desk = Desk(case, request.user)
        form = desk.form(request.POST)
        if not (form.is_valid() and desk.ready):
            return show_desk(request, desk, form, 422)
        if not pin:
            form.add_error(None, LATE)
            return show_desk(request, desk, form, 409)
        try:
            with handing_in(case, desk.judged.final, arrived):
                file(case, desk, form, pin, request)
        except Overtaken:
            continue
        except (Stopped, Claimed):
            return show_desk(request, desk_of(request, key), form, 409)
        except Refused as refused:
            form.add_error("working_days", str(refused.reason))
        except MissingYear as missing:
            form.add_error("working_days", str(missing))
        else:
            return show_receipt(request, intake_or_404(request.user, key), pin)
        return show_desk(request, desk_of(request, key), form, 422)


def desk_of(request: HttpRequest, key: uuid.UUID) -> Desk:
    """The intake as it is now."""
    return Desk(intake_or_404(request.user, key), request.user)


def pin_of(request: HttpRequest, case: Case) -> str:
    """The PIN that the page's ticket stands for; of a case that is filed, only if it is the case's.

    It is derived, so it is shown to a second click and stored nowhere.
    """
    pin, before = once.pin_of(PURPOSE, case, request.POST.get("ticket", "")) or ("", "")
    good = (
        before == case.pin_digest
        if case.is_draft
        else pin_matches(case.key.hex, pin, case.pin_digest)
    )
    return pin if good else ""


def file(case: Case, desk: Desk, form: SignedForm, pin: str, request: HttpRequest) -> None:
    """Submits the draft, and receives it if so asked; all of it or nothing.

    Whether this clerk may is said by the table of transitions, as of every move.
    """
    user, ip = request.user, client_ip(request)
    allowed, why_not = may(user, case, State.SUBMITTED)
    if not allowed:
        raise PermissionDenied(why_not)
    case.language = form.cleaned_data["language"]
    case.pin_digest = pin_digest(case.key.hex, pin)
    Case.objects.filter(pk=case.pk).update(pin_digest=case.pin_digest, taken_in_by=user.pk)
    by = {"actor": user, "ip": ip, "note": said(user)}
    submit(case, desk.judged.final, pin, form.agreement, form.given, **by)
    if request.POST.get("act") == RECEIVE:
        details = Details(working_days=form.cleaned_data["working_days"])
        move(case.pk, State.ACCEPTED, user, case.version, details, ip)


def said(user: User) -> str:
    """For the history, in the words of the office."""
    with override(OFFICE_LANGUAGE):
        return _("Nộp tại quầy, người nhận: %(name)s.") % {"name": name_of(user)}


def show_desk(
    request: HttpRequest, desk: Desk, form: SignedForm, status: int = 200, unsaved: bool = False
) -> HttpResponse:
    case = desk.case
    day, no_calendar = due_day(case, form.days)
    context = {
        "case": case,
        "desk": desk,
        "form": form,
        "mistakes": mistakes(form),
        "unsaved": unsaved,
        "tasks": Intake(case).tasks,
        "filling": Intake(case),
        "sections": answered(case.kind, case.office, drafts.answers_of(case), desk.checked),
        "warnings": [
            message
            for step in desk.checked
            if step.is_valid()
            for _name, message in step.warnings()
        ],
        "due": day,
        "no_calendar": no_calendar,
        "ticket": once.ticket(PURPOSE, case),
        "breadcrumbs": counter_trail(("", case.kind.title)),
    }
    return show(request, "counter/intake", context, status)
