"""The digest among a person's own settings of the CMS."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from forms.models import DigestWish
from forms.queue.cases import READERS
from forms.queue.home.work import TOLD_OF_YEARS
from home.permissions import offices_of


class DigestForm(forms.ModelForm):
    class Meta:
        model = DigestWish
        fields = ["wanted", "hour"]

    def save(self, commit: bool = True) -> DigestWish:
        """One each: whoever saves it first in two tabs at once, the later one counts."""
        user = self.instance.user
        wish, _new = DigestWish.objects.update_or_create(user=user, defaults=self.cleaned_data)
        return wish


class DigestPanel(BaseSettingsPanel):
    """Whether and from which hour on; for those who work at an office."""

    name = "digest"
    title = _("Thư tóm tắt mỗi sáng")
    tab = notifications_tab
    order = 200
    form_class = DigestForm

    def is_active(self) -> bool:
        return bool(offices_of(self.user, READERS | TOLD_OF_YEARS))

    def get_form(self) -> Any:
        wish = DigestWish.objects.filter(user=self.user).first() or DigestWish(user=self.user)
        posted = self.request.POST if self.request.method == "POST" else None
        return DigestForm(posted, instance=wish, prefix=self.name)
