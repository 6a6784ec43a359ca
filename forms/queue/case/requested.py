"""What carrying out a request asks of the officer: the answer to its citizen, and the new values.

The values are judged by the kind's own fields and rules; what the citizen wrote is offered where it
passes.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.grants.written import Written, written_from
from forms.kinds import data_request as rights
from forms.kinds.data_request import RIGHTS
from forms.kinds.declared import own
from forms.kinds.display import labels, shown
from forms.kinds.fields import text
from forms.kinds.rows import as_json, rows_of
from forms.models import Case
from forms.requests.correcting import Wanted, asked_in, faults, steps_of, wanted
from forms.requests.keeping import Plan, plan_for
from search.text import fold

NEW = "new-"
Fields = dict[str, forms.Field]


class Answering:
    """A request before the officer who answers it."""

    def __init__(self, request: Case) -> None:
        assert request.about is not None
        self.request, self.case = request, request.about
        self.right = str(request.all_answers.get("right") or "")

    @property
    def title(self) -> Any:
        return dict(RIGHTS).get(self.right, "")

    @cached_property
    def plan(self) -> Plan | None:
        """What erasing would do."""
        return plan_for(self.case) if self.right == rights.ERASE else None

    @cached_property
    def wanted(self) -> dict[str, Wanted]:
        return wanted(self.request) if self.right == rights.CORRECT else {}

    @cached_property
    def written(self) -> list[Written]:
        """Entries of registers that the other case made: an officer corrects those by hand."""
        return written_from(self.case) if self.right in (rights.CORRECT, rights.ERASE) else []

    @cached_property
    def steps(self) -> list[Any]:
        return list(asked_in(steps_of(self.case, {}), self.wanted)) if self.wanted else []

    @property
    def no_longer_asked(self) -> list[Any]:
        """What the citizen wants corrected, and the case has no more: the labels."""
        asked = {name for _step, names in self.steps for name in names}
        return [self.case.kind.labels[name] for name in self.wanted if name not in asked]

    @cached_property
    def fields(self) -> Fields:
        """The answer, and a field of the kind's own for each value."""
        found: Fields = {}
        for step, names in self.steps:
            for name in names:
                found |= dict(self.value_fields(step, name))
        answer = text(gettext_lazy("Trả lời người yêu cầu"), 2000, rows=6)
        answer.help_text, answer.initial = gettext_lazy("Người yêu cầu đọc được."), self.answer
        return found | {"reason": answer}

    def value_fields(self, step: Any, name: str) -> Iterator[tuple[str, forms.Field]]:
        stored = self.case.all_answers.get(name)
        if name not in step.row_sets:
            yield NEW + name, self.value_field(step, name, stored)
            return
        group = step.row_sets[name].field
        for number, row in enumerate(rows_of(stored)):
            for cell, column in group.row.base_fields.items():
                field = own(column)
                step.sources.fill(field, [("", "—")])
                field.label = f"{group.one} {number + 1} – {column.label}"
                field.initial, field.required = row.get(cell), False
                yield f"{NEW}{name}-{number}-{cell}", field
        wish = self.wanted[name]
        note = text(gettext_lazy("Người yêu cầu viết"), 2000, rows=3, required=False)
        note.initial, note.disabled = f"{wish.new_value}\n{wish.why}".strip(), True
        yield f"{NEW}{name}-wish", note

    def value_field(self, step: Any, name: str, stored: Any) -> forms.Field:
        field, wish = step.fields[name], self.wanted[name]
        field.required = bool(field.needed)
        field.initial = stored
        told = [
            _("Hiện nay: %(text)s.") % {"text": shown(field, stored, step.sources) or "–"},
            _("Người yêu cầu viết: %(text)s.") % {"text": wish.new_value.rstrip(".")},
        ]
        if wish.why:
            told.append(_("Vì sao: %(text)s.") % {"text": wish.why.rstrip(".")})
        field.help_text = " ".join(told)
        typed = meant(field, wish.new_value, step.sources)
        try:
            field.clean(typed)
        except ValidationError:
            return field
        field.initial = typed
        return field

    def values(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """The new answers as a case stores them."""
        found: dict[str, Any] = {}
        for step, names in self.steps:
            for name in names:
                if name in step.row_sets:
                    found[name] = self.rows(name, cleaned)
                elif NEW + name in cleaned:
                    found[name] = as_json(cleaned[NEW + name])
        return found

    def rows(self, name: str, cleaned: Mapping[str, Any]) -> list[dict[str, Any]]:
        rows = [dict(row) for row in rows_of(self.case.all_answers.get(name))]
        for number, row in enumerate(rows):
            for cell in row:
                if (key := f"{NEW}{name}-{number}-{cell}") in cleaned:
                    row[cell] = as_json(cleaned[key])
        return rows

    def faults(self, values: Mapping[str, Any]) -> Iterator[tuple[str | None, str]]:
        """What the kind's rules say to these values: the form's field, if it has it, and why."""
        for name, message in faults(self.case, values).items():
            mine = NEW + name if name in values and NEW + name in self.fields else None
            label = self.case.kind.labels.get(name, name)
            yield mine, message if mine else f"{label}: {message}"

    @property
    def answer(self) -> str:
        """A ready answer for what is carried out."""
        if self.plan:
            return self.plan.answer
        return str(ANSWERS.get(self.right, ""))

    @property
    def refusal(self) -> str:
        """A ready reason for what cannot be."""
        return self.plan.refused if self.plan else ""


def meant(field: forms.Field, typed: str, sources: Any) -> Any:
    """What a citizen wrote, as the field takes it: the code of a choice that they named."""
    if not isinstance(field, forms.ChoiceField):
        return typed
    known = labels(field, sources)  # type: ignore[arg-type]
    code = next((code for code, label in known.items() if fold(label) == fold(typed)), typed)
    return [code] if isinstance(field, forms.MultipleChoiceField) else code


ANSWERS = {
    rights.SEE: gettext_lazy(
        "Bạn tải được bản sao mọi dữ liệu của hồ sơ ở trang tra cứu, trong 7 ngày."
    ),
    rights.CORRECT: gettext_lazy("Đơn vị đã sửa những mục bạn yêu cầu."),
    rights.RESTRICT: gettext_lazy(
        "Từ nay việc xem dữ liệu của hồ sơ này bị hạn chế, chỉ lãnh đạo đơn vị mở được."
    ),
    rights.OBJECT: gettext_lazy(
        "Đơn vị ghi nhận ý kiến của bạn. Từ nay chỉ lãnh đạo đơn vị mở được dữ liệu của hồ sơ này."
    ),
    rights.WITHDRAW: gettext_lazy(
        "Điều bạn rút lại có hiệu lực từ lúc bạn gửi; đơn vị đã ngừng mọi việc dựa trên điều đó."
    ),
}
