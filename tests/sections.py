"""The empty sections of an office, made in few queries: nearly every test needs them."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from forms.models import FormIndexPage
from home.models import DutyIndexPage, GuidanceIndexPage, NewsIndexPage, Office
from home.planting import Planter
from services.models import RegisterIndexPage, RegisterPage, ServiceIndexPage
from services.registers import REGISTERS

SECTIONS: dict[str, type[Page]] = {
    "tin-tuc": NewsIndexPage,
    "huong-dan": GuidanceIndexPage,
    "thu-tuc": ServiceIndexPage,
    "nop-ho-so": FormIndexPage,
    "so-dang-ky": RegisterIndexPage,
    "gioi-thieu": DutyIndexPage,
}


def sections(office: Office) -> None:
    """All sections and registers in few queries; unlike loaded ones they have no revision."""
    home = office.site.root_page
    rows: list[tuple[str, type[Page], dict[str, Any]]] = [
        (path, model, {}) for path, model in SECTIONS.items()
    ]
    rows += [(f"so-dang-ky/{code}", RegisterPage, {"register": code}) for code in REGISTERS]
    made: dict[str, Page] = {"": home}
    children: dict[str, int] = {}
    for path, model, fields in rows:
        above = path.rpartition("/")[0]
        parent = made[above]
        children[above] = children.get(above, 0) + 1
        made[path] = model(
            title=path,
            draft_title=path,
            slug=path.rpartition("/")[2],
            path=Page._get_path(parent.path, parent.depth + 1, children[above]),
            depth=parent.depth + 1,
            url_path=f"{home.url_path}{path}/",
            content_type=ContentType.objects.get_for_model(model),
            locale_id=home.locale_id,
            translation_key=Planter(office).page_key(path),
            show_in_menus=True,
            **fields,
        )
    for path, count_below in children.items():
        made[path].numchild = count_below
    Page.objects.filter(pk=home.pk).update(numchild=children[""])
    insert(list(made.values())[1:])


def insert(pages: list[Page]) -> None:
    """Rows of page models, without the signals that index and log every save."""
    names = [field.attname for field in Page._meta.concrete_fields if field.attname != "id"]
    bare = [Page(**{name: getattr(page, name) for name in names}) for page in pages]
    for page, saved in zip(pages, Page.objects.bulk_create(bare), strict=True):
        page.pk = page.page_ptr_id = saved.pk
        fields = page._meta.local_concrete_fields
        page._meta.model._base_manager._insert([page], fields=fields, using="default")
