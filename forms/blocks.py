"""What an editor composes a form page of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.blocks import RICH

YES, NO = "co", "khong"
YES_NO = ((YES, _("Có")), (NO, _("Không")))


class EligibilityBlock(blocks.StructBlock):
    """A question asked before the form, and what to do instead after the answer that ends it."""

    question = blocks.CharBlock(
        label=_("Câu hỏi"), help_text=_("Trả lời được bằng “Có” hoặc “Không”.")
    )
    help = blocks.TextBlock(label=_("Giải thích"), required=False)
    goes_on = blocks.ChoiceBlock(
        choices=YES_NO, default=YES, label=_("Câu trả lời để được điền tiếp")
    )
    advice = blocks.RichTextBlock(
        features=RICH,
        label=_("Nếu trả lời khác: cần làm gì"),
        help_text=_("Nộp ở đâu, hỏi ai, cần chuẩn bị thêm gì."),
    )
    verified = blocks.BooleanBlock(label=_("Đã đối chiếu với văn bản gốc"), required=False)

    class Meta:
        icon = "help"
        label = _("Câu hỏi")
