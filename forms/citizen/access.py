"""Which cases a browser may open: those it began, and those it gave code and PIN for.

The proof is one sealed, HttpOnly cookie of case keys and their PINs. Nothing of it is in a URL or
readable in the database, and a reader who only reads never gets it.
"""

import re
import uuid
from collections.abc import Callable, Mapping
from copy import copy
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from wagtail.models import Page

from forms.models import Batch, Case, FormIndexPage, FormPage, Helper
from forms.models.second_pins import second_digest
from forms.references import new_pin, pin_matches
from forms.sealing import seal, unseal
from home.kept import Kept
from home.models import Office
from home.navigation import Navigation
from services.models import ProcedurePage

COOKIE = "__Host-ho-so" if settings.SECURE_COOKIES else "ho-so"
KEY = re.compile("[0-9a-f]{32}")
MOST_CASES = 12
#: The cookie outlives a draft by this, so that whoever comes back too late is told so.
TOLD_FOR = timedelta(days=30)
#: Of the procedure, a case asks only whether it is in force.
PROCEDURE_TEXTS = [f"procedure__{name}" for name in ProcedurePage.STREAMS]
#: For how long the first page, sent again, leads to the draft that it began.
SENT_TWICE = timedelta(minutes=10)


def grants(request: HttpRequest) -> dict[str, str]:
    """PINs by case key (hex), oldest first; a cookie that cannot be opened grants nothing."""
    if not hasattr(request, "_granted"):
        try:
            found = unseal(request.COOKIES.get(COOKIE, ""))
        except ValueError:
            found = None
        held = found.items() if isinstance(found, dict) else ()
        request._granted = {key: pin for key, pin in held if KEY.fullmatch(key)}  # type: ignore[attr-defined]
    return {**request._granted}  # type: ignore[attr-defined]


def write(request: HttpRequest, response: HttpResponse, held: dict[str, str]) -> None:
    kept = dict(list(held.items())[-MOST_CASES:])
    response.set_cookie(
        COOKIE,
        seal(kept),
        max_age=timedelta(days=office_of(request).draft_days) + TOLD_FOR,
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Lax",
    )


def allow(request: HttpRequest, response: HttpResponse, key: uuid.UUID, pin: str) -> None:
    """From now on this browser may open the case; said again, it may for longer."""
    held = grants(request)
    held.pop(key.hex, None)
    write(request, response, {**held, key.hex: pin})


def forget(request: HttpRequest, response: HttpResponse, key: uuid.UUID) -> None:
    """This browser may no longer open the case (a deleted draft)."""
    held = grants(request)
    held.pop(key.hex, None)
    if held:
        write(request, response, held)
    else:
        forget_all(response)


def forget_all(response: HttpResponse) -> None:
    """This browser may open no case any more (a shared computer)."""
    response.delete_cookie(COOKIE, samesite="Lax")


def opening(page: FormPage) -> str:
    """What the first page of a form carries: key and PIN of the draft it will begin, sealed."""
    return seal(["begin", page.pk, uuid.uuid4().hex, new_pin()])


def opened(page: FormPage, sent: str) -> tuple[uuid.UUID, str]:
    """Key and PIN that the first page carried; new ones when it carried none that we sealed."""
    return carried(page, sent) or (uuid.uuid4(), new_pin())


def carried(page: FormPage, sent: str) -> tuple[uuid.UUID, str] | None:
    """What the first page of this form carried: it is only shown while the form takes cases."""
    try:
        found = unseal(sent)
    except ValueError:
        return None
    if isinstance(found, list) and found[:2] == ["begin", page.pk]:
        return uuid.UUID(found[2]), found[3]
    return None


def sent_twice(
    request: HttpRequest, key: uuid.UUID, pin: str, model: type[Case] | type[Batch] = Case
) -> bool:
    """Whether this browser may go on with the draft that its first page has already begun."""
    if key.hex not in grants(request):
        case = model.objects.filter(key=key).only("created_at", "pin_digest").first()
        if case is None or timezone.now() - case.created_at > SENT_TWICE:
            return False
        if not pin_matches(key.hex, pin, case.pin_digest):
            return False
        request._granted = {**grants(request), key.hex: pin}  # type: ignore[attr-defined]
    return True


