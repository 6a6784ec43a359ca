"""Who the student is: as the passport says, and by which right in the country."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forms.kinds import sources
from forms.kinds.base import Step
from forms.kinds.fields import (
    choice,
    day,
    passport_number,
    pattern,
    person_name,
    text,
    tick,
    upload,
)
from forms.kinds.keyboards import NAME
from forms.kinds.rules import age, limit, months_after
from forms.kinds.text import code_letters, one_blank
from forms.kinds.traits import Privacy, when

NATIONALITIES = (("LAO", _("Lào")), ("KHM", _("Campuchia")))
GENDERS = (("M", _("Nam")), ("F", _("Nữ")), ("X", _("Khác")))
VISAS = (
    ("DH", _("Thị thực du học (DH)")),
    ("NG", _("Thị thực ngoại giao (NG)")),
    ("LV", _("Thị thực làm việc với cơ quan (LV)")),
    ("mien_thi_thuc", _("Miễn thị thực")),
    ("TRC", _("Thẻ tạm trú")),
)
SCRIPTS = {"LAO": "\u0e80-\u0eff", "KHM": "\u1780-\u17ff"}
UPPER_NAME = r"[A-Z' -]+"
UPPER_NAME_MESSAGE = _("Chỉ dùng chữ cái A–Z không dấu, dấu cách, dấu ' và dấu -, như hộ chiếu.")


def upper_name(label: Any, max_length: int = 120, **options: Any) -> Any:
    """A name as the machine-readable line of a passport has it."""
    return pattern(
        label,
        UPPER_NAME,
        UPPER_NAME_MESSAGE,
        shape=lambda value: one_blank(value).upper(),
        max_length=max_length,
        privacy=Privacy.BASIC,
        **options,
    )


class PersonStep(Step):
    """Who the student is, as the passport says. Names are not split: one-word names exist."""

    slug = "nhan-than"
    title = _("Lưu học sinh")
    reusable = (
        "nationality",
        "full_name_passport",
        "surname_passport",
        "given_names_passport",
        "full_name_native",
        "full_name_vi",
        "gender",
        "date_of_birth",
        "place_of_birth_province",
    )
    lead = _("Ghi đúng như trong hộ chiếu.")

    nationality = choice(_("Quốc tịch"), NATIONALITIES, privacy=Privacy.BASIC, filterable=True)
    full_name_passport = upper_name(
        _("Họ và tên (như hộ chiếu)"), help=_("Chữ in hoa, không dấu. Ví dụ: SOMPHONE VONGSA.")
    )
    surname_passport = upper_name(
        _("Họ trong hộ chiếu"),
        80,
        required=False,
        help=_("Để trống nếu hộ chiếu không tách họ và tên."),
    )
    given_names_passport = upper_name(_("Tên trong hộ chiếu"), 80, required=False)
    full_name_native = text(
        _("Tên bản ngữ"),
        120,
        keyboard=NAME,
        required=False,
        help=_("Bằng chữ Lào hoặc chữ Khmer."),
        privacy=Privacy.BASIC,
    )
    full_name_vi = person_name(
        _("Tên phiên âm tiếng Việt"),
        required=False,
        privacy=Privacy.BASIC,
        help=_("Cách đọc tên bằng tiếng Việt. Ví dụ: Xổm Phon Vông Sả."),
    )
    gender = choice(_("Giới tính"), GENDERS, privacy=Privacy.BASIC)
    date_of_birth = day(
        _("Ngày sinh"), latest=lambda today: today, privacy=Privacy.PRIVATE, seal=True
    )
    place_of_birth_province = text(
        _("Quê quán (tỉnh hoặc thủ đô)"),
        80,
        suggest=sources.home_provinces,
        privacy=Privacy.BASIC,
        help=_("Chọn trong gợi ý hoặc tự gõ."),
    )

    def rules(self) -> None:
        """A native name is in the country's script, with blanks and signs between letters."""
        script = SCRIPTS.get(self.cleaned_data.get("nationality", ""))
        name = self.cleaned_data.get("full_name_native") or ""
        if name and script and not re.fullmatch(f"[{script}\u200b-\u200d .'’-]+", name):
            self.add_error("full_name_native", _("Hãy ghi bằng chữ Lào hoặc chữ Khmer."))

    def warnings(self) -> Iterator[tuple[str, str | Promise]]:
        born = self.cleaned_data.get("date_of_birth")
        least, most = limit("student_least_age"), limit("student_most_age")
        if born and not least <= age(born, timezone.localdate()) <= most:
            yield "date_of_birth", _("Tuổi hơi khác thường. Hãy kiểm tra lại ngày sinh.")


