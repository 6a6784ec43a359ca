"""A late case owes its citizen an apology: prepared by the night, signed by a leader.

The apology (Mẫu 04) proposes a new day, and a case is extended once (domain: sections 7.1, 7.5). A
case that is late again, or was finished late, is apologised for in words, without a new day.
"""

from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from forms.clock.extending import may_extend
from forms.clock.lateness import late, past_noon
from forms.models import Apology, Case, Event, Notice
from forms.models.events import record
from forms.moves.transitions import Forbidden, Refused
from forms.notices.telling import tell
from forms.states import YES, Answer, User
from home.models import Office, Role, roles_of
from home.models.offices import all_offices
from home.permissions import offices_of

#: Apologies that are written together.
CHUNK = 500
Standing = Apology.Standing


@transaction.atomic
def prepare(office: Office) -> int:
    """Writes the apologies that are owed and not written yet; run again, it writes none."""
    owed = Apology.objects.filter(case=OuterRef("pk"), late_since=OuterRef("due_on"))
    waits = Apology.objects.filter(case=OuterRef("pk"), standing=Standing.WAITING)
    cases = Case.objects.filter(
        late(past_noon([office.pk])), ~Exists(owed), ~Exists(waits), about=None
    )
    found = cases.filter(office=office).order_by("next_on", "pk").values_list("pk", "due_on")
    rows = [Apology(case_id=pk, late_since=due_on) for pk, due_on in found if due_on]
    Apology.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)
    mark_waiting()
    return len(rows)


def mark_waiting() -> None:
    """Writes into cases that an apology waits; their rows are locked in the order of their ids."""
    waits = Apology.objects.filter(standing=Standing.WAITING)
    unmarked = Case.objects.filter(pk__in=waits.filter(case__late_since=None).values("case"))
    rows = unmarked.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True)
    since = Subquery(waits.filter(case=OuterRef("pk")).values("late_since"))
    while pks := list(rows.all()[:CHUNK]):
        Case.objects.filter(pk__in=pks).update(late_since=since)


def prepare_today(office: Office) -> None:
    """As `prepare`, at the first look of each half-day, should the night's work not have run."""
    now = timezone.localtime()
    key = f"apologies:{office.pk}:{now:%Y-%m-%d}:{now.time() > office.morning_ends}"
    if cache.add(key, True, timeout=24 * 60 * 60):
        prepare(office)


def prepare_for(user: User) -> None:
    """The same for the offices that the user leads."""
    led = offices_of(user, {Role.LEADER})
    for office in all_offices():
        if office.pk in led:
            prepare_today(office)


def waiting(cases: QuerySet[Case]) -> QuerySet[Apology]:
    """The apologies that wait for signature among these cases, the longest late first."""
    return Apology.objects.filter(standing=Standing.WAITING, case__in=cases)


def leads(user: User, case: Case) -> Answer:
    if Role.LEADER in roles_of(user).get(case.office_id, set()):
        return YES
    return False, _("Việc này dành cho: %(roles)s.") % {"roles": Role.LEADER.label}


def may_apologise(user: User, case: Case) -> Answer:
    """In words alone: where the paper with a new day is not to be had any more."""
    allowed, why_not = leads(user, case)
    if allowed and may_extend(user, case)[0]:
        return False, _("Hồ sơ còn được gia hạn: hãy ký phiếu với ngày hẹn mới.")
    return allowed, why_not


def may_dismiss(user: User, case: Case) -> Answer:
    """What is late still is apologised for."""
    allowed, why_not = leads(user, case)
    if allowed and case.overdue:
        return False, _("Hồ sơ đang quá hạn: người nộp cần được xin lỗi.")
    return allowed, why_not


def apologise(case_id: int, user: User, reason: str, ip: str = "") -> Case:
    """Tells the citizen, without a new day. Raises what `move` raises."""
    with transaction.atomic():
        case = locked(case_id)
        check(*may_apologise(user, case), reason)
        settle(case, user, Standing.SIGNED)
        record(case, Event.Act.SORRY, actor=user, ip=ip, note=reason.strip())
        case.save(update_fields=["late_since", "history_length", "history_head"])
        tell(case, Notice.Told.SORRY, note=reason.strip())
    return case


def dismiss(case_id: int, user: User, reason: str) -> Case:
    """Takes the apology off the desk, for a reason that stays with it."""
    with transaction.atomic():
        case = locked(case_id)
        check(*may_dismiss(user, case), reason)
        settle(case, user, Standing.DISMISSED, reason.strip())
        case.save(update_fields=["late_since"])
    return case


def locked(case_id: int) -> Case:
    cases = Case.objects.select_for_update(of=("self",)).select_related("office__site")
    return cases.get(pk=case_id)


def check(allowed: bool, why_not: object, reason: str) -> None:
    if not allowed:
        raise Forbidden(str(why_not))
    if not reason.strip():
        raise Refused(_("Hãy nêu lý do."), "reason")


def settle(case: Case, user: User, standing: Standing, why_not: str = "") -> None:
    """Somebody else may have been first; then there is nothing left to sign. Saves no case."""
    found = case.apologies.filter(standing=Standing.WAITING).update(
        standing=standing, settled_at=timezone.now(), settled_by=user.pk, why_not=why_not
    )
    if not found:
        raise Forbidden(_("Phiếu xin lỗi này đã được giải quyết."))
    case.late_since = None
