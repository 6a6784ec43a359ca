"""The app `forms`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FormsConfig(AppConfig):
    name = "forms"
    verbose_name = _("Hồ sơ")

    def ready(self) -> None:
        import forms.search_entries  # noqa: F401  (registers form pages with search)
