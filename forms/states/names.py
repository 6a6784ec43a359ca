"""The states of a case, what staff and citizens call them, and what they are counted among.

"Overdue", "due soon" and "waiting for the citizen" are computed by the queue, never stored.
"""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class State(models.TextChoices):
    """Stable codes, with the name for staff."""

    DRAFT = "draft", _("Bản nháp")
    SUBMITTED = "submitted", _("Mới nộp – chờ tiếp nhận")
    ACCEPTED = "accepted", _("Đã tiếp nhận")
    ASSIGNED = "assigned", _("Đã phân công")
    PROCESSING = "processing", _("Đang thẩm định")
    INSPECTION = "inspection", _("Thẩm định thực tế")
    SUPPLEMENT = "supplement", _("Yêu cầu bổ sung")
    CO_REVIEW = "co_review", _("Hội Khuyến học cho ý kiến")
    CHECKING = "checking", _("Phó phòng kiểm tra")
    SIGNING = "signing", _("Trình ký")
    APPROVED = "approved", _("Đã ký – chờ trả kết quả")
    NOT_APPROVED = "not_approved", _("Không phê duyệt – chờ trả")
    RETURNED = "returned", _("Đã trả kết quả")
    REFUSED = "refused", _("Từ chối tiếp nhận")
    STOPPED = "stopped", _("Dừng giải quyết")
    WITHDRAWN = "withdrawn", _("Người nộp rút hồ sơ")
    EXPIRED = "expired", _("Quá hạn bổ sung – trả lại")


CITIZEN_NAMES: dict[str, Text] = {
    State.DRAFT: _("Bản nháp"),
    State.SUBMITTED: _("Mới nộp"),
    State.ACCEPTED: _("Đã tiếp nhận"),
    State.ASSIGNED: _("Đang xử lý"),
    State.PROCESSING: _("Đang xử lý"),
    State.INSPECTION: _("Đang xử lý"),
    State.SUPPLEMENT: _("Yêu cầu bổ sung"),
    State.CO_REVIEW: _("Đang xử lý"),
    State.CHECKING: _("Đang xử lý"),
    State.SIGNING: _("Chờ ký duyệt"),
    State.APPROVED: _("Đã duyệt"),
    State.NOT_APPROVED: _("Có kết quả (không được giải quyết)"),
    State.RETURNED: _("Đã trả kết quả"),
    State.REFUSED: _("Không được tiếp nhận"),
    State.STOPPED: _("Dừng giải quyết"),
    State.WITHDRAWN: _("Đã rút"),
    State.EXPIRED: _("Hết hạn bổ sung"),
}

#: Names that a kind says differently, by kind and state.
STAFF_NAMES: dict[tuple[str, str], Text] = {
    ("nomination", State.PROCESSING): _("Đang bình xét"),
    ("nomination", State.SIGNING): _("Trình công nhận"),
    ("nomination", State.APPROVED): _("Đã công nhận – chờ trả"),
    ("nomination", State.NOT_APPROVED): _("Không công nhận – chờ trả"),
    ("student", State.PROCESSING): _("Đang kiểm tra"),
    ("student", State.APPROVED): _("Đã xác nhận – chờ trả"),
    ("data_request", State.SUBMITTED): _("Mới đến – thời hạn đang chạy"),
    ("data_request", State.PROCESSING): _("Đang xử lý yêu cầu"),
    ("data_request", State.APPROVED): _("Đã thực hiện – chờ trả lời"),
    ("data_request", State.NOT_APPROVED): _("Không thực hiện – chờ trả lời"),
    ("data_request", State.RETURNED): _("Đã trả lời"),
}

#: The legal clock may run in these: a case in one of them that has a due day can be overdue. A
#: submitted case has one only if its kind is answered from arrival on.
RUNNING = (
    State.SUBMITTED,
    State.ACCEPTED,
    State.ASSIGNED,
    State.PROCESSING,
    State.INSPECTION,
    State.CO_REVIEW,
    State.CHECKING,
    State.SIGNING,
)
#: Nothing more happens in these.
FINAL = (State.RETURNED, State.REFUSED, State.STOPPED, State.WITHDRAWN, State.EXPIRED)
#: Ended before anybody decided: what such a case was about may be filed again.
UNDECIDED = (State.REFUSED, State.STOPPED, State.WITHDRAWN, State.EXPIRED)
#: What a leader may reopen, as far as the course of the kind says so.
REOPENABLE = (*FINAL, State.APPROVED, State.NOT_APPROVED)
#: Moves that a citizen is told of; the others are the office's inner business.
TOLD = frozenset(
    {
        State.SUBMITTED,
        State.ACCEPTED,
        State.SUPPLEMENT,
        State.APPROVED,
        State.NOT_APPROVED,
        State.RETURNED,
        State.REFUSED,
        State.STOPPED,
        State.WITHDRAWN,
        State.EXPIRED,
    }
)

#: What is done in these is reviewing; who did it does not decide.
REVIEWING = (State.PROCESSING, State.INSPECTION, State.CO_REVIEW, State.CHECKING)


def staff_name(kind: str, state: str) -> Text:
    return STAFF_NAMES.get((kind, state), State(state).label)


def citizen_name(state: str) -> Text:
    return CITIZEN_NAMES[state]
