"""What citizens ask about their own data: to see, correct, erase, restrict, object, withdraw.

Rights: Law 91/2025/QH15 and NĐ 356/2025/NĐ-CP (in force 01/01/2026), answered within two working
days of arrival. A request is always about one case that its citizen has opened with code and PIN;
what it takes over from that case (`carried`) is never typed.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from forms.kinds.base import Kind, Row, Step, rows
from forms.kinds.fields import choice, derived, several, text
from forms.kinds.inputs import DerivedField, Label, UploadField, national_phone
from forms.kinds.offered import OFFERED
from forms.kinds.privacy import DataUse
from forms.kinds.traits import Privacy, when
from home.models import Office

Answers = dict[str, Any]

SEE, CORRECT, ERASE = "see", "correct", "erase"
RESTRICT, OBJECT, WITHDRAW = "restrict", "object", "withdraw"
RIGHTS = (
    (SEE, _("Xem: đơn vị đang giữ những dữ liệu nào về tôi")),
    (CORRECT, _("Sửa dữ liệu chưa đúng")),
    (ERASE, _("Xóa dữ liệu")),
    (RESTRICT, _("Hạn chế việc dùng dữ liệu")),
    (OBJECT, _("Phản đối việc dùng dữ liệu")),
    (WITHDRAW, _("Rút lại điều đã cho phép thêm")),
)


def kind_titles(office: Office, answers: Answers) -> list[tuple[str, Any]]:
    return [(code, kind.title) for code, kind in OFFERED.items()]


def as_dialled(office: Office, answers: Answers) -> list[tuple[str, Any]]:
    """The phone number as people here write it; lazily, so that no case keeps it as a name."""
    phone = str(answers.get("requester_phone") or "")
    return [(phone, lazy(national_phone, str)(phone))] if phone else []


def no_names(office: Office, answers: Answers) -> list[tuple[str, Any]]:
    """For what is shown as it is."""
    return []


def questions(office: Office, answers: Answers) -> list[tuple[Any, list[tuple[str, Any]]]]:
    """What the other case's form asks, step by step; files and what follows from answers apart."""
    kind = OFFERED.get(str(answers.get("about_kind")))
    steps = kind.steps if kind else ()
    found = [(step.title, list(correctable(step))) for step in steps]
    return [(title, fields) for title, fields in found if fields]


def correctable(step: type[Step]) -> Iterator[tuple[str, Any]]:
    for name, field in step.base_fields.items():
        if not isinstance(field, UploadField | DerivedField):
            yield name, field.label


def permissions(office: Office, answers: Answers) -> list[tuple[str, Any]]:
    """What could be allowed besides when the other case was sent."""
    kind = OFFERED.get(str(answers.get("about_kind")))
    return [(one.code, one.label) for one in kind.data_use.permissions] if kind else []


def carried(label: Label, **options: Any) -> DerivedField:
    """A fact of the other case: its name, its kind, whom to answer."""
    return derived(label, options.pop("names", no_names), **options)


class RightStep(Step):
    """What is asked for, about which case."""

    slug = "yeu-cau"
    title = _("Bạn muốn yêu cầu điều gì")
    lead = _("Đơn vị trả lời trong 2 ngày làm việc kể từ lúc bạn gửi yêu cầu.")

    about_code = carried(_("Về hồ sơ"))
    about_kind = carried(_("Loại hồ sơ"), names=kind_titles)
    requester_name = carried(_("Người yêu cầu"), privacy=Privacy.BASIC)
    requester_phone = carried(_("Điện thoại của hồ sơ"), names=as_dialled, privacy=Privacy.PRIVATE)
    requester_email = carried(_("Thư điện tử của hồ sơ"), privacy=Privacy.PRIVATE)
    right = choice(
        _("Yêu cầu của bạn"),
        RIGHTS,
        radio=True,
        help=_("Mỗi lần gửi một yêu cầu; cần nhiều điều thì gửi nhiều yêu cầu."),
        filterable=True,
    )

    def rules(self) -> None:
        for name, field in self.fields.items():
            if isinstance(field, DerivedField):
                self.cleaned_data[name] = self.answers.get(name) or ""


class CorrectionRow(Row):
    """One answer of the other case that is wrong."""

    question = choice(_("Mục cần sửa"), questions)
    new_value = text(_("Sửa thành"), 1000, help=_("Viết đúng như phải ghi."))
    why = text(_("Vì sao, theo giấy tờ nào"), 500, required=False)


class DetailStep(Step):
    """What the office must know to do it."""

    slug = "chi-tiet"
    title = _("Nội dung yêu cầu")

    corrections = rows(
        _("Những mục cần sửa"),
        CorrectionRow,
        one=_("Mục"),
        least=1,
        most=20,
        privacy=Privacy.PRIVATE,
        seal=True,
        asked=when("right", CORRECT),
    )
    wish = text(
        _("Bạn muốn xóa, hạn chế hoặc phản đối điều gì, vì sao"),
        2000,
        rows=5,
        help=_(
            "Dữ liệu mà luật buộc phải lưu trữ thì đơn vị không xóa được, chỉ hạn chế người xem; "
            "đơn vị sẽ nói rõ lý do."
        ),
        privacy=Privacy.PRIVATE,
        seal=True,
        asked=when("right", ERASE, RESTRICT, OBJECT),
    )
    taken_back = several(
        _("Điều bạn rút lại"),
        permissions,
        help=_("Có hiệu lực ngay khi bạn gửi, không phải chờ."),
        asked=when("right", WITHDRAW),
    )
    remark = text(
        _("Lời nhắn thêm cho đơn vị"),
        1000,
        rows=3,
        required=False,
        privacy=Privacy.PRIVATE,
        seal=True,
        asked=when("right", SEE, CORRECT, WITHDRAW),
    )


class DataRequestKind(Kind):
    code = "data_request"
    version = 1
    title = _("Yêu cầu về dữ liệu cá nhân")
    steps = (RightStep, DetailStep)
    stages = (_("Đến đơn vị"), _("Xử lý"), _("Thực hiện"), _("Trả lời"))
    answered_within = "data_request_days"
    columns = {
        "subject": "about_code",
        "applicant": "requester_name",
        "phone": "requester_phone",
        "email": "requester_email",
        "topic": "right",
    }
    represented = ()
    data_use = DataUse(
        purpose=_("Thực hiện yêu cầu của bạn về dữ liệu cá nhân và trả lời bạn."),
        basis=_("Luật 91/2025/QH15; Nghị định 356/2025/NĐ-CP."),
        seen_by=_("Chỉ cán bộ tiếp nhận, chuyên viên và lãnh đạo của đơn vị."),
        without=_("Thiếu mục bắt buộc thì yêu cầu không gửi được."),
        kept=("data_request", "access_log"),
        permissions=(),
    )
