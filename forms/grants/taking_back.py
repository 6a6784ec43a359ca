"""Taking back what an earlier decision on the same case granted, when the new one is against it."""

from forms.grants.licences import note, written_by
from forms.grants.recognitions import replaced
from forms.models import Case
from services.models import Licence, LicenceEvent


def take_back(case: Case) -> None:
    """A recognition goes out of its register; a licence stays there, revoked.

    What a decision changed of a licence that was there before is for people to set right.
    """
    if case.kind_code == "nomination":
        if (entry := replaced(case)) is not None:
            entry.delete()
    elif case.kind_code == "licence":
        licence = written_by(case)
        if licence is not None:
            licence.stored_status = Licence.Status.REVOKED
            licence.save()
            note(licence, LicenceEvent.Act.REVOKE, case)
