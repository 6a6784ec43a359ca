"""Before a change of legal time is saved: which days of open cases it would move.

What was typed stands on the page as hidden fields, so it is sent again with one button, or gone
back to.
"""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from forms.clock.recounting import Foreseen
from forms.models import Recount
from forms.queue.screens import show
from home.models import Office

CONFIRM = "confirm"
#: Moves that the page names; of the others it says how many.
MOST_SHOWN = 50


def confirmed(request: HttpRequest) -> bool:
    return CONFIRM in request.POST


def ask(request: HttpRequest, office: Office, foreseen: Foreseen, **context: Any) -> HttpResponse:
    """The page that asks whether to save all the same."""
    return show(
        request,
        "foreseen",
        {
            "office": office,
            "foreseen": foreseen,
            **listed(foreseen),
            "typed": list(typed(request)),
            "confirm": CONFIRM,
            **context,
        },
    )


def listed(foreseen: Foreseen) -> dict[str, Any]:
    """What the page names of it."""
    return {
        "shown": foreseen.moves[:MOST_SHOWN],
        "more": max(len(foreseen.moves) - MOST_SHOWN, 0),
        "unknown": foreseen.unknown[:MOST_SHOWN],
    }


def typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """What was sent, name by name."""
    for name, values in request.POST.lists():
        if name not in ("csrfmiddlewaretoken", CONFIRM):
            yield from ((name, value) for value in values)


def say(request: HttpRequest, recount: Recount | None) -> None:
    """Leads to what the change moves, once that is under way."""
    if recount is None:
        return
    button = messages.button(reverse("calendar:recount", args=[recount.pk]), _("Hồ sơ đã dời ngày"))
    said = _("Hạn của các hồ sơ đang mở được tính lại ngay sau đây.")
    messages.info(request, said, buttons=[button])
