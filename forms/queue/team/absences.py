"""Absences in the CMS: who is away and will be, and setting one's own or that of one's people."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from forms.assigning.being_away import (
    MAIN_ROLES,
    CannotBeAway,
    end_absence,
    main_of,
    may_set,
    set_absence,
)
from forms.assigning.reading_absences import notes_on
from forms.assigning.reading_rules import Note
from forms.kinds.fields import text
from forms.models import Absence
from forms.models.events import name_of
from forms.models.teams import roles_held, staff_of
from forms.queue.cases import CASE_ROLES, worked_offices
from forms.queue.screens import show, trail
from forms.queue.team.offices import office_of
from forms.states import User
from home.models import Role, roles_of

TITLE = gettext_lazy("Vắng mặt và người làm thay")


def day_field(label: Any) -> forms.DateField:
    """A day as the browser's own calendar gives it."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={
            "required": gettext_lazy("Hãy chọn ngày."),
            "invalid": gettext_lazy("Hãy chọn ngày, ví dụ 05/09/2026."),
        },
    )


class AbsenceForm(forms.Form):
    """Who, until when, and who works instead; only a leader is asked who."""

    use_required_attribute = False
    user = forms.ChoiceField(label=gettext_lazy("Người vắng"))
    first_day = day_field(gettext_lazy("Từ ngày"))
    last_day = day_field(gettext_lazy("Đến hết ngày"))
    deputy = forms.ChoiceField(
        label=gettext_lazy("Người làm thay"),
        help_text=gettext_lazy("Cùng vai trò. Hồ sơ mới của người vắng được giao cho người này."),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Hãy chọn người làm thay.")
        ),
    )
    reason = text(
        gettext_lazy("Lý do"), 200, required=False, help=gettext_lazy("Đồng nghiệp đọc được.")
    )

    def __init__(self, user: User, office_id: int, data: Any = None) -> None:
        super().__init__(data, initial={"first_day": timezone.localdate(), "user": str(user.pk)})
        self.office_id = office_id
        self.people = {str(one.pk): one for one in staff_of(office_id, CASE_ROLES)}
        self.roles = {str(pk): held for pk, held in roles_held(office_id, MAIN_ROLES).items()}
        everybody = [(pk, self.called(pk)) for pk in self.people]
        own = [(pk, name) for pk, name in everybody if pk == str(user.pk)]
        leads = Role.LEADER in roles_of(user).get(office_id, ())
        deputies = everybody if leads else self.alike(str(user.pk))
        self.fields["user"].choices = everybody if leads else own  # type: ignore[attr-defined]
        self.fields["deputy"].choices = [("", _("— Chọn —")), *deputies]  # type: ignore[attr-defined]
        if not deputies:
            self.fields["deputy"].help_text = _("Đơn vị không có ai khác cùng vai trò với bạn.")

    def called(self, pk: str) -> str:
        """Name and role, for a deputy must hold the same."""
        role = main_of(self.roles.get(pk, set()))
        return (
            f"{name_of(self.people[pk])} – {Role(role).label}" if role else name_of(self.people[pk])
        )

    def alike(self, pk: str) -> list[tuple[str, str]]:
        """Who may stand in for this person."""
        role = main_of(self.roles.get(pk, set()))
        found = [other for other in self.people if role in self.roles.get(other, ())]
        return [(other, self.called(other)) for other in found if other != pk]

    @property
    def absence(self) -> Absence:
        """What was typed, of a valid form."""
        given = self.cleaned_data
        people = {name: self.people[given[name]] for name in ("user", "deputy")}
        days = {name: given[name] for name in ("first_day", "last_day", "reason")}
        return Absence(office_id=self.office_id, **people, **days)


@dataclass(frozen=True)
class Line:
    """An absence as colleagues read it."""

    absence: Absence
    mine: bool
    notes: list[Note]

    @property
    def name(self) -> str:
        return name_of(self.absence.user)

    @property
    def deputy(self) -> str:
        return name_of(self.absence.deputy)


@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """Who is away now and later; below, the form for those who work here."""
    office_id, offices = office_of(request)
    works = bool(roles_of(request.user).get(office_id, set()) & CASE_ROLES)
    if request.method != "POST":
        form = AbsenceForm(request.user, office_id) if works else None
        return screen(request, office_id, offices, form)
    if not works:
        raise PermissionDenied
    form = AbsenceForm(request.user, office_id, request.POST)
    if form.is_valid() and saved(request, form):
        return redirect(f"{request.path}?don-vi={office_id}")
    return screen(request, office_id, offices, form, 422)


def saved(request: HttpRequest, form: AbsenceForm) -> bool:
    absence = form.absence
    try:
        set_absence(absence, request.user)
    except CannotBeAway as error:
        form.add_error(error.field or None, str(error.reason))
        return False
    told = {"name": name_of(absence.user), "deputy": name_of(absence.deputy)}
    messages.success(request, _("%(name)s vắng, %(deputy)s làm thay.") % told)
    return True


def screen(
    request: HttpRequest,
    office_id: int,
    offices: dict[int, str],
    form: AbsenceForm | None,
    status: int = 200,
) -> HttpResponse:
    coming = Absence.objects.filter(office=office_id, last_day__gte=timezone.localdate())
    absences = list(coming.select_related("user", "deputy"))
    notes = notes_on(absences, office_id)
    context = {
        "title": TITLE,
        "form": form,
        "office_id": office_id,
        "offices": offices,
        "lines": [
            Line(one, may_set(request.user, one.user, office_id), notes[one.pk]) for one in absences
        ],
        "breadcrumbs": trail(
            (reverse("cases:workload"), _("Khối lượng việc")), (request.path, TITLE)
        ),
    }
    return show(request, "team/absences", context, status)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Back at work, or not going after all."""
    offices = worked_offices(request.user)
    found = Absence.objects.select_related("user").filter(pk=pk, office__in=offices).first()
    if found is None:
        raise Http404
    if not may_set(request.user, found.user, found.office_id):
        raise PermissionDenied
    end_absence(found)
    messages.success(request, _("%(name)s làm việc lại.") % {"name": name_of(found.user)})
    return redirect(f"{reverse('cases:absences')}?don-vi={found.office_id}")
