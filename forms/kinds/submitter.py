"""The step about the person who files, shared by all kinds."""

from django.utils.translation import gettext_lazy as _

from forms.kinds.base import Step
from forms.kinds.fields import (
    choice,
    email,
    identity_number,
    identity_or_passport,
    person_name,
    phone,
    place,
    text,
)
from forms.kinds.sources import communes
from forms.kinds.traits import Privacy, when

ROLES = (
    ("ca_nhan", _("Cá nhân, nộp cho chính mình")),
    ("dai_dien_to_chuc", _("Người đại diện của tổ chức")),
    ("duoc_uy_quyen", _("Người được ủy quyền")),
)
CHANNELS = (
    ("truc_tiep", _("Nhận trực tiếp")),
    ("truc_tuyen", _("Nhận bản điện tử")),
    ("buu_chinh", _("Nhận qua bưu chính")),
)
BY_POST = when("result_channel", "buu_chinh")


class SubmitterStep(Step):
    """Who files, in which capacity, and how the result is to be returned."""

    slug = "nguoi-nop"
    title = _("Người nộp hồ sơ")
    lead = _("Chúng tôi dùng các thông tin này để liên hệ và trả kết quả cho bạn.")
    reusable = (
        "submitter_name",
        "submitter_role",
        "submitter_id_number",
        "submitter_phone",
        "submitter_email",
        "result_channel",
        "delivery_address",
        "delivery_ward_code",
    )

    submitter_name = person_name(
        _("Họ và tên người nộp"), autocomplete="name", privacy=Privacy.BASIC
    )
    submitter_role = choice(
        _("Tư cách nộp"), ROLES, help=_("Nộp thay thì trang sau hỏi thêm về giấy ủy quyền.")
    )
    submitter_id_number = identity_number(
        _("Số định danh cá nhân (số CCCD/căn cước)"),
        help=_("12 chữ số. Người đại diện của tổ chức không cần điền."),
        asked=when("submitter_role", "ca_nhan", "duoc_uy_quyen"),
        privacy=Privacy.PRIVATE,
    )
    submitter_phone = phone(_("Số điện thoại"), privacy=Privacy.PRIVATE, online=True)
    submitter_email = email(
        _("Email"),
        required=False,
        help=_("Nên có: thông báo về hồ sơ được gửi đến đây. Bắt buộc khi nhận bản điện tử."),
        privacy=Privacy.PRIVATE,
    )
    result_channel = choice(_("Hình thức nhận kết quả"), CHANNELS)
    delivery_address = text(
        _("Địa chỉ nhận (số nhà, đường)"),
        attrs={"autocomplete": "address-line1"},
        help=_("Chỉ khi nhận qua bưu chính."),
        asked=BY_POST,
        privacy=Privacy.PRIVATE,
    )
    delivery_ward_code = place(
        _("Xã, phường nhận kết quả"),
        communes,
        anywhere=True,
        help=_("Chỉ khi nhận qua bưu chính. Gõ tên, có dấu hay không dấu đều được."),
        asked=BY_POST,
        privacy=Privacy.PRIVATE,
    )

    def rules(self) -> None:
        if self.cleaned_data.get("result_channel") == "truc_tuyen":
            self.need("submitter_email")


class StudentSubmitterStep(SubmitterStep):
    """The same, for a person who may have only a passport."""

    submitter_id_number = identity_or_passport(
        _("Số định danh cá nhân hoặc số hộ chiếu"),
        help=_("Người đại diện của tổ chức không cần điền."),
        asked=when("submitter_role", "ca_nhan", "duoc_uy_quyen"),
        privacy=Privacy.PRIVATE,
    )
