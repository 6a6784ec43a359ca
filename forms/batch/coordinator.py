"""What a coordinator is asked once for the whole batch: who files, by which paper, for which
school."""

from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from forms.citizen.drafts import Files, attached, take_files
from forms.kinds import KINDS
from forms.kinds.base import Step, posted
from forms.kinds.fields import text
from forms.kinds.traits import Privacy
from forms.models import Batch

TITLE = "coordinator_title"


@cache
def coordinator_step(kind_code: str) -> type[Step]:
    """The kind's own steps about who files, as one; what a batch knows by itself is not asked."""
    kind = KINDS[kind_code]
    assert kind.batching
    batching = kind.batching

    def rules(form: Step) -> None:
        for step in batching.who:
            step.rules(form)

    asked = {
        name: field
        for step in kind.steps
        for name, field in step.base_fields.items()
        if step in batching.who or name in batching.common
        if name not in batching.fixed and name not in batching.named
    }
    words = {
        "slug": "truong",
        "title": batching.title,
        "lead": _("Điền một lần cho cả danh sách. Sau đó tải bảng mẫu, điền rồi gửi lại."),
        "field_order": [*batching.common, "represented_id", "submitter_name", TITLE],
        "rules": rules,
        TITLE: text(_("Chức vụ"), 120, privacy=Privacy.BASIC),
    }
    return type("CoordinatorStep", (Step,), {**asked, **words})


def fixed(batch: Batch) -> dict[str, Any]:
    assert batch.kind.batching
    return dict(batch.kind.batching.fixed)


def take(batch: Batch, data: Any, files: Files) -> Step:
    """Stores what the coordinator sent, right or wrong, and returns it judged."""
    form = coordinator_step(batch.kind_code)(batch.office, fixed(batch), data)
    held = attached(batch)
    form.upload_errors = take_files(batch, form, files, held)
    form.attachments = held
    batch.store(form.to_store())
    batch.save()
    return form


def stored(batch: Batch, judge: bool = True) -> Step:
    """The coordinator's answers as they lie; judged, the step tells what is missing."""
    step = coordinator_step(batch.kind_code)
    answers = {**batch.answers, **fixed(batch)}
    data = posted(step, answers) if judge else None
    return step(batch.office, answers, data, attachments=attached(batch))
