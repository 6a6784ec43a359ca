"""The pages that offer a kind at an office."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import get_text_for_indexing

from forms.blocks import EligibilityBlock
from forms.kinds import KINDS, Kind
from home.blocks import RICH
from home.models import PortalPage
from services.models import ProcedurePage


class FormIndexPage(PortalPage):
    """All that can be filed at an office."""

    subpage_types = ["forms.FormPage"]
    parent_page_types = ["home.HomePage"]
    template = "forms/form_index_page.html"

    class Meta:
        verbose_name = _("mục nộp hồ sơ")
        verbose_name_plural = _("mục nộp hồ sơ")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["form_pages"] = FormPage.objects.live().child_of(self).order_by("path")
        return context


class FormPage(PortalPage):
    """Offers one kind at one office: what to prepare, when it is open, what happens afterwards."""

    kind_code = models.CharField(
        _("Loại hồ sơ"),
        max_length=20,
        choices=[(code, kind.title) for code, kind in KINDS.items()],
    )
    intro = RichTextField(_("Cần chuẩn bị gì"), blank=True, features=RICH)
    eligibility = StreamField(
        [("question", EligibilityBlock())],
        verbose_name=_("Câu hỏi trước khi điền"),
        blank=True,
        max_num=12,
        help_text=_("Cho biết ngay ai không cần điền, và nên làm gì thay vào đó. Có thể để trống."),
    )
    confirmation = models.TextField(
        _("Lời nhắn sau khi nộp"), blank=True, help_text=_("Hiện trên biên nhận, dưới mã hồ sơ.")
    )
    procedure = models.ForeignKey(
        ProcedurePage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Thủ tục"),
        help_text=_("Cho biết thời hạn giải quyết khi tiếp nhận."),
    )
    data_purpose = models.TextField(
        _("Mục đích xử lý dữ liệu"),
        max_length=1000,
        blank=True,
        help_text=_("Để trống thì dùng lời chung của loại hồ sơ."),
    )
    data_retention = models.TextField(
        _("Thời hạn lưu trữ"),
        max_length=1000,
        blank=True,
        help_text=_("Mỗi dòng một ý. Để trống thì dùng thời hạn chung của loại hồ sơ."),
    )
    data_contact = models.TextField(
        _("Nơi hỏi về dữ liệu cá nhân"),
        max_length=300,
        blank=True,
        help_text=_("Để trống thì dùng địa chỉ của đơn vị."),
    )
    opens_at = models.DateTimeField(_("Mở nhận từ"), null=True, blank=True)
    closes_at = models.DateTimeField(_("Nhận đến"), null=True, blank=True)

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("kind_code"),
        FieldPanel("procedure"),
        FieldPanel("intro"),
        FieldPanel("eligibility"),
        FieldPanel("confirmation"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")])],
            heading=_("Thời gian nhận hồ sơ"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("data_purpose"),
                FieldPanel("data_retention"),
                FieldPanel("data_contact"),
            ],
            heading=_("Thông báo xử lý dữ liệu cá nhân"),
            help_text=_("Người nộp đọc trước khi gửi; bản họ đã đọc được giữ cùng hồ sơ."),
        ),
    ]
    subpage_types: list[str] = []
    parent_page_types = ["forms.FormIndexPage"]
    template = "forms/form_page.html"

    class Meta:
        verbose_name = _("trang biểu mẫu")
        verbose_name_plural = _("trang biểu mẫu")

    @property
    def kind(self) -> Kind:
        return KINDS[self.kind_code]

    @property
    def not_yet_open(self) -> bool:
        return self.opens_at is not None and timezone.now() < self.opens_at

    @property
    def closed(self) -> bool:
        """`closes_at` itself is already too late."""
        return self.closes_at is not None and timezone.now() >= self.closes_at

    @property
    def accepting(self) -> bool:
        return self.live and not self.not_yet_open and not self.closed

    @property
    def body_text(self) -> str:
        return f"{self.kind.title} {get_text_for_indexing(self.intro)}"

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("Phải sau lúc mở nhận.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        always = self.kind.steps_for({})
        return context | {
            "kind": self.kind,
            "steps": [step.title for step in always],
            "more_steps": len(always) < len(self.kind.steps),
        }
