"""The app `services`."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    name = "services"
    verbose_name = _("Dịch vụ công")

    def ready(self) -> None:
        import_module("services.search_entries").register_all()  # its models are loaded only now