def office_of(request: HttpRequest) -> Office:
    """The office the request came to, or 404."""
    office = Office.for_request(request)
    if office is None:
        raise Http404
    return office


def form_page_or_404(request: HttpRequest, page_id: int) -> FormPage:
    """The form page of this office that is or once was published; the same 404 for all others."""
    office = office_of(request)
    pages = FormPage.objects.select_related("procedure")
    page = get_object_or_404(pages, Q(live=True) | Q(first_published_at__isnull=False), pk=page_id)
    if page.get_site() != office.site:
        raise Http404
    return page


class Gone(Http404):
    """A draft that this browser held is no more: too old, or deleted by whoever also held it."""


def read_form_page(pk: int) -> FormPage | None:
    pages = FormPage.objects.select_related("procedure__replaced_by").defer(*PROCEDURE_TEXTS)
    return pages.filter(pk=pk).first()


form_page = Kept(read_form_page, FormPage, ProcedurePage, Page)


def form_page_of(case: Case) -> FormPage | None:
    """The page that the case was begun from, if it is still there."""
    found = form_page(case.form_page_id) if case.form_page_id else None
    return copy(found)


class Shut(Http404):
    """A case that this browser could open once: its PIN was replaced, or a helper's taken back."""


class NotForHelpers(PermissionDenied):
    """Only the citizen does this; who helps reads."""


def case_or_404(
    request: HttpRequest, key: uuid.UUID, *, lock: bool = False, helpers: bool = False
) -> Case:
    """The case, if this browser holds its PIN at this office; else the same 404 as for no case.

    With `helpers`, whoever holds a helper's PIN may have it too: `case.helper` then says who. It
    costs a statement, for them only.
    """
    office = office_of(request)
    pin = grants(request).get(key.hex)
    if pin is None:
        raise Http404
    case = Case.read(key, office, lock=lock)
    if case is None:
        raise Http404 if Case.objects.filter(key=key).exists() else Gone
    if not pin_matches(key.hex, pin, case.pin_digest):
        case.helper = Helper.objects.with_pin(key.hex, pin).first()
        if case.helper is None:
            raise Shut
        if not helpers:
            raise NotForHelpers
        case.helper.seen_today()
    if not lock:
        case.form_page = form_page_of(case)
    return case


def held_cases(request: HttpRequest, office: Office) -> list[Case]:
    """The cases of the office that this browser may open, newest first: its own, and those that
    somebody lets it see."""
    held = grants(request)
    cases = list(Case.objects.filter(key__in=held, office=office).order_by("-pk"))
    own = {case.pk for case in cases if holds(held, case)}
    if len(own) < len(cases):
        digests = [second_digest(key, pin) for key, pin in held.items()]
        helped = Helper.objects.standing().filter(pin_digest__in=digests)
        own |= set(helped.values_list("case_id", flat=True))
    return [case for case in cases if case.pk in own]


def holds(held: Mapping[str, str], case: Case) -> bool:
    return pin_matches(case.key.hex, held.get(case.key.hex, ""), case.pin_digest)


def all_forms(request: HttpRequest) -> FormIndexPage | None:
    """Where the office offers its forms, in the language of the request."""
    home = Navigation.of(request).home
    return FormIndexPage.objects.live().child_of(home).first() if home else None


def gone(request: HttpRequest) -> HttpResponse:
    """Says what became of the draft, and where to begin again."""
    return render(request, "forms/gone.html", {"forms": all_forms(request)}, status=410)


View = Callable[..., HttpResponseBase]


def private(view: View) -> View:
    """For pages of one person: kept by no cache, listed by no robot, named to no other site."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except Gone:
            response = gone(request)
        except Shut:
            response = render(request, "forms/shut.html", status=404)
        except NotForHelpers:
            response = render(request, "forms/not_for_helpers.html", kwargs, status=403)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return wrapped
