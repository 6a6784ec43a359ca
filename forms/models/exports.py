"""Which lists of cases left the system: by whom, why and with what (domain: section 10)."""

import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from forms.models.events import name_of
from forms.sealing import digest
from home.models import Office


class Export(AppendOnlyModel):
    """A line of an office's journal of exports: append-only, each chained to the one before."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=150)
    reason = models.TextField(_("Lý do"))
    #: The list's address, how many cases were ticked (none: all of the list), columns, format.
    what = models.JSONField(default=dict)
    ip = models.CharField(max_length=45, blank=True)
    digest = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet["Export"].as_manager()

    class Meta:
        ordering = ["office", "number"]
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], name="one_export_per_number")
        ]
        verbose_name = _("lần xuất danh sách")
        verbose_name_plural = _("nhật ký xuất danh sách")

    def __str__(self) -> str:
        return f"{self.office} {self.number}"

    def chained(self, previous: str) -> str:
        """The digest of this line after the one whose digest is `previous`."""
        at = self.at.astimezone(UTC).isoformat()
        content = [self.office_id, self.number, at, self.actor_id, self.actor_name]
        content += [self.reason, self.what, self.ip]
        return digest("export", previous, json.dumps(content, ensure_ascii=False, sort_keys=True))


def note_export(offices: Iterable[int], actor: Any, ip: str, reason: str, what: Any) -> None:
    """One line in the journal of each office of which cases are taken away."""
    for office_id in sorted(offices):
        with transaction.atomic():
            Office.objects.select_for_update().get(pk=office_id)  # one after the other
            last = Export.objects.filter(office=office_id).order_by("-number").first()
            new = Export(
                office_id=office_id,
                number=last.number + 1 if last else 1,
                actor=actor,
                actor_name=name_of(actor)[:150],
                ip=ip,
                reason=reason,
                what=what,
            )
            new.digest = new.chained(last.digest if last else "")
            new.save()


def faults_of_exports(office: Office) -> list[str]:
    """What is wrong with an office's journal; nothing when it is whole but for its end."""
    found, before, number = [], "", 0
    for one in Export.objects.filter(office=office).order_by("number"):
        number += 1
        if one.number != number:
            found.append(f"export {number} is missing")
            number = one.number
        if one.digest != one.chained(before):
            found.append(f"export {one.number} was changed")
        before = one.digest
    return found
