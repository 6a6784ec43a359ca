"""The rules of assigning in the CMS: a list that can be read aloud, and its form."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from forms.assigning.allowed import GIVERS
from forms.assigning.reading_rules import Reading
from forms.kinds import KINDS
from forms.kinds.fields import text
from forms.models import AssignmentRule
from forms.models.events import name_of
from forms.models.teams import staff_of
from forms.queue.screens import show
from forms.states import User
from home.gazetteer import gazetteer
from home.models import Office, Role
from home.permissions import is_master, offices_of

TITLE = gettext_lazy("Quy tắc phân công")
KEEPERS = frozenset({Role.LEADER, Role.ADMIN})
MOST_RULES = 100


def offices_for(user: User) -> list[Office]:
    """The offices whose rules the user keeps."""
    offices = Office.objects.all()
    if not is_master(user):
        offices = offices.filter(pk__in=offices_of(user, KEEPERS))
    return list(offices)


def office_or_404(user: User, code: str) -> Office:
    """Another office's rules and those of none are the same 404."""
    office = next((one for one in offices_for(user) if one.code == code), None)
    if office is None:
        raise Http404
    return office


def rule_or_404(user: User, pk: int) -> AssignmentRule:
    rules = AssignmentRule.objects.select_related("office").filter(office__in=offices_for(user))
    rule = rules.filter(pk=pk).first()
    if rule is None:
        raise Http404
    return rule


def trail(*steps: tuple[str, Any]) -> list[dict[str, Any]]:
    first = [(reverse("wagtailadmin_home"), _("Trang chủ")), (reverse("cases:rules"), TITLE)]
    return [{"url": url, "label": str(label)} for url, label in [*first, *steps]]


class RuleForm(forms.Form):
    """For which cases, and who takes them."""

    use_required_attribute = False
    kind_code = forms.ChoiceField(label=gettext_lazy("Loại hồ sơ"), required=False)
    places = text(
        gettext_lazy("Xã, phường"),
        5000,
        rows=5,
        required=False,
        help=gettext_lazy("Mỗi dòng một tên, có dấu hay không dấu. Để trống: ở đâu cũng vậy."),
    )
    officers = forms.MultipleChoiceField(
        label=gettext_lazy("Giao cho"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Chọn nhiều người: ai đang ít việc nhất nhận hồ sơ."),
        error_messages={"required": gettext_lazy("Hãy chọn ít nhất một chuyên viên.")},
    )

    def __init__(self, office: Office, rule: AssignmentRule | None, data: Any = None) -> None:
        super().__init__(data, initial=filled(rule) if rule else None)
        self.office = office
        self.people = {str(one.pk): one for one in staff_of(office.pk, [Role.OFFICER])}
        kinds = [(code, kind.title) for code, kind in KINDS.items()]
        self.fields["kind_code"].choices = [("", _("Mọi loại hồ sơ")), *kinds]  # type: ignore[attr-defined]
        officers = [(pk, name_of(person)) for pk, person in self.people.items()]
        self.fields["officers"].choices = officers  # type: ignore[attr-defined]

    def clean_places(self) -> list[str]:
        """The codes of what is named, each line for itself."""
        found, faults = [], []
        for line in filter(None, map(str.strip, self.cleaned_data["places"].splitlines())):
            meant = gazetteer().found(line, self.office.province_id)
            if len(meant) == 1:
                found.append(meant[0].code)
            else:
                faults.append(unclear(line, [place.name for place in meant]))
        if faults:
            raise forms.ValidationError(faults)
        return sorted(set(found))

    def save(self, rule: AssignmentRule) -> None:
        rule.kind_code = self.cleaned_data["kind_code"]
        rule.communes = self.cleaned_data["places"]
        rule.save()
        rule.officers.set(self.people[pk] for pk in self.cleaned_data["officers"])


def filled(rule: AssignmentRule) -> dict[str, Any]:
    known = gazetteer().places
    return {
        "kind_code": rule.kind_code,
        "places": "\n".join(known[code].name for code in rule.communes if code in known),
        "officers": [str(pk) for pk in rule.officers.values_list("pk", flat=True)],
    }


def unclear(line: str, names: list[str]) -> str:
    told = {"line": line[:80], "names": ", ".join(names)}
    if names:
        return _("“%(line)s” có thể là: %(names)s. Hãy ghi đủ.") % told
    return _("Không có xã, phường nào của thành phố tên là “%(line)s”.") % told


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The rules in their order, with what is wrong with each."""
    offices = offices_for(request.user)
    if not offices:
        raise PermissionDenied
    office = office_or_404(request.user, request.GET.get("don-vi", offices[0].code))
    context = {
        "title": TITLE,
        "office": office,
        "offices": offices,
        "lines": Reading(office.pk).lines,
        "shares_out": office.pk in offices_of(request.user, GIVERS),
        "breadcrumbs": trail(),
    }
    return show(request, "team/rules", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, office: str) -> HttpResponse:
    """A new rule stands last."""
    found = office_or_404(request.user, office)
    last = found.assignment_rules.aggregate(last=Max("order"))["last"] or 0
    rule = AssignmentRule(office=found, order=last + 1)
    if found.assignment_rules.count() >= MOST_RULES:
        messages.warning(request, _("Đơn vị đã có quá nhiều quy tắc."))
        return redirect(list_of(found))
    return edit_rule(request, rule, RuleForm(found, None, request.POST or None))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    rule = rule_or_404(request.user, pk)
    return edit_rule(request, rule, RuleForm(rule.office, rule, request.POST or None))


def edit_rule(request: HttpRequest, rule: AssignmentRule, form: RuleForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save(rule)
        messages.success(request, _("Đã lưu quy tắc."))
        return redirect(list_of(rule.office))
    title = _("Sửa quy tắc") if rule.pk else _("Thêm quy tắc")
    context = {
        "title": title,
        "rule": rule,
        "form": form,
        "lines": Reading(rule.office_id).lines,
        "back": list_of(rule.office),
        "breadcrumbs": trail((request.path, title)),
    }
    return show(request, "team/rule", context, 422 if request.method == "POST" else 200)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    rule = rule_or_404(request.user, pk)
    rule.delete()
    messages.success(request, _("Đã xóa quy tắc."))
    return redirect(list_of(rule.office))


@require_POST
def move_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes places with the rule before; who wants one further down moves the others up."""
    rule = rule_or_404(request.user, pk)
    with transaction.atomic():
        found = list(rule.office.assignment_rules.select_for_update().order_by("order", "pk"))
        place = found.index(rule) if rule in found else 0
        found[max(place - 1, 0)], found[place] = found[place], found[max(place - 1, 0)]
        for order, one in enumerate(found):
            one.order = order
        AssignmentRule.objects.bulk_update(found, ["order"])
    return redirect(list_of(rule.office))


def list_of(office: Office) -> str:
    return f"{reverse('cases:rules')}?don-vi={office.code}"


class RulesMenuItem(MenuItem):
    """Among the settings, for those who keep the rules."""

    def __init__(self) -> None:
        super().__init__(TITLE, reverse_lazy("cases:rules"), "rules", icon_name="group", order=160)

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(is_master(request.user) or offices_of(request.user, KEEPERS))
