"""Licensed centres: an object with a life of its own, changed by decisions."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel

from services.models.register import RegisterEntry


class Licence(RegisterEntry, ClusterableModel):
    """A licensed foreign-language or informatics centre, as its public register shows it.

    Of the director only the name is public; everything else of the application stays in the case.
    """

    class Status(models.TextChoices):
        ACTIVE = "dang_hoat_dong", _("Đang hoạt động")
        SUSPENDED = "tam_dinh_chi", _("Tạm đình chỉ")
        REVOKED = "thu_hoi", _("Đã thu hồi")
        DISSOLVED = "giai_the", _("Đã giải thể")
        LAPSED = "het_han", _("Hết hạn")

    number = models.CharField(_("Số giấy phép"), max_length=40)
    decided_on = models.DateField(_("Ngày quyết định"))
    valid_until = models.DateField(_("Có giá trị đến"), null=True, blank=True)
    stored_status = models.CharField(
        _("Tình trạng"), max_length=20, choices=Status.choices, default=Status.ACTIVE
    )
    name_en = models.CharField(_("Tên giao dịch quốc tế"), max_length=255, blank=True)
    centre_type = models.CharField(_("Loại hình"), max_length=40)
    parent_body = models.CharField(_("Đơn vị chủ quản"), max_length=255, blank=True)
    address = models.CharField(_("Địa điểm"), max_length=255)
    director = models.CharField(_("Giám đốc"), max_length=120)
    phone = models.CharField(_("Điện thoại"), max_length=16, blank=True)
    languages = models.JSONField(_("Ngôn ngữ, môn giảng dạy"), default=list, blank=True)
    campuses = models.JSONField(_("Cơ sở, điểm đặt lớp"), default=list, blank=True)
    illustrative = models.BooleanField(_("Dữ liệu minh hoạ"), default=False)

    class Meta(RegisterEntry.Meta):
        constraints = [
            *RegisterEntry.Meta.constraints,
            models.UniqueConstraint(fields=["office", "number"], name="one_licence_number"),
        ]
        verbose_name = _("giấy phép")
        verbose_name_plural = _("giấy phép")

    @property
    def status(self) -> str:
        """A licence past its date has lapsed, whatever was last stored."""
        over = self.valid_until is not None and self.valid_until < timezone.localdate()
        if over and self.stored_status == self.Status.ACTIVE:
            return self.Status.LAPSED
        return self.stored_status

    def get_status_display(self) -> str:
        return str(self.Status(self.status).label)


class LicenceEvent(models.Model):
    """One act in a licence's life; `case_code` names the dossier that caused it, if one did."""

    class Act(models.TextChoices):
        GRANT = "grant", _("Cấp")
        AMEND = "amend", _("Thay đổi")
        EXTEND = "extend", _("Gia hạn")
        SUSPEND = "suspend", _("Đình chỉ")
        REACTIVATE = "reactivate", _("Cho hoạt động trở lại")
        REVOKE = "revoke", _("Thu hồi")
        DISSOLVE = "dissolve", _("Giải thể")

    licence = ParentalKey(Licence, on_delete=models.CASCADE, related_name="events")
    act = models.CharField(_("Nội dung"), max_length=20, choices=Act.choices)
    on = models.DateField(_("Ngày"))
    decision = models.CharField(_("Số quyết định"), max_length=40, blank=True)
    case_code = models.CharField(_("Mã hồ sơ"), max_length=40, blank=True)

    panels = [FieldPanel("act"), FieldPanel("on"), FieldPanel("decision"), FieldPanel("case_code")]

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("diễn biến giấy phép")
        verbose_name_plural = _("diễn biến giấy phép")

    def __str__(self) -> str:
        return f"{self.licence}: {self.get_act_display()}"
