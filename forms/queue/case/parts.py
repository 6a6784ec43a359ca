"""The parts of the case page below its summary, as data: what is in each, and when it stands open.

What one works with in a state is open, and so is whatever calls for somebody; the rest is folded
under a heading that says how much there is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from forms.queue.case.sheet import Sheet
from forms.states import RUNNING, State, Text

#: States in which the office has to judge what the citizen sent.
JUDGED = frozenset(RUNNING)
HANDED_OVER = frozenset({State.APPROVED, State.NOT_APPROVED})


def always(sheet: Sheet) -> bool:
    return True


def uncounted(sheet: Sheet) -> int | None:
    return None


def nothing(sheet: Sheet) -> Text:
    return ""


@dataclass(frozen=True)
class Part:
    """One part, and its template below `forms/queue/`."""

    anchor: str
    title: Text
    template: str
    #: Typed after `g`, it leads there.
    key: str
    holds: Callable[[Sheet], Any] = always
    #: How many things are in it, said beside its title.
    count: Callable[[Sheet], int | None] = uncounted
    #: What in it waits for somebody, in words; it is then open, whatever the state.
    calls: Callable[[Sheet], Text] = nothing
    opens_in: frozenset[str] = frozenset()
    #: Also for those who are heard on the case and do not work on it.
    for_guests: bool = False


def question(sheet: Sheet) -> Text:
    return _("Chưa trả lời") if sheet.case.asked_at else ""


def request(sheet: Sheet) -> Text:
    """Of the last request to complete the case: still open, or just answered."""
    last = sheet.supplements[0] if sheet.supplements else None
    if last is None:
        return ""
    if last.is_open:
        return _("Quá hạn bổ sung") if last.late else _("Chờ người nộp bổ sung")
    went_on = sheet.case.state in (State.SUBMITTED, State.PROCESSING)
    return _("Đã bổ sung") if last.answered_at and went_on else ""


def to_be_made_out(sheet: Sheet) -> Text:
    called_for = any(not paper.on_demand for paper in sheet.to_be_issued)
    return _("Có phiếu cần lập") if sheet.works and called_for else ""


def undelivered(sheet: Sheet) -> Text:
    return _("Có thông báo chưa đến") if any(told.failed for told in sheet.notices) else ""


def record_to_be_made(sheet: Sheet) -> Text:
    """An inspection is left only with its record."""
    return _("Cần lập biên bản") if sheet.steps.record_is_missing else ""


PARTS = (
    Part(
        "trao-doi",
        _("Trao đổi với người nộp"),
        "thread",
        "t",
        count=lambda sheet: len(sheet.thread),
        calls=question,
    ),
    Part(
        "bo-sung",
        _("Bổ sung hồ sơ"),
        "supplements",
        "b",
        holds=lambda sheet: sheet.supplements,
        count=lambda sheet: len(sheet.supplements),
        calls=request,
    ),
    Part(
        "bien-ban",
        _("Thẩm định thực tế"),
        "inspections",
        "w",
        holds=lambda sheet: sheet.steps.inspections or sheet.steps.inspects,
        count=lambda sheet: len(sheet.steps.inspections),
        calls=record_to_be_made,
        opens_in=JUDGED,
    ),
    Part(
        "cham-diem",
        _("Phiếu chấm điểm"),
        "scores",
        "s",
        holds=lambda sheet: sheet.steps.scores or sheet.steps.gives_points,
        opens_in=JUDGED,
        for_guests=True,
    ),
    Part("noi-dung", _("Nội dung hồ sơ"), "answers", "n", opens_in=JUDGED, for_guests=True),
    Part(
        "ghi-chu",
        _("Ghi chú nội bộ"),
        "notes",
        "c",
        holds=lambda sheet: sheet.works,
        count=lambda sheet: len(sheet.notes),
        opens_in=JUDGED,
    ),
    Part(
        "phieu",
        _("Phiếu"),
        "slips",
        "p",
        count=lambda sheet: len(sheet.slips),
        calls=to_be_made_out,
        opens_in=HANDED_OVER,
    ),
    Part(
        "da-bao",
        _("Đã báo cho người nộp"),
        "notices",
        "m",
        count=lambda sheet: len(sheet.notices),
        calls=undelivered,
    ),
    Part(
        "da-dong-y",
        _("Văn bản đã đồng ý"),
        "agreed",
        "d",
        holds=lambda sheet: sheet.case.agreed_text,
    ),
    Part(
        "nhat-ky",
        _("Nhật ký"),
        "history",
        "h",
        count=lambda sheet: len(sheet.history),
        for_guests=True,
    ),
)


@dataclass(frozen=True)
class Panel:
    """A part of one case's page."""

    part: Part
    count: int | None
    calls: Text
    open: bool
    #: How much of it came since the user's last visit.
    news: int = 0

    @property
    def template(self) -> str:
        return f"forms/queue/{self.part.template}.html"


def panels(sheet: Sheet, unfolded: str = "") -> Iterator[Panel]:
    """The parts that this case has; `unfolded` is the anchor of one in which something is wrong."""
    for part in PARTS:
        if (part.for_guests or not sheet.guest) and part.holds(sheet):
            calls = part.calls(sheet)
            usual = sheet.case.state in part.opens_in
            stands_open = bool(calls) or usual or part.anchor == unfolded
            news = sheet.news.places[part.anchor] if sheet.news else 0
            yield Panel(part, part.count(sheet), calls, stands_open, news)
