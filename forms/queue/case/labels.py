"""The labels of one case: which are on it, which may be put on, and doing so."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from forms.models import Case, Label
from forms.moves.transitions import Forbidden, Refused
from forms.notes.labelling import put, take
from forms.queue.cases import case_or_404, works_on
from search.numbers import row_id
from search.throttle import client_ip


@dataclass(frozen=True)
class Labels:
    """What the case page shows of labels; one query."""

    on: list[Label]
    off: list[Label]

    @classmethod
    def of(cls, case: Case) -> "Labels":
        known = Label.objects.filter(office=case.office_id)
        found = list(known.annotate(on=Exists(case.labels_on.filter(label=OuterRef("pk")))))
        return cls(
            [label for label in found if label.on],
            [label for label in found if not label.on and label.fits(case)],
        )


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts one label of the office on the case, or takes one off."""
    case = case_or_404(request.user, pk)
    if not works_on(request.user, case):
        raise PermissionDenied
    act = take if "take" in request.POST else put
    label = asked_for(case, request.POST.get("take") or request.POST.get("put", ""))
    if label is None:
        messages.error(request, _("Hãy chọn một nhãn của đơn vị."))
        return back_to(case)
    assert isinstance(request.user, User)
    try:
        changed = act(case.pk, label, request.user, client_ip(request))
    except Forbidden as error:
        raise PermissionDenied from error
    except Refused as error:
        messages.error(request, str(error.reason))
        return back_to(case)
    if changed:
        done = _("Đã gỡ nhãn “%(name)s”.") if act is take else _("Đã gắn nhãn “%(name)s”.")
        messages.success(request, done % {"name": label.name})
    return back_to(case)


def asked_for(case: Case, sent: str) -> Label | None:
    """The label of this id, if the case's office has it (R-18)."""
    return Label.objects.filter(office=case.office_id, pk=row_id(sent)).first()


def back_to(case: Case) -> HttpResponse:
    return redirect(reverse("cases:case", args=[case.pk]) + "#nhan")
