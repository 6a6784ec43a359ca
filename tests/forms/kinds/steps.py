"""Drives steps in tests: judge stored answers, collect what is wrong, warned of and asked."""

from collections.abc import Mapping
from typing import Any

from forms.kinds import KINDS
from forms.kinds.base import Step
from home.models import Office
from tests.forms.kinds import answers as given


class AnyFile(dict):  # type: ignore[type-arg]
    """Attachments with a file in every place."""

    def get(self, key: str, default: Any = None) -> Any:
        return ["tệp"]


def judge(
    office: Office, kind: str, answers: Mapping[str, Any], attachments: Any = None
) -> list[Step]:
    """The steps of a case with these answers; files lie in the places that need them, no others."""
    if attachments is None:
        attachments = {name: ["tệp"] for name in given.files(kind, dict(answers))}
    return KINDS[kind].check(office, answers, attachments)


def wrong(steps: list[Step]) -> dict[str, str]:
    """The first message of each mistake by the id that the summary links to."""
    found: dict[str, str] = {}
    for step in steps:
        for target, _label, message in step.summary_errors:
            found.setdefault(target.removeprefix("id_"), str(message))
    assert bool(found) is not all(step.is_valid() for step in steps)
    return found


def warned(steps: list[Step]) -> dict[str, str]:
    return {name: str(text) for step in steps if step.is_valid() for name, text in step.warnings()}


def asked(steps: list[Step]) -> set[str]:
    """What the citizen is really asked."""
    return {name for step in steps for name in step.fields if step.applies(name)}
