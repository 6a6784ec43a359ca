"""The blocks that a page's body is made of; each has its template in templates/home/blocks/."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

RICH = ["bold", "italic", "link", "document-link", "ol", "ul"]


class StepBlock(blocks.StructBlock):
    """One step of a way to go, numbered by its place."""

    title = blocks.CharBlock(label=_("Tên bước"))
    text = blocks.TextBlock(label=_("Nội dung"), required=False)


class QuestionBlock(blocks.StructBlock):
    """A question that people ask, and its answer."""

    question = blocks.CharBlock(label=_("Câu hỏi"))
    answer = blocks.TextBlock(label=_("Trả lời"))


class FigureBlock(blocks.StructBlock):
    """A picture with what it shows, for those who cannot see it, and a caption."""

    image = ImageChooserBlock(label=_("Ảnh"))
    alt = blocks.CharBlock(label=_("Mô tả ảnh"), required=False)
    caption = blocks.CharBlock(label=_("Chú thích"), required=False)


def block(name: str) -> str:
    return f"home/blocks/{name}.html"


class BodyBlock(blocks.StreamBlock):
    """A page's body."""

    heading = blocks.CharBlock(label=_("Tiêu đề"), icon="title", template=block("heading"))
    text = blocks.RichTextBlock(label=_("Đoạn văn"), features=RICH, template=block("text"))
    list = blocks.ListBlock(blocks.CharBlock(), label=_("Danh sách"), template=block("list"))
    steps = blocks.ListBlock(StepBlock(), label=_("Các bước"), template=block("steps"))
    faq = blocks.ListBlock(QuestionBlock(), label=_("Hỏi đáp"), template=block("faq"))
    callout = blocks.TextBlock(label=_("Lưu ý"), icon="warning", template=block("callout"))
    figure = FigureBlock(label=_("Ảnh"), icon="image", template=block("figure"))
    document = DocumentChooserBlock(label=_("Tài liệu"), template=block("document"))
