"""The page "Quy trình": the course of each kind as a leader reads it, straight from the data.

An administrator of the office says there which optional steps are taken, and in how many days.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import log

from forms.kinds import KINDS
from forms.kinds.fields import number, tick
from forms.models import OfficeStep
from forms.models.steps import course_at
from forms.queue.cases import READERS
from forms.queue.screens import show, trail
from forms.queue.steps.drawing import Drawing
from forms.states import COURSES, Course, State, Step, Text, Transition, citizen_name, staff_name
from forms.states.guards import IN_WORDS
from forms.states.moves import named
from forms.states.people import CITIZEN
from home.models import Office, Role
from home.permissions import is_master, offices_of

TITLE = gettext_lazy("Quy trình")
KEEPERS = frozenset({Role.ADMIN})
HALF = Decimal("0.5")
#: What a move asks for, by `Transition.asks`.
ASKS: dict[str, Text] = {
    "limit": gettext_lazy("thời hạn giải quyết"),
    "supplement": gettext_lazy("những gì cần bổ sung và hạn bổ sung"),
    "brought": gettext_lazy("những gì đã nhận tại quầy"),
    "signed": gettext_lazy("chữ ký của người nộp trên tờ khai giấy"),
    "officer": gettext_lazy("người xử lý"),
    "values": gettext_lazy("dữ liệu đúng"),
    "ground": gettext_lazy("căn cứ pháp lý"),
}


class CoursesMenuItem(MenuItem):
    """Among the reports, for those who work on cases or administer an office."""

    def __init__(self) -> None:
        super().__init__(TITLE, reverse_lazy("cases:courses"), "courses", icon_name="list-ol")

    def is_shown(self, request: HttpRequest) -> bool:
        return is_master(request.user) or bool(offices_of(request.user, READERS | KEEPERS))


def offices_seen(request: HttpRequest) -> dict[str, Office]:
    """The offices whose courses the user may read, by code."""
    offices = Office.objects.all()
    if not is_master(request.user):
        offices = offices.filter(pk__in=offices_of(request.user, READERS | KEEPERS))
    return {office.code: office for office in offices}


@dataclass(frozen=True)
class Row:
    """One move of a course, in words."""

    before: Text
    after: Text
    label: Text
    by: str
    asked: str
    under: str
    told: bool
    effect: Text


def in_rows(course: Course) -> list[Row]:
    """Every move of the course, in the order of its steps."""
    return [row_of(course, state, row) for state in course.steps for row in course.rows_from(state)]


def row_of(course: Course, state: str, row: Transition) -> Row:
    asked = [str(ASKS[row.asks])] if row.asks else []
    under = [str(IN_WORDS[guard]) for guard in row.guards]
    return Row(
        before=staff_name(course.kind, state),
        after=staff_name(course.kind, row.to),
        label=row.label,
        by=in_words(course.roles(row, state)),
        asked=", ".join([*asked, *([_("lý do")] if row.reason else [])]),
        under="; ".join(under),
        told=row.told,
        effect=row.effect,
    )


def in_words(roles: tuple[str, ...]) -> str:
    citizen = [_("người nộp")] if CITIZEN in roles else []
    staff = [str(Role(role).label) for role in roles if role != CITIZEN]
    return ", ".join([*staff, *citizen])


@dataclass(frozen=True)
class Line:
    """One step, in words."""

    step: Step
    name: Text
    citizens: Text
    by: str
    taken: bool


def in_lines(course: Course) -> list[Line]:
    return [
        Line(
            step=course.steps.get(state, step),
            name=staff_name(course.kind, state),
            citizens=citizen_name(state),
            by=in_words(step.by),
            taken=course.has(state),
        )
        for state, step in course.all_steps.items()
        if state != State.DRAFT
    ]


class CourseForm(forms.Form):
    """Which optional steps an office takes, and in how many working days each step is done."""

    use_required_attribute = False

    def __init__(self, course: Course, data: Any = None) -> None:
        super().__init__(data)
        self.course = course
        for state, step in course.all_steps.items():
            name = staff_name(course.kind, state)
            if step.optional:
                field = tick(_("Có bước “%(step)s”") % {"step": name}, required=False)
                field.initial = course.has(state)
                self.fields[f"taken_{state}"] = field
            if step.days is not None:
                title = _("Số ngày làm việc của bước “%(step)s”") % {"step": name}
                days = number(title, most=400, places=1, unit=HALF)
                days.initial = course.steps.get(state, step).days
                self.fields[f"days_{state}"] = days

    def save(self, office: Office) -> None:
        for state, step in self.course.all_steps.items():
            if step.optional or step.days is not None:
                said = {
                    "taken": bool(self.cleaned_data.get(f"taken_{state}")),
                    "days": self.cleaned_data.get(f"days_{state}"),
                }
                of: dict[str, Any] = {
                    "office": office,
                    "kind_code": self.course.kind,
                    "state": state,
                }
                OfficeStep.objects.update_or_create(**of, defaults=said)


class Asked:
    """What the address asks for, as far as the user may see it; else the first of each."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.offices = request, offices_seen(request)
        if not self.offices:
            raise PermissionDenied
        wanted = request.GET.get("don-vi", "")
        self.office = self.offices.get(wanted) or next(iter(self.offices.values()))
        kind = request.GET.get("loai", "")
        self.kind = kind if kind in KINDS else next(iter(COURSES))

    @cached_property
    def course(self) -> Course:
        return course_at(self.office.pk, self.kind)

    @property
    def keeps(self) -> bool:
        """Whether the user may change what the office does."""
        kept = offices_of(self.request.user, KEEPERS)
        return is_master(self.request.user) or self.office.pk in kept

    @property
    def empty_roles(self) -> str:
        """Roles that a step waits for and nobody holds here."""
        needed = {role for step in self.course.steps.values() for role in step.by} - {CITIZEN}
        held = self.office.groups.filter(group__user__is_active=True).values_list("role", flat=True)
        missing = [role for role in Role.values if role in needed - {*held}]
        return named(tuple(missing)) if missing else ""

    @property
    def address(self) -> str:
        return f"{reverse('cases:courses')}?don-vi={self.office.code}&loai={self.kind}"


@require_http_methods(["GET", "HEAD", "POST"])
def courses(request: HttpRequest) -> HttpResponse:
    asked = Asked(request)
    if request.method != "POST":
        return page(request, asked, CourseForm(asked.course) if asked.keeps else None)
    if not asked.keeps:
        raise PermissionDenied
    form = CourseForm(asked.course, request.POST)
    if not form.is_valid():
        return page(request, asked, form, 422)
    with transaction.atomic():
        form.save(asked.office)
        log(instance=asked.office, action="wagtail.edit", user=request.user)
    messages.success(request, _("Đã lưu. Hồ sơ đang mở đi tiếp theo quy trình mới."))
    return redirect(asked.address)


def page(
    request: HttpRequest, asked: Asked, form: CourseForm | None, status: int = 200
) -> HttpResponse:
    context = {
        "asked": asked,
        "kinds": KINDS.values(),
        "lines": in_lines(asked.course),
        "rows": in_rows(asked.course),
        "drawing": Drawing(asked.course),
        "form": form,
        "title": TITLE,
        "breadcrumbs": trail((reverse("cases:courses"), TITLE)),
    }
    return show(request, "courses", context, status)
