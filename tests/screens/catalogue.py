"""Every screen that a citizen may see, in every state.

Kinds, steps and states are counted, not listed: what is new there shows up by itself. A new page
comes in here: `tests/forms/citizen/test_screens.py` fails until each route, template and field is
on some screen.
"""

from collections.abc import Iterator

from forms.kinds import KINDS
from tests.screens.filling import beginnings, ends, offers, overviews, resumptions, steps
from tests.screens.following import (
    batches,
    contacts,
    data,
    followed,
    helping,
    lost_pins,
    supplements,
)
from tests.screens.screen import Screen
from tests.screens.world import World

#: Routes that show no page of their own.
WITHOUT_PAGE = {
    "case_file": "a file",
    "follow_leave": "leads on to `follow`",
    "follow_copy": "a file",
    "follow_request": "leads on to `follow_case`",
    "follow_slip_pdf": "a file",
    "batch_file": "a file",
    "batch_template": "a sheet",
    "batch_mistakes": "a sheet",
    "batch_filed_sheet": "a sheet",
    "batch_again": "leads on to `batch`",
    "batch_case": "leads on to `follow_case`",
}


def screens(world: World) -> Iterator[Screen]:
    before = (offers, beginnings, resumptions, overviews, ends)
    after = (followed, supplements, helping, lost_pins, contacts, data, batches)
    for source in (*before, *after):
        yield from source(world)
    for kind in KINDS:
        yield from steps(world, kind)
