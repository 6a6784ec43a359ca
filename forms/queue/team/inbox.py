"""What is for one person: notes that name them, and cases that were given to them."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from forms.models import Assignment, Mention
from forms.notes.naming import marked
from forms.queue.cases import reads_all, worked_by, works_cases
from forms.queue.screens import show, trail
from forms.states import User

TITLE = gettext_lazy("Được nhắc đến")
#: Lines of each list; older ones stand on their cases.
MOST = 50


@dataclass(frozen=True)
class Line:
    """A note that names the reader."""

    mention: Mention
    reader: Any

    @property
    def text(self) -> SafeString | str:
        """What was noted, for those who read it on the case too."""
        if not reads_all(self.reader, self.mention.case):
            return _("(hạn chế xử lý)")
        return marked(self.mention.event.note, [self.reader])


def mentions(user: User) -> QuerySet[Mention]:
    """Of cases that the user still sees: a role that ended takes them along."""
    return Mention.objects.filter(user=user.pk, case__in=worked_by(user))


def given(user: User) -> QuerySet[Assignment]:
    """What the user was given and has not looked at."""
    return Assignment.unseen(user).filter(case__in=worked_by(user))


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    if not works_cases(request.user):
        raise PermissionDenied
    found = mentions(request.user).select_related("event", "case").order_by("-pk")
    unread, read = found.filter(read_at=None), found.filter(read_at__isnull=False)
    context = {
        "title": TITLE,
        "unread": [Line(one, request.user) for one in unread[:MOST]],
        "read": [Line(one, request.user) for one in read[:MOST]],
        "given": given(request.user).select_related("case").order_by("-pk")[:MOST],
        "breadcrumbs": trail((request.path, TITLE)),
    }
    return show(request, "team/inbox", context)
