"""What a move asks of the officer who makes it: a reason, a limit, a day, a person."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from forms.kinds.fields import number, text
from forms.models import Case
from forms.models.events import name_of
from forms.queue.limits import usual_limit
from forms.states import TOLD, Transition
from forms.transitions import Details
from home.models import Role


class OfficerField(forms.ModelChoiceField):
    """An officer of the case's own office."""

    def label_from_instance(self, user: Any) -> str:
        return name_of(user)


class MoveForm(forms.Form):
    """What one row of the table of transitions asks for."""

    use_required_attribute = False

    def __init__(self, case: Case, row: Transition, data: Any = None) -> None:
        super().__init__(data)
        if row.asks:
            name, field = ASKED[row.asks](case)
            self.fields[name] = field
        if row.reason:
            told = row.to in TOLD
            self.fields["reason"] = text(
                _("Lý do"),
                2000,
                rows=6,
                help=_("Người nộp đọc được.") if told else _("Chỉ người trong đơn vị đọc được."),
            )

    @property
    def details(self) -> Details:
        return Details(**self.cleaned_data)


def ask_limit(case: Case) -> tuple[str, forms.Field]:
    field = number(
        _("Thời hạn giải quyết (ngày làm việc)"),
        least=1,
        most=400,
        help=_("Ngày hẹn trả được tính theo lịch làm việc của đơn vị."),
    )
    field.initial = usual_limit(case)
    return "working_days", field


def ask_brought(case: Case) -> tuple[str, forms.Field]:
    """What came at the counter; what is asked for is marked on a page of its own."""
    return "reason", text(
        _("Người nộp đã bổ sung những gì"),
        2000,
        rows=4,
        required=False,
        help=_("Ghi vào nhật ký hồ sơ. Những gì người nộp đang sửa trực tuyến mà chưa gửi bị bỏ."),
    )


def ask_officer(case: Case) -> tuple[str, forms.Field]:
    here = {"groups__office_group__office": case.office, "groups__office_group__role": Role.OFFICER}
    officers = get_user_model().objects.filter(is_active=True, **here).order_by("last_name", "pk")
    return "officer", OfficerField(
        officers.distinct(), label=_("Người xử lý"), empty_label=_("— Chọn —")
    )


ASKED = {"limit": ask_limit, "brought": ask_brought, "officer": ask_officer}
