"""Records of Lao and Cambodian students.

Rules: TT 30/2018/TT-BGDĐT (in force 08/02/2019). The form is offered in Vietnamese, English, Lao
and Khmer; ethnicity, religion and membership of parties or unions are never asked.
"""

from django.utils.translation import gettext_lazy as _

from forms.kinds.alike import Likeness
from forms.kinds.authority import (
    BY_PAPER,
    FOR_BODY,
    AuthorityStep,
    represented_id,
    represented_name,
)
from forms.kinds.base import Kind
from forms.kinds.batching import Batching
from forms.kinds.privacy import SURVEY, DataUse, Permission
from forms.kinds.student.living import ContactStep, HealthStep, HomeStep
from forms.kinds.student.people import registered
from forms.kinds.student.person import PassportStep, PersonStep, VisaStep
from forms.kinds.student.study import (
    FundingStep,
    StudentPapersStep,
    StudyStep,
    VietnameseStep,
    YearsStep,
)
from forms.kinds.submitter import StudentSubmitterStep
from forms.kinds.traits import unless, when

SHARED_HEALTH = Permission(
    "share_health",
    _("Cho phép chuyển lưu ý về sức khỏe cho cơ sở đào tạo và ký túc xá để giúp tôi khi cần."),
    asked=(unless("health_note", "", None),),
)


class StudentAuthorityStep(AuthorityStep):
    """The same; who is authorised by the student files for the student of the next pages."""

    represented_name = represented_name(when("submitter_role", FOR_BODY))
    represented_id = represented_id(when("submitter_role", FOR_BODY))


class StudentKind(Kind):
    code = "student"
    version = 1
    title = _("Hồ sơ lưu học sinh Lào, Campuchia")
    steps = (
        StudentSubmitterStep,
        StudentAuthorityStep,
        PersonStep,
        PassportStep,
        VisaStep,
        FundingStep,
        StudyStep,
        VietnameseStep,
        HomeStep,
        ContactStep,
        HealthStep,
        YearsStep,
        StudentPapersStep,
    )
    stages = (_("Tiếp nhận"), _("Kiểm tra"), _("Xác nhận"), _("Trả kết quả"))
    columns = {
        "subject": "full_name_passport",
        "applicant": "submitter_name",
        "phone": "submitter_phone",
        "email": "submitter_email",
        "commune": "ward_code",
        "topic": "nationality",
    }
    represented = ("represented_name", "full_name_passport")
    alike = (
        Likeness("passport", _("cùng số hộ chiếu"), same=("nationality", "passport_no")),
        Likeness(
            "person",
            _("tên gần giống, cùng ngày sinh"),
            same=("date_of_birth",),
            near="full_name_passport",
        ),
        Likeness("phone", _("cùng điện thoại"), same=("phone_vn",)),
    )
    data_use = DataUse(
        purpose=_(
            "Lập và cập nhật hồ sơ lưu học sinh, quản lý việc học tập và cư trú tại thành phố, báo "
            "kết quả cho bạn và lưu trữ."
        ),
        basis=_("Thông tư 30/2018/TT-BGDĐT."),
        seen_by=_(
            "Chỉ cán bộ tiếp nhận, chuyên viên và lãnh đạo của đơn vị. Hồ sơ lưu học sinh không "
            "bao giờ được công khai."
        ),
        without=_(
            "Thiếu mục bắt buộc thì hồ sơ không gửi được. Bảo hiểm và sức khỏe không bắt buộc: bỏ "
            "trống không ảnh hưởng đến kết quả."
        ),
        kept=("student", "student_scans", "unfinished", "access_log"),
        permissions=(SHARED_HEALTH, SURVEY),
    )
    #: A school files for its students. What was studied year by year, and papers, follow later.
    batching = Batching(
        title=_("Trường nộp cho nhiều sinh viên"),
        who=(StudentSubmitterStep, StudentAuthorityStep),
        fixed={"submitter_role": FOR_BODY, "authority_basis": BY_PAPER},
        common=("host_institution",),
        named={"represented_name": "host_institution"},
        identity=("nationality", "passport_no"),
        registered=registered,
    )
