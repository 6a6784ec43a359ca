"""Provinces and communes, as they stand since 01/07/2025 (no district level)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Province(models.Model):
    """One of the 34 provinces and cities. The code is the state's: two digits, never reused."""

    code = models.CharField(_("Mã"), max_length=2, primary_key=True)
    name = models.CharField(_("Tên"), max_length=60)
    full_name = models.CharField(_("Tên đầy đủ"), max_length=80)

    class Meta:
        ordering = ["code"]
        verbose_name = _("tỉnh, thành phố")
        verbose_name_plural = _("tỉnh, thành phố")

    def __str__(self) -> str:
        return self.full_name


class Commune(models.Model):
    """A ward, commune or special zone.

    Names repeat across and, unaccented, within provinces: only the five-digit code identifies.
    """

    class Kind(models.TextChoices):
        PHUONG = "phuong", _("phường")
        XA = "xa", _("xã")
        DAC_KHU = "dac_khu", _("đặc khu")

    code = models.CharField(_("Mã"), max_length=5, primary_key=True)
    province = models.ForeignKey(Province, models.PROTECT, verbose_name=_("Tỉnh, thành phố"))
    kind = models.CharField(_("Loại"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("Tên"), max_length=80)
    full_name = models.CharField(_("Tên đầy đủ"), max_length=100)
    folded = models.CharField(max_length=100, db_index=True, editable=False)

    class Meta:
        ordering = ["province", "folded", "code"]
        verbose_name = _("xã, phường")
        verbose_name_plural = _("xã, phường")

    def __str__(self) -> str:
        return self.full_name
