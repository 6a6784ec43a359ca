"""Opens an office: its site, its home page in each language, its groups of staff."""

import contextlib

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page, Site, Workflow

from home.models import HomePage, Office, Province
from home.places import load_communes, load_provinces
from home.planting import Planter, publish
from home.reading import DataError, Record
from home.staffing import open_pages

TEXTS = (
    *("name", "short_name", "city", "agency_code"),
    *("superior_body", "issuing_body", "address", "phone", "email"),
)
REQUIRED = ("name", "short_name", "city", "agency_code")


@transaction.atomic
def open_office(data: Record, port: int = 8000) -> Office:
    """The office that `data` describes; made if there is none of its code, else left as it is."""
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    office = Office.objects.filter(code=data.text("code")).first() or make(data, port)
    planter = Planter(office)
    homes: list[Page] = [office.site.root_page]
    for language, text in texts(data).items():
        root = Page.get_first_root_node()
        fields = welcome(text) | {"slug": f"{office.code}-{language}"}
        home = planter.page("", HomePage, root, language, **fields)
        if home is not None:
            homes.append(home)
    open_pages(office, homes)
    return office


def texts(data: Record) -> dict[str, Record]:
    """What the home page says in each further language that the file has."""
    translations = data.record("translations")
    languages = dict(settings.LANGUAGES)
    for language in translations.values:
        if language not in languages:
            raise DataError(f"{translations.where}: {language} is no language of this site")
    return {language: translations.record(language) for language in translations.values}


def welcome(text: Record) -> dict[str, str]:
    return {
        "title": text.text("title"),
        "welcome": text.text("welcome", ""),
        "summary": text.text("summary", ""),
    }


def make(data: Record, port: int) -> Office:
    """Site, Vietnamese home page and letterhead of a new office."""
    remove_welcome_page()
    fields = {name: data.text(name, None if name in REQUIRED else "") for name in TEXTS}
    office = Office(code=data.text("code"), **fields, **places(data))
    office.address_historic = historic_address(data)
    office.staff_total = data.number("staff_total")
    office.leaders_total = data.number("leaders_total")
    home = make_home(office, data)
    office.site = Site.objects.create(
        hostname=data.text("hostname"),
        port=port,
        root_page=home,
        site_name=office.short_name,
        is_default_site=not Site.objects.filter(is_default_site=True).exists(),
    )
    office.save()
    Planter(office).remember(home, "vi:")
    return office


def make_home(office: Office, data: Record) -> HomePage:
    now = timezone.now()
    home = HomePage(
        title=office.short_name,
        slug=office.code,
        welcome=data.text("welcome", ""),
        summary=data.text("summary", ""),
        locale=Locale.objects.get(language_code=settings.LANGUAGE_CODE),
        translation_key=Planter(office).page_key(""),
        first_published_at=now,
        last_published_at=now,
    )
    Page.get_first_root_node().add_child(instance=home)
    publish(home)
    return home


def places(data: Record) -> dict[str, str | None]:
    """The codes of province and commune, which must be known."""
    if not Province.objects.exists():
        load_provinces()
        load_communes()
    province = Province.objects.filter(code=data.text("province_code")).first()
    if province is None:
        raise DataError(f"{data.where}: province_code {data.text('province_code')} is unknown")
    commune = data.text("commune_code", "") or None
    if commune and not province.commune_set.filter(code=commune).exists():
        raise DataError(f"{data.where}: commune_code {commune} is not in {province}")
    return {"province_id": province.code, "commune_id": commune}


def historic_address(data: Record) -> str:
    """Either a text, or a mapping with the text and a note for editors."""
    with contextlib.suppress(DataError):
        return data.text("address_historic", "")
    return data.record("address_historic").text("text")


def remove_welcome_page() -> None:
    """A fresh Wagtail brings a page, a site, groups over all pages and a workflow: none is ours."""
    for site in Site.objects.filter(root_page__content_type__model="page"):
        page = site.root_page
        Page.objects.filter(depth=1).update(title="Các đơn vị", draft_title="Các đơn vị")
        site.delete()
        page.delete()
        Group.objects.filter(name__in=["Editors", "Moderators"], user=None).delete()
        Workflow.objects.filter(name="Moderators approval").delete()
