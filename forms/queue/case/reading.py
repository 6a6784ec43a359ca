"""Reading leaves a line too: who saw a case or opened a file of it (Law 91/2025/QH15)."""

from django.http import HttpRequest
from django.utils import timezone

from forms.models import Attachment, Case, Event, Slip
from forms.models.events import append
from forms.models.visits import VISIT
from search.throttle import client_ip


def read(request: HttpRequest, case: Case) -> None:
    """Once a visit."""
    since = timezone.now() - VISIT
    mine = case.events.filter(act=Event.Act.READ, actor_id=request.user.pk, at__gt=since)
    if not mine.exists():
        append(case.pk, Event.Act.READ, actor=request.user, ip=client_ip(request))


def opened(request: HttpRequest, case: Case, file: Attachment | Slip) -> None:
    """Every time. The line names component or form, not what the citizen called the file."""
    append(
        case.pk,
        Event.Act.OPENED,
        actor=request.user,
        ip=client_ip(request),
        note=f"{file.slot} #{file.pk}",
    )
