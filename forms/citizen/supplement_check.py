"""Completing a sent case: what will be sent, old beside new, and sending it, which is done once."""

import uuid
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from forms.citizen import drafts
from forms.citizen.access import case_or_404, private
from forms.citizen.limits import exceeded, too_many
from forms.citizen.supplement import over
from forms.clock import MissingYear
from forms.kinds.asked import AsAsked
from forms.kinds.comparing import Change, compared
from forms.kinds.display import answered
from forms.kinds.fields import text
from forms.models import Remark
from forms.supplements.answering import Answering
from forms.supplements.sending import questions_kept, seen, send

#: Nothing is promised by guess: what is sent would have no day.
NO_CALENDAR = _(
    "Đơn vị chưa nhập lịch làm việc của năm hẹn trả nên chưa nhận được bổ sung. Những gì bạn đã "
    "điền được giữ nguyên: hãy báo cho đơn vị rồi gửi lại."
)


class SendForm(forms.Form):
    """The declaration of truth again, and words about each marked point that stays as it was."""

    use_required_attribute = False
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    declaration = forms.BooleanField(
        label=_("Tôi cam đoan các thông tin và giấy tờ trên là đúng sự thật."),
        error_messages={"required": _("Hãy đánh dấu để cam đoan.")},
    )

    def __init__(self, answering: Answering, data: Any = None) -> None:
        self.now = seen(answering)
        super().__init__(data, initial={"seen": self.now})
        self.unmet = answering.unmet
        for remark in self.unmet:
            field = text(_("Vì sao bạn giữ nguyên, hoặc bạn giải trình thế nào?"), 2000, rows=3)
            field.initial = remark.reply
            self.fields[reply_name(remark)] = field
        self.order_fields([*map(reply_name, self.unmet), "seen", "declaration"])

    @property
    def changed(self) -> bool:
        """Whether something else would be sent than the page showed."""
        return self.is_bound and self.data.get("seen") != self.now

    @property
    def explanations(self) -> list[tuple[Remark, forms.BoundField]]:
        return [(remark, self[reply_name(remark)]) for remark in self.unmet]

    @property
    def replies(self) -> dict[int, str]:
        """What was written that can be kept, by the key of the remark."""
        given = ((one.pk, self.cleaned_data.get(reply_name(one))) for one in self.unmet)
        return {pk: reply for pk, reply in given if reply}


def reply_name(remark: Remark) -> str:
    return f"reply-{remark.pk}"


@private
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What will be sent, old beside new; sent from here."""
    if request.method == "GET":
        answering = Answering.of(case_or_404(request, key))
        if answering is None:
            return over(request, key)
        return show_check(request, answering, SendForm(answering))
    if exceeded(request, "submit"):
        return too_many(request, "submit")
    with transaction.atomic():
        answering = Answering.of(case_or_404(request, key, lock=True))
        if answering is None:
            return over(request, key)
        form = SendForm(answering, request.POST)
        valid = form.is_valid()
        keep_replies(answering, form.replies)
        ready = valid and not form.changed and sendable(answering)
        try:
            with transaction.atomic():
                if ready:
                    send(answering, form.replies)
                    return redirect("supplement_sent", key=key)
        except MissingYear:  # the office has to mend it; nothing that was done is lost
            form.add_error(None, NO_CALENDAR)
            answering = Answering.of(case_or_404(request, key)) or answering
    return show_check(request, answering, form, status=409 if form.changed else 422)


def keep_replies(answering: Answering, replies: dict[int, str]) -> None:
    """What was written stays, whatever else is missing."""
    for remark in answering.remarks:
        reply = replies.get(remark.pk, "")
        if reply and reply != remark.reply:
            remark.reply = reply
            remark.save(update_fields=["sealed_reply"])


def sendable(answering: Answering) -> bool:
    """Whether there is something to send, and nothing wrong in it."""
    return not answering.to_mend and bool(answering.remarks or answering.anything)


def show_check(
    request: HttpRequest, answering: Answering, form: SendForm, status: int = 200
) -> HttpResponse:
    if form.changed:
        form = SendForm(answering)
    context = {
        "case": answering.case,
        "supplement": answering.supplement,
        "changes": changes(answering),
        "marks": answering.remarks,
        "wrong": [step for step in answering.now if step.slug in answering.to_mend],
        "sendable": sendable(answering),
        "form": form,
        "again": status == 409,
    }
    return render(request, "forms/supplement/check.html", context, status=status)


def changes(answering: Answering) -> list[Change]:
    """Old beside new, as it would be sent."""
    case = answering.case
    kept = case.as_asked
    then = AsAsked(questions_kept(case, answering) or kept.questions, kept.chosen)
    old = drafts.still_asked(case.kind, case.all_answers)
    new = drafts.answers_of(answering)
    return compared(
        answered(case.kind, case.office, old, answering.before, asked=kept),
        answered(case.kind, case.office, new, answering.now, asked=then),
    )
