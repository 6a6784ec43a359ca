"""Filing for someone else: for whom, by which authority, and until when (Bộ luật Dân sự 2015)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forms.kinds.base import Kind, Step
from forms.kinds.fields import choice, day, pattern, text, upload
from forms.kinds.inputs import PatternField, TextField
from forms.kinds.rules import as_day, limit, years_after
from forms.kinds.text import code_letters
from forms.kinds.traits import Condition, Privacy, when

FOR_BODY, BY_PAPER = "dai_dien_to_chuc", "duoc_uy_quyen"
BASES = (
    ("theo_phap_luat", _("Là người đại diện theo pháp luật của tổ chức")),
    (BY_PAPER, _("Được tổ chức giới thiệu hoặc ủy quyền")),
)
#: Only a legal representative needs no paper (Art. 137 and 138).
WITH_PAPER = when("submitter_role", BY_PAPER) | when("authority_basis", BY_PAPER)
EXPIRED = _("Văn bản ủy quyền đã hết hạn. Không ghi thời hạn thì có giá trị 1 năm từ ngày ký.")


def represented_name(*asked: Condition) -> TextField:
    return text(
        _("Bạn nộp thay cho ai"),
        help=_("Họ và tên của người đó, hoặc tên đầy đủ của tổ chức."),
        privacy=Privacy.BASIC,
        asked=asked,
    )


def represented_id(*asked: Condition) -> PatternField:
    return pattern(
        _("Số giấy tờ của người hoặc tổ chức đó"),
        r"[0-9]{12}|[A-Z0-9]{6,9}|[0-9]{10}|[0-9]{13}",
        _("Hãy nhập số định danh 12 chữ số, số hộ chiếu, hoặc mã số thuế 10 hay 13 chữ số."),
        shape=lambda value: code_letters(value).replace(".", "").replace("-", ""),
        help=_("Người: số định danh cá nhân hoặc số hộ chiếu. Tổ chức: mã số thuế."),
        privacy=Privacy.PRIVATE,
        find=True,
        asked=asked,
    )


class AuthorityStep(Step):
    """For whom somebody else files, and the paper that allows it, while it is valid."""

    slug = "nop-thay"
    title = _("Nộp thay")
    lead = _("Bạn không nộp cho chính mình, nên chúng tôi cần biết bạn nộp thay cho ai.")
    asked = (when("submitter_role", FOR_BODY, BY_PAPER),)

    represented_name = represented_name()
    represented_id = represented_id()
    authority_basis = choice(
        _("Bạn thay mặt tổ chức với tư cách nào"), BASES, asked=when("submitter_role", FOR_BODY)
    )
    authorisation_file = upload(
        _("Văn bản ủy quyền hoặc giấy giới thiệu"),
        help=_(
            "Bản chụp phải đọc được: tên và số giấy tờ của hai bên, việc được ủy quyền (nộp hồ sơ "
            "này, nhận kết quả), thời hạn, ngày ký và chữ ký; công chứng hoặc chứng thực nếu luật "
            "đòi hỏi. Người đại diện theo pháp luật không cần gửi."
        ),
        asked=WITH_PAPER,
        privacy=Privacy.PRIVATE,
    )
    authorised_on = day(
        _("Ngày ký ủy quyền hoặc giới thiệu"), latest=lambda today: today, asked=WITH_PAPER
    )
    authorised_until = day(
        _("Có giá trị đến ngày"),
        required=False,
        help=_("Văn bản không ghi thời hạn thì để trống: có giá trị 1 năm từ ngày ký."),
        asked=WITH_PAPER,
    )

    def rules(self) -> None:
        """A paper that was no longer valid, or never, gives no authority (Art. 563)."""
        signed, until = (
            self.cleaned_data.get(name) for name in ("authorised_on", "authorised_until")
        )
        if signed and until and until < signed:
            self.add_error("authorised_until", _("Phải từ ngày ký trở đi."))
        elif signed and end_of(signed, until) < timezone.localdate():
            self.add_error("authorised_until" if until else "authorised_on", EXPIRED)


def end_of(signed: date, until: date | None) -> date:
    """The last day on which a paper of authority is valid."""
    return until or years_after(signed, limit("authorisation_years"))


@dataclass(frozen=True)
class Authority:
    """By what right somebody filed for `whom`; without a paper, as its legal representative."""

    whom: str
    signed: date | None
    until: date | None

    @property
    def expired(self) -> bool:
        return self.until is not None and self.until < timezone.localdate()


def authority_of(kind: Kind, answers: Mapping[str, Any]) -> Authority | None:
    """The authority of whoever filed; None when they filed for themselves."""
    if answers.get("submitter_role") not in (FOR_BODY, BY_PAPER):
        return None
    named = (str(answers[name]) for name in kind.represented if answers.get(name))
    signed, until = (as_day(answers.get(name)) for name in ("authorised_on", "authorised_until"))
    return Authority(next(named, ""), signed, end_of(signed, until) if signed else None)
