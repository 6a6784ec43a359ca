"""What a move asks of the officer who makes it: a reason, a limit, a day, a person."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from forms.kinds.fields import number, text
from forms.models import Case
from forms.models.events import name_of
from forms.moves.transitions import Details
from forms.queue.case.requested import Answering, Fields
from forms.queue.limits import usual_limit
from forms.states import State, Transition
from home.models import Role

#: The most characters of what was typed that are given back to be copied.
LONGEST = 20_000
#: Answers that a move takes by their own names; others are values of a corrected case.
DETAILS = frozenset(one.name for one in fields(Details)) - {"values"}


def typed_in(form: forms.Form) -> str:
    """All that was written into a form, for whoever can only copy it."""
    lines = [(one, one.data.strip()) for one in form if isinstance(one.data, str)]
    written = [f"{one.label}: {in_words(one.field, text)}" for one, text in lines if text]
    alone = written[0].partition(": ")[2] if len(written) == 1 else ""
    return (alone or "\n".join(written))[:LONGEST]


def in_words(field: forms.Field, typed: str) -> str:
    """A choice by its name; a person stays who they are by id."""
    if not isinstance(field, forms.ChoiceField) or isinstance(field, forms.ModelChoiceField):
        return typed
    known: Any = field.choices
    return str(dict(known).get(typed, typed))


class OfficerField(forms.ModelChoiceField):
    """An officer of the case's own office."""

    def label_from_instance(self, user: Any) -> str:
        return name_of(user)


class MoveForm(forms.Form):
    """What one row of the table of transitions asks for."""

    use_required_attribute = False

    def __init__(self, case: Case, row: Transition, data: Any = None) -> None:
        super().__init__(data)
        self.row, self.answering = row, Answering(case) if case.about_id else None
        if row.asks:
            self.fields |= ASKED[row.asks](self.answering or case)
        if row.reason:
            told = row.told
            self.fields["reason"] = text(
                _("Lý do"),
                2000,
                rows=6,
                help=_("Người nộp đọc được.") if told else _("Chỉ người trong đơn vị đọc được."),
            )
            if self.answering and row.to == State.NOT_APPROVED:
                self.fields["reason"].initial = self.answering.refusal

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        values = {} if self.errors else self.values(cleaned)
        if self.answering and values:
            for name, message in self.answering.faults(values):
                self.add_error(name, message)
        return cleaned

    def values(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """What answers become; nothing by a move that does not ask for them."""
        asked = self.answering if self.row.asks == "values" else None
        return asked.values(cleaned) if asked else {}

    @property
    def details(self) -> Details:
        known = {name: value for name, value in self.cleaned_data.items() if name in DETAILS}
        return Details(**known, values=self.values(self.cleaned_data))


def ask_limit(case: Case) -> Fields:
    field = number(
        _("Thời hạn giải quyết (ngày làm việc)"),
        least=1,
        most=400,
        help=_("Ngày hẹn trả được tính theo lịch làm việc của đơn vị."),
    )
    field.initial = usual_limit(case)
    return {"working_days": field}


def ask_brought(case: Case) -> Fields:
    """What came at the counter; what is asked for is marked on a page of its own."""
    brought = text(
        _("Người nộp đã bổ sung những gì"),
        2000,
        rows=4,
        required=False,
        help=_("Ghi vào nhật ký hồ sơ. Những gì người nộp đang sửa trực tuyến mà chưa gửi bị bỏ."),
    )
    return {"reason": brought}


def ask_officer(case: Case) -> Fields:
    here = {"groups__office_group__office": case.office, "groups__office_group__role": Role.OFFICER}
    officers = get_user_model().objects.filter(is_active=True, **here).order_by("last_name", "pk")
    people = officers.distinct()
    return {"officer": OfficerField(people, label=_("Người xử lý"), empty_label=_("— Chọn —"))}


def ask_ground(answering: Answering) -> Fields:
    law = text(_("Căn cứ pháp lý"), 300, help=_("Điều khoản nào của văn bản nào."))
    return {"ground": law}


def ask_values(answering: Answering) -> Fields:
    return answering.fields


ASKED: dict[str, Callable[[Any], Fields]] = {
    "limit": ask_limit,
    "brought": ask_brought,
    "officer": ask_officer,
    "values": ask_values,
    "ground": ask_ground,
}
