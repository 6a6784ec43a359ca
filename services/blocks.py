"""The rows that a procedure is described by, in the order that the national portal prints them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock


class ChannelBlock(blocks.StructBlock):
    """A way to file, with the time and the fee that hold for it."""

    channel = blocks.ChoiceBlock(
        choices=[
            ("truc_tiep", _("Trực tiếp")),
            ("truc_tuyen", _("Trực tuyến")),
            ("buu_chinh", _("Dịch vụ bưu chính")),
        ],
        label=_("Hình thức nộp"),
    )
    time_limit = blocks.CharBlock(label=_("Thời hạn giải quyết"), required=False)
    fee = blocks.CharBlock(label=_("Phí, lệ phí"), required=False)
    description = blocks.CharBlock(label=_("Mô tả"), required=False)


class ProcedureStepBlock(blocks.StructBlock):
    """One step: who does what, within how many days (halves allowed)."""

    title = blocks.CharBlock(label=_("Tên bước"))
    actor = blocks.ChoiceBlock(
        choices=[
            ("nguoi_nop", _("Người nộp")),
            ("mot_cua", _("Bộ phận Một cửa")),
            ("chuyen_mon", _("Phòng chuyên môn")),
            ("lanh_dao", _("Lãnh đạo")),
        ],
        label=_("Người thực hiện"),
    )
    text = blocks.TextBlock(label=_("Nội dung"), required=False)
    days = blocks.DecimalBlock(label=_("Số ngày"), required=False, min_value=0, decimal_places=1)


COPIES = {
    "ban_sao": _("Bản sao"),
    "chung_thuc": _("Bản sao có chứng thực"),
    "so_goc": _("Bản sao từ sổ gốc"),
}


class Paper(blocks.StructValue):
    """One required document, as pages and forms show it."""

    @property
    def copies_are(self) -> Any:
        return COPIES[self.get("copy_kind") or "ban_sao"]


class PaperBlock(blocks.StructBlock):
    """One required document."""

    name = blocks.CharBlock(label=_("Tên giấy tờ"))
    originals = blocks.IntegerBlock(label=_("Bản chính"), default=1, min_value=0)
    copies = blocks.IntegerBlock(label=_("Bản sao"), default=0, min_value=0)
    copy_kind = blocks.ChoiceBlock(
        choices=list(COPIES.items()), label=_("Loại bản sao"), required=False
    )
    mandatory = blocks.BooleanBlock(label=_("Bắt buộc"), default=True, required=False)
    in_person = blocks.BooleanBlock(
        label=_("Người nộp trực tuyến được mang bản chính đến nộp"), default=True, required=False
    )
    template = DocumentChooserBlock(label=_("Mẫu để tải về"), required=False)

    class Meta:
        value_class = Paper


class LegalBasisBlock(blocks.StructBlock):
    """A legal document that the procedure rests on."""

    number = blocks.CharBlock(label=_("Số ký hiệu"))
    title = blocks.CharBlock(label=_("Trích yếu"), required=False)
