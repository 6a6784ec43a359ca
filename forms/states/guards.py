"""What must be so before a move: asked of the case and of the person who would make it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forms.clock import Calendar, MissingYear
from forms.clock.step_days import step_end
from forms.states.names import REVIEWING, UNDECIDED, State, Text
from forms.states.people import READ_RESTRICTED, User, roles_at, stand_ins
from home.models.offices import Role

if TYPE_CHECKING:
    from forms.models import Case

Answer = tuple[bool, Text]
Guard = Callable[["Case", User], Answer]
YES: Answer = (True, "")
#: Lines of the history that are no moves and yet reviewing: a record of an inspection, points.
REVIEWED_BY = ("inspected", "scored")
#: Where a review begins; whoever sends a case back, or takes in what a citizen brought, has not
#: looked into it by that.
BEGUN_FROM = (State.SUBMITTED, State.ACCEPTED, State.ASSIGNED)


def always(case: "Case") -> bool:
    return True


def was_received(case: "Case") -> bool:
    return case.received_at is not None


def was_not_received(case: "Case") -> bool:
    return case.received_at is None


def came_on_paper(case: "Case") -> bool:
    """Typed in by a clerk: its citizen, who has signed the paper, opens no draft."""
    return case.at_counter


def came_online(case: "Case") -> bool:
    return not case.at_counter


def supplement_is_overdue(case: "Case", user: User) -> Answer:
    if case.supplement_overdue:
        return YES
    return False, _("Hạn bổ sung chưa qua.")


def did_not_review(case: "Case", user: User) -> Answer:
    """Whoever reviewed a case does not also decide it (design: section 4)."""
    if reviewed(case, user, REVIEWING):
        return False, _("Người đã thẩm định hồ sơ không được ký duyệt chính hồ sơ đó.")
    return YES


def checks_others_work(case: "Case", user: User) -> Answer:
    """Whoever examined a case does not also check how it was examined."""
    examining = (State.PROCESSING, State.INSPECTION)
    if reviewed(case, user, examining):
        return False, _("Người đã thẩm định hồ sơ không được tự kiểm tra hồ sơ đó.")
    return YES


def reviewed(case: "Case", user: User, states: tuple[str, ...]) -> bool:
    """Whether the user has or had the case, or has done anything to it in one of these states."""
    begun = Q(to_state=State.PROCESSING, from_state__in=BEGUN_FROM)
    done = Q(from_state__in=states) | Q(act__in=REVIEWED_BY) | begun
    return (
        case.assignee_id == user.pk
        or case.events.filter(done, actor_id=user.pk).exists()
        or case.assignments.filter(officer=user.pk, reviewed=True).exists()
        or stands_in(user, case)
    )


def stands_in(user: User, case: "Case") -> bool:
    """Whether the user does the work of the case's officer, who is away today."""
    if case.assignee_id is None or user.pk is None:
        return False
    today = timezone.localdate()
    away = case.office.absences.filter(first_day__lte=today, last_day__gte=today)
    return user.pk in stand_ins(case.assignee_id, dict(away.values_list("user", "deputy")))


def inspection_is_recorded(case: "Case", user: User) -> Answer:
    """Each visit leaves its record (biên bản) before the case goes on."""
    if case.state != State.INSPECTION:
        return YES
    visits = case.events.filter(to_state=State.INSPECTION).count()
    if case.inspections.count() >= visits:
        return YES
    return False, _("Hãy lập biên bản thẩm định thực tế trước.")


def association_was_heard(case: "Case", user: User) -> Answer:
    """Where the association is heard on a kind, nothing goes on to be signed without that."""
    if not case.course.has(State.CO_REVIEW):
        return YES
    if case.events.filter(from_state=State.CO_REVIEW).exists():
        return YES
    return False, _("Hãy lấy ý kiến Hội Khuyến học trước.")


def hearing_is_over(case: "Case", user: User) -> Answer:
    """The association ends it with its points; the officer, once its time has passed."""
    begun = case.events.filter(to_state=State.CO_REVIEW).order_by("number").last()
    if begun is None:
        return YES
    if case.score_sheets.filter(body=Role.ASSOCIATION, made_at__gte=begun.at).exists():
        return YES
    if Role.ASSOCIATION in roles_at(user, case):
        return False, _("Hãy chấm điểm hoặc ghi ý kiến trước.")
    try:
        due = step_end(case, State.CO_REVIEW, begun.at, Calendar.of(case.office))
    except MissingYear as missing:
        return False, str(missing)
    if due is not None and due < timezone.now():
        return YES
    return False, _("Hội Khuyến học chưa cho ý kiến và còn thời hạn.")


def is_not_erased(case: "Case", user: User) -> Answer:
    if case.erased_at is None:
        return YES
    return False, _("Dữ liệu của hồ sơ đã được xóa theo yêu cầu của người nộp.")


def reads_what_it_is_about(case: "Case", user: User) -> Answer:
    """Whoever carries out a request, or refuses it, looks into the case that it is about."""
    about = case.about
    if about is None or about.restricted_at is None or READ_RESTRICTED & roles_at(user, about):
        return YES
    told = _("Hồ sơ %(code)s đang bị hạn chế xử lý: chỉ lãnh đạo đơn vị trả lời được yêu cầu này.")
    return False, told % {"code": about.code}


def claim_is_free(case: "Case", user: User) -> Answer:
    """What ended undecided let its claim go: another case may stand for the same unit now."""
    if case.claim is None or case.state not in UNDECIDED:
        return YES
    standing = type(case).objects.filter(office=case.office_id, claim=case.claim)
    other = standing.exclude(state__in=UNDECIDED).exclude(pk=case.pk).first()
    if other is None:
        return YES
    told = _("Đối tượng đã có hồ sơ khác: %(case)s.") % {"case": other}
    return False, told


#: What each asks for, in the words of the page that draws the courses.
IN_WORDS: dict[Guard, Text] = {
    supplement_is_overdue: _("hạn bổ sung đã qua"),
    did_not_review: _("người ký không phải người đã thẩm định"),
    checks_others_work: _("người kiểm tra không phải người đã thẩm định"),
    inspection_is_recorded: _("thẩm định thực tế đã có biên bản"),
    association_was_heard: _("đã lấy ý kiến Hội Khuyến học, nếu có bước này"),
    hearing_is_over: _("đã có ý kiến, hoặc đã hết hạn cho ý kiến"),
    is_not_erased: _("dữ liệu của hồ sơ chưa bị xóa"),
    reads_what_it_is_about: _("lãnh đạo, nếu hồ sơ được hỏi đến đang bị hạn chế xử lý"),
    claim_is_free: _("đối tượng không có hồ sơ khác"),
}
