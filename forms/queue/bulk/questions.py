"""What a bulk act asks once for all cases."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from forms.bulk.acts import Act
from forms.kinds.fields import number, text
from forms.models import BulkLine, BulkRun, Label, Reply
from forms.queue.case.questions import OfficerField
from forms.replies.filling import checked
from forms.replies.offering import place_of
from home.models import Role


class SharedForm(forms.Form):
    """The answers that all cases of the run share."""

    use_required_attribute = False

    def __init__(self, run: BulkRun, act: Act, data: Any = None) -> None:
        super().__init__(data)
        for name in act.asks:
            self.fields[name] = ASKED[name](run, act)

    @property
    def answers(self) -> dict[str, Any]:
        """As they are kept: a person or thing by its id."""
        given = self.cleaned_data.items()
        return {name: getattr(value, "pk", value) for name, value in given}

    def clean_reason(self) -> str:
        """Each case fills in its own code, name and days."""
        return checked(self.cleaned_data["reason"])


def replies_of(run: BulkRun, act: Act) -> list[Reply]:
    """Those that fit every case of the run, unfilled: each case fills in its own."""
    if act.row is None or not act.row.reason:
        return []
    cases = run.lines.filter(outcome=BulkLine.Outcome.READY).order_by()
    offices = set(cases.values_list("case__office", flat=True).distinct()[:2])
    kinds = set(cases.values_list("case__kind_code", flat=True).distinct()[:2])
    if len(offices) != 1:
        return []
    fitting = ("", *(kinds if len(kinds) == 1 else ()))
    here = Reply.objects.filter(office__in=offices, kind__in=fitting)
    return list(here.filter(place=place_of(act.row.to)))


def with_reply(run: BulkRun, act: Act, post: QueryDict) -> QueryDict:
    """What was typed, with the chosen reply after it."""
    typed = post.copy()
    for reply in replies_of(run, act):
        if str(reply.pk) == post.get("mau"):
            typed["reason"] = f"{post.get('reason', '').rstrip()}\n\n{reply.body}".lstrip()
    return typed


def ask_reason(run: BulkRun, act: Act) -> forms.Field:
    read = _("Người nộp đọc được.") if act.told else _("Chỉ người trong đơn vị đọc được.")
    places = _("Dùng được {mã hồ sơ}, {người nộp}, {hạn}: mỗi hồ sơ điền riêng.")
    return text(
        _("Lý do, chung cho mọi hồ sơ"), 2000, rows=6, help=format_lazy("{} {}", read, places)
    )


def ask_limit(run: BulkRun, act: Act) -> forms.Field:
    return number(
        _("Thời hạn giải quyết (ngày làm việc)"),
        least=1,
        most=400,
        required=False,
        help=_("Để trống: mỗi hồ sơ theo thời hạn của thủ tục của nó."),
    )


def ask_officer(run: BulkRun, act: Act) -> forms.Field:
    """Those of the offices that the cases belong to; each case takes none but its own office's."""
    offices = run.lines.order_by().values("case__office")
    here = {
        "groups__office_group__office__in": offices,
        "groups__office_group__role": Role.OFFICER,
    }
    people = get_user_model().objects.filter(is_active=True, **here)
    return OfficerField(
        people.order_by("last_name", "pk").distinct(),
        label=_("Người xử lý"),
        empty_label=_("— Chọn —"),
    )


def ask_why(run: BulkRun, act: Act) -> forms.Field:
    """Leaders and clerks need none."""
    told = _("Chuyên viên giao lại hồ sơ của mình thì phải ghi. Chỉ người trong đơn vị đọc được.")
    return text(_("Lý do giao"), 2000, rows=3, required=False, help=told)


def ask_label(run: BulkRun, act: Act) -> forms.Field:
    offices = run.lines.order_by().values("case__office")
    return forms.ModelChoiceField(
        Label.objects.filter(office__in=offices), label=_("Nhãn"), empty_label=_("— Chọn —")
    )


ASKED: dict[str, Callable[[BulkRun, Act], forms.Field]] = {
    "reason": ask_reason,
    "working_days": ask_limit,
    "officer": ask_officer,
    "why": ask_why,
    "label": ask_label,
}
