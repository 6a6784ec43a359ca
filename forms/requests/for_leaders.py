"""Requests about a case whose processing is restricted: leaders alone read it, so they answer."""

from django.db.models import Exists, OuterRef, Q

from forms.models import Case
from forms.states import State

#: Where a request waits for its answer.
UNANSWERED = (State.SUBMITTED, State.PROCESSING)


def wait_for_leaders() -> Q:
    """The same condition that `reads_what_it_is_about` puts to one case, of any.

    Said as a range, so that PostgreSQL asks it of a request by the id of the case that it is about,
    and does not first make a hash of all that are restricted.
    """
    about = OuterRef("about")
    restricted = Case.objects.filter(pk__gte=about, pk__lte=about, restricted_at__isnull=False)
    return Q(state__in=UNANSWERED, about__isnull=False) & Q(Exists(restricted))
