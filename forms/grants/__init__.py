"""What approval produces: a Licence, a Recognition or a Student in the registers of `services`."""

from collections.abc import Callable
from typing import Any

from forms.grants.entries import CannotGrant
from forms.grants.licences import grant_licence
from forms.grants.recognitions import grant_recognition
from forms.grants.students import grant_student
from forms.grants.taking_back import take_back
from forms.models import Case

__all__ = ["CannotGrant", "grant", "take_back"]

GRANTS: dict[str, Callable[[Case], Any]] = {
    "licence": grant_licence,
    "nomination": grant_recognition,
    "student": grant_student,
}


def grant(case: Case) -> Any:
    """Writes the register entry of an approved case, in the caller's transaction."""
    return GRANTS[case.kind_code](case)
