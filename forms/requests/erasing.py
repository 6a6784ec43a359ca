"""Erasing for real: answers, sealed values, files, indexes and addresses; the history stays whole.

What was not sent yet of the mails stays until it is: `leave_no_address` comes back for it.
"""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from forms.models import BatchRow, Case, Notice, Slip
from forms.models.attachments import drop, private_storage
from forms.requests.correcting import index_anew
from forms.requests.keeping import Plan
from forms.states import FINAL

NO_ADDRESS = {"to": "", "note": "", "sealed": ""}
#: What a request keeps once it is answered about a case that was erased.
KEPT_OF_REQUEST = ("about_code", "about_kind", "right")


def erase(case: Case, plan: Plan) -> None:
    """Does what was planned. Call inside a transaction that holds the case's row; saves all but
    the case itself."""
    if plan.everything:
        case.replace_answers({})
        case.chosen, case.commune, case.asked_text = {}, None, None
        drop_what_was_written(case)
    else:
        case.replace_answers(without(case.all_answers, plan.names))
        case.chosen = still_chosen(case)
        case.restricted_at = timezone.now()
        thin_out(case, plan.names)
    drop(plan.files)
    index_anew(case)
    for reached in (case.contact_changes, case.links, case.pin_links):
        reached.all().delete()
    case.notices.filter(status=Notice.Status.WAITING).delete()
    case.notices.update(**NO_ADDRESS)
    case.erased_at = timezone.now()


def drop_what_was_written(case: Case) -> None:
    """All that was said and issued about a case; the history keeps that it was, and when."""
    for written in (
        case.messages,
        case.supplements,
        case.corrections,
        case.helpers,
        case.inspections,
        case.score_sheets,
    ):
        written.all().delete()
    BatchRow.objects.filter(case=case).update(problems=[], sealed="")
    slips: QuerySet[Slip] = QuerySet(Slip).filter(case=case)  # Slip.objects refuses to delete
    drop_files([name for slip in slips for name in (slip.page.name, slip.pdf.name) if name])
    slips._raw_delete(slips.db)  # type: ignore[attr-defined]


def thin_out(case: Case, names: tuple[str, ...]) -> None:
    """Takes the answers of these names out of what was kept of changes to them."""
    case.corrections.filter(question__in=names).delete()
    for supplement in case.supplements.all():
        supplement.case = case
        supplement.keep(without(supplement.changes, names))
        supplement.keep_replaced(without(supplement.replaced, names))
        supplement.save()


def drop_files(names: list[str]) -> None:
    """Once the rows that name them are surely gone."""

    def delete() -> None:
        for name in names:
            private_storage().delete(name)

    transaction.on_commit(delete, robust=True)


def without(answers: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if name not in names}


def still_chosen(case: Case) -> dict[str, Any]:
    """The names of what was chosen, without those that no answer leads to any more."""
    values = set(leaves(case.answers))
    return {
        source: {code: name for code, name in names.items() if code in values or source == "totals"}
        for source, names in case.chosen.items()
    }


def leaves(value: Any) -> list[str]:
    """Every single value of an answer, however deep."""
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in leaves(one)]
    return [str(value)]


def forget_request(request: Case) -> None:
    """Leaves of an answered request what it asked for, not by whom or in which words.

    Saves nothing. A request has no answer that could be found by its digest.
    """
    answers = request.all_answers
    request.replace_answers({name: answers[name] for name in KEPT_OF_REQUEST if name in answers})


def forget_answered_requests(case: Case) -> None:
    """The same of all earlier requests about a case that is erased now."""
    for request in case.requests.filter(state__in=FINAL).select_for_update(of=("self",)):
        forget_request(request)
        request.save()


def leave_no_address() -> int:
    """Takes the addresses off the mails of erased cases and of what was asked about them, once
    they are sent or given up."""
    answered = Q(case__about__erased_at__isnull=False, case__state__in=FINAL)
    erased = Q(case__erased_at__isnull=False) | answered
    left: QuerySet[Notice] = Notice.objects.filter(erased).exclude(to="")
    return left.exclude(status=Notice.Status.WAITING).update(**NO_ADDRESS)
