"""The daily digest: what each member of staff wants, and the one mail that a day has."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = 5, 11


class DigestWish(models.Model):
    """Whether and when somebody wants the morning's mail; without a row, as the fields begin."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="digest_wish"
    )
    wanted = models.BooleanField(
        _("Gửi thư tóm tắt mỗi sáng làm việc"),
        default=True,
        help_text=_("Việc chờ bạn, hồ sơ trễ hạn và những gì mới đến. Không có gì thì không gửi."),
    )
    hour = models.PositiveSmallIntegerField(
        _("Gửi từ mấy giờ"),
        default=7,
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
        choices=[(hour, f"{hour}:00") for hour in range(EARLIEST, LATEST + 1)],
    )

    class Meta:
        verbose_name = _("thư tóm tắt")
        verbose_name_plural = _("thư tóm tắt")

    def __str__(self) -> str:
        return f"{self.user}: {self.hour if self.wanted else '–'}"


class Digest(models.Model):
    """One person's mail of one day: the row keeps a second from being sent."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Chờ gửi")
        SENT = "sent", _("Đã gửi")
        NOTHING = "nothing", _("Không có gì để nói")
        FAILED = "failed", _("Không gửi được")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.DateField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="one_digest_per_user_and_day")
        ]
        verbose_name = _("thư tóm tắt của một ngày")
        verbose_name_plural = _("thư tóm tắt của một ngày")

    def __str__(self) -> str:
        return f"{self.user} {self.day:%d/%m/%Y}"
