"""What every register entry has: an address of its own, or a reason why it cannot be written."""

from django.utils import timezone
from django.utils.text import slugify

from forms.models import Case
from search.text import fold


class CannotGrant(Exception):
    """The register cannot take the entry; the message says why, in words for the leader."""


def address_slug(case: Case, name: str) -> str:
    """The entry's address: the folded name, and the decision's number so that it is unique."""
    serial = case.decision_number.split("/")[0] or str(case.pk)
    year = timezone.localdate().year
    return f"{slugify(fold(name))[:60]}-{year}-{serial}".strip("-")
