"""Letting somebody help: they read how the case stands by a PIN of their own, until it is taken
back. They do nothing in the citizen's name (`case_or_404` keeps them out of all else)."""

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from forms.access import once
from forms.citizen.access import case_or_404, private
from forms.citizen.limits import exceeded, too_many
from forms.kinds.fields import text
from forms.models import Case, Event, Helper
from forms.models.events import record
from forms.models.second_pins import MOST_HELPERS, second_digest
from search.numbers import row_id

PURPOSE = "second-pin"


class HelperForm(forms.Form):
    """Whom the citizen lets see; the name is for the citizen alone."""

    use_required_attribute = False
    name = text(
        _("Bạn gọi người giúp là gì?"),
        60,
        help=_("Ví dụ: con gái, cô giáo chủ nhiệm. Chỉ bạn đọc được tên này."),
    )


@dataclass(frozen=True)
class Given:
    """A PIN just made, shown this once."""

    helper: Helper
    pin: str


@private
@require_http_methods(["GET", "POST"])
def helpers(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Who may see the case, and since when; one more may, or one no longer."""
    with transaction.atomic():
        case = case_or_404(request, key, lock=request.method == "POST")
        if case.is_draft:
            return redirect("case_tasks", key=key)
        if request.method == "GET":
            return show(request, case, HelperForm())
        if exceeded(request, "step"):
            return too_many(request, "step")
        if taken := request.POST.get("take_back", ""):
            take_back(case, taken)
            return redirect(f"{request.path}#dang-xem")
        return let(request, case)


def let(request: HttpRequest, case: Case) -> HttpResponse:
    """One more helper, whose PIN this answer alone shows. The caller holds the case's row."""
    form = HelperForm(request.POST)
    found = once.pin_of(PURPOSE, case, request.POST.get("ticket", ""))
    if not form.is_valid() or found is None:
        if found is None and form.is_valid():
            form.add_error(None, _("Trang này mở đã lâu. Hãy bấm lại nút."))
        return show(request, case, form, status=422)
    pin, _owner = found
    sent_before = Helper.objects.filter(pin_digest=second_digest(case.key.hex, pin)).first()
    if sent_before is not None:
        if sent_before.revoked_at is not None:
            return redirect("follow_helpers", key=case.key)
        return show(request, case, HelperForm(), Given(sent_before, pin))
    if case.helpers.standing().count() >= MOST_HELPERS:
        form.add_error(None, FULL % {"most": MOST_HELPERS})
        return show(request, case, form, status=422)
    digest = second_digest(case.key.hex, pin)
    helper = Helper.objects.create(case=case, name=form.cleaned_data["name"], pin_digest=digest)
    note(case, _("Người nộp cho một người xem hồ sơ bằng mã PIN riêng."))
    return show(request, case, HelperForm(), Given(helper, pin))


FULL = _("Nhiều nhất %(most)d người cùng xem được. Hãy thu lại quyền xem của một người trước.")


def take_back(case: Case, which: str) -> None:
    """From the next request on, this helper's PIN opens nothing. The caller holds the case's row.

    Whatever is no number of theirs is nobody.
    """
    if case.helpers.filter(pk=row_id(which)).take_back():
        note(case, _("Người nộp thu lại quyền xem của người giúp."))


def note(case: Case, what: Any) -> None:
    """A line of the history, for the office to read, without the helper's name."""
    with override("vi"):
        record(case, Event.Act.HELPER, note=str(what))
    case.save(update_fields=["history_length", "history_head"])


def show(
    request: HttpRequest,
    case: Case,
    form: HelperForm,
    given: Given | None = None,
    status: int = 200,
) -> HttpResponse:
    everybody = list(case.helpers.all())
    standing = [helper for helper in everybody if helper.revoked_at is None]
    context: dict[str, Any] = {
        "case": case,
        "form": form,
        "given": given,
        "standing": standing,
        "former": [helper for helper in everybody if helper.revoked_at is not None],
        "full": len(standing) >= MOST_HELPERS,
        "most": MOST_HELPERS,
        "ticket": once.ticket(PURPOSE, case),
        "today": timezone.localdate(),
    }
    return render(request, "forms/helpers.html", context, status=status)
