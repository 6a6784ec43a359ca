"""Lao and Cambodian students: a living record that is never public."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.models import Office
from services.models.institutions import Institution


class Student(models.Model):
    """One student's record. Passport, health and contacts stay sealed in the case it came from."""

    class Status(models.TextChoices):
        NEW = "moi_tiep_nhan", _("Mới tiếp nhận")
        PREPARING = "du_bi_tieng_viet", _("Dự bị tiếng Việt")
        STUDYING = "dang_hoc", _("Đang học")
        DEFERRED = "bao_luu", _("Bảo lưu")
        TRANSFERRED = "chuyen_truong", _("Chuyển trường")
        WARNED = "canh_bao_hoc_vu", _("Cảnh báo học vụ")
        STOPPED = "ngung_hoc", _("Ngừng học")
        GRADUATED = "tot_nghiep", _("Tốt nghiệp")
        RETURNED = "ve_nuoc", _("Về nước")
        LOST = "khong_lien_lac", _("Không liên lạc được")

    office = models.ForeignKey(Office, models.PROTECT, verbose_name=_("Đơn vị"))
    record_no = models.CharField(_("Mã hồ sơ LHS"), max_length=20)
    nationality = models.CharField(_("Quốc tịch"), max_length=3)
    name = models.CharField(_("Họ và tên (như hộ chiếu)"), max_length=120)
    gender = models.CharField(_("Giới tính"), max_length=1)
    institution = models.ForeignKey(
        Institution, models.PROTECT, verbose_name=_("Cơ sở đào tạo"), related_name="students"
    )
    level = models.CharField(_("Trình độ"), max_length=20)
    programme = models.CharField(_("Ngành"), max_length=150)
    scholarship_category = models.CharField(_("Diện học"), max_length=30)
    enrol_date = models.DateField(_("Nhập học"))
    expected_graduation = models.DateField(_("Dự kiến tốt nghiệp"))
    status = models.CharField(
        _("Tình trạng"), max_length=20, choices=Status.choices, default=Status.NEW
    )
    case_code = models.CharField(_("Mã hồ sơ"), max_length=40)
    #: Keyed digest of nationality and passport number: finds the same person again, tells nothing.
    passport_digest = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ["office", "record_no"]
        constraints = [
            models.UniqueConstraint(fields=["office", "record_no"], name="one_student_record_no"),
            models.UniqueConstraint(
                fields=["office", "passport_digest"], name="one_record_per_passport"
            ),
        ]
        verbose_name = _("hồ sơ lưu học sinh")
        verbose_name_plural = _("hồ sơ lưu học sinh")

    def __str__(self) -> str:
        return f"{self.record_no} {self.name}"


class StudentYear(models.Model):
    """What a student's institution confirmed for one academic year."""

    student = models.ForeignKey(Student, models.CASCADE, related_name="years")
    academic_year = models.CharField(_("Năm học"), max_length=9)
    study_year = models.PositiveSmallIntegerField(_("Năm thứ"), null=True, blank=True)
    status = models.CharField(_("Tình trạng"), max_length=20, choices=Student.Status.choices)

    class Meta:
        ordering = ["academic_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "academic_year"], name="one_status_per_student_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.student} {self.academic_year}"
