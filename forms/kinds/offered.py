"""The kinds that editors offer on form pages, by stable code."""

from forms.kinds.base import Kind
from forms.kinds.licence import LicenceKind
from forms.kinds.nomination import NominationKind
from forms.kinds.student import StudentKind

OFFERED: dict[str, Kind] = {
    kind.code: kind for kind in (LicenceKind(), NominationKind(), StudentKind())
}
