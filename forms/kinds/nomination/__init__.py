"""Nominations of learning families, clans, communities, units and citizens.

Rules: TT 22/2020/TT-BGDĐT (units), QĐ 387/QĐ-TTg and QĐ 677/QĐ-TTg (the others). Self-scores are
asked only where a complete set of criteria exists; their questions are made of that set.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from forms.kinds.alike import Likeness
from forms.kinds.authority import AuthorityStep
from forms.kinds.base import Kind
from forms.kinds.nomination.criteria import HALF, exact, field_name, self_scores
from forms.kinds.nomination.members import MembersStep
from forms.kinds.nomination.nominee import ModelStep, NomineeStep, RepresentativeStep
from forms.kinds.nomination.scoring import EvidenceStep, PercentStep, ScoreStep
from forms.kinds.once import Once, as_said, without
from forms.kinds.place import commune_code
from forms.kinds.privacy import SURVEY, DataUse, Permission
from forms.kinds.submitter import SubmitterStep
from forms.kinds.traits import Privacy, Traits

__all__ = ["HALF", "NominationKind", "NomineeStep", "exact", "field_name", "self_scores"]

#: Words before a name that do not tell one from another.
BEFORE_NAMES = frozenset(as_said("gia đình hộ ông bà anh chị dòng họ").split())
PRAISE = Permission(
    "praise",
    _(
        "Cho phép nêu tên và thành tích của đối tượng được công nhận trong tin bài và trang tuyên "
        "dương của đơn vị."
    ),
)


class NominationKind(Kind):
    code = "nomination"
    version = 1
    title = _("Đề nghị công nhận mô hình học tập")
    steps = (
        ModelStep,
        SubmitterStep,
        AuthorityStep,
        NomineeStep,
        RepresentativeStep,
        MembersStep,
        PercentStep,
        ScoreStep,
        EvidenceStep,
    )
    stages = (_("Tiếp nhận"), _("Bình xét"), _("Công nhận"), _("Trả kết quả"))
    columns = {
        "subject": "nominee_name",
        "applicant": "submitter_name",
        "phone": "submitter_phone",
        "email": "submitter_email",
        "commune": "ward_code",
        "topic": "model_kind",
    }
    alike = (
        Likeness(
            "nominee",
            _("đối tượng tên gần giống, cùng năm"),
            same=("model_kind", "year"),
            near="nominee_name",
            core=lambda name: without(BEFORE_NAMES, name),
        ),
        Likeness(
            "person",
            _("cùng số định danh, cùng năm"),
            same=("representative_id_number", "year"),
        ),
        Likeness("phone", _("cùng điện thoại, cùng năm"), same=("representative_phone", "year")),
    )
    data_use = DataUse(
        purpose=_(
            "Xét và công nhận mô hình học tập, báo kết quả cho bạn, ghi vào sổ công nhận và lưu "
            "trữ. Của thành viên chỉ hỏi số lượng, không hỏi tên."
        ),
        basis=_("Thông tư 22/2020/TT-BGDĐT, Quyết định 387/QĐ-TTg và Quyết định 677/QĐ-TTg."),
        seen_by=_(
            "Chỉ cán bộ tiếp nhận, chuyên viên và lãnh đạo của đơn vị. Hội Khuyến học cùng xét thì "
            "xem nội dung và minh chứng, không xem số định danh và liên hệ. Khi được công nhận, "
            "tên và xã, phường được công khai trong sổ công nhận."
        ),
        without=_("Thiếu mục bắt buộc thì hồ sơ không gửi được và không được xét."),
        kept=("nomination", "unfinished", "access_log"),
        permissions=(PRAISE, SURVEY),
    )

    def once(self, answers: Mapping[str, Any]) -> Once:
        """A unit is nominated once a year; two of one name live in different places, or are told
        apart by what their names add, as they must be in the list of those recognised."""
        given = {name: str(answers.get(name) or "") for name in self.base_fields}
        key = (
            given["model_kind"],
            given["year"],
            without(BEFORE_NAMES, given["nominee_name"]),
            str(commune_code(given["ward_code"]) or ""),
            as_said(given["neighbourhood"]),
            given["citizen_birth_year"],
        )
        return Once(
            key,
            "nominee_name",
            format_lazy(
                _("“{name}” đã có hồ sơ đề nghị công nhận năm {year}"),
                name=given["nominee_name"],
                year=given["year"],
            ),
            _("Mỗi đối tượng chỉ được đề nghị một lần cho một năm."),
            _(
                "Nếu đây là đối tượng khác cùng tên ở cùng khu phố, ấp: hãy ghi thêm vào tên điều "
                "để phân biệt, ví dụ “Nguyễn Văn An (số nhà 12)”."
            ),
        )

    @lru_cache(maxsize=4096)  # noqa: B019  (kinds are few, and there for good)
    def traits_of(self, name: str) -> Traits:
        """Evidence is asked criterion by criterion, so no step declares its places."""
        if name.startswith("evidence_"):
            return Traits(privacy=Privacy.SENSITIVE)
        return super().traits_of(name)
