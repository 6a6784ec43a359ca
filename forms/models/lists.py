"""Lists of the queue that somebody saved: filters, columns and order under a name of their own."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: How long a list that was deleted can still be brought back.
KEPT_FOR = timedelta(days=30)


class SavedList(models.Model):
    """What the address of a list says, word for word; it opens whatever its reader may see."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_lists", db_index=False
    )
    name = models.CharField(_("Tên danh sách"), max_length=60)
    query = models.TextField(blank=True, editable=False)
    #: Whether its owner's day begins here.
    is_start = models.BooleanField(_("Mở đầu tiên khi vào Hồ sơ"), default=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("danh sách đã lưu")
        verbose_name_plural = _("danh sách đã lưu")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=Q(removed_at=None),
                name="one_saved_list_of_a_name",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(removed_at=None, is_start=True),
                name="one_list_to_start_with",
            ),
        ]
        indexes = [models.Index(fields=["user", "name"], name="saved_lists_of")]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The list itself, saying whose saved list it is."""
        return f"?{self.query}&ds={self.pk}"

    @classmethod
    def of(cls, user: Any) -> models.QuerySet["SavedList"]:
        """Those that the user has, but for the deleted ones."""
        return cls._default_manager.filter(user=user, removed_at=None)

    @classmethod
    def removed(cls, user: Any) -> models.QuerySet["SavedList"]:
        """Those that can still be brought back, the last deleted first."""
        found = cls._default_manager.filter(user=user, removed_at__gte=timezone.now() - KEPT_FOR)
        return found.order_by("-removed_at", "-pk")
