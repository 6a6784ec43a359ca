"""What the public finds of procedures and of the registers: public columns only, never students."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.signals import page_published, page_unpublished, post_page_move

from search import index
from search.registry import EntryData, page_entry, register
from services.models import Institution, Licence, ProcedurePage, Recognition, RegisterPage
from services.models.register import RegisterEntry
from services.registers import REGISTERS


def procedure(page: ProcedurePage) -> list[EntryData]:
    keywords = f"{page.code} {page.keywords}"
    return page_entry(
        page, "procedure", summary=page.summary, body=page.body_text, keywords=keywords
    )


def institution(entry: Institution) -> list[EntryData]:
    return of_register(entry, "institution", [entry.get_kind_display(), entry.commune])


def licence(entry: Licence) -> list[EntryData]:
    """Its state is left out: a licence lapses by its date, when nobody saves it."""
    phones = [entry.phone, entry.phone.replace("+84", "0")] if entry.phone else []
    public = [entry.number, entry.name_en, entry.parent_body, entry.director, *phones]
    return of_register(entry, "licence", [*public, entry.address, entry.commune])


def recognition(entry: Recognition) -> list[EntryData]:
    public = [entry.get_model_kind_display(), entry.year, entry.grade, entry.commune]
    return of_register(entry, "recognition", public)


def of_register(entry: RegisterEntry, kind: str, public: Iterable[Any]) -> list[EntryData]:
    """The entry at its address below the register's page, if that page is public."""
    code = next(code for code, known in REGISTERS.items() if known.model == type(entry).__name__)
    home = entry.office.site.root_page
    pages = RegisterPage.objects.live().descendant_of(home).filter(register=code)
    words = [str(word) for word in public if word]
    return [
        EntryData(
            kind=kind,
            title=entry.name,
            summary=" · ".join(words),
            body=" ".join(words),
            url=f"{found.url}{entry.slug}/",
            date=None,
            locale_id=found.locale_id,
            office_id=found.office_id,
        )
        for page in pages[:1]
        for found in page_entry(page, kind)
    ]


def register_moved(sender: type[Any], instance: Any, **_: Any) -> None:
    """A register's page came, went or moved: so did all its entries."""
    page = instance.specific
    if isinstance(page, RegisterPage):
        for entry in REGISTERS[page.register].entries(page.get_site()):
            index.update(entry)


def register_all() -> None:
    """Called once, when the app is ready."""
    register(ProcedurePage, kind="procedure", label=_("Thủ tục"), entries=procedure, weight=0.7)
    register(
        Institution, kind="institution", label=_("Cơ sở giáo dục"), entries=institution, weight=0.3
    )
    register(Licence, kind="licence", label=_("Giấy phép"), entries=licence, weight=0.3)
    register(Recognition, kind="recognition", label=_("Công nhận"), entries=recognition, weight=0.1)
    for signal in (page_published, page_unpublished):
        signal.connect(register_moved, sender=RegisterPage)
    post_page_move.connect(register_moved, sender=RegisterPage)
