"""Extending a case's time limit: once, by a leader, with an apology (Mẫu 04 of TT 03/2025)."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.clock.calendar import Calendar, MissingYear
from forms.clock.holding import calendar_in_force
from forms.clock.reckoning import Limit, set_limit
from forms.models import Apology, Case, Event, Notice
from forms.models.events import record
from forms.moves.transitions import Forbidden, Refused, Stale, who_was_first
from forms.notices.telling import tell
from forms.slips.issuing import issue
from forms.states import RUNNING, YES, Answer, Transition, User, allows
from home.models import Office, Role


def never_extended(case: Case, user: User) -> Answer:
    if case.extended_from is not None:
        return False, _("Hồ sơ đã được gia hạn một lần.")
    return YES


#: It leads nowhere: the case stays in its state, and only its due day moves.
EXTENSION = Transition(
    RUNNING,
    "",
    gettext_lazy("Xin lỗi và gia hạn"),
    (Role.LEADER,),
    reason=True,
    asks="extension",
    guards=(never_extended,),
    effect=gettext_lazy(
        "Người nộp nhận được văn bản xin lỗi với ngày hẹn mới. Mỗi hồ sơ chỉ được gia hạn một lần."
    ),
)


def may_extend(user: User, case: Case) -> Answer:
    if case.kind.way not in EXTENSION.ways:
        return False, _("Yêu cầu về dữ liệu cá nhân phải được trả lời đúng hạn.")
    if case.state not in EXTENSION.sources or case.due_on is None:
        return False, _("Hồ sơ không ở bước đang tính thời hạn.")
    return allows(EXTENSION, user, case)


def extend(
    case_id: int, user: User, version: int, reason: str, working_days: int, ip: str = ""
) -> Case:
    """Raises what `move` raises, for the same reasons."""
    with transaction.atomic():
        cases = Case.objects.select_for_update(of=("self",)).select_related("office__site")
        case = cases.get(pk=case_id)
        if case.version != version:
            raise Stale(who_was_first(case))
        allowed, why_not = may_extend(user, case)
        if not allowed:
            raise Forbidden(why_not)
        if not reason.strip():
            raise Refused(_("Hãy nêu lý do: người nộp sẽ đọc được."), "reason")
        if working_days < 1:
            raise Refused(_("Hãy nhập số ngày làm việc xin gia hạn."), "working_days")
        calendar, today = calendar_in_force(case.office), timezone.localdate()
        case.extended_from, case.extended_by = case.due_on, working_days
        case.late_since = None
        set_limit(case, Limit.of(case).extended(calendar, today, working_days))
        case.version += 1
        event = record(case, Event.Act.EXTENDED, actor=user, ip=ip, note=reason.strip())
        issue(case, event, user)
        case.save()
        case.apologies.filter(standing=Apology.Standing.WAITING).update(
            standing=Apology.Standing.SIGNED, settled_at=timezone.now(), settled_by=user.pk
        )
        tell(case, Notice.Told.EXTENDED, note=reason.strip())
    return case


def complete(office: Office) -> int:
    """Gives extensions of old the number of days that was not kept then, so that
    they move with the calendar like all others. Run again, it finds none.

    The day that was promised stays as it is: the days are those that lead to it.
    """
    lacking = Case.objects.filter(
        office=office, extended_from__isnull=False, extended_by=None, closed_at=None
    )
    calendar, completed = Calendar.of(office), 0
    for pk in list(lacking.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            case = lacking.select_for_update(of=("self",)).filter(pk=pk).first()
            days = days_added(case, calendar) if case else None
            if case and days:
                case.extended_by = days
                case.save(update_fields=["extended_by"])
                completed += 1
    return completed


def days_added(case: Case, calendar: Calendar) -> int | None:
    """The working days from the day promised first, or from that of the extension where it was
    past, up to the day promised then; None where nothing tells."""
    line = case.events.filter(act=Event.Act.EXTENDED).order_by("number").last()
    if line is None or case.extended_from is None:
        return None
    on = timezone.localdate(line.at)
    try:
        due_on = promised_then(case, line, calendar)
        return calendar.between(max(case.extended_from, on), due_on) if due_on else None
    except MissingYear:
        return None


def promised_then(case: Case, line: Event, calendar: Calendar) -> date | None:
    """The day that the extension led to: the case's own, unless a supplement has come since, which
    kept how much was left of it. Raises MissingYear."""
    since = case.supplements.filter(asked_at__gt=line.at).order_by("number").first()
    if since is not None:
        left = since.days_left
        return calendar.after(timezone.localdate(since.asked_at), left) if left else None
    reopened = case.reopened_at is not None and case.reopened_at > line.at
    return None if reopened else case.due_on
