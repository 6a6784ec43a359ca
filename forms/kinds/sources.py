"""Choices that are data: places, institutions, licences, procedures, criteria of an office.

Each takes the office and the answers so far, and costs at most one query; `Sources` reads each once
for all steps of a request.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from forms.kinds.rules import read
from forms.models.criteria import CriteriaSet, Criterion, newest
from home.gazetteer import gazetteer
from home.kept import Kept
from home.models import Office
from services.models import Dormitory, Institution, Licence, ProcedurePage, Recognition

Answers = Mapping[str, Any]
Choices = list[tuple[str, Any]]

NOT_LISTED = "khong_co"
OUTSIDE = "ngoai_tru"
UNSCORED = "khong_cham_diem"


def communes(office: Office, answers: Answers) -> Choices:
    """All communes by province: what the codes mean."""
    known = gazetteer()
    return [
        (known.provinces[province], [(place.code, place.name) for place in places])
        for province, places in known.by_province.items()
    ]


def communes_here(office: Office, answers: Answers) -> Choices:
    """The communes of the office's own province: where it licenses and recognises."""
    return [(place.code, place.name) for place in gazetteer().among(office.province_id)]


def institutions(office: Office, answers: Answers) -> Choices:
    """Schools of the office where a foreign student may study."""
    found = Institution.objects.filter(office=office).exclude(kind=Institution.Kind.TTHT_CONG_DONG)
    return list(found.order_by("folded").values_list("slug", "name"))


def institution_names(office: Office, answers: Answers) -> list[str]:
    return [name for _slug, name in institutions(office, answers)]


def read_dormitories(office: int) -> Choices:
    return list(
        Dormitory.objects.filter(office=office).order_by("name").values_list("code", "name")
    )


dormitories_of = Kept(read_dormitories, Dormitory)


def dormitories(office: Office, answers: Answers) -> Choices:
    """Dormitories of the office, and living elsewhere."""
    return [*dormitories_of(office.pk), (OUTSIDE, _("Ngoại trú (không ở ký túc xá)"))]


def licences(office: Office, answers: Answers) -> Choices:
    """Centres of the office's register that still exist."""
    gone = (Licence.Status.DISSOLVED, Licence.Status.REVOKED)
    rows = Licence.objects.filter(office=office).exclude(stored_status__in=gone)
    return [
        (slug, f"{name} ({number})")
        for slug, name, number in rows.order_by("folded").values_list("slug", "name", "number")
    ]


def licences_or_none(office: Office, answers: Answers) -> Choices:
    """The same, and a way on for a centre that the register does not know yet."""
    return [*licences(office, answers), (NOT_LISTED, _("Không có trong danh sách"))]


def procedure_code(kind: str) -> str:
    """The code of an application kind on procedure pages."""
    return str(read("application_kinds.yaml")["procedures"].get(kind, kind))


def read_procedures(root: str) -> list[ProcedurePage]:
    """Every live procedure page below a path, without its long texts but with its papers."""
    return list(
        ProcedurePage.objects.live()
        .filter(path__startswith=root)
        .exclude(application_kind="")
        .only("slug", "title", "application_kind", "status", "valid_from", "valid_to", "papers")
        .order_by("path")
    )


procedure_pages = Kept(read_procedures, ProcedurePage, Page)


def procedures(office: Office, answers: Answers) -> list[tuple[str, ProcedurePage]]:
    """Procedure pages by slug, in the shape of choices: a page's text is its title."""
    return [(page.slug, page) for page in procedure_pages(office.site.root_page.path)]


def in_force(pages: list[tuple[str, ProcedurePage]], kind: str) -> list[ProcedurePage]:
    """The procedures that an application of this kind may follow today."""
    code = procedure_code(kind)
    return [page for _slug, page in pages if page.application_kind == code and page.in_force]


def offered(kind: str, pages: list[tuple[str, ProcedurePage]]) -> bool:
    """Whether an application of this kind can be filed today.

    The procedure pages decide; of a kind that none of them names, the rules in force do.
    """
    code = procedure_code(kind)
    if any(page.application_kind == code for _slug, page in pages):
        return bool(in_force(pages, kind))
    table, today = read("application_kinds.yaml"), timezone.localdate()
    dates = [table["regimes"][regime] for regime in table["kinds"][kind]]
    return any(
        row["valid_from"] <= today and (row["valid_to"] is None or today <= row["valid_to"])
        for row in dates
    )


def read_criteria(model_kind: str) -> list[CriteriaSet]:
    """Every set of a model, with its criteria."""
    return list(CriteriaSet.objects.prefetch_related("criteria").filter(model_kind=model_kind))


criteria_of_model = Kept(read_criteria, CriteriaSet, Criterion)


def criteria_sets(office: Office, answers: Answers) -> Choices:
    """The criteria sets of the chosen model with their criteria, in the shape of choices, and that
    none scores it."""
    found = criteria_of_model(str(answers.get("model_kind") or ""))
    return [*((one.code, one) for one in found), (UNSCORED, _("Không chấm điểm trực tuyến"))]


def sets_among(choices: Choices) -> list[CriteriaSet]:
    """The sets themselves."""
    return [one for _code, one in choices if isinstance(one, CriteriaSet)]


def criteria_for(model_kind: str, year: int, sets: Iterable[CriteriaSet] | None = None) -> str:
    """The code of the set that scores a model in a year, or that none does."""
    found = newest(
        CriteriaSet.objects.filter(model_kind=model_kind) if sets is None else sets, year
    )
    return found.code if found else UNSCORED


def learning_models() -> list[tuple[str, str | Promise]]:
    return list(Recognition.Model.choices)


def home_provinces(office: Office, answers: Answers) -> list[str]:
    """Provinces of the student's country, or of both when it is not known yet."""
    countries = read("countries.yaml")
    return [
        name
        for code, names in countries.items()
        if answers.get("nationality") in (code, None, "")
        for name in names
    ]
