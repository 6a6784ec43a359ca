"""Form pages in the public search; cases never are."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from forms.models import FormPage
from search.registry import EntryData, page_entry, register


def entries(page: FormPage) -> Iterable[EntryData]:
    return page_entry(page, "form", summary=page.summary, body=page.body_text, keywords="nộp hồ sơ")


register(FormPage, kind="form", label=_("Biểu mẫu"), entries=entries, weight=0.8)
