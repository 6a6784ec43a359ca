"""The screen on which an inspection on the spot is recorded."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from forms.citizen.receiving import received, receives_files
from forms.kinds.fields import choice, text
from forms.models import Case, Event, Inspection
from forms.moves.inspecting import FILES, Visit, inspect, may_inspect
from forms.queue.cases import case_or_404
from forms.queue.steps.screens import StepScreen
from forms.states import Answer, Condition
from forms.talking import reasons_against
from search.throttle import client_ip

Conclusion, Result = Inspection.Conclusion, Inspection.Result
BROWSERS = "%Y-%m-%dT%H:%M"


class InspectionForm(forms.Form):
    """When, where, who took part; each condition; what follows."""

    use_required_attribute = False
    at = forms.DateTimeField(
        label=gettext_lazy("Thời gian thẩm định thực tế"),
        input_formats=[BROWSERS, "%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y"],
        widget=forms.DateTimeInput(format=BROWSERS, attrs={"type": "datetime-local"}),
        error_messages={"invalid": gettext_lazy("Hãy ghi ngày và giờ, ví dụ 24/11/2026 14:30.")},
    )
    place = text(gettext_lazy("Địa điểm"), 255)
    present = text(
        gettext_lazy("Thành phần tham gia"),
        2000,
        rows=4,
        help=gettext_lazy("Mỗi người một dòng: họ tên, chức vụ, đại diện cho ai."),
    )
    conclusion = choice(gettext_lazy("Kết luận"), Conclusion.choices, radio=True)
    remarks = text(gettext_lazy("Nhận xét, kiến nghị"), 4000, rows=6, required=False)
    attached = FILES

    def __init__(self, case: Case, data: Any = None) -> None:
        super().__init__(data, initial={"at": timezone.localtime()})
        self.case = case
        last = [self.fields.pop(name) for name in ("conclusion", "remarks", "attached")]
        for one in case.course.conditions:
            self.fields |= fields_of(one)
        self.fields |= dict(zip(("conclusion", "remarks", "attached"), last, strict=True))

    def clean_at(self) -> datetime:
        """A visit is recorded after it took place, and took place after the case was sent."""
        at: datetime = self.cleaned_data["at"]
        sent = timezone.localdate(self.case.submitted_at)
        if at.date() < sent or at > timezone.now():
            raise forms.ValidationError(_("Hãy ghi thời gian đã qua, sau khi hồ sơ được nộp."))
        return at

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        held = given.get("conclusion") != Conclusion.NOT_HELD
        for one in self.case.course.conditions if held else ():
            if not given.get(result(one)) and result(one) not in self.errors:
                self.add_error(result(one), _("Hãy chọn kết quả của điều kiện này."))
        if given.get("conclusion") not in (None, "", Conclusion.MET) and not given.get("remarks"):
            self.add_error("remarks", _("Hãy ghi rõ điều chưa đạt hoặc vì sao không tiến hành."))
        return given

    @property
    def visit(self) -> Visit:
        given = self.cleaned_data
        findings = [
            {
                "code": one.code,
                "text": one.text,
                "source": one.source,
                "result": given[result(one)] or Result.NOT_SEEN.value,
                "note": given[note(one)],
            }
            for one in self.case.course.conditions
        ]
        names = ("at", "place", "present", "conclusion", "remarks")
        return Visit(findings=findings, **{name: given[name] for name in names})


def result(one: Condition) -> str:
    return f"result_{one.code}"


def note(one: Condition) -> str:
    return f"note_{one.code}"


def fields_of(one: Condition) -> dict[str, forms.Field]:
    found = choice(one.text, Result.choices, radio=True, required=False, help=one.source)
    return {result(one): found, note(one): text(_("Ghi chú"), 1000, rows=2, required=False)}


class InspectionScreen(StepScreen):
    act = Event.Act.INSPECTED
    title = gettext_lazy("Biên bản thẩm định thực tế")
    button = gettext_lazy("Lập biên bản")

    def may(self) -> Answer:
        return may_inspect(self.request.user, self.case)

    def form(self, data: Any = None) -> InspectionForm:
        form = InspectionForm(self.case, data)
        if data is not None:
            self.files = received(self.request).get("attached", [])
            for reason in reasons_against(self.files):
                form.add_error("attached", reason)
        return form

    def keep(self, form: InspectionForm, version: int) -> str:
        user, ip = self.request.user, client_ip(self.request)
        made = inspect(self.case.pk, user, version, form.visit, self.files, ip)
        return _("Đã lập biên bản lần %(number)d.") % {"number": made.number}


@receives_files
@require_http_methods(["GET", "HEAD", "POST"])
def inspection(request: HttpRequest, pk: int) -> HttpResponse:
    return InspectionScreen(request, case_or_404(request.user, pk)).answer()
