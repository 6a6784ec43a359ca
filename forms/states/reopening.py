"""Taking up again what was ended or decided: only by a leader, with a reason, and told.

A decision stays in force until another takes its place, so nothing that it brought about is undone
by the reopening itself: not its number, not the entry in the register, not the papers.
"""

from django.utils.translation import gettext_lazy as _

from forms.states.guards import claim_is_free, is_not_erased, was_not_received, was_received
from forms.states.names import State
from forms.states.rows import Reopening, Transition
from home.models.offices import Role

LABEL = _("Mở lại hồ sơ")
KEPT = _("Hồ sơ giữ mã và số trong sổ.")
UNTOUCHED = _("Sổ đăng ký không đổi.")
ANEW = _("Thời hạn giải quyết tính lại từ đầu, kể từ hôm nay.")
FREE = _("Chỉ mở lại được khi đối tượng không có hồ sơ khác đang đứng tên.")
PAPERS = _("Các phiếu đã lập được giữ nguyên, phiếu mới có số mới.")

DECIDED = Reopening(
    number=_(
        "Số quyết định cũ không cấp lại cho ai; quyết định mới có số mới và thay quyết định cũ."
    ),
    register=_(
        "Mục đã ghi vào sổ đăng ký còn hiệu lực cho đến quyết định mới: phê duyệt lại thì mục đó "
        "được sửa; không phê duyệt thì công nhận bị gỡ, giấy phép mới cấp bị thu hồi, còn thay đổi "
        "trên giấy phép có từ trước phải được sửa trong sổ."
    ),
    clock=ANEW,
    claim=_("Trong lúc đó đối tượng vẫn không nộp được hồ sơ khác."),
    papers=PAPERS,
)
ENDED = Reopening(KEPT, UNTOUCHED, ANEW, FREE, PAPERS)
NEVER_RECEIVED = Reopening(
    _("Hồ sơ giữ mã; số trong sổ được cấp khi tiếp nhận."),
    UNTOUCHED,
    _("Chưa tính thời hạn: hồ sơ chờ tiếp nhận lại."),
    FREE,
    PAPERS,
)


def row(sources: tuple[str, ...], to: str, what: Reopening, received: bool = True) -> Transition:
    return Transition(
        sources,
        to,
        LABEL,
        (Role.LEADER,),
        reason=True,
        when=was_received if received else was_not_received,
        guards=(is_not_erased, claim_is_free),
        effect=what.effect,
        reopens=what,
    )


REOPENINGS = (
    row((State.APPROVED, State.NOT_APPROVED, State.RETURNED), State.PROCESSING, DECIDED),
    row((State.STOPPED, State.WITHDRAWN, State.EXPIRED), State.PROCESSING, ENDED),
    row(
        (State.REFUSED, State.WITHDRAWN, State.EXPIRED),
        State.SUBMITTED,
        NEVER_RECEIVED,
        received=False,
    ),
)
