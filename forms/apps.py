"""The app `forms`."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class FormsConfig(AppConfig):
    name = "forms"
    verbose_name = _("Hồ sơ")

    def ready(self) -> None:
        import forms.assigning.following
        import forms.requests.arriving
        import forms.search_entries  # noqa: F401  (registers form pages with search)
        from forms.moves.listed_moves import keep_guard
        from forms.queue.finding.trigrams import keep_index

        post_migrate.connect(keep_guard, sender=self)
        post_migrate.connect(keep_index, sender=self)
