"""What every entry of a public register shares: an office, a name to sort by, an address."""

from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.text import slugify
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.name)[:255]
        if self.slug:
            super().save(*args, **kwargs)
        else:
            self.save_where_free(*args, **kwargs)

    def save_where_free(self, *args: Any, **kwargs: Any) -> None:
        """Of two of one name at the same moment, the second takes the next address."""
        while True:
            self.slug = self.free_slug()
            try:
                with transaction.atomic():
                    return super().save(*args, **kwargs)
            except IntegrityError:
                if self.slug == self.free_slug():  # then it was refused for something else
                    raise

    def free_slug(self) -> str:
        """The name as an address; the second of a name gets a number. It never changes again."""
        base = slugify(fold(self.name))[:70] or "muc"
        others = type(self)._default_manager.filter(office=self.office_id, slug__startswith=base)
        taken = set(others.values_list("slug", flat=True))
        return next(
            slug
            for slug in (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
            if slug not in taken
        )
