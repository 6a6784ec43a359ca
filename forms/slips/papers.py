"""The papers of the one-stop desk (TT 03/2025/TT-VPCP, Phụ lục I), as data.

The official layouts were not read: every paper that is not `verified` says so.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from forms.models import Event
from forms.states import State, Text

#: The paper that counts is in this language; one in another is its translation.
OFFICIAL = "vi"
#: What a paper says in one language, by the name of the fact.
Told = dict[str, Any]
MOVED, ASSIGNED, EXTENDED = Event.Act.MOVED, Event.Act.ASSIGNED, Event.Act.EXTENDED
INSPECTED = Event.Act.INSPECTED


@dataclass(frozen=True)
class Part(ABC):
    """A piece of a paper's body, and the facts it prints."""

    template: ClassVar[str]

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]: ...

    @abstractmethod
    def filled(self, told: Told) -> Any: ...


@dataclass(frozen=True)
class Words(Part):
    """A sentence with facts in it."""

    template = "forms/slips/words.html"
    text: Text
    facts: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return self.facts

    def filled(self, told: Told) -> str:
        return str(self.text) % told


@dataclass(frozen=True)
class Lines(Part):
    """Facts under their labels, one a line; those that there are not are left out."""

    template = "forms/slips/lines.html"
    labels: Mapping[str, Text]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.labels)

    def filled(self, told: Told) -> list[tuple[Text, Any, bool]]:
        """Each with whether it is a list."""
        return [
            (label, told[name], isinstance(told[name], list))
            for name, label in self.labels.items()
            if told.get(name)
        ]


