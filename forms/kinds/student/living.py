"""Where the student lives, how to reach them, and their health."""

from django.utils.translation import gettext_lazy as _

from forms.kinds import sources
from forms.kinds.base import Step
from forms.kinds.fields import (
    choice,
    day,
    email,
    pattern,
    person_name,
    phone,
    place,
    text,
)
from forms.kinds.keyboards import CODE
from forms.kinds.text import code_letters
from forms.kinds.traits import Privacy, unless, when


class HomeStep(Step):
    """Where the student lives."""

    slug = "noi-o"
    title = _("Nơi ở")
    reusable = ("dormitory", "current_address", "ward_code")

    dormitory = choice(_("Ký túc xá"), sources.dormitories, privacy=Privacy.PRIVATE)
    room_no = text(
        _("Số phòng"),
        20,
        keyboard=CODE,
        help=_("Chỉ khi ở ký túc xá."),
        asked=unless("dormitory", sources.OUTSIDE, "", None),
        privacy=Privacy.PRIVATE,
    )
    current_address = text(
        _("Địa chỉ hiện nay (số nhà, đường)"),
        attrs={"autocomplete": "address-line1"},
        help=_("Chỉ khi ngoại trú."),
        asked=when("dormitory", sources.OUTSIDE),
        privacy=Privacy.PRIVATE,
    )
    ward_code = place(
        _("Xã, phường, đặc khu"),
        sources.communes,
        anywhere=True,
        help=_("Chỉ khi ngoại trú. Gõ tên, có dấu hay không dấu đều được."),
        asked=when("dormitory", sources.OUTSIDE),
        privacy=Privacy.PRIVATE,
    )


CONTACTS = ("phone_vn", "phone_home", "email", "whatsapp")


class ContactStep(Step):
    """How to reach the student, and somebody else when it is urgent."""

    slug = "lien-he"
    title = _("Liên hệ")
    lead = _("Ghi ít nhất một cách liên hệ với lưu học sinh.")
    reusable = (
        "phone_vn",
        "phone_home",
        "email",
        "whatsapp",
        "emergency_contact_name",
        "emergency_contact_phone",
        "emergency_contact_relation",
    )

    phone_vn = phone(_("Điện thoại ở Việt Nam"), required=False, privacy=Privacy.PRIVATE)
    phone_home = phone(
        _("Điện thoại ở nước bạn"),
        required=False,
        autocomplete="off",
        privacy=Privacy.PRIVATE,
        help=_("Ghi cả mã nước. Ví dụ: +856 20 12 345 678."),
    )
    email = email(_("Email"), required=False, privacy=Privacy.PRIVATE)
    whatsapp = phone(
        _("Số WhatsApp"),
        required=False,
        autocomplete="off",
        privacy=Privacy.PRIVATE,
        help=_("Ghi cả mã nước nếu không phải số Việt Nam."),
    )
    emergency_contact_name = person_name(
        _("Người liên hệ khẩn cấp"),
        help=_("Hãy cho người này biết bạn đã ghi tên họ."),
        privacy=Privacy.PRIVATE,
    )
    emergency_contact_phone = phone(
        _("Điện thoại của người liên hệ khẩn cấp"),
        autocomplete="off",
        privacy=Privacy.PRIVATE,
        help=_("Ghi cả mã nước nếu không phải số Việt Nam."),
    )
    emergency_contact_relation = text(
        _("Quan hệ"), 60, help=_("Ví dụ: cha, mẹ, anh, chị."), privacy=Privacy.PRIVATE
    )

    def rules(self) -> None:
        given = [name for name in CONTACTS if self.cleaned_data.get(name) or name in self.errors]
        if not given:
            self.add_error("phone_vn", _("Cần ít nhất một cách liên hệ: điện thoại hoặc email."))


class HealthStep(Step):
    """Insurance and health, all of it optional; the note is sensitive data."""

    slug = "suc-khoe"
    title = _("Bảo hiểm và sức khỏe")

    health_insurance_no = pattern(
        _("Số thẻ bảo hiểm y tế"),
        r"[A-Z0-9]{10}|[A-Z0-9]{15}",
        _("Số thẻ gồm 10 hoặc 15 ký tự."),
        shape=code_letters,
        required=False,
        privacy=Privacy.PRIVATE,
        seal=True,
        help=_("10 hoặc 15 ký tự, ghi trên thẻ."),
    )
    insurance_expiry = day(_("Ngày hết hạn"), required=False, privacy=Privacy.PRIVATE)
    health_check_date = day(
        _("Ngày khám sức khỏe"),
        latest=lambda today: today,
        required=False,
        privacy=Privacy.SENSITIVE,
    )
    health_note = text(
        _("Lưu ý về sức khỏe"),
        1000,
        rows=4,
        required=False,
        help=_("Chỉ ghi điều mà trường và ký túc xá cần biết để giúp bạn."),
        privacy=Privacy.SENSITIVE,
    )
