"""Licences of foreign-language, informatics and other centres of continuing education.

Rules: NĐ 125/2024/NĐ-CP (in force 20/11/2024), before it NĐ 46/2017/NĐ-CP; TT 21/2018/TT-BGDĐT.
One kind serves nine applications, from establishing a centre to dissolving it; each asks only what
it needs, decided by `application_kind` on the first page (`scope.py`).
"""

from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from forms.kinds.alike import Likeness
from forms.kinds.authority import AuthorityStep, represented_id, represented_name
from forms.kinds.base import Kind
from forms.kinds.licence.acts import DissolveStep, MergeStep, PapersStep, ReactivateStep, SplitStep
from forms.kinds.licence.centre import CampusStep, CentreStep, FounderStep, PlaceStep, RequestStep
from forms.kinds.licence.names import place_name, proper_name
from forms.kinds.licence.scope import NEW
from forms.kinds.licence.teaching import (
    DirectorStep,
    FacilitiesStep,
    ProgrammeStep,
    StaffStep,
    TeachersStep,
)
from forms.kinds.privacy import DataUse
from forms.kinds.submitter import SubmitterStep
from forms.kinds.traits import Privacy, Traits, unless


class LicenceAuthorityStep(AuthorityStep):
    """The same; of a new centre, the founder is asked on a page of their own."""

    represented_name = represented_name(unless("application_kind", *NEW.values))
    represented_id = represented_id(unless("application_kind", *NEW.values))


class LicenceKind(Kind):
    code = "licence"
    version = 1
    title = _("Cấp phép trung tâm giáo dục thường xuyên")
    steps = (
        RequestStep,
        SubmitterStep,
        LicenceAuthorityStep,
        ReactivateStep,
        MergeStep,
        CentreStep,
        FounderStep,
        PlaceStep,
        CampusStep,
        DirectorStep,
        StaffStep,
        TeachersStep,
        ProgrammeStep,
        FacilitiesStep,
        SplitStep,
        DissolveStep,
        PapersStep,
    )
    columns = {
        "subject": "centre_name_vi",
        "applicant": "submitter_name",
        "phone": "submitter_phone",
        "email": "submitter_email",
        "commune": "ward_code",
        "topic": "application_kind",
    }
    represented = ("represented_name", "founder_name")
    alike = (
        Likeness("centre", _("tên gần giống"), near="centre_name_vi", core=proper_name),
        Likeness(
            "address", _("địa chỉ gần giống"), near="head_address", core=place_name, share=0.75
        ),
        Likeness("founder", _("cùng số giấy tờ của người thành lập"), same=("founder_id",)),
        Likeness("director", _("cùng giám đốc"), same=("director_id_number",)),
        Likeness("phone", _("cùng điện thoại"), same=("submitter_phone",)),
    )
    data_use = DataUse(
        purpose=_(
            "Thẩm định và quyết định đề nghị về trung tâm giáo dục thường xuyên, báo kết quả cho "
            "bạn, ghi vào sổ giấy phép và lưu trữ."
        ),
        basis=_(
            "Nghị định 125/2024/NĐ-CP; với hồ sơ theo quy định cũ: Nghị định 46/2017/NĐ-CP; "
            "Thông tư 21/2018/TT-BGDĐT."
        ),
        seen_by=_(
            "Chỉ cán bộ tiếp nhận, chuyên viên và lãnh đạo của đơn vị. Tên, địa chỉ, giám đốc và "
            "số giấy phép của trung tâm được công khai trong sổ giấy phép khi được cấp."
        ),
        without=_(
            "Thiếu mục hoặc giấy tờ bắt buộc thì hồ sơ không gửi được và không được xem xét."
        ),
        kept=("licence", "unfinished", "access_log"),
    )

    @lru_cache(maxsize=4096)  # noqa: B019  (kinds are few, and there for good)
    def traits_of(self, name: str) -> Traits:
        """Papers are named by the procedure, so no step declares them."""
        if name.startswith("paper_"):
            return Traits(privacy=Privacy.PRIVATE)
        return super().traits_of(name)
