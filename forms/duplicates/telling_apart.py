"""An officer says that two cases are two; the histories of both keep it."""

from django.db import transaction

from forms.models import Case, Event, ToldApart
from forms.models.events import append
from forms.states import User


def tell_apart(one: Case, other: Case, actor: User, *, ip: str = "") -> bool:
    """Keeps it for good; False where it was already said. The caller has seen who may."""
    first, second = sorted((one, other), key=lambda case: case.pk)
    with transaction.atomic():
        _pair, new = ToldApart.objects.get_or_create(
            case=first, other=second, defaults={"by_id": actor.pk}
        )
        if new:
            append(first.pk, Event.Act.TOLD_APART, actor=actor, ip=ip, note=str(second.code))
            append(second.pk, Event.Act.TOLD_APART, actor=actor, ip=ip, note=str(first.code))
    return new
