"""The registry of kinds: what can be asked, by stable code."""

from forms.kinds.base import Kind
from forms.kinds.licence import LicenceKind
from forms.kinds.nomination import NominationKind
from forms.kinds.student import StudentKind

KINDS: dict[str, Kind] = {
    kind.code: kind for kind in (LicenceKind(), NominationKind(), StudentKind())
}

__all__ = ["KINDS", "Kind"]
