"""Slips (phiếu): the statutory papers of cases, kept exactly as they were issued."""

import hashlib
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from forms.models.attachments import place_of, private_storage
from forms.models.cases import Case
from forms.models.events import Event
from forms.sealing import seal, unseal

#: Texts by language, then by the name of the fact.
Facts = dict[str, dict[str, Any]]


class Changed(Exception):
    """A stored paper is no longer what was issued."""


def storage_name(slip: "Slip", filename: str) -> str:
    return place_of(slip.case.key)


class Slip(AppendOnlyModel):
    """One paper, called for by one line of the history.

    Issuing writes number and facts, in the transaction of that line. From them the page and its PDF
    are made once, by the worker or whoever asks first; each is kept with its digest and shown only
    while it is still that.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="slips")
    event = models.ForeignKey(Event, models.PROTECT, related_name="slips")
    form = models.CharField(_("Mẫu"), max_length=10)
    number = models.CharField(_("Số"), max_length=40)
    issued_at = models.DateTimeField(_("Lập lúc"), default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    language = models.CharField(max_length=5, default="vi")
    #: What it says, in Vietnamese and in the citizen's language; personal data apart and sealed.
    data = models.JSONField(default=dict)
    sealed = models.TextField(blank=True, editable=False)
    page = models.FileField(
        storage=private_storage, upload_to=storage_name, max_length=200, blank=True, db_index=True
    )
    page_sha256 = models.CharField(max_length=64, blank=True)
    pdf = models.FileField(
        storage=private_storage, upload_to=storage_name, max_length=200, blank=True, db_index=True
    )
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    objects = AppendOnlyQuerySet["Slip"].as_manager()

    class Meta:
        ordering = ["case", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "form"], name="one_slip_per_event_and_form")
        ]
        verbose_name = _("phiếu")
        verbose_name_plural = _("phiếu")

    def __str__(self) -> str:
        return f"{self.form}: {self.number}"

    @property
    def slot(self) -> str:
        """What the log of readings calls it."""
        return f"phieu_{self.form}"

    @property
    def facts(self) -> Facts:
        """All it says, by language and name."""
        personal = unseal(self.sealed) or {}
        return {code: {**told, **personal.get(code, {})} for code, told in self.data.items()}

    def tell(self, facts: Facts, personal: frozenset[str]) -> None:
        """Takes in what it is to say. Saves nothing."""
        parted: tuple[Facts, Facts] = ({}, {})
        for code, told in facts.items():
            for half in parted:
                half[code] = {}
            for name, value in told.items():
                parted[name in personal][code][name] = value
        self.data, self.sealed = parted[0], seal(parted[1])

    def keep(self, what: str, content: bytes) -> None:
        """Stores the `page` or the `pdf`; of several that were made at once, the first stays."""
        field = self._meta.get_field(what)
        name = private_storage().save(storage_name(self, ""), ContentFile(content))
        made = {what: name, f"{what}_sha256": hashlib.sha256(content).hexdigest()}
        rows: models.QuerySet[Slip] = models.QuerySet(Slip).filter(pk=self.pk, **{what: ""})
        if not rows.update(**made):
            private_storage().delete(name)
        self.refresh_from_db(fields=[field.name, f"{what}_sha256"])

    def read(self, what: str) -> bytes:
        """The `page` or the `pdf`; raises Changed when it is not what was stored."""
        kept = getattr(self, what)
        with kept.storage.open(kept.name) as file:
            content: bytes = file.read()
        if hashlib.sha256(content).hexdigest() != getattr(self, f"{what}_sha256"):
            raise Changed
        return content
