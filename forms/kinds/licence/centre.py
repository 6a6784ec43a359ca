"""What is applied for, by whom, and for which centre at which place."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forms.kinds import sources
from forms.kinds.base import Row, Step, rows
from forms.kinds.fields import (
    choice,
    day,
    derived,
    email,
    number,
    pattern,
    phone,
    place,
    several,
    text,
    website,
)
from forms.kinds.keyboards import CODE, DIGITS
from forms.kinds.licence.names import is_taken, proper_name
from forms.kinds.licence.scope import (
    APPLICATIONS,
    BRANCHED,
    CENTRE_TYPES,
    CHANGES,
    EXISTING,
    NAMED,
    NEW,
    PLACED,
)
from forms.kinds.rows import rows_of
from forms.kinds.rules import limit, years_after
from forms.kinds.text import digits_only, one_blank
from forms.kinds.traits import Privacy, unless, when
from services.models import Licence

OWNERSHIPS = (
    ("cong_lap", _("Công lập")),
    ("tu_thuc", _("Tư thục")),
    ("von_nuoc_ngoai", _("Có vốn đầu tư nước ngoài")),
)
FOUNDERS = (
    ("ca_nhan", _("Cá nhân")),
    ("to_chuc", _("Tổ chức")),
    ("doanh_nghiep", _("Doanh nghiệp")),
    ("co_so_giao_duc", _("Cơ sở giáo dục")),
)
PREMISES = (
    ("so_huu", _("Sở hữu")),
    ("thue", _("Thuê")),
    ("muon_lien_ket", _("Mượn, liên kết")),
)
CHANGED = when("application_kind", "change")
TYPE_IN_NAME = _("Tên phải bắt đầu bằng “Trung tâm”, ví dụ Trung tâm Ngoại ngữ Hoa Mai.")
NO_PROPER_NAME = _("Sau loại hình cần có tên riêng, ví dụ Hoa Mai.")
TAKEN = _("Tên riêng này đã có trung tâm khác dùng. Hãy chọn tên khác.")


class RequestStep(Step):
    """Decides all that follows: what is applied for, and for which known centre."""

    slug = "noi-dung"
    title = _("Nội dung đề nghị")
    lead = _("Các trang sau chỉ hỏi những gì cần cho nội dung bạn chọn.")
    linkable = ("application_kind", "licence", "change_items")

    application_kind = choice(_("Nội dung đề nghị"), APPLICATIONS, radio=True, filterable=True)
    licence = choice(
        _("Trung tâm đã có giấy phép"),
        sources.licences_or_none,
        help=_("Không cần chọn khi thành lập mới hoặc sáp nhập."),
        asked=EXISTING,
    )
    change_items = several(
        _("Nội dung thay đổi"), CHANGES, help=_("Chỉ khi đề nghị thay đổi."), asked=CHANGED
    )
    change_note = text(
        _("Diễn giải thay đổi"),
        2000,
        rows=4,
        help=_("Hiện nay thế nào, đề nghị đổi thành gì. Chỉ khi đề nghị thay đổi."),
        asked=CHANGED,
    )
    procedure = derived(_("Thủ tục"), sources.procedures)

    def build(self) -> None:
        """Offers what today's rules offer; what they no longer do keeps its name in old cases."""
        pages = self.sources.choices(sources.procedures)
        field: Any = self.fields["application_kind"]
        field.choices = [choice for choice in APPLICATIONS if sources.offered(choice[0], pages)]
        field.legacy = APPLICATIONS

    def rules(self) -> None:
        kind = self.cleaned_data.get("application_kind", "")
        pages = sources.in_force(self.sources.choices(sources.procedures), kind)
        self.cleaned_data["procedure"] = pages[0].slug if pages else ""


class CentreStep(Step):
    """The centre's name and type; a known centre's are filled in from the register."""

    slug = "trung-tam"
    title = _("Trung tâm")
    reusable = (
        "centre_type",
        "ownership",
        "centre_name_vi",
        "centre_name_en",
        "abbreviation",
        "parent_body",
    )

    centre_type = choice(_("Loại hình trung tâm"), CENTRE_TYPES, asked=NAMED, filterable=True)
    ownership = choice(_("Loại hình sở hữu"), OWNERSHIPS, asked=NEW, filterable=True)
    centre_name_vi = text(
        _("Tên trung tâm (tiếng Việt)"),
        help=_(
            "Bắt đầu bằng “Trung tâm”, rồi loại hình, rồi tên riêng chưa ai dùng. "
            "Ví dụ: Trung tâm Ngoại ngữ Hoa Mai."
        ),
    )
    centre_name_en = text(
        _("Tên giao dịch quốc tế"), asked=NAMED, help=_("Ví dụ: Hoa Mai Foreign Language Centre.")
    )
    abbreviation = text(_("Tên viết tắt"), 30, keyboard=CODE, required=False, asked=NAMED)
    parent_body = text(
        _("Đơn vị chủ quản"),
        required=False,
        asked=NEW,
        help=_("Công ty, trường hoặc tổ chức quản lý trung tâm, nếu có."),
    )

    def build(self) -> None:
        """Shows what the register says of the centre, until the citizen says something else."""
        chosen = self.answers.get("licence")
        if self.is_bound or not chosen or self.answers.get("centre_name_vi"):
            return
        known = Licence.objects.filter(office=self.office, slug=chosen).first()
        if known:
            register = {
                "centre_type": known.centre_type,
                "centre_name_vi": known.name,
                "centre_name_en": known.name_en,
                "parent_body": known.parent_body,
            }
            self.initial = {**self.initial, **register}

    def rules(self) -> None:
        name = one_blank(self.cleaned_data.get("centre_name_vi", ""))
        if not name:
            return
        self.cleaned_data["centre_name_vi"] = name
        if not NAMED.holds(self.answers):
            return  # the name of a centre that exists is as it is
        if not name.casefold().startswith("trung tâm "):
            self.add_error("centre_name_vi", TYPE_IN_NAME)
        elif not proper_name(name):
            self.add_error("centre_name_vi", NO_PROPER_NAME)
        elif self.answers.get("application_kind") != "operate" and self.name_is_taken(name):
            self.add_error("centre_name_vi", TAKEN)

    def name_is_taken(self, name: str) -> bool:
        """By a centre that this application is not about."""
        merged = [row.get("centre") for row in rows_of(self.answers.get("merge_targets"))]
        return is_taken(self.office, name, besides=[self.answers.get("licence"), *merged])


