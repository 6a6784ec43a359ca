"""Going on with a draft on another device: by code and PIN, or by a link sent by e-mail."""

import uuid

from django import forms
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from forms.access.draft_links import open_link, usable
from forms.citizen.access import allow, case_or_404, office_of, private
from forms.citizen.code_and_pin import AnyText, CodeAndPin, ask
from forms.citizen.limits import exceeded, too_many
from forms.kinds.inputs import MailField
from forms.kinds.keyboards import MAIL
from forms.models import Notice
from forms.notices.telling import send_links, write
from forms.sealing import seal


class ResumeForm(CodeAndPin):
    """As the list of a draft's steps shows it."""

    unknown = _(
        "Không tìm thấy bản nháp nào với mã và PIN này. Hãy xem lại mã bạn đã ghi; bản nháp quá "
        "hạn giữ thì đã bị xóa."
    )
    code = AnyText(label=_("Mã bản nháp"), help_text=_("Ví dụ NHAP-4F7-K2M-9QX."))
    pin = AnyText(label=_("Mã PIN"), help_text=_("8 chữ và số, ghi cạnh mã bản nháp."))


class AddressForm(forms.Form):
    """Where a link is sent to."""

    use_required_attribute = False
    email = MailField(
        label=_("Thư điện tử"),
        max_length=254,
        widget=forms.EmailInput(attrs=MAIL),
        error_messages={"required": _("Hãy điền mục này.")},
    )


@private
@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Asks for code and PIN of a draft."""
    return ask(request, ResumeForm, "forms/resume.html")


def flooding(request: HttpRequest, email: str) -> bool:
    """Counts the mails that one address causes, and those that one mailbox gets."""
    counted = [exceeded(request, "link"), exceeded(request, "link-to", email.lower())]
    return any(counted)


@private
@require_http_methods(["GET", "POST"])
def send_link(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Sends a link to the draft that this browser holds to the address typed."""
    case = case_or_404(request, key)
    if not case.is_draft:
        return redirect("case_receipt", key=key)
    form = AddressForm(request.POST or None, initial={"email": case.email})
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "forms/send_link.html", {"case": case, "form": form}, status=status)
    email = form.cleaned_data["email"]
    if flooding(request, email):
        return too_many(request, "link")
    write(case, Notice.Draft.LINK, email, get_language() or case.language)
    return render(request, "forms/link_sent.html", {"case": case, "email": email})


@private
@require_http_methods(["GET", "POST"])
def lost(request: HttpRequest) -> HttpResponse:
    """For whoever has neither code nor PIN: links to the drafts that name this address.

    The answer is the same whether there are any: a job looks for them.
    """
    office = office_of(request)
    form = AddressForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "forms/send_link.html", {"form": form}, status=status)
    email = form.cleaned_data["email"]
    if flooding(request, email):
        return too_many(request, "link")
    send_links.enqueue(office.pk, seal(email), get_language() or "vi")
    return render(request, "forms/link_sent.html", {"email": email})


@private
@require_http_methods(["GET", "POST"])
def use_link(request: HttpRequest, token: str) -> HttpResponse:
    """Opens a draft by the link in a mail.

    Looking uses nothing up, as scanners look into mails too; the button does.
    """
    office = office_of(request)
    if request.method == "GET":
        if usable(token, office):
            return render(request, "forms/use_link.html")
    elif opened := open_link(token, office, browser_of(request)):
        case, pin = opened
        response = redirect("case_tasks", key=case.key)
        allow(request, response, case.key, pin)
        return response
    elif exceeded(request, "pin"):
        return too_many(request, "pin")
    return render(request, "forms/link_used.html", status=410)


def browser_of(request: HttpRequest) -> str:
    """What tells this browser from others: the secret that its forms are protected by."""
    get_token(request)
    return str(request.META["CSRF_COOKIE"])
