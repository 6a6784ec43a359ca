"""Which replies are offered to somebody who writes about a case, and what is counted of them."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from forms.models import Case, Reply, ReplyUse
from forms.replies.filling import fill
from forms.states import TOLD, State, User

Place = Reply.Place


def place_of(to: str) -> str:
    """Where a reason for a move is written, as replies are sorted."""
    if to == State.SUPPLEMENT:
        return Place.SUPPLEMENT
    return Place.REFUSAL if to in TOLD else Place.NOTE


def replies_for(case: Case, user: User, places: Collection[str]) -> QuerySet[Reply]:
    """Those of the case's office and kind, this user's most used first."""
    mine = ReplyUse.objects.filter(reply=OuterRef("pk"), user=user.pk)
    times = Coalesce(Subquery(mine.values("times")[:1]), Value(0))
    here = Reply.objects.filter(office=case.office_id, kind__in=("", case.kind_code))
    found = here.filter(place__in=places).annotate(times=times)
    return found.order_by("-times", "title", "pk")


def used(reply: Reply, user: Any) -> None:
    with transaction.atomic():
        ReplyUse.objects.get_or_create(reply=reply, user_id=user.pk)
        ReplyUse.objects.filter(reply=reply, user=user.pk).update(times=F("times") + 1)


def inserted(typed: str, reply: Reply, case: Case) -> str:
    """What was typed, with the reply, filled in, after it."""
    text = fill(reply.body, case)
    return f"{typed.rstrip()}\n\n{text}" if typed.strip() else text
