"""Institutions in an office's care, and the dormitories where foreign students live."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.models import Office
from services.models.register import RegisterEntry


class Institution(RegisterEntry):
    """A school or centre; those of the duties' texts carry the duty's code as their source."""

    class Kind(models.TextChoices):
        GDTX = "gdtx", _("Trung tâm giáo dục thường xuyên")
        GDNN_GDTX = "gdnn_gdtx", _("Trung tâm giáo dục nghề nghiệp – giáo dục thường xuyên")
        PHAN_HIEU = "phan_hieu", _("Trường có phân hiệu giáo dục thường xuyên")
        CAO_DANG = "cao_dang", _("Trường cao đẳng")
        TRUNG_CAP = "trung_cap", _("Trường trung cấp")
        DAI_HOC = "dai_hoc", _("Trường đại học")
        TTHT_CONG_DONG = "ttht_cong_dong", _("Trung tâm học tập cộng đồng")

    kind = models.CharField(_("Loại hình"), max_length=20, choices=Kind.choices)
    source_duty = models.CharField(_("Theo nhiệm vụ"), max_length=10, blank=True)
    illustrative = models.BooleanField(_("Dữ liệu minh hoạ"), default=False)

    class Meta(RegisterEntry.Meta):
        verbose_name = _("cơ sở giáo dục")
        verbose_name_plural = _("cơ sở giáo dục")


class Dormitory(models.Model):
    """A dormitory that foreign students name as their home."""

    office = models.ForeignKey(Office, models.PROTECT, verbose_name=_("Đơn vị"))
    code = models.SlugField(_("Mã"), max_length=60)
    name = models.CharField(_("Tên"), max_length=200)

    class Meta:
        ordering = ["office", "name"]
        constraints = [
            models.UniqueConstraint(fields=["office", "code"], name="one_dormitory_code_per_office")
        ]
        verbose_name = _("ký túc xá")
        verbose_name_plural = _("ký túc xá")

    def __str__(self) -> str:
        return self.name
