"""Putting a label on a case and taking it off, each a line of the case's history."""

from django.db import transaction
from django.utils.translation import gettext as _

from forms.models import Case, CaseLabel, Event, Label
from forms.models.events import record
from forms.moves.transitions import Forbidden, Refused
from forms.queue.cases import works_on
from forms.states import User


def put(case_id: int, label: Label, actor: User, ip: str = "") -> bool:
    """Puts it on; False when it is on already. Raises Forbidden or Refused, with the reason."""
    with transaction.atomic():
        case = held(case_id, actor)
        assert case.submitted_at is not None
        if not label.fits(case):
            raise Refused(_("Nhãn này không dùng cho loại hồ sơ này."), "label")
        _row, new = CaseLabel.objects.get_or_create(
            case=case, label=label, defaults={"submitted_at": case.submitted_at}
        )
        if new:
            tell(case, Event.Act.LABELLED, label, actor, ip)
    return new


def take(case_id: int, label: Label, actor: User, ip: str = "") -> bool:
    """Takes it off; False when it was not on. Raises Forbidden, with the reason."""
    with transaction.atomic():
        case = held(case_id, actor)
        removed, _models = CaseLabel.objects.filter(case=case, label=label).delete()
        if removed:
            tell(case, Event.Act.UNLABELLED, label, actor, ip)
    return bool(removed)


def held(case_id: int, actor: User) -> Case:
    """The case with its row locked, for somebody who works at its office."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    if case.submitted_at is None or not works_on(actor, case):
        raise Forbidden(_("Chỉ người xử lý hồ sơ của đơn vị mới gắn nhãn."))
    return case


def tell(case: Case, act: str, label: Label, actor: User, ip: str) -> None:
    record(case, act, actor=actor, ip=ip, note=label.name)
    case.save(update_fields=["history_length", "history_head"])
