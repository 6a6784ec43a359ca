"""The pages that offer a kind at an office."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import get_text_for_indexing

from forms.blocks import EligibilityBlock
from forms.filing.taking import Stop, places_taken, stop_of
from forms.kinds import OFFERED, Kind
from home.blocks import RICH
from home.models import PortalPage
from services.models import ProcedurePage

LONGEST_LINK = 1000


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
        pages = FormPage.objects.live().child_of(self).order_by("path")
        context["form_pages"] = count_places(pages.select_related("procedure__replaced_by"))
        return context


def count_places(pages: Iterable["FormPage"]) -> list["FormPage"]:
    """The pages, the places of all of them counted in one query."""
    found = list(pages)
    taken = places_taken(page for page in found if page.quota is not None)
    for page in found:
        page.__dict__["places_taken"] = taken.get(page.translation_key, 0)
    return found


class FormPage(PortalPage):
    """Offers one kind at one office: what to prepare, when it is open, what happens afterwards."""

    kind_code = models.CharField(
        _("Loại hồ sơ"),
        max_length=20,
        choices=[(code, kind.title) for code, kind in OFFERED.items()],
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
    closes_at = models.DateTimeField(
        _("Nhận đến"),
        null=True,
        blank=True,
        help_text=_("Đúng lúc này là đã hết hạn. Nhận hết ngày 31/12 thì ghi 00:00 ngày 01/01."),
    )
    quota = models.PositiveIntegerField(
        _("Số hồ sơ nhận nhiều nhất"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_(
            "Để trống thì không giới hạn. Đếm hồ sơ đã nộp bằng mọi ngôn ngữ; hồ sơ bị từ chối "
            "tiếp nhận, đã rút hoặc quá hạn bổ sung thì trả lại chỗ."
        ),
    )
    instead = RichTextField(
        _("Khi không nhận hồ sơ thì người dân làm gì"),
        blank=True,
        features=RICH,
        help_text=_("Hiện khi chưa mở, đã hết hạn, đã đủ hoặc thủ tục không còn áp dụng."),
    )

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("kind_code"),
        FieldPanel("procedure"),
        FieldPanel("intro"),
        FieldPanel("eligibility"),
        FieldPanel("confirmation"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldPanel("quota"),
                FieldPanel("instead"),
            ],
            heading=_("Nhận hồ sơ khi nào, bao nhiêu"),
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
        return OFFERED[self.kind_code]

    @property
    def stop(self) -> Stop | None:
        """Why it takes no case now, if it does not."""
        return stop_of(self)

    @property
    def accepting(self) -> bool:
        return self.stop is None

    @cached_property
    def places_taken(self) -> int:
        return places_taken([self]).get(self.translation_key, 0)

    @property
    def places_left(self) -> int | None:
        """How many more cases it takes; None where nobody counts."""
        return None if self.quota is None else max(self.quota - self.places_taken, 0)

    @property
    def closes_with_the_day(self) -> date | None:
        """The last whole day on which it takes cases, where it closes at midnight."""
        if self.closes_at is None:
            return None
        at = timezone.localtime(self.closes_at)
        return at.date() - timedelta(days=1) if at.time() == time() else None

    @property
    def body_text(self) -> str:
        return f"{self.kind.title} {get_text_for_indexing(self.intro)}"

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("Phải sau lúc mở nhận.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        if getattr(request, "is_preview", False):
            self.live = True  # shown as it will be once it is published
        context = super().get_context(request, *args, **kwargs)
        always = self.kind.steps_for({})
        return context | {
            "kind": self.kind,
            "steps": [step.title for step in always],
            "more_steps": len(always) < len(self.kind.steps),
            "link_query": self.link_query(request.GET),
        }

    def link_query(self, query: QueryDict) -> str:
        """What a procedure's button knows of the case, handed on to the form's first step."""
        linkable = self.kind.steps_for({})[0].linkable
        known = {name: query.getlist(name)[:20] for name in linkable if name in query}
        handed = urlencode(known, doseq=True)
        return f"?{handed}" if handed and len(handed) <= LONGEST_LINK else ""