@dataclass(frozen=True)
class Table(Part):
    """A fact that is rows of cells."""

    template = "forms/slips/table.html"
    fact: str
    columns: tuple[Text, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return (self.fact,)

    def filled(self, told: Told) -> dict[str, Any]:
        return {"columns": self.columns, "rows": told[self.fact]}


@dataclass(frozen=True)
class Signer:
    """Who signs, and the fact that names them."""

    title: Text
    name: str = ""


@dataclass(frozen=True)
class Paper:
    """A form: which line of the history calls for it, what it carries, who signs it."""

    code: str
    #: Numbers run per office, year and book.
    book: str
    title: Text
    parts: tuple[Part, ...]
    signers: tuple[Signer, ...]
    acts: tuple[str, ...] = (MOVED,)
    #: Of moves: to where.
    states: tuple[str, ...] = ()
    #: Facts without which it must not be issued.
    must: tuple[str, ...] = ()
    #: Made when staff ask for it, and not by itself.
    on_demand: bool = False
    for_citizen: bool = True
    #: Somebody has compared it with the official text.
    verified: bool = False
    copies: Text = ""
    names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        printed = [name for part in self.parts for name in part.names]
        signed = [signer.name for signer in self.signers if signer.name]
        object.__setattr__(self, "names", frozenset([*printed, *signed]))

    def follows(self, event: Event) -> bool:
        """Whether this line of the history is what it tells of."""
        moved_here = event.act != MOVED or not self.states or event.to_state in self.states
        return event.act in self.acts and moved_here


CODE = {"code": _("Mã hồ sơ")}
MATTER = {"matter": _("Nội dung yêu cầu giải quyết")}
WHO: dict[str, Text] = {
    "applicant": _("Họ và tên người nộp"),
    "represented": _("Nộp thay cho"),
    "identity": _("Số định danh cá nhân, hộ chiếu"),
    "address": _("Địa chỉ"),
    "phone": _("Điện thoại"),
    "email": _("Thư điện tử"),
}
RECEIVED: dict[str, Text] = {"received": _("Thời gian nhận hồ sơ")}
REASON: dict[str, Text] = {"reason": _("Lý do")}
NEXT: dict[str, Text] = {"contact": _("Cần hỏi thêm, xin liên hệ")}
HEAD = Signer(_("THỦ TRƯỞNG ĐƠN VỊ"))
CITIZEN = Signer(_("NGƯỜI NỘP HỒ SƠ"), "applicant")
CLERK = Signer(_("NGƯỜI TIẾP NHẬN HỒ SƠ"), "officer")
WRITER = Signer(_("NGƯỜI LẬP PHIẾU"), "officer")

RECEIPT = Paper(
    code="01",
    book="GTN",
    title=_("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    states=(State.ACCEPTED,),
    parts=(
        Words(_("Bộ phận tiếp nhận và trả kết quả của %(unit)s tiếp nhận hồ sơ của:"), ("unit",)),
        Lines(
            WHO
            | MATTER
            | {
                "papers": _("Thành phần hồ sơ nộp gồm"),
                "sets": _("Số lượng hồ sơ"),
                "limit": _("Thời gian giải quyết hồ sơ theo quy định"),
                **RECEIVED,
                "due": _("Thời gian trả kết quả"),
                "channel": _("Đăng ký nhận kết quả"),
                "book": _("Vào Sổ theo dõi hồ sơ"),
            }
        ),
    ),
    must=("code", "matter", "limit", "received", "due", "book"),
    signers=(CITIZEN, CLERK),
    copies=_("Giấy này có 2 liên: một liên giao cho người nộp, một liên lưu cùng hồ sơ."),
)
SUPPLEMENT = Paper(
    code="02",
    book="YCBS",
    title=_("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    states=(State.SUPPLEMENT,),
    parts=(
        Lines(WHO | MATTER),
        Words(_("Để có cơ sở giải quyết, đề nghị Ông/Bà bổ sung, hoàn thiện hồ sơ như sau:")),
        Lines(
            {
                "missing": _("Nội dung cần bổ sung, hoàn thiện"),
                **REASON,
                "basis": _("Căn cứ pháp lý"),
                "until": _("Bổ sung trước hết"),
                **NEXT,
            }
        ),
    ),
    must=("code", "reason", "until"),
    signers=(CITIZEN, WRITER),
)
REFUSAL = Paper(
    code="03",
    book="TCTN",
    title=_("Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
    states=(State.REFUSED,),
    parts=(
        Words(_("Bộ phận tiếp nhận và trả kết quả của %(unit)s đã xem hồ sơ của:"), ("unit",)),
        Lines(WHO | MATTER),
        Words(_("Qua xem xét, hồ sơ không được tiếp nhận để giải quyết.")),
        Lines(REASON | NEXT),
    ),
    must=("code", "reason"),
    signers=(CITIZEN, CLERK),
)
APOLOGY = Paper(
    code="04",
    book="XLGH",
    title=_("Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"),
    acts=(EXTENDED,),
    parts=(
        Lines(WHO | MATTER | RECEIVED | {"old_due": _("Đã hẹn trả kết quả")}),
        Words(
            _(
                "Đến nay hồ sơ chưa giải quyết xong. %(unit)s xin lỗi Ông/Bà về sự chậm trễ này và "
                "đề nghị gia hạn thời gian giải quyết."
            ),
            ("unit",),
        ),
        Lines(REASON | {"due": _("Thời gian trả kết quả mới")} | NEXT),
    ),
    must=("code", "reason", "old_due", "due"),
    signers=(HEAD, WRITER),
)
STOP = Paper(
    code="05",
    book="DGQ",
    title=_("Thông báo dừng giải quyết hồ sơ"),
    states=(State.STOPPED,),
    parts=(
        Lines(WHO | MATTER | RECEIVED),
        Words(_("%(unit)s thông báo dừng giải quyết hồ sơ này."), ("unit",)),
        Lines(REASON | NEXT),
    ),
    must=("code", "reason"),
    signers=(HEAD, WRITER),
)
RESULT = Paper(
    code="KQ",
    book="TBKQ",
    title=_("Thông báo kết quả giải quyết hồ sơ"),
    states=(State.APPROVED, State.NOT_APPROVED),
    parts=(
        Lines(WHO | MATTER | RECEIVED),
        Words(_("%(unit)s thông báo kết quả giải quyết hồ sơ như sau:"), ("unit",)),
        Lines(
            {"outcome": _("Kết quả"), "decision": _("Quyết định")}
            | REASON
            | {"channel": _("Trả kết quả")}
            | NEXT
        ),
    ),
    must=("code", "outcome", "decision"),
    signers=(HEAD,),
)
CONTROL = Paper(
    code="06",
    book="PKS",
    title=_("Phiếu kiểm soát quá trình giải quyết hồ sơ"),
    acts=(MOVED, ASSIGNED, EXTENDED),
    parts=(
        Lines(MATTER | RECEIVED | {"limit": _("Thời gian giải quyết hồ sơ theo quy định")}),
        Table(
            "handovers",
            (
                _("STT"),
                _("Bên giao"),
                _("Bên nhận"),
                _("Thời gian giao, nhận"),
                _("Hạn của bước"),
                _("Tiến độ"),
            ),
        ),
    ),
    must=("code", "handovers"),
    signers=(WRITER,),
    on_demand=True,
    for_citizen=False,
)
VISIT: dict[str, Text] = {
    **MATTER,
    "visited": _("Thời gian"),
    "place": _("Địa điểm"),
    "present": _("Thành phần tham gia"),
}
#: Of no statutory form: the minutes of a visit are written as NĐ 30/2020/NĐ-CP writes minutes.
MINUTES = Paper(
    code="BB",
    book="BB",
    title=_("Biên bản thẩm định thực tế"),
    acts=(INSPECTED,),
    parts=(
        Lines(VISIT),
        Words(_("Kết quả thẩm định từng điều kiện như sau:")),
        Table("findings", (_("STT"), _("Điều kiện"), _("Kết quả"), _("Ghi chú"))),
        Lines({"conclusion": _("Kết luận"), "remarks": _("Nhận xét, kiến nghị")}),
    ),
    must=("code", "visited", "place", "present", "conclusion"),
    signers=(Signer(_("ĐẠI DIỆN CƠ SỞ ĐƯỢC THẨM ĐỊNH")), WRITER),
    for_citizen=False,
)
#: By code, in the order of the forms.
PAPERS = {
    paper.code: paper
    for paper in (RECEIPT, SUPPLEMENT, REFUSAL, APOLOGY, STOP, CONTROL, MINUTES, RESULT)
}
#: What a citizen may open.
FOR_CITIZENS = frozenset(code for code, paper in PAPERS.items() if paper.for_citizen)


def called_for(event: Event) -> Iterator[Paper]:
    """The papers that a line of the history brings about by itself."""
    return (paper for paper in PAPERS.values() if paper.follows(event) and not paper.on_demand)
