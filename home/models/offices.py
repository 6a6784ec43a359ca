"""Offices (one each per Wagtail site), and who holds which role at which of them."""

from copy import copy
from datetime import time
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from home.kept import Kept
from home.models.places import Commune, Province

if TYPE_CHECKING:
    from collections.abc import Iterable


class Office(models.Model):
    """One city education office: its letterhead, address and the site it speaks through."""

    site = models.OneToOneField(Site, models.PROTECT, verbose_name=_("Trang web"))
    code = models.SlugField(_("Mã ngắn"), max_length=20, unique=True)
    name = models.CharField(_("Tên đơn vị"), max_length=200)
    short_name = models.CharField(_("Tên ngắn"), max_length=80)
    city = models.CharField(_("Thành phố"), max_length=80)
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("Tỉnh, thành phố"))
    agency_code = models.CharField(
        _("Mã cơ quan"),
        max_length=20,
        help_text=_("Đứng đầu mã hồ sơ, ví dụ 000.00.00.T79."),
    )
    superior_body = models.CharField(_("Cơ quan chủ quản"), max_length=200, blank=True)
    issuing_body = models.CharField(_("Cơ quan ban hành"), max_length=200, blank=True)
    address = models.CharField(_("Địa chỉ"), max_length=255, blank=True)
    address_historic = models.CharField(
        _("Địa chỉ trước ngày 01/07/2025"), max_length=255, blank=True
    )
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, verbose_name=_("Xã, phường")
    )
    phone = models.CharField(_("Điện thoại"), max_length=16, blank=True)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    staff_total = models.PositiveSmallIntegerField(_("Số người"), null=True, blank=True)
    leaders_total = models.PositiveSmallIntegerField(_("Số lãnh đạo"), null=True, blank=True)
    morning_ends = models.TimeField(
        _("Giờ trả kết quả buổi sáng"),
        default=time(11, 30),
        help_text=_("Hồ sơ nhận buổi sáng được hẹn trả trước giờ này của ngày hẹn."),
    )
    afternoon_ends = models.TimeField(
        _("Giờ trả kết quả buổi chiều"),
        default=time(17),
        help_text=_("Hồ sơ nhận buổi chiều được hẹn trả trước giờ này của ngày hẹn."),
    )
    draft_days = models.PositiveSmallIntegerField(
        _("Số ngày giữ bản nháp"),
        default=30,
        validators=[MinValueValidator(7), MaxValueValidator(365)],
        help_text=_("Kể từ lần sửa cuối. Sau đó bản nháp và các tệp của nó bị xóa."),
    )
    supplement_days = models.PositiveSmallIntegerField(
        _("Thời hạn bổ sung (ngày làm việc)"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(400)],
        help_text=_("Khi thủ tục không nói khác; người yêu cầu bổ sung sửa được."),
    )
    supplement_reminder = models.PositiveSmallIntegerField(
        _("Nhắc trước hạn bổ sung (ngày làm việc)"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    returns_expired = models.BooleanField(
        _("Tự trả lại hồ sơ quá hạn bổ sung"),
        default=False,
        help_text=_("Không đánh dấu thì cán bộ xem từng hồ sơ quá hạn rồi trả lại."),
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("đơn vị")
        verbose_name_plural = _("đơn vị")

    def __str__(self) -> str:
        return self.short_name

    def clean(self) -> None:
        """The halves of a day by which limits count need an order."""
        super().clean()
        if self.morning_ends and self.afternoon_ends and self.afternoon_ends <= self.morning_ends:
            told = _("Giờ trả kết quả buổi chiều phải sau giờ trả kết quả buổi sáng.")
            raise ValidationError({"afternoon_ends": told})

    @classmethod
    def for_request(cls, request: HttpRequest) -> "Office | None":
        """The office whose site the request came to, else the default site's; seldom a query.

        It also tells Wagtail which site that is, so that Wagtail need not ask the database either.
        """
        if not hasattr(request, "_office"):
            host = request.get_host().split(":")[0].lower()
            offices = all_offices()
            exact = [office for office in offices if office.site.hostname.lower() == host]
            default = [office for office in offices if office.site.is_default_site]
            office = next((own(office) for office in exact or default), None)
            request._office = office  # type: ignore[attr-defined]
            if office is not None and not hasattr(request, "_wagtail_site"):
                request._wagtail_site = office.site  # type: ignore[attr-defined]
        return request._office  # type: ignore[attr-defined]


def read_offices() -> list[Office]:
    return list(Office.objects.select_related("site__root_page", "province"))


all_offices = Kept(read_offices, Office, Site, Province)


def own(office: Office) -> Office:
    """An office that one request may change, with its site."""
    mine = copy(office)
    mine.site = copy(office.site)
    mine.site.root_page = copy(office.site.root_page)
    return mine


class Role(models.TextChoices):
    """What a member of staff may do at an office (design: section 4)."""

    CLERK = "clerk", _("Tiếp nhận")
    OFFICER = "officer", _("Chuyên viên")
    DEPUTY = "deputy", _("Phó trưởng phòng")
    LEADER = "leader", _("Lãnh đạo")
    ASSOCIATION = "association", _("Hội Khuyến học")
    EDITOR = "editor", _("Biên tập viên")
    ADMIN = "admin", _("Quản trị đơn vị")


class OfficeGroup(models.Model):
    """Gives the members of a group one role at one office."""

    group = models.OneToOneField(Group, models.CASCADE, related_name="office_group")
    office = models.ForeignKey(Office, models.CASCADE, related_name="groups")
    role = models.CharField(_("Vai trò"), max_length=20, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "role"], name="one_group_per_office_role")
        ]
        verbose_name = _("nhóm của đơn vị")
        verbose_name_plural = _("nhóm của đơn vị")

    def __str__(self) -> str:
        return f"{self.office} – {self.get_role_display()}"


def roles_of(user: AbstractBaseUser | AnonymousUser) -> dict[int, set[str]]:
    """Roles by office id, read once per user object; a superuser holds none by that alone."""
    cached: dict[int, set[str]] | None = getattr(user, "_office_roles", None)
    if cached is None:
        cached = {}
        rows: Iterable[Any] = (
            OfficeGroup.objects.filter(group__user=user.pk).values_list("office_id", "role")
            if user.is_authenticated and user.is_active
            else ()
        )
        for office_id, role in rows:
            cached.setdefault(office_id, set()).add(role)
        user._office_roles = cached  # type: ignore[union-attr]
    return cached
