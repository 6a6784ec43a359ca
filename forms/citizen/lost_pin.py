"""A PIN that was lost: a link to the contact that the case has, and the new PIN, shown once."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from forms.access.case_links import pin_link
from forms.access.new_pins import redeem, send_pin_link
from forms.citizen.access import allow, office_of, private
from forms.citizen.code_and_pin import AnyText
from forms.citizen.limits import exceeded, too_many
from forms.citizen.resuming import browser_of
from forms.kinds.inputs import MailField, PhoneField, TextField
from forms.kinds.keyboards import MAIL
from forms.references import tidy_code
from forms.sealing import seal


class ContactField(TextField):
    """An e-mail address or, where the office reaches phones, a number."""

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        by_phone = bool(settings.PHONE_CHANNEL) and typed and "@" not in typed
        found: str = (PhoneField() if by_phone else MailField(required=False)).clean(typed)
        return found


class LostPinForm(forms.Form):
    """What tells whose PIN is lost."""

    use_required_attribute = False
    code = AnyText(
        label=_("Mã hồ sơ"),
        help_text=_("Ví dụ 000.00.00.T79-261121-0001, ghi trên biên nhận."),
        error_messages={"required": _("Hãy điền mục này.")},
    )
    contact = ContactField(
        label=_("Thư điện tử đã ghi trong hồ sơ"),
        max_length=254,
        widget=forms.TextInput(attrs=MAIL),
        error_messages={"required": _("Hãy điền mục này.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        if settings.PHONE_CHANNEL:
            self.fields["contact"].label = _("Thư điện tử hoặc số điện thoại đã ghi trong hồ sơ")


@private
@require_http_methods(["GET", "POST"])
def lost_pin(request: HttpRequest) -> HttpResponse:
    """Asks for the code and its contact. The answer is the same whether they belong together, and
    also when that mailbox has had enough: then its links lie there already."""
    office = office_of(request)
    form = LostPinForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "forms/lost_pin.html", {"form": form}, status=status)
    if exceeded(request, "link"):
        return too_many(request, "link")
    contact = form.cleaned_data["contact"]
    if not exceeded(request, "link-to", contact.lower()):
        code = tidy_code(form.cleaned_data["code"])
        send_pin_link.enqueue(office.pk, seal([code, contact]))
    return render(request, "forms/lost_pin_sent.html", {"contact": contact})


@private
@require_http_methods(["GET", "POST"])
def use_pin_link(request: HttpRequest, token: str) -> HttpResponse:
    """Makes the new PIN. Looking uses nothing up, as scanners look into mails too; the button does.

    What this browser knew of the case before is forgotten with its old PIN.
    """
    link = pin_link(token, office_of(request))
    if request.method == "GET":
        if link is not None and not link.used_by:
            return render(request, "forms/use_pin_link.html", {"case": link.case})
    elif link is not None and (pin := redeem(link, token, browser_of(request))):
        response = render(request, "forms/new_pin.html", {"case": link.case, "pin": pin})
        allow(request, response, link.case.key, pin)
        return response
    elif exceeded(request, "pin"):
        return too_many(request, "pin")
    return render(request, "forms/pin_link_used.html", status=410)