class PassportStep(Step):
    """The passport; its picture is sensitive data and is kept apart."""

    slug = "ho-chieu"
    title = _("Hộ chiếu")
    reusable = ("passport_no", "passport_issue_date", "passport_expiry")

    passport_no = passport_number(
        _("Số hộ chiếu"), privacy=Privacy.PRIVATE, help=_("Ghi ở trang có ảnh. Ví dụ: PA1234567.")
    )
    passport_issue_date = day(
        _("Ngày cấp"),
        latest=lambda today: today,
        required=False,
        privacy=Privacy.PRIVATE,
        seal=True,
    )
    passport_expiry = day(
        _("Ngày hết hạn"),
        privacy=Privacy.PRIVATE,
        seal=True,
    )
    passport_scan = upload(
        _("Ảnh trang thông tin của hộ chiếu"),
        privacy=Privacy.SENSITIVE,
        help=_("Chụp rõ cả trang, thấy đủ các dòng chữ ở cuối."),
    )

    def rules(self) -> None:
        expiry = self.cleaned_data.get("passport_expiry")
        issued = self.cleaned_data.get("passport_issue_date")
        if expiry and expiry <= timezone.localdate():
            self.add_error("passport_expiry", _("Hộ chiếu đã hết hạn."))
        elif expiry and issued and expiry <= issued:
            self.add_error("passport_expiry", _("Ngày hết hạn phải sau ngày cấp."))

    def warnings(self) -> Iterator[tuple[str, str | Promise]]:
        expiry = self.cleaned_data.get("passport_expiry")
        if expiry and expiry < months_after(timezone.localdate(), limit("passport_months")):
            yield "passport_expiry", _("Hộ chiếu còn hạn dưới 6 tháng. Hãy sớm đổi hộ chiếu.")


class VisaStep(Step):
    """The right to stay."""

    slug = "thi-thuc"
    title = _("Thị thực")

    visa_type = choice(
        _("Thị thực hoặc giấy tạm trú"),
        VISAS,
        radio=False,
        required=False,
        privacy=Privacy.PRIVATE,
        seal=True,
    )
    visa_no = pattern(
        _("Số thị thực hoặc thẻ"),
        r"[A-Z0-9/-]{4,15}",
        _("Số gồm 4 đến 15 chữ cái không dấu và chữ số."),
        shape=code_letters,
        required=False,
        privacy=Privacy.PRIVATE,
        seal=True,
        help=_("Ghi trên thị thực hoặc thẻ tạm trú."),
    )
    visa_expiry = day(_("Ngày hết hạn"), required=False, privacy=Privacy.PRIVATE, seal=True)
    temporary_residence_registered = tick(
        _("Đã khai báo tạm trú"),
        privacy=Privacy.PRIVATE,
        help=_("Ký túc xá hoặc chủ nhà khai báo với công an."),
    )
    temporary_residence_date = day(
        _("Ngày khai báo tạm trú"),
        latest=lambda today: today,
        required=False,
        asked=when("temporary_residence_registered", True),
        privacy=Privacy.PRIVATE,
    )

    def warnings(self) -> Iterator[tuple[str, str | Promise]]:
        expiry = self.cleaned_data.get("visa_expiry")
        if expiry and expiry < timezone.localdate():
            yield "visa_expiry", _("Thị thực đã hết hạn. Hãy gia hạn.")
