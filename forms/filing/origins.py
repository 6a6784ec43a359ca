"""By which way a case came in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    """A paper case that a clerk takes in is a case like any other; only this tells."""

    ONLINE = "online", _("Nộp trực tuyến")
    COUNTER = "counter", _("Nộp tại quầy")
    BATCH = "batch", _("Nộp theo lô")
