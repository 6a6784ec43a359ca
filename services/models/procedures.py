"""Pages of the catalogue of administrative procedures."""

from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from home.models import PortalPage
from home.panels import fields
from services.blocks import ChannelBlock, LegalBasisBlock, PaperBlock, ProcedureStepBlock

#: Codes as the national portal writes them, for example 1.005043.000.00.00.H36.
PROCEDURE_CODE = RegexValidator(
    r"^\d\.\d{6}(?:(?:\.\d{3}\.\d{2}\.\d{2})?\.H\d{2}(?:\.\d+)*)?$",
    _("Mã thủ tục có dạng 1.005043 hoặc 1.005043.000.00.00.H29."),
)


class ServiceIndexPage(PortalPage):
    """The catalogue of an office's procedures."""

    subpage_types = ["services.ProcedurePage"]
    parent_page_types = ["home.HomePage"]
    template = "services/service_index_page.html"

    class Meta:
        verbose_name = _("mục thủ tục hành chính")
        verbose_name_plural = _("mục thủ tục hành chính")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        procedures = list(
            ProcedurePage.objects.live()
            .child_of(self)
            .order_by("path")
            .defer(*ProcedurePage.STREAMS)
        )
        context["in_force"] = [page for page in procedures if page.in_force]
        context["expired"] = [page for page in procedures if not page.in_force]
        return context


