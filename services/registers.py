"""The public registers as data: which model each lists, by which columns, filtered how."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from home.templatetags.phones import national
from search.text import fold

ENTRIES_PER_PAGE = 25


@dataclass(frozen=True)
class Column:
    """One column: its heading and how an entry's value is read."""

    label: str | Promise
    value: Callable[[Any], Any]


@dataclass(frozen=True)
class Register:
    """A public register: `model` names a RegisterEntry, `facet` the field people filter on."""

    code: str
    label: str | Promise
    model: str
    columns: tuple[Column, ...]
    facet: str
    entry_template: str
    prefetch: tuple[str, ...] = ()

    def entries(self, site: Site) -> QuerySet[Any]:
        model = apps.get_model("services", self.model)
        entries = model._default_manager.filter(office__site=site).select_related("commune")
        return entries.prefetch_related(*self.prefetch) if self.prefetch else entries

    def cells(self, entry: Any) -> list[tuple[str | Promise, Any]]:
        """What the public may read of an entry, each value under its heading."""
        return [(column.label, column.value(entry)) for column in self.columns]

    @property
    def facet_label(self) -> str | Promise:
        label: str | Promise = (
            apps.get_model("services", self.model)._meta.get_field(self.facet).verbose_name
        )
        return label

    def choices(self) -> list[tuple[str, Any]]:
        """The facet's values; a facet without choices offers none."""
        field = apps.get_model("services", self.model)._meta.get_field(self.facet)
        return list(getattr(field, "choices", None) or [])


REGISTERS = {
    register.code: register
    for register in (
        Register(
            "co-so-giao-duc",
            _("Cơ sở giáo dục"),
            "Institution",
            (
                Column(_("Tên"), lambda entry: entry.name),
                Column(_("Loại hình"), lambda entry: entry.get_kind_display()),
                Column(_("Xã, phường"), lambda entry: entry.commune or "–"),
            ),
            "kind",
            "services/institution.html",
        ),
        Register(
            "giay-phep",
            _("Giấy phép trung tâm ngoại ngữ, tin học"),
            "Licence",
            (
                Column(_("Tên đầy đủ của trung tâm"), lambda entry: entry.name),
                Column(_("Đơn vị chủ quản"), lambda entry: entry.parent_body or "–"),
                Column(_("Địa điểm"), lambda entry: entry.address),
                Column(_("Giám đốc"), lambda entry: entry.director),
                Column(_("Điện thoại"), lambda entry: national(entry.phone) or "–"),
                Column(_("Có giá trị đến"), lambda entry: entry.valid_until or "–"),
                Column(_("Tình trạng"), lambda entry: entry.get_status_display()),
            ),
            "stored_status",
            "services/licence.html",
        ),
        Register(
            "cong-nhan",
            _("Công nhận mô hình học tập"),
            "Recognition",
            (
                Column(_("Tên"), lambda entry: entry.name),
                Column(_("Mô hình"), lambda entry: entry.get_model_kind_display()),
                Column(_("Xã, phường"), lambda entry: entry.commune or "–"),
                Column(_("Năm"), lambda entry: entry.year),
                Column(_("Xếp loại"), lambda entry: entry.grade or "–"),
            ),
            "model_kind",
            "services/recognition.html",
        ),
    )
}


def list_entries(register: Register, site: Site, query: Mapping[str, Any]) -> dict[str, Any]:
    """A page of the register, narrowed by `q` (any words of the name, unaccented) and `loai`."""
    q, chosen = str(query.get("q", ""))[:200], str(query.get("loai", ""))
    wanted = Q()
    for word in fold(q).split()[:12]:
        wanted &= Q(folded__contains=word)
    choices = register.choices()
    if chosen in dict(choices):
        wanted &= Q(**{register.facet: chosen})
    found = register.entries(site).filter(wanted)
    page = Paginator(found, ENTRIES_PER_PAGE).get_page(query.get("trang"))
    return {"register": register, "entries": page, "q": q, "choices": choices, "chosen": chosen}
