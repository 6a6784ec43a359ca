"""Requests of a citizen about their data, and whoever carries them out."""

from forms.models import Case
from forms.moves.transitions import Details, move
from forms.states import State

S = State
CORRECTED = {"correct": {"passport_no": "PB7654321"}, "see": {}, "erase": {}, "object": {}}
DONE = Details(reason="Đã làm.")


def carry(request, user, details=DONE, to=S.APPROVED):
    request.refresh_from_db()
    return move(request.pk, to, user, request.version, details)


def fresh(case):
    return Case.objects.get(pk=case.pk)
