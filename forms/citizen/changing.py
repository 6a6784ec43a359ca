"""The way from an answer on the check page to its field, and back to the same place.

Addresses carry names of questions only, never an answer.
"""

import json
import re
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from forms.kinds.base import Step
from forms.kinds.rows import blank
from forms.models import Case
from forms.sealing import digest

#: The name of a question, or one row of a group: `teachers-3`.
PLACE = re.compile("[a-z0-9_-]{1,70}")
MOST_NAMED = 20


def from_check(request: HttpRequest) -> bool:
    """Whether the step is open only to change one answer: then it leads back to all of them."""
    return request.GET.get("ve") == "kiem-tra"


def way_back(request: HttpRequest) -> str:
    """The query that a step keeps while it is open for the check page."""
    if not from_check(request):
        return ""
    place = request.GET.get("muc", "")
    known = {"muc": place} if PLACE.fullmatch(place) else {}
    return "?" + urlencode({"ve": "kiem-tra", **known})


def reveal(request: HttpRequest, form: Step) -> None:
    """Opens the row that the citizen came to change."""
    name, _dash, number = request.GET.get("muc", "").rpartition("-")
    group = form.row_sets.get(name)
    if group and re.fullmatch("[0-9]{1,4}", number) and int(number) < len(group.forms):
        group.forms[int(number)].wanted = True


def was(request: HttpRequest, case: Case, form: Step) -> str:
    """What a step carries while it is open for the check page: a mark of each answer it opened
    with. Saving while typing makes them others, and they are to be shown as changed all the same.
    """
    if not from_check(request):
        return ""
    return request.POST.get("was") or json.dumps(marks(case, form))


def marks(case: Case, form: Step) -> dict[str, str]:
    """A short keyed digest of each answer of a step, its files included."""
    found = {}
    for name in form.fields:
        value, files = case.all_answers.get(name), form.attachments.get(name, ())
        exact = json.dumps([None if blank(value) else value, [file.pk for file in files]])
        found[name] = digest("answer", case.key.hex, name, exact)[:8]
    return found


def back(request: HttpRequest, case: Case, form: Step) -> HttpResponseRedirect:
    """To the answer that the citizen came from, or to the first that was changed."""
    names = changed(case, form, request.POST.get("was", ""))
    place = request.GET.get("muc", "")
    came_from = [name for name in (place, place.rpartition("-")[0]) if name in form.fields]
    query = "?" + urlencode({"sua": ".".join(names[:MOST_NAMED])}) if names else ""
    anchor = next(iter([*came_from, *names]), "")
    address = reverse("case_check", kwargs={"key": case.key})
    return HttpResponseRedirect(f"{address}{query}{f'#cau-{anchor}' if anchor else ''}")


def changed(case: Case, form: Step, opened_with: str) -> list[str]:
    """The questions of a step whose answers are others than when it was opened."""
    try:
        old = json.loads(opened_with)
    except (ValueError, RecursionError):
        old = None
    if not isinstance(old, dict):
        return []
    return [name for name, mark in marks(case, form).items() if old.get(name, mark) != mark]


def just_changed(request: HttpRequest) -> set[str]:
    """The questions that the check page marks as changed."""
    return set(request.GET.get("sua", "")[:2000].split(".")) - {""}
