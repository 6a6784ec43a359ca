"""Reminding a citizen of an open supplement by somebody's hand; never twice on one day."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forms.models import Case, Supplement
from forms.models.supplements import open_supplement
from forms.moves.transitions import Forbidden
from forms.states import YES, Answer, State, User, roles_at
from forms.supplements.deadlines import locked, tell_of_end
from home.models import Role

REMINDERS = frozenset({Role.CLERK, Role.OFFICER})


def may_remind(user: User, case: Case) -> Answer:
    if case.state != State.SUPPLEMENT:
        return False, _("Hồ sơ không chờ người nộp bổ sung.")
    if not roles_at(user, case) & REMINDERS:
        return False, _("Việc này dành cho: %(roles)s.") % {"roles": _("Tiếp nhận, Chuyên viên")}
    supplement = open_supplement(case)
    return is_worth_it(supplement) if supplement else (False, _("Yêu cầu bổ sung đã kết thúc."))


def is_worth_it(supplement: Supplement) -> Answer:
    """What was asked for today, or reminded of today, is not said again; nor what is too late."""
    today, reminded = timezone.localdate(), supplement.reminded_at
    if supplement.late:
        return False, _("Hạn bổ sung đã qua.")
    if timezone.localdate(supplement.asked_at) == today:
        return False, _("Yêu cầu bổ sung vừa gửi hôm nay.")
    if reminded and timezone.localdate(reminded) == today:
        return False, _("Hôm nay đã nhắc rồi.")
    return YES


@transaction.atomic
def remind_by_hand(case_id: int, user: User, ip: str = "") -> bool:
    """Whether the citizen is told by mail. Raises Forbidden with the reason why not."""
    found = Supplement.objects.filter(case=case_id, ended_at=None).values_list("pk", flat=True)
    supplement = next((locked(pk) for pk in found), None)
    if supplement is None:
        raise Forbidden(_("Hồ sơ không chờ người nộp bổ sung."))
    allowed, why_not = may_remind(user, supplement.case)
    if not allowed:
        raise Forbidden(why_not)
    return tell_of_end(supplement, user, ip)
