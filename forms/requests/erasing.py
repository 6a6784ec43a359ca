"""Erasing for real: answers, sealed values, files, indexes and addresses; the history stays whole.

What was not sent yet of the mails stays until it is: `leave_no_address` comes back for it.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from forms.models import BatchRow, Case, DraftLink, Notice
from forms.models.attachments import drop
from forms.requests.correcting import index_anew
from forms.requests.keeping import Plan
from forms.states import FINAL

#: What a request keeps once it is answered about a case that was erased.
KEPT_OF_REQUEST = ("about_code", "about_kind", "right")


def erase(case: Case, plan: Plan) -> None:
    """Does what was planned. Call inside a transaction that holds the case's row; saves all but
    the case itself."""
    kept = {} if plan.everything else without(case.all_answers, plan.names)
    case.replace_answers(kept)
    if plan.everything:
        case.chosen, case.commune, case.asked_text = {}, None, None
        BatchRow.objects.filter(case=case).update(problems=[], sealed="")
    else:
        case.restricted_at = timezone.now()
        case.chosen = still_chosen(case)
    case.corrections.filter(**({} if plan.everything else {"question__in": plan.names})).delete()
    case.erased_at = timezone.now()
    drop(plan.files)
    index_anew(case)
    DraftLink.objects.filter(case=case).delete()
    case.notices.filter(status=Notice.Status.WAITING).delete()
    case.notices.update(to="", note="", sealed="")


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
    """Leaves of an answered request what it asked for, not by whom or in which words."""
    answers = request.all_answers
    request.replace_answers({name: answers[name] for name in KEPT_OF_REQUEST if name in answers})
    request.sealed_index.all().delete()


def leave_no_address() -> int:
    """Takes the addresses off the mails of erased cases and of what was asked about them, once
    they are sent or given up."""
    answered = Q(case__about__erased_at__isnull=False, case__state__in=FINAL)
    erased = Q(case__erased_at__isnull=False) | answered
    left: QuerySet[Notice] = Notice.objects.filter(erased).exclude(to="")
    return left.exclude(status=Notice.Status.WAITING).update(to="", note="", sealed="")
