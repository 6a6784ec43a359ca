"""The page "Mức độ hài lòng" of the CMS, and its tables to take away."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem

from forms.models import Rating
from forms.queue.cases import worked_offices, works_cases
from forms.queue.satisfaction.figures import LEAST, Satisfaction, sheet, years
from forms.queue.screens import show, trail
from forms.tables import safe
from home.models import Role, roles_of

TITLE = gettext_lazy("Mức độ hài lòng")


class SatisfactionMenuItem(MenuItem):
    """Among the reports, for those who work on cases."""

    def __init__(self) -> None:
        url = reverse_lazy("cases:satisfaction")
        super().__init__(TITLE, url, "satisfaction", icon_name="pick", order=150)

    def is_shown(self, request: HttpRequest) -> bool:
        return works_cases(request.user)


@dataclass(frozen=True)
class Asked:
    """What the address asks for, as far as the user may see it; else the first of each."""

    offices: dict[int, str]
    office_id: int
    years: list[int]
    year: int
    #: Comments are read by those who lead the office.
    leads: bool

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked":
        if not works_cases(request.user):
            raise PermissionDenied
        offices = worked_offices(request.user)
        by_text = {str(pk): pk for pk in offices}
        office_id = by_text.get(request.GET.get("don-vi", "")) or next(iter(offices), 0)
        known = years(office_id, timezone.localdate())
        wanted = {str(year): year for year in known}.get(request.GET.get("nam", ""))
        leads = Role.LEADER in roles_of(request.user).get(office_id, ())
        return cls(offices, office_id, known, wanted or known[0], leads)


@require_safe
def satisfaction(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request)
    found = Satisfaction(asked.office_id, asked.year)
    context = {
        "asked": asked,
        "found": found,
        "comments": found.comments() if asked.leads else None,
        "scores": Rating.Score.choices[::-1],
        "least": LEAST,
        "title": TITLE,
        "query": f"?don-vi={asked.office_id}&nam={asked.year}",
        "breadcrumbs": trail((reverse("cases:satisfaction"), TITLE)),
    }
    return show(request, "satisfaction", context)


@require_safe
def satisfaction_csv(request: HttpRequest, what: str) -> HttpResponse:
    """The figures (`so-lieu`), or the comments (`y-kien`) for those who may read them."""
    asked = Asked.of(request)
    found = Satisfaction(asked.office_id, asked.year)
    if what == "so-lieu":
        return table(f"hai-long-{asked.year}", figures(found))
    if what != "y-kien":
        raise Http404
    if not asked.leads:
        raise PermissionDenied
    return table(f"hai-long-y-kien-{asked.year}", comments(found))


def figures(found: Satisfaction) -> Iterable[Sequence[str]]:
    scores = [str(label) for _score, label in Rating.Score.choices[::-1]]
    yield [_("Nhóm"), _("Có kết quả"), _("Trả lời"), _("Tỷ lệ"), _("Trung bình"), *scores]
    yield from sheet([*found.months, *found.kinds])
    for total in sheet([found.total]):
        yield [_("Cả năm"), *total[1:]]


def comments(found: Satisfaction) -> Iterable[Sequence[str]]:
    yield [_("Mức"), _("Ý kiến"), _("Loại hồ sơ"), _("Tháng")]
    for one in found.comments():
        month = f"{one.month:%m/%Y}" if one.month else ""
        yield [safe(cell) for cell in (one.score, one.text, one.kind, month)]


def table(name: str, rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """As a file that spreadsheets open with its accents."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    csv.writer(response).writerows(rows)
    return response
