"""Trying the rules on what nobody has yet, and giving it out by them."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from forms.assigning import assign
from forms.assigning.allowed import GIVERS, unassigned
from forms.assigning.sharing import Choice, Sharing, by_rule
from forms.models import Case
from forms.models.events import name_of
from forms.moves.transitions import Refused
from forms.queue.cases import visible_to
from forms.queue.screens import show
from forms.queue.team.rules import list_of, trail
from forms.states import User
from home.models import Commune, Office
from home.permissions import offices_of
from search.throttle import client_ip

TITLE = gettext_lazy("Chia hồ sơ theo quy tắc")
#: Shown and given out at a time.
MOST = 100


@dataclass(frozen=True)
class Line:
    """A case that nobody has, and who would take it."""

    case: Case
    choice: Choice | None

    @property
    def taker(self) -> str:
        return name_of(self.choice.officer) if self.choice else ""

    @property
    def commune(self) -> Commune | None:
        """The one that the rules go by."""
        return (self.case.about or self.case).commune


def lines(user: User, office: Office) -> list[Line]:
    """The cases that wait longest, and what the rules say of each; as many queries for one as for
    a hundred."""
    waiting = visible_to(user).filter(unassigned(), office=office).order_by("next_on", "pk")
    sharing = Sharing(office.pk)
    long = ("answers", "sealed", "visited", "chosen")
    cases = waiting.select_related("commune", "about__commune")
    cases = cases.defer(*long, *(f"about__{name}" for name in long))[:MOST]
    return [Line(case, sharing.choose_for(case)) for case in cases]


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, office: str) -> HttpResponse:
    """GET shows what would go to whom; POST gives it out, each case for itself."""
    found = Office.objects.filter(code=office, pk__in=offices_of(request.user, GIVERS)).first()
    if found is None:
        raise PermissionDenied
    planned = lines(request.user, found)
    if request.method != "POST":
        context = {
            "title": TITLE,
            "office": found,
            "lines": planned,
            "fitting": sum(1 for line in planned if line.choice),
            "most": MOST,
            "back": list_of(found),
            "breadcrumbs": trail((request.path, TITLE)),
        }
        return show(request, "team/share", context)
    given = sum(given_out(request, line) for line in planned if line.choice)
    told = ngettext("Đã phân công %(n)d hồ sơ.", "Đã phân công %(n)d hồ sơ.", given) % {"n": given}
    messages.success(request, told)
    return redirect(request.path)


def given_out(request: HttpRequest, line: Line) -> bool:
    """Whether it worked; what somebody took meanwhile is left to them, and said."""
    assert line.choice is not None
    case, choice = line.case, line.choice
    try:
        assign(
            case.pk,
            choice.officer,
            request.user,
            reason=by_rule(choice.rule),
            version=case.version,
            ip=client_ip(request),
        )
    except Refused as refused:
        messages.warning(request, f"{case.code}: {refused.reason}")
        return False
    return True
