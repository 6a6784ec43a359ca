"""What every entry of a public register shares: an office, a name to sort by, an address."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.models import Commune, Office
from search.text import fold


class RegisterEntry(models.Model):
    """An entry that an office made public; `slug` is its address below the register's page."""

    office = models.ForeignKey(Office, models.PROTECT, verbose_name=_("Đơn vị"))
    name = models.CharField(_("Tên"), max_length=255)
    folded = models.CharField(max_length=255, editable=False)
    slug = models.SlugField(max_length=80, editable=False)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, verbose_name=_("Xã, phường")
    )

    class Meta:
        abstract = True
        ordering = ["office", "folded", "pk"]
        indexes = [models.Index(fields=["office", "folded", "id"])]
        constraints = [
            models.UniqueConstraint(fields=["office", "slug"], name="one_%(class)s_slug_per_office")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded = fold(self.name)[:255]
        super().save(*args, **kwargs)  # type: ignore[arg-type]
