"""What a kind's data are for, in the words that a citizen reads before sending.

A state body that handles a statutory procedure informs and needs no consent; consent is asked only
for what the procedure does not need, and is never required (Law 91/2025/QH15, NĐ 356/2025/NĐ-CP).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from forms.kinds.inputs import Label
from forms.kinds.traits import Condition


@dataclass(frozen=True)
class Permission:
    """Something that a citizen may allow besides, and take back at any time."""

    code: str
    label: Label
    asked: tuple[Condition, ...] = ()

    def applies(self, answers: Mapping[str, Any]) -> bool:
        return all(condition.holds(answers) for condition in self.asked)


SURVEY = Permission(
    "survey",
    _("Cho phép đơn vị liên hệ với tôi một lần, sau khi trả kết quả, để hỏi mức độ hài lòng."),
)


@dataclass(frozen=True)
class DataUse:
    """Why a kind asks what it asks, by which law, who reads it, and for how long it is kept.

    `kept` names periods of `forms/data/retention.yaml`.
    """

    purpose: Label
    basis: Label
    seen_by: Label
    without: Label
    kept: tuple[str, ...]
    permissions: tuple[Permission, ...] = (SURVEY,)

    def offered(self, answers: Mapping[str, Any]) -> list[Permission]:
        """The permissions that make sense for these answers."""
        return [one for one in self.permissions if one.applies(answers)]