class ProcedurePage(PortalPage):
    """One procedure at one office: what, who, papers, fee, days, legal basis, which form.

    Time limits and fees differ by office, so each office has its own page.
    """

    class Status(models.TextChoices):
        PUBLIC = "cong_khai", _("Công khai")
        EXPIRED = "het_hieu_luc", _("Hết hiệu lực")

    class OnlineLevel(models.TextChoices):
        FULL = "toan_trinh", _("Toàn trình")
        PARTIAL = "mot_phan", _("Một phần")
        INFORMATION = "cung_cap_thong_tin", _("Cung cấp thông tin")

    class Clock(models.TextChoices):
        """What a request to complete a case does to the time limit."""

        RESTART = "restart", _("Tính lại từ đầu khi nhận bổ sung")
        PAUSE = "pause", _("Tạm dừng, tính tiếp khi nhận bổ sung")

    class Level(models.TextChoices):
        MINISTRY = "bo", _("Cấp bộ")
        PROVINCE = "tinh", _("Cấp tỉnh")
        COMMUNE = "xa", _("Cấp xã")
        OTHER = "co_quan_khac", _("Cơ quan khác")

    code = models.CharField(
        _("Mã thủ tục"),
        max_length=40,
        blank=True,
        validators=[PROCEDURE_CODE],
        help_text=_("Để trống khi chưa biết; không đặt mã tự nghĩ."),
    )
    application_kind = models.CharField(_("Nội dung đề nghị"), max_length=20, blank=True)
    published_by_decision = models.CharField(_("Số quyết định công bố"), max_length=120, blank=True)
    level = models.CharField(
        _("Cấp thực hiện"), max_length=20, choices=Level.choices, default=Level.PROVINCE
    )
    field = models.CharField(_("Lĩnh vực"), max_length=120, blank=True)
    implementing_body = models.CharField(_("Cơ quan thực hiện"), max_length=200, blank=True)
    deciding_authority = models.CharField(
        _("Cơ quan có thẩm quyền quyết định"), max_length=300, blank=True
    )
    intake_address = models.CharField(_("Địa chỉ tiếp nhận"), max_length=255, blank=True)
    applicants = models.CharField(_("Đối tượng thực hiện"), max_length=300, blank=True)
    channels = StreamField([("channel", ChannelBlock())], blank=True, verbose_name=_("Cách thức"))
    steps = StreamField([("step", ProcedureStepBlock())], blank=True, verbose_name=_("Trình tự"))
    papers = StreamField([("paper", PaperBlock())], blank=True, verbose_name=_("Thành phần hồ sơ"))
    sets_count = models.PositiveSmallIntegerField(_("Số lượng hồ sơ (bộ)"), default=1)
    working_days = models.PositiveSmallIntegerField(
        _("Thời hạn giải quyết (ngày làm việc)"),
        null=True,
        blank=True,
        help_text=_("Để trống khi chưa đối chiếu; người tiếp nhận sẽ nhập cho từng hồ sơ."),
    )
    supplement_clock = models.CharField(
        _("Thời hạn khi yêu cầu bổ sung"),
        max_length=10,
        choices=Clock.choices,
        default=Clock.RESTART,
    )
    supplement_days = models.PositiveSmallIntegerField(
        _("Thời hạn bổ sung (ngày làm việc)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(400)],
        help_text=_("Để trống thì theo đơn vị."),
    )
    time_limit_text = models.CharField(_("Diễn giải thời hạn"), max_length=300, blank=True)
    fee_text = models.CharField(_("Phí, lệ phí"), max_length=200, blank=True)
    results = StreamField(
        [("result", blocks.CharBlock(label=_("Kết quả")))], blank=True, verbose_name=_("Kết quả")
    )
    legal_bases = StreamField(
        [("basis", LegalBasisBlock())], blank=True, verbose_name=_("Căn cứ pháp lý")
    )
    conditions = StreamField(
        [("condition", blocks.TextBlock(label=_("Điều kiện")))],
        blank=True,
        verbose_name=_("Yêu cầu, điều kiện"),
    )
    keywords = models.CharField(_("Từ khóa"), max_length=300, blank=True)
    online_level = models.CharField(
        _("Mức độ dịch vụ công trực tuyến"),
        max_length=20,
        choices=OnlineLevel.choices,
        default=OnlineLevel.PARTIAL,
    )
    status = models.CharField(
        _("Tình trạng"), max_length=20, choices=Status.choices, default=Status.PUBLIC
    )
    valid_from = models.DateField(_("Có hiệu lực từ"), null=True, blank=True)
    valid_to = models.DateField(_("Hết hiệu lực sau ngày"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("Được thay bằng"),
    )
    form_page = models.ForeignKey(
        Page,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Biểu mẫu trực tuyến"),
    )
    national_portal_url = models.URLField(_("Trang trên Cổng DVC quốc gia"), blank=True)
    verified = models.BooleanField(
        _("Đã đối chiếu với văn bản gốc"),
        default=False,
        help_text=_("Chưa đánh dấu thì trang hiện lời báo “Dữ liệu minh hoạ”."),
    )

    #: The long texts, which lists do without.
    STREAMS = ("channels", "steps", "papers", "results", "legal_bases", "conditions")

    content_panels = [
        *PortalPage.content_panels,
        fields(_("Hiệu lực"), "verified status valid_from valid_to replaced_by"),
        fields(_("Nộp trực tuyến"), "form_page online_level national_portal_url"),
        fields(
            _("Thông tin chung"),
            "code application_kind published_by_decision level field implementing_body "
            "deciding_authority intake_address applicants",
        ),
        fields(
            _("Thời hạn, phí"),
            "working_days time_limit_text supplement_clock supplement_days fee_text sets_count",
        ),
        *map(FieldPanel, STREAMS),
        FieldPanel("keywords"),
    ]
    subpage_types: list[str] = []
    parent_page_types = ["services.ServiceIndexPage"]
    template = "services/procedure_page.html"

    class Meta:
        verbose_name = _("thủ tục hành chính")
        verbose_name_plural = _("thủ tục hành chính")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Also whether time or fee depends on the way of filing: else no table is needed."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        rows = [block.value for block in self.channels]
        told = ("time_limit", "fee", "description")
        context["channels_differ"] = any(row.get(name) for row in rows for name in told)
        return context

    @property
    def body_text(self) -> str:
        streams = (self.steps, self.papers, self.results, self.legal_bases, self.conditions)
        words = [str(v) for s in streams for v in s.stream_block.get_searchable_content(s)]
        return " ".join([self.code, self.keywords, self.deciding_authority, *words])

    @property
    def in_force(self) -> bool:
        return self.in_force_on(timezone.localdate())

    def in_force_on(self, day: date) -> bool:
        """Whether it is public and the day lies within its dates."""
        return (
            self.status == self.Status.PUBLIC
            and not self.begins_after(day)
            and (self.valid_to is None or day <= self.valid_to)
        )

    def begins_after(self, day: date) -> bool:
        """Whether it is announced, but not in force yet."""
        begins = self.valid_from is not None and self.valid_from > day
        return begins and self.status == self.Status.PUBLIC

    @property
    def announced(self) -> bool:
        return self.begins_after(timezone.localdate())
