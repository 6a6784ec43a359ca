"""Links sent by e-mail that open a draft."""

from django.db import models

from forms.models.cases import Case


class DraftLink(models.Model):
    """Opens one draft in one browser, until it expires; the token itself is only in the mail.

    `used_by` is a digest of the browser that used it, which may press its button twice.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)
    used_by = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.case_id}: {self.expires_at:%Y-%m-%d}"
