"""The one table of transitions: from where to where, by whom, under what, and what it takes.

The states are those of domain section 7.2. Which rows a case meets follows from the course of its
kind at its office (`forms.states.courses`): a row leads on only to a step of that course. Where an
act has the name of a state or a role, its context ("việc") lets other languages say it as an act.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forms.states.guards import (
    association_was_heard,
    came_on_paper,
    came_online,
    checks_others_work,
    did_not_review,
    hearing_is_over,
    inspection_is_recorded,
    reads_what_it_is_about,
    supplement_is_overdue,
    was_not_received,
    was_received,
)
from forms.states.names import State
from forms.states.people import CITIZEN, HOLDER, NEXT
from forms.states.reopening import REOPENINGS
from forms.states.rows import PROCEDURE, REQUEST, Transition
from home.models.offices import Role

__all__ = ["PROCEDURE", "REQUEST", "TRANSITIONS", "Transition"]

TRANSITIONS = (
    Transition(
        (State.DRAFT,),
        State.SUBMITTED,
        _("Nộp hồ sơ"),
        (CITIZEN,),
        when=came_online,
        ways=(PROCEDURE, REQUEST),
    ),
    Transition(
        (State.DRAFT,),
        State.SUBMITTED,
        _("Nộp tại quầy"),
        (Role.CLERK,),
        when=came_on_paper,
        asks="signed",
    ),
    Transition(
        (State.SUBMITTED,),
        State.ACCEPTED,
        pgettext_lazy("việc", "Tiếp nhận"),
        (Role.CLERK,),
        asks="limit",
        effect=_("Hồ sơ được vào sổ, thời hạn bắt đầu tính từ hôm nay."),
    ),
    Transition(
        (State.SUBMITTED,),
        State.REFUSED,
        pgettext_lazy("việc", "Từ chối tiếp nhận"),
        (Role.CLERK,),
        reason=True,
        grave=True,
    ),
    Transition(
        (State.SUBMITTED,),
        State.SUPPLEMENT,
        pgettext_lazy("việc", "Yêu cầu bổ sung"),
        (Role.CLERK,),
        reason=True,
        asks="supplement",
        effect=_("Hồ sơ chờ người nộp bổ sung rồi mới được tiếp nhận."),
    ),
    Transition(
        (State.ACCEPTED,),
        State.ASSIGNED,
        _("Phân công"),
        (Role.LEADER, Role.DEPUTY, Role.CLERK),
        asks="officer",
    ),
    Transition(
        (State.ACCEPTED, State.ASSIGNED),
        State.PROCESSING,
        _("Bắt đầu thẩm định"),
        (NEXT,),
    ),
    Transition(
        (State.PROCESSING,), State.INSPECTION, pgettext_lazy("việc", "Thẩm định thực tế"), (HOLDER,)
    ),
    Transition(
        (State.INSPECTION,),
        State.PROCESSING,
        _("Kết thúc thẩm định thực tế"),
        (HOLDER,),
        guards=(inspection_is_recorded,),
    ),
    Transition((State.PROCESSING,), State.CO_REVIEW, _("Lấy ý kiến Hội Khuyến học"), (HOLDER,)),
    Transition(
        (State.CO_REVIEW,),
        State.PROCESSING,
        _("Kết thúc lấy ý kiến"),
        (HOLDER, NEXT),
        guards=(hearing_is_over,),
    ),
    Transition(
        (State.PROCESSING,),
        State.SUPPLEMENT,
        pgettext_lazy("việc", "Yêu cầu bổ sung"),
        (HOLDER,),
        reason=True,
        asks="supplement",
        effect=_(
            "Thời hạn dừng lại cho đến khi nhận bổ sung, rồi tính lại từ đầu hoặc tính tiếp theo "
            "thủ tục."
        ),
    ),
    Transition(
        (State.SUPPLEMENT,),
        State.PROCESSING,
        _("Đã nhận bổ sung"),
        (Role.CLERK, NEXT, CITIZEN),
        when=was_received,
        asks="brought",
    ),
    Transition(
        (State.SUPPLEMENT,),
        State.SUBMITTED,
        _("Đã nhận bổ sung"),
        (Role.CLERK, CITIZEN),
        when=was_not_received,
        asks="brought",
    ),
    Transition(
        (State.SUPPLEMENT,),
        State.EXPIRED,
        _("Trả lại vì quá hạn bổ sung"),
        (Role.CLERK, Role.OFFICER),
        guards=(supplement_is_overdue,),
        reason=True,
        grave=True,
    ),
    Transition(
        (State.PROCESSING, State.INSPECTION),
        State.CHECKING,
        _("Trình phó phòng"),
        (HOLDER,),
        guards=(inspection_is_recorded, association_was_heard),
    ),
    Transition(
        (State.CHECKING,),
        State.SIGNING,
        _("Trình lãnh đạo ký"),
        (HOLDER,),
        guards=(checks_others_work,),
        through=(State.CHECKING,),
    ),
    Transition(
        (State.CHECKING,),
        State.PROCESSING,
        _("Trả lại chuyên viên"),
        (HOLDER,),
        reason=True,
    ),
    Transition(
        (State.PROCESSING, State.INSPECTION, State.CHECKING),
        State.SIGNING,
        pgettext_lazy("việc", "Trình ký"),
        (HOLDER,),
        guards=(inspection_is_recorded, association_was_heard),
        past=(State.CHECKING,),
    ),
    Transition(
        (State.PROCESSING,),
        State.STOPPED,
        pgettext_lazy("việc", "Dừng giải quyết"),
        (HOLDER,),
        reason=True,
        grave=True,
    ),
    Transition(
        (State.SIGNING,),
        State.APPROVED,
        _("Phê duyệt"),
        (HOLDER,),
        guards=(did_not_review,),
        effect=_("Quyết định được cấp số và kết quả được ghi vào sổ đăng ký."),
    ),
    Transition(
        (State.SIGNING,),
        State.NOT_APPROVED,
        _("Không phê duyệt"),
        (HOLDER,),
        reason=True,
        guards=(did_not_review,),
        grave=True,
    ),
    Transition(
        (State.SIGNING,),
        State.PROCESSING,
        _("Trả lại chuyên viên"),
        (HOLDER,),
        reason=True,
    ),
    Transition(
        (State.SIGNING,),
        State.CHECKING,
        _("Trả lại phó phòng"),
        (HOLDER,),
        reason=True,
    ),
    Transition((State.APPROVED, State.NOT_APPROVED), State.RETURNED, _("Trả kết quả"), (HOLDER,)),
    Transition(
        (State.SUBMITTED, State.SUPPLEMENT),
        State.WITHDRAWN,
        _("Ghi nhận người nộp rút hồ sơ"),
        (Role.CLERK, CITIZEN),
        reason=True,
        grave=True,
        ways=(PROCEDURE, REQUEST),
    ),
    Transition(
        (State.SUBMITTED,),
        State.PROCESSING,
        _("Nhận xử lý"),
        (Role.OFFICER,),
        guards=(reads_what_it_is_about,),
        ways=(REQUEST,),
    ),
    Transition(
        (State.SUBMITTED, State.PROCESSING),
        State.APPROVED,
        _("Thực hiện yêu cầu"),
        (Role.OFFICER, Role.LEADER),
        guards=(reads_what_it_is_about,),
        asks="values",
        effect=_("Yêu cầu được thực hiện ngay, ghi vào nhật ký của cả hai hồ sơ."),
        ways=(REQUEST,),
    ),
    Transition(
        (State.SUBMITTED, State.PROCESSING),
        State.NOT_APPROVED,
        _("Không thực hiện"),
        (Role.OFFICER, Role.LEADER),
        guards=(reads_what_it_is_about,),
        reason=True,
        asks="ground",
        grave=True,
        ways=(REQUEST,),
    ),
    Transition(
        (State.APPROVED, State.NOT_APPROVED),
        State.RETURNED,
        _("Đã trả lời người yêu cầu"),
        (Role.CLERK, Role.OFFICER),
        ways=(REQUEST,),
    ),
    *REOPENINGS,
)
