"""For how long which records are kept: periods that are data, with the sentences that say them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from forms.kinds.rules import read

SENTENCES = {
    "licence": _(
        "Hồ sơ cấp phép: {n} năm sau khi trung tâm ngừng hoạt động; quyết định được giữ vĩnh viễn."
    ),
    "nomination": _(
        "Hồ sơ đề nghị công nhận: {n} năm kể từ năm có quyết định; quyết định được giữ vĩnh viễn."
    ),
    "student": _("Hồ sơ lưu học sinh: {n} năm sau khi bạn kết thúc khóa học."),
    "student_scans": _("Ảnh hộ chiếu và thị thực: xóa {n} tháng sau khi bạn kết thúc khóa học."),
    "data_request": _("Yêu cầu về dữ liệu cá nhân: {n} năm kể từ khi đơn vị trả lời."),
    "unfinished": _("Hồ sơ bị từ chối, bị dừng, quá hạn hoặc được rút: {n} năm."),
    "access_log": _("Nhật ký những ai đã xem hồ sơ: {n} năm."),
}


@dataclass(frozen=True)
class Period:
    """One period in force, in years (of scans: months); `checked` against the official text."""

    value: int
    sentence: Any
    checked: bool


def period(name: str, day: date) -> Period:
    """The period of this name in force on a day."""
    for row in read("retention.yaml")[name]:
        if row["valid_from"] <= day and (row["valid_to"] is None or day <= row["valid_to"]):
            sentence = format_lazy(SENTENCES[name], n=row["value"])
            return Period(row["value"], sentence, row["mark"] == "V")
    raise LookupError(f"no retention period of {name} is in force on {day}")
