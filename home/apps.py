"""The app `home`."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Trang thông tin")

    def ready(self) -> None:
        import_module("home.search_entries").register_all()  # its models are loaded only now