class FounderStep(Step):
    """Who founds the centre."""

    slug = "to-chuc-ca-nhan"
    title = _("Tổ chức, cá nhân đề nghị")
    reusable = (
        "founder_kind",
        "founder_name",
        "founder_id",
        "founder_decision_no",
        "founder_decision_date",
    )
    asked = (NEW,)

    founder_kind = choice(_("Đối tượng thành lập"), FOUNDERS)
    founder_name = text(_("Tên tổ chức, cá nhân đề nghị"), privacy=Privacy.BASIC)
    founder_id = pattern(
        _("Số CCCD hoặc mã số doanh nghiệp"),
        r"[0-9]{12}|[0-9]{10}|[0-9]{13}",
        _("Cá nhân: 12 chữ số. Tổ chức: 10 chữ số, đơn vị phụ thuộc: 10 và 3 chữ số."),
        shape=digits_only,
        keyboard=DIGITS,
        help=_(
            "Cá nhân: số định danh, 12 chữ số. "
            "Tổ chức: mã số doanh nghiệp hoặc mã số thuế, 10 hoặc 13 chữ số."
        ),
        privacy=Privacy.PRIVATE,
        find=True,
    )
    founder_decision_no = text(
        _("Số quyết định thành lập hoặc giấy chứng nhận đăng ký"),
        80,
        keyboard=CODE,
        help=_("Cá nhân không cần điền. Ví dụ: 1234/QĐ-UBND."),
        asked=unless("founder_kind", "ca_nhan"),
    )
    founder_decision_date = day(
        _("Ngày quyết định hoặc giấy chứng nhận"),
        latest=lambda today: today,
        help=_("Cá nhân không cần điền."),
        asked=unless("founder_kind", "ca_nhan"),
    )

    def rules(self) -> None:
        person = self.cleaned_data.get("founder_kind") == "ca_nhan"
        given = self.cleaned_data.get("founder_id")
        if given and "founder_kind" in self.cleaned_data and (len(given) == 12) is not person:
            field: Any = self.fields["founder_id"]
            self.add_error("founder_id", field.message)


class PlaceStep(Step):
    """Where the centre is, by which right, and how it can be reached."""

    slug = "dia-diem"
    title = _("Địa điểm và liên hệ")
    reusable = ("head_address", "ward_code", "premises_right", "phone", "email", "website")
    asked = (PLACED,)

    head_address = text(
        _("Địa điểm đặt trung tâm (số nhà, đường)"),
        help=_("Ví dụ: 39 đường 3 Tháng 2. Không ghi quận, huyện."),
    )
    ward_code = place(_("Xã, phường, đặc khu"), sources.communes_here)
    premises_right = choice(_("Quyền sử dụng địa điểm"), PREMISES)
    lease_until = day(
        _("Thuê đến ngày"),
        earliest=lambda today: today,
        help=_("Chỉ khi thuê."),
        asked=when("premises_right", "thue"),
    )
    phone = phone(_("Điện thoại trung tâm"), autocomplete="off")
    email = email(_("Email của trung tâm"), required=False, autocomplete="off")
    website = website(
        _("Trang web"), required=False, autocomplete="off", help=_("Ví dụ: hoamai.example.vn.")
    )

    def warnings(self) -> Iterator[tuple[str, str | Promise]]:
        until = self.cleaned_data.get("lease_until")
        if until and until < years_after(timezone.localdate(), limit("licence_years")):
            yield "lease_until", _("Thời hạn thuê ngắn hơn thời hạn thường có của giấy phép.")


class CampusRow(Row):
    """One more place where the centre teaches."""

    name = text(_("Tên cơ sở, điểm đặt lớp"))
    address = text(_("Địa chỉ (số nhà, đường)"))
    ward_code = place(_("Xã, phường, đặc khu"), sources.communes_here)
    rooms = number(_("Số phòng học"), least=1, most=1000)
    area = number(_("Diện tích (m²)"), most=10**6, places=2, help=_("Ví dụ: 90,5."))
    premises_right = choice(_("Quyền sử dụng địa điểm"), PREMISES, radio=False)


class CampusStep(Step):
    """Places besides the main one; the point of an application to add a campus."""

    slug = "co-so"
    title = _("Cơ sở, điểm đặt lớp")
    reusable = ("campuses",)
    lead = _("Ghi các nơi dạy học ngoài địa điểm chính. Không có thì để trống.")
    asked = (BRANCHED,)

    campuses = rows(
        _("Cơ sở, điểm đặt lớp"), CampusRow, one=_("Cơ sở"), most=30, privacy=Privacy.NONE
    )

    def build(self) -> None:
        if self.answers.get("application_kind") == "add_campus":
            self.fields["campuses"].least = 1  # type: ignore[attr-defined]
