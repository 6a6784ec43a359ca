"""Who takes in paper cases: clerks, each for the counters of their own offices."""

import uuid
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import cached_property

from forms.filing.origins import Origin
from forms.filing.taking import Stop
from forms.models import Case, FormPage
from forms.models.pages import count_places
from forms.queue.case.desk import served_or_404
from forms.queue.cases import reads_all
from forms.states import State, User
from home.models import Office, Role
from home.permissions import is_master, offices_of

#: Of what is begun and not filed, so many are listed.
MOST_LISTED = 100


@dataclass(frozen=True)
class Offer:
    """A form of an office, and why it takes no case now, if so: on paper as online."""

    office: Office
    page: FormPage

    @cached_property
    def stop(self) -> Stop | None:
        return self.page.stop


def counters_of(user: User) -> set[int]:
    """The ids of the offices where the user is a clerk."""
    return offices_of(user, {Role.CLERK})


def seen_counters(user: User) -> QuerySet[Office]:
    """The offices whose counters the user sees; leaders read what their clerks have begun."""
    offices = Office.objects.select_related("site__root_page").order_by("pk")
    if is_master(user):
        return offices
    return offices.filter(pk__in=offices_of(user, {Role.CLERK, Role.LEADER}))


def offers(offices: QuerySet[Office]) -> list[Offer]:
    """The forms of these offices: a query or two for each office."""
    return [Offer(office, page) for office in offices for page in count_places(pages_of(office))]


def pages_of(office: Office) -> QuerySet[FormPage]:
    """In the language of the office: a form is offered once, not once a language."""
    root = office.site.root_page
    pages = FormPage.objects.live().descendant_of(root).filter(locale_id=root.locale_id)
    return pages.select_related("procedure__replaced_by").order_by("path")


def offer_or_404(user: User, form_pk: int) -> Offer:
    """A form at whose counter the user stands."""
    clerks = Office.objects.select_related("site__root_page").filter(pk__in=counters_of(user))
    for office in clerks:
        if page := pages_of(office).filter(pk=form_pk).first():
            return Offer(office, page)
    raise Http404


def unfinished(offices: QuerySet[Office]) -> list[Case]:
    """What was begun at these counters and not filed yet, the newest first."""
    drafts = Case.objects.filter(
        office__in=[office.pk for office in offices], state=State.DRAFT, origin=Origin.COUNTER
    )
    kept = ("key", "kind_code", "subject", "applicant", "changed_at", "created_at", "visited")
    shown = drafts.select_related("office", "taken_in_by").only(
        *kept, "office__short_name", "office__draft_days", *(f"taken_in_by__{n}" for n in NAMES)
    )
    return list(shown.order_by("-changed_at")[:MOST_LISTED])


def begun_by(user: User) -> QuerySet[Case]:
    """What this clerk has begun and not filed yet: papers that lie on the counter."""
    return Case.objects.filter(
        office__in=counters_of(user), taken_in_by=user.pk, state=State.DRAFT, origin=Origin.COUNTER
    )


NAMES = ("username", "first_name", "last_name")


def brought_or_404(user: User, pk: int) -> Case:
    """A case to whose supplement a clerk may type in the answers: one that they may read."""
    case = served_or_404(user, pk)
    if not reads_all(user, case):
        raise PermissionDenied
    return case


def intake_or_404(user: User, key: uuid.UUID, *, lock: bool = False) -> Case:
    """A paper case of a counter at which the user stands, begun or filed; locked if so asked."""
    cases = Case.objects.select_related("office__site", "form_page__procedure", "taken_in_by")
    if lock:
        cases = cases.select_for_update(of=("self",))
    mine = cases.filter(office_id__in=counters_of(user), origin=Origin.COUNTER)
    case = mine.filter(key=key).first()
    if case is None:
        raise Http404
    return case
