"""The absences of an office as colleagues read them, with what has become wrong with each."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from forms.assigning.being_away import MAIN_ROLES, main_of, overlap
from forms.assigning.reading_rules import Note
from forms.models import Absence
from forms.models.events import name_of
from forms.models.teams import roles_held
from home.models import Role


def notes_on(absences: Sequence[Absence], office_id: int) -> dict[int, list[Note]]:
    """By absence; one query."""
    held = roles_held(office_id, MAIN_ROLES)
    return {
        one.pk: [
            *about_deputy(one, held.get(one.user_id, set()), held.get(one.deputy_id, set())),
            *about_days(one, absences),
        ]
        for one in absences
    }


def about_deputy(absence: Absence, own: set[str], deputys: set[str]) -> Iterator[Note]:
    """Who left the office, or does other work there, stands in for nobody."""
    role = main_of(own)
    if role and role not in deputys:
        told = {"name": name_of(absence.deputy), "role": Role(role).label}
        yield Note(_("%(name)s không còn vai trò %(role)s nên không làm thay.") % told, grave=True)


def about_days(absence: Absence, others: Sequence[Absence]) -> Iterator[Note]:
    """When the deputy is away too, and who stands in for both."""
    for other in others:
        shared = overlap(absence, other)
        if other.user_id == absence.deputy_id and shared:
            told = {
                "name": name_of(absence.deputy),
                "deputy": name_of(other.deputy),
                "first": f"{shared[0]:%d/%m/%Y}",
                "last": f"{shared[1]:%d/%m/%Y}",
            }
            yield Note(
                _("%(name)s cũng vắng từ %(first)s đến %(last)s: %(deputy)s làm thay.") % told
            )
