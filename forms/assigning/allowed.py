"""Who may give a case to whom.

Leaders, their deputies and clerks give any case to any officer of the office. An officer takes what
nobody has, hands over what is theirs, or gives it back; so does whoever stands in for one.
"""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forms.models import Case
from forms.models.events import name_of
from forms.requests.for_leaders import wait_for_leaders
from forms.states import FINAL, YES, Answer, State, User, roles_at, stands_in
from forms.states.guards import reads_what_it_is_about
from home.models import Role

GIVERS = frozenset({Role.LEADER, Role.DEPUTY, Role.CLERK})
#: Where a case needs an officer; one that is asked of the citizen or signed may do without.
NEED_AN_OFFICER = (State.ACCEPTED, State.ASSIGNED, State.PROCESSING, State.INSPECTION)


def unassigned() -> Q:
    """Cases that wait for an officer: received, given back, or a request about personal data,
    whose clock runs without reception, unless it waits for a leader."""
    arrived = Q(state=State.SUBMITTED, about__isnull=False)
    needs_one = Q(state__in=NEED_AN_OFFICER) | arrived
    return needs_one & Q(assignee=None) & ~wait_for_leaders()


def waits_for_an_officer(case: Case) -> bool:
    """The same, of one case; but `may_assign` alone says whether a request waits for a leader."""
    arrived = case.state == State.SUBMITTED and case.about_id is not None
    return case.assignee_id is None and (arrived or case.state in NEED_AN_OFFICER)


def open_for_assigning(case: Case) -> bool:
    return case.state not in (State.DRAFT, *FINAL)


def may_assign(actor: User, case: Case, officer: Any) -> Answer:
    """Whether this person may give the case to that officer, or to nobody, and if not, why."""
    roles = roles_at(actor, case)
    if not open_for_assigning(case):
        return False, _("Hồ sơ chưa nộp hoặc đã kết thúc nên không phân công được nữa.")
    if officer is not None and not (answer := reads_what_it_is_about(case, officer))[0]:
        return answer
    if roles & GIVERS or (Role.OFFICER in roles and has(actor, case)):
        return YES
    if Role.OFFICER not in roles:
        return False, _("Việc này dành cho: Lãnh đạo, Phó trưởng phòng, Tiếp nhận, Chuyên viên.")
    if officer is None or officer.pk != actor.pk:
        return False, _("Chuyên viên chỉ nhận hồ sơ về mình hoặc giao lại hồ sơ của mình.")
    if case.assignee is not None and Role.OFFICER in roles_at(case.assignee, case):
        told = _(
            "Hồ sơ đang do %(name)s xử lý: chỉ người đó, lãnh đạo hoặc người tiếp nhận "
            "giao lại được."
        )
        return False, told % {"name": name_of(case.assignee)}
    return YES


def has(user: User, case: Case) -> bool:
    """Whether the case is this officer's work: as its assignee, or as the deputy of one."""
    return case.assignee_id is not None and (case.assignee_id == user.pk or stands_in(user, case))


def needs_reason(actor: User, case: Case, officer: Any) -> bool:
    """An officer who parts with a case says why."""
    parts = officer is None or officer.pk != actor.pk
    return parts and not roles_at(actor, case) & GIVERS
