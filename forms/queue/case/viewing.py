"""A file of a case looked at in place: its page, which works without JavaScript, and its bytes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from forms.files.previews import NotShown, respond_inline, shown_in_place
from forms.models import Attachment, Case
from forms.queue.case.reading import opened, read
from forms.queue.cases import case_or_404, is_heard_on, opens, reads_all
from forms.queue.screens import show, trail
from forms.states import Text

UNSCANNED = _("Tệp này đang chờ quét vi-rút. Hãy thử lại sau ít phút.")
INFECTED = _("Tệp này có mã độc nên không mở được.")


def files_of(case: Case) -> QuerySet[Attachment]:
    """Its own files, with those that were once in force, and the paper of its batch."""
    sent = Q(in_force=True) | Q(left_with__isnull=False)  # what came was sent
    known = Attachment.every.filter(sent | Q(inspection__isnull=False))
    return known.filter(Q(case=case) | Q(batch__rows__case=case))


def file_or_404(request: HttpRequest, pk: int, attachment_pk: int) -> tuple[Case, Attachment]:
    """A file for those who work on its case; who is only heard on it opens what proves it."""
    case = case_or_404(request.user, pk)
    if not (reads_all(request.user, case) or is_heard_on(request.user, case)):
        raise PermissionDenied
    file = get_object_or_404(files_of(case), pk=attachment_pk)
    if not opens(request.user, case, file):
        raise PermissionDenied
    return case, file


def why_closed(file: Attachment) -> Text:
    """Why staff may not open it, if so (R-31)."""
    if file.opens_for_staff:
        return ""
    return INFECTED if file.infected else UNSCANNED


@dataclass(frozen=True)
class Shelf:
    """A file among those of its case that can be looked at."""

    files: Sequence[Attachment]
    file: Attachment

    @property
    def place(self) -> int:
        return self.files.index(self.file)

    @property
    def number(self) -> int:
        return self.place + 1

    @property
    def previous(self) -> Attachment | None:
        return self.files[self.place - 1] if self.place else None

    @property
    def next(self) -> Attachment | None:
        return self.files[self.number] if self.number < len(self.files) else None


@require_safe
def view(request: HttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """The page of a file, with the way to the others."""
    case, file = file_or_404(request, pk, attachment_pk)
    if request.method == "GET":
        read(request, case)
    others = files_of(case).filter(in_force=True).order_by("slot", "pk")
    files = [one for one in others if shown_in_place(one) and opens(request.user, case, one)]
    here = reverse("cases:case", args=[case.pk])
    context = {
        "case": case,
        "shelf": Shelf(files if file in files else [file, *files], file),
        "shown": shown_in_place(file),
        "reason": why_closed(file),
        "breadcrumbs": trail((here, case.code), (request.path, file.name)),
    }
    return show(request, "view", context)


@require_safe
def content(request: HttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """The file itself, for a frame of ours; each opening leaves a line."""
    case, file = file_or_404(request, pk, attachment_pk)
    try:
        if reason := why_closed(file):
            raise NotShown(reason, 409)
        response = respond_inline(file)
    except NotShown as refused:
        return show(request, "not_shown", {"reason": refused.reason}, refused.status)
    if request.method == "GET":
        opened(request, case, file)
    return response
