"""Who makes the things of each office."""

from tests.permissions.dossiers import bulk, dossiers, school, session, team
from tests.permissions.published import files, moderated, pages, people, registers, translated
from tests.permissions.world import Maker

#: In this order, as later ones use what earlier ones made.
MAKERS: tuple[Maker, ...] = (
    *(people, files, pages, moderated, translated),
    *(registers, dossiers, school, team, bulk, session),
)
