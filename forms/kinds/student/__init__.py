"""Records of Lao and Cambodian students.

Rules: TT 30/2018/TT-BGDĐT (in force 08/02/2019). The form is offered in Vietnamese, English, Lao
and Khmer; ethnicity, religion and membership of parties or unions are never asked.
"""

from django.utils.translation import gettext_lazy as _

from forms.kinds.base import Kind
from forms.kinds.student.living import ContactStep, HealthStep, HomeStep
from forms.kinds.student.person import PassportStep, PersonStep, VisaStep
from forms.kinds.student.study import (
    FundingStep,
    StudentPapersStep,
    StudyStep,
    VietnameseStep,
    YearsStep,
)
from forms.kinds.submitter import StudentSubmitterStep


class StudentKind(Kind):
    code = "student"
    version = 1
    title = _("Hồ sơ lưu học sinh Lào, Campuchia")
    steps = (
        StudentSubmitterStep,
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
    columns = {
        "subject": "full_name_passport",
        "applicant": "submitter_name",
        "phone": "submitter_phone",
        "email": "submitter_email",
        "commune": "ward_code",
        "topic": "nationality",
    }
