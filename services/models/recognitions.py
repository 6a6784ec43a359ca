"""Recognised learning families, clans, communities, units and citizens: name and commune only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.models.register import RegisterEntry


class Recognition(RegisterEntry):
    """One recognition of one year, as published in the annex of the decision."""

    class Model(models.TextChoices):
        FAMILY = "gia_dinh", _("Gia đình học tập")
        CLAN = "dong_ho", _("Dòng họ học tập")
        COMMUNITY = "cong_dong", _("Cộng đồng học tập")
        UNIT = "don_vi", _("Đơn vị học tập")
        CITIZEN = "cong_dan", _("Công dân học tập")

    model_kind = models.CharField(_("Mô hình"), max_length=10, choices=Model.choices)
    year = models.PositiveSmallIntegerField(_("Năm"))
    grade = models.CharField(_("Xếp loại"), max_length=40, blank=True)
    number = models.CharField(_("Số quyết định"), max_length=40)
    decided_on = models.DateField(_("Ngày quyết định"))
    illustrative = models.BooleanField(_("Dữ liệu minh hoạ"), default=False)

    class Meta(RegisterEntry.Meta):
        verbose_name = _("công nhận")
        verbose_name_plural = _("công nhận")
