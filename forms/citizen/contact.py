"""Changing one's contact: asked for here, agreed to in the old mailbox, proven from the new one."""

import uuid
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from forms.access import contacts
from forms.access.case_links import change_asked
from forms.citizen.access import case_or_404, office_of, private
from forms.citizen.limits import exceeded, too_many
from forms.kinds.fields import email, phone
from forms.kinds.inputs import TextField
from forms.kinds.keyboards import DIGITS
from forms.models import Case, ContactChange
from forms.notices.channels import contact_of


class ContactForm(forms.Form):
    """What is left empty stays as it is."""

    use_required_attribute = False
    email = email(_("Thư điện tử mới"), required=False)
    phone = phone(_("Số điện thoại mới"), required=False)

    def __init__(self, case: Case, data: Any = None) -> None:
        super().__init__(data)
        self.case = case

    @property
    def new(self) -> contacts.Contacts:
        return contacts.changed(self.case, self.cleaned_data)

    def clean(self) -> None:
        super().clean()
        if not self.errors and not self.new:
            raise forms.ValidationError(
                _("Hãy điền thư điện tử hoặc số điện thoại khác với cái đang ghi trong hồ sơ.")
            )


class CodeForm(forms.Form):
    """What came to the new mailbox."""

    use_required_attribute = False
    code = TextField(
        label=_("Mã xác nhận"),
        max_length=20,
        widget=forms.TextInput(attrs=DIGITS | {"autocomplete": "one-time-code"}),
        help_text=_("6 chữ số, trong thư gửi đến địa chỉ mới."),
        error_messages={"required": _("Hãy điền mục này.")},
    )


WRONG = _("Mã không đúng. Hãy xem lại thư mới nhất gửi đến địa chỉ mới.")
OFF = _(
    "Việc đổi liên hệ này không còn chờ nữa: đã quá hạn, đã hủy hoặc nhập sai mã quá nhiều lần."
)


@private
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The contact of the case, and a change that waits, which can be called off."""
    case = case_or_404(request, key)
    if case.is_draft:
        return redirect("case_tasks", key=key)
    if request.method == "GET":
        return show(request, case)
    if exceeded(request, "step"):
        return too_many(request, "step")
    if "cancel" in request.POST:
        case.contact_changes.cancel()
        return redirect(request.path)
    if "code" in request.POST:
        return prove(request, case)
    return ask(request, case)


def ask(request: HttpRequest, case: Case) -> HttpResponse:
    form = ContactForm(case, request.POST)
    if not contact_of(case):
        return show(request, case, status=422)
    if not form.is_valid():
        return show(request, case, form, status=422)
    new_mail = form.new.get("email", "")
    counted = [exceeded(request, "link")]
    counted += [exceeded(request, "link-to", new_mail.lower())] if new_mail else []
    if any(counted):
        return too_many(request, "link")
    with transaction.atomic():
        held = case_or_404(request, case.key, lock=True)
        if new := contacts.changed(held, form.cleaned_data):
            contacts.ask(held, new)
    return redirect(request.path)


def prove(request: HttpRequest, case: Case) -> HttpResponse:
    """The code of the new mailbox. Sent again when all is done, it is right."""
    change = case.contact_changes.alive().first()
    form = CodeForm(request.POST)
    if change is None:
        return redirect(request.path)
    if form.is_valid():
        typed = "".join(filter(str.isdecimal, form.cleaned_data["code"]))
        if contacts.confirm_new(change, typed):
            return redirect(request.path)
        change = case.contact_changes.alive().first()
        form.add_error("code", WRONG if change else OFF)
    return show(request, case, code_form=form, status=422)


def show(
    request: HttpRequest,
    case: Case,
    form: ContactForm | None = None,
    code_form: CodeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    last = case.contact_changes.last()
    alive = case.contact_changes.alive().first() if last and last.done_at is None else None
    context = {
        "case": case,
        "email": contacts.masked(case.email),
        "phone": contacts.masked(case.phone),
        "asks": contacts.masked(contact_of(case)),
        "form": form or code_form or ContactForm(case),
        "pending": alive,
        "wanted": hints(alive) if alive else {},
        "code_form": code_form or CodeForm(),
        "done_at": last.done_at if last else None,
    }
    return render(request, "forms/contact.html", context, status=status)


def hints(change: ContactChange) -> contacts.Contacts:
    """What would be new, told to whoever knows it."""
    before, after = change.contacts["before"], change.contacts["after"]
    return {
        name: contacts.masked(after[name]) for name in contacts.NAMES if before[name] != after[name]
    }


@private
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opened from the old mailbox: agrees, or calls it off. Looking decides nothing."""
    office = office_of(request)
    change = change_asked(token, office)
    answer = request.POST.get("answer", "")
    if request.method == "POST" and change is None and exceeded(request, "pin"):
        return too_many(request, "pin")
    if change is not None and answer == "no":
        ContactChange.objects.filter(pk=change.pk).cancel()
    elif change is not None and answer == "yes":
        contacts.confirm_old(change)
    change = change_asked(token, office) if answer else change
    context = {
        "change": change,
        "wanted": hints(change) if change else {},
        "asked": change is not None and change.alive and not change.old_confirmed_at,
        "settled": change is not None and (change.done_at or change.alive),
        "called_off": change is not None and change.cancelled_at and answer == "no",
    }
    known = context["asked"] or context["settled"] or context["called_off"]
    status = 200 if known else 410
    return render(request, "forms/contact_confirm.html", context, status=status)
