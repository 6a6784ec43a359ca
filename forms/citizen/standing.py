"""Where a case stands, as a worried person needs to know it: what is, what to do, what comes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from forms.citizen.history import said_in
from forms.models import Case, Event
from forms.notices.plain_words import meaning, tone
from forms.states import REVIEWING, RUNNING, State, citizen_name

#: The first thing that the page says.
HEADLINES: Mapping[str, Any] = {
    State.SUBMITTED: _("Hồ sơ của bạn đang chờ tiếp nhận"),
    State.ACCEPTED: _("Hồ sơ của bạn đã được tiếp nhận"),
    State.ASSIGNED: _("Hồ sơ của bạn đang được xem xét"),
    State.PROCESSING: _("Hồ sơ của bạn đang được xem xét"),
    State.INSPECTION: _("Hồ sơ của bạn đang được xem xét"),
    State.SUPPLEMENT: _("Hồ sơ của bạn còn thiếu"),
    State.CO_REVIEW: _("Hồ sơ của bạn đang được xem xét"),
    State.CHECKING: _("Hồ sơ của bạn đang được xem xét"),
    State.SIGNING: _("Hồ sơ của bạn đang chờ ký"),
    State.APPROVED: _("Hồ sơ của bạn đã được duyệt"),
    State.NOT_APPROVED: _("Hồ sơ của bạn không được duyệt"),
    State.RETURNED: _("Kết quả đã được trả cho bạn"),
    State.REFUSED: _("Hồ sơ của bạn không được tiếp nhận"),
    State.STOPPED: _("Việc giải quyết hồ sơ đã dừng"),
    State.WITHDRAWN: _("Hồ sơ này đã được rút"),
    State.EXPIRED: _("Hồ sơ được trả lại vì quá hạn bổ sung"),
}
#: The same of a request about personal data.
OF_REQUESTS: Mapping[str, Any] = {
    State.SUBMITTED: _("Yêu cầu của bạn đã đến đơn vị"),
    State.PROCESSING: _("Yêu cầu của bạn đang được xử lý"),
    State.APPROVED: _("Yêu cầu của bạn đã được thực hiện"),
    State.NOT_APPROVED: _("Yêu cầu của bạn không thực hiện được"),
    State.RETURNED: _("Đơn vị đã trả lời yêu cầu của bạn"),
    State.WITHDRAWN: _("Yêu cầu này đã được rút"),
}
NOTHING = _("Bạn chưa phải làm gì")
NO_MORE = _("Bạn không phải làm gì nữa")
ANEW = _("Nếu vẫn cần, bạn có thể nộp hồ sơ mới")
#: What is asked of the citizen now.
ASKED_NOW: Mapping[str, Any] = {
    State.SUPPLEMENT: _("Bạn cần bổ sung hồ sơ"),
    State.APPROVED: _("Bạn hãy nhận kết quả"),
    State.NOT_APPROVED: _("Bạn hãy nhận văn bản trả lời"),
    State.RETURNED: NO_MORE,
    State.REFUSED: ANEW,
    State.STOPPED: ANEW,
    State.WITHDRAWN: ANEW,
    State.EXPIRED: ANEW,
}
#: These ended without a decision: the citizen may begin anew with the same answers.
BROKEN_OFF = (State.REFUSED, State.STOPPED, State.WITHDRAWN, State.EXPIRED)
#: Nothing more is said of these than headline and what to do.
PLAIN = (State.ASSIGNED, *REVIEWING, State.RETURNED)
#: Which stage of the usual way a case is at, by its state.
AT: Mapping[str, int] = {
    State.SUBMITTED: 1,
    State.REFUSED: 1,
    **dict.fromkeys((State.ACCEPTED, State.ASSIGNED, *REVIEWING), 2),
    State.STOPPED: 2,
    State.SIGNING: 3,
    State.APPROVED: 4,
    State.NOT_APPROVED: 4,
    State.RETURNED: 5,
}


@dataclass(frozen=True)
class Stage:
    """A stage of the usual way: `place` is done, now, waiting (for the citizen), ended or next."""

    name: Any
    place: str
    at: datetime | None = None
    #: Said where the way ends before its usual end.
    instead: Any = ""


class Standing:
    """Where a case stands; asks the database nothing."""

    def __init__(self, case: Case, moves: Iterable[Event]) -> None:
        self.case = case
        self.moves = [event for event in moves if event.act == Event.Act.MOVED]

    @property
    def headline(self) -> Any:
        if self.case.state == State.RETURNED and self.refused and not self.case.about_id:
            return _("Đã trả kết quả: hồ sơ không được giải quyết")
        own = OF_REQUESTS if self.case.about_id else {}
        return own.get(self.case.state, HEADLINES[self.case.state])

    @property
    def todo(self) -> Any:
        if self.case.about_id and self.case.decided_at:
            return NO_MORE
        return ASKED_NOW.get(self.case.state, NOTHING)

    @property
    def meaning(self) -> Any:
        if self.case.state in PLAIN:
            return ""
        return meaning(self.case.state, of_request=self.case.about_id is not None)

    @property
    def said(self) -> str:
        """What the office wrote with the move that brought the case here."""
        return said_in(self.moves[-1]) if self.moves else ""

    @property
    def tone(self) -> str:
        bad = self.case.state == State.RETURNED and self.refused
        return "notice-info" if bad else tone(self.case.state)

    @property
    def refused(self) -> bool:
        """Whether the decision was against the citizen."""
        decided = [
            move.to_state
            for move in self.moves
            if move.to_state in (State.APPROVED, State.NOT_APPROVED)
        ]
        return decided[-1:] == [State.NOT_APPROVED]

    @property
    def running(self) -> bool:
        return self.case.state in RUNNING

    @property
    def broken_off(self) -> bool:
        return self.case.state in BROKEN_OFF

    @property
    def withdrawn(self) -> bool:
        return self.case.state == State.WITHDRAWN

    @property
    def stages(self) -> list[Stage]:
        """The usual way, and how far along it the case is; what will not come is not shown."""
        case, here = self.case, self.here
        dates = (case.submitted_at, case.received_at, None, case.decided_at, case.closed_at)
        names = (_("Nộp hồ sơ"), *case.kind.stages)
        found = []
        for number, (name, at) in enumerate(zip(names, dates, strict=True)):
            if number < here:
                found.append(Stage(name, "done", at))
            elif number > here:
                found.append(Stage(name, "next"))
            elif self.broken_off:
                return [*found, Stage(name, "ended", case.closed_at, citizen_name(case.state))]
            else:
                found.append(Stage(name, "waiting" if case.state == State.SUPPLEMENT else "now"))
        return found

    @property
    def here(self) -> int:
        """The stage that the case is at; where a state is known to two, whether it was received."""
        received = 2 if self.case.received_at else 1
        return AT.get(self.case.state, received)
