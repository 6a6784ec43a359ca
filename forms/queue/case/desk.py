"""What a clerk does for a citizen at the counter, having seen their papers: a new PIN, a change of
contact. Whoever stands there without papers is sent home for them."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from forms.access import contacts, once
from forms.access.new_pins import replace_pin
from forms.kinds.fields import choice, email, phone, text
from forms.models import Case, Notice
from forms.notices.telling import tell
from forms.queue.cases import case_or_404, reads_all
from forms.queue.screens import show, trail
from forms.references import pin_matches
from forms.states import Text, User
from forms.states.guards import is_not_erased
from home.models import Role, roles_of
from search.throttle import client_ip

PURPOSE = "counter-pin"
PAPERS = (
    ("id", gettext_lazy("Căn cước, CCCD của người nộp")),
    ("passport", gettext_lazy("Hộ chiếu của người nộp")),
    ("authority", gettext_lazy("Giấy tờ tùy thân và giấy ủy quyền, giấy giới thiệu")),
)
RESTRICTED = gettext_lazy(
    "Hồ sơ đang bị hạn chế xử lý: hãy mời lãnh đạo đơn vị cấp mã PIN mới hoặc đổi liên hệ."
)
LATE = gettext_lazy("Hồ sơ đã thay đổi từ lúc mở trang này. Hãy xem lại rồi bấm lần nữa.")


def serves(user: User, case: Case) -> bool:
    """Whether the user is a clerk at the counter of the case's office."""
    return Role.CLERK in roles_of(user).get(case.office_id, set())


def lets_in(user: User, case: Case) -> bool:
    """Whether the user may give its citizen a new PIN, or another contact to be sent one.

    By either all of the case is read, and by those of a request all that it is about; so where its
    processing is restricted, whoever still reads it does this, and not the counter.
    """
    read = case.about or case
    return reads_all(user, read) if read.restricted_at else serves(user, case)


def served_or_404(user: User, pk: int) -> Case:
    case = case_or_404(user, pk)
    if not serves(user, case):
        raise PermissionDenied
    return case


class CounterForm(forms.Form):
    """Why, and by which paper the clerk knows who asks."""

    use_required_attribute = False
    paper = choice(gettext_lazy("Giấy tờ đã xem"), PAPERS)
    reason = text(gettext_lazy("Lý do"), 500, rows=3)
    seen = forms.BooleanField(
        label=gettext_lazy("Tôi đã đối chiếu giấy tờ với người nộp ghi trong hồ sơ."),
        error_messages={"required": gettext_lazy("Hãy đối chiếu rồi đánh dấu.")},
    )

    @property
    def said(self) -> str:
        """For the history, in the words of the office."""
        with override("vi"):
            return f"{dict(PAPERS)[self.cleaned_data['paper']]}. {self.cleaned_data['reason']}"


class CounterContactForm(CounterForm):
    """What is left empty stays as it is."""

    email = email(gettext_lazy("Thư điện tử mới"), required=False)
    phone = phone(gettext_lazy("Số điện thoại mới"), required=False)
    field_order = ("email", "phone")

    def clean(self) -> None:
        super().clean()
        if not self.errors and not (self.cleaned_data["email"] or self.cleaned_data["phone"]):
            raise forms.ValidationError(_("Hãy điền thư điện tử hoặc số điện thoại mới."))


def why_not(request: HttpRequest, case: Case) -> Text:
    """What a clerk is told who may not let anybody into this case; nothing to one who may."""
    if lets_in(request.user, case):
        return ""
    if not serves(request.user, case):
        raise PermissionDenied
    return RESTRICTED


def back(request: HttpRequest, case: Case, reason: Text) -> HttpResponse:
    messages.warning(request, reason)
    return redirect("cases:case", pk=case.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def new_pin(request: HttpRequest, pk: int) -> HttpResponse:
    """Makes a PIN and shows it once, to be printed and handed over."""
    case = case_or_404(request.user, pk)
    if reason := why_not(request, case):
        return back(request, case, reason)
    if request.method != "POST":
        return ask(request, case, CounterForm(), "new_pin")
    form = CounterForm(request.POST)
    if not form.is_valid():
        return ask(request, case, form, "new_pin", 422)
    pin = given(request, case, form.said)
    if pin is None:
        form.add_error(None, LATE)
        return ask(request, case, form, "new_pin", 409)
    return show(request, "pin_given", {"case": case, "pin": pin, **screen(case, TITLES["new_pin"])})


@transaction.atomic
def given(request: HttpRequest, case: Case, said: str) -> str | None:
    """The new PIN; sent twice it is the same. Nothing, when the case has got another meanwhile."""
    held = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    found = once.pin_of(PURPOSE, held, request.POST.get("ticket", ""))
    if found is None:
        return None
    pin, before = found
    if pin_matches(held.key.hex, pin, held.pin_digest):
        return pin
    if before != held.pin_digest:
        return None
    replace_pin(held, pin, actor=request.user, ip=client_ip(request), note=said)
    tell(held, Notice.Told.NEW_PIN)
    return pin


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes the contact of somebody who has lost the old one; into what was erased comes none."""
    case = case_or_404(request.user, pk)
    reason = why_not(request, case) or is_not_erased(case.about or case, request.user)[1]
    if reason:
        return back(request, case, reason)
    if request.method != "POST":
        return ask(request, case, CounterContactForm(), "contact")
    form = CounterContactForm(request.POST)
    if not form.is_valid():
        return ask(request, case, form, "contact", 422)
    new = {name: form.cleaned_data[name] for name in contacts.NAMES}
    contacts.change_at_counter(case.pk, new, request.user, form.said, client_ip(request))
    messages.success(request, _("Đã đổi liên hệ của hồ sơ."))
    return redirect("cases:case", pk=pk)


TITLES = {
    "new_pin": pgettext_lazy("việc", "Cấp mã PIN mới"),
    "contact": gettext_lazy("Đổi liên hệ của người nộp"),
}


def ask(
    request: HttpRequest, case: Case, form: CounterForm, what: str, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "what": what,
        "case": case,
        "ticket": once.ticket(PURPOSE, case),
        **screen(case, TITLES[what]),
    }
    return show(request, "counter", context, status)


def screen(case: Case, title: Any) -> dict[str, Any]:
    here = reverse("cases:case", args=[case.pk])
    return {"title": title, "breadcrumbs": trail((here, case.code), ("", title))}
