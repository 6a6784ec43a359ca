"""Requests about a case whose processing is restricted: leaders alone read it, so they answer."""

from django.db.models import Q

from forms.models import Case
from forms.states import State

#: Where a request waits for its answer.
UNANSWERED = (State.SUBMITTED, State.PROCESSING)


def wait_for_leaders() -> Q:
    """The same condition that `reads_what_it_is_about` puts to one case, of any.

    Restricted cases are few, and an index of their own holds them: a database looks them up once.
    """
    restricted = Case.objects.filter(restricted_at__isnull=False)
    return Q(state__in=UNANSWERED, about__isnull=False, about__in=restricted.values("pk"))
