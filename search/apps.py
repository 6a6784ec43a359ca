"""The app `search`: it knows no other app; things register themselves with it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Tìm kiếm")

    def ready(self) -> None:
        from search import signals  # models are not ready before

        signals.connect()
