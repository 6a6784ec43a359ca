"""Notices to citizens: written in the transaction that causes them, sent by the worker after it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from forms.models.cases import Case
from forms.states import State, citizen_name
from home.models import Office


class Notice(models.Model):
    """One message about one case, to an e-mail address or a phone.

    `sealed` holds what only this message may say (a PIN, a code, the token of its link) until it
    is sent. While the notice waits, nobody may take it up before `next_try_at`; whoever does moves
    that moment on first.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Chờ gửi")
        SENT = "sent", _("Đã gửi")
        FAILED = "failed", _("Không gửi được")
        BOUNCED = "bounced", _("Bị trả lại")

    class Fault(models.TextChoices):
        """What came between the last attempt and its citizen."""

        CUT = "cut", _("Đang gửi, hoặc lần gửi bị đứt giữa chừng")
        NO_SERVER = "no_server", _("Không nối được với máy chủ gửi thư")
        BUSY = "busy", _("Máy chủ thư bảo thử lại sau")
        SERVER = "server", _("Máy chủ gửi thư từ chối hệ thống này")
        REFUSED = "refused", _("Máy chủ thư không nhận thư này")
        ADDRESS = "address", _("Địa chỉ không đúng hoặc không còn")
        FULL = "full", _("Hộp thư của người nhận đã đầy")
        POLICY = "policy", _("Bên nhận từ chối thư của đơn vị")
        UNREACHABLE = "unreachable", _("Không chuyển được đến máy chủ của người nhận")
        INTERNAL = "internal", _("Lỗi của hệ thống: hãy báo người quản trị")

    class Draft(models.TextChoices):
        """What is told of a draft."""

        LINK = "draft_link", _("Liên kết mở bản nháp")
        EXPIRES = "draft_expires", _("Bản nháp sắp hết hạn")

    class Told(models.TextChoices):
        """What is told of a case beside the states that it comes to."""

        REMINDER = "remind", _("Sắp hết hạn bổ sung")
        WROTE = "wrote", _("Đơn vị đã trả lời bạn")
        REOPENED = "reopened", _("Hồ sơ được mở lại")
        EXTENDED = "extended", _("Xin lỗi và gia hạn giải quyết hồ sơ")
        SORRY = "sorry", _("Xin lỗi vì trễ hẹn")
        RECKONED = "reckoned", _("Ngày hẹn đã đổi")
        PIN_LINK = "pin_link", _("Lấy mã PIN mới")
        NEW_PIN = "new_pin", _("Mã PIN mới")
        CODE = "code", _("Mã xác nhận thư điện tử")
        CONFIRM = "confirm", _("Xác nhận đổi liên hệ")
        CONTACT = "contact", _("Liên hệ của hồ sơ đã đổi")

    case = models.ForeignKey(Case, models.CASCADE, related_name="notices")
    topic = models.CharField(max_length=20)
    language = models.CharField(max_length=5)
    to = models.CharField(_("Gửi đến"), max_length=254)
    note = models.TextField(blank=True)
    sealed = models.TextField(blank=True, editable=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=12, choices=Fault.choices, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["status", "created_at"])]
        verbose_name = _("thông báo")
        verbose_name_plural = _("thông báo")

    def __str__(self) -> str:
        return f"{self.case}: {self.topic}"

    @property
    def title(self) -> Any:
        """What the mail is about, as its subject and the office's list say it."""
        return title_of(self.topic)

    @property
    def by_mail(self) -> bool:
        return "@" in self.to

    @property
    def stuck(self) -> bool:
        """Whether somebody may ask to have it sent again: it failed, came back or waits long.

        What is for one address has lost its secret by then, and is asked for anew instead.
        """
        waits = self.status == self.Status.WAITING and self.fault not in ("", self.Fault.CUT)
        lost = self.status in (self.Status.FAILED, self.Status.BOUNCED)
        return self.follows_the_case and (waits or lost)

    @property
    def follows_the_case(self) -> bool:
        """Whether it goes to whoever the case's contact is when it is sent (R-24).

        The others are for one address: of a link asked for, of a contact to be given up.
        """
        return self.topic in State.values or self.topic in FOLLOWING


#: What is told of a case to whoever its contact is, besides its states.
FOLLOWING = (
    Notice.Told.REMINDER,
    Notice.Told.WROTE,
    Notice.Told.REOPENED,
    Notice.Told.EXTENDED,
    Notice.Told.SORRY,
    Notice.Told.RECKONED,
)


def title_of(topic: str) -> Any:
    if topic in State.values:
        return citizen_name(topic)
    return {**dict(Notice.Draft.choices), **dict(Notice.Told.choices)}[topic]


class NoticeText(models.Model):
    """What an office itself says on one occasion in one language, instead of the shipped words.

    Plain text with placeholders of a closed list (`forms.notices.wording`); no kind means
    every kind.
    """

    office = models.ForeignKey(Office, models.CASCADE)
    kind = models.CharField(_("Loại hồ sơ"), max_length=20, blank=True)
    topic = models.CharField(max_length=20)
    language = models.CharField(_("Ngôn ngữ"), max_length=5)
    subject = models.CharField(_("Tiêu đề thư"), max_length=150)
    body = models.TextField(_("Lời thư"))
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "topic", "language", "kind"], name="one_notice_text_each"
            )
        ]
        verbose_name = _("lời thông báo")
        verbose_name_plural = _("lời thông báo")

    def __str__(self) -> str:
        return f"{title_of(self.topic)} ({self.language})"
