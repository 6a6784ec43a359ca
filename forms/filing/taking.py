"""May a form page take a case now? If not: why, in words that every screen shares (R-05, R-06).

The rule of time: a case counts from the moment its last post arrives here, by the office's clock
(Asia/Ho_Chi_Minh). The closing time itself is too late. A draft begun before may be saved, read and
printed afterwards, but not submitted.

The rule of places: a page with a quota takes that many cases, in all its languages together. A case
holds its place from submission on, and gives it back when it is refused, withdrawn or returned.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forms.states import State

if TYPE_CHECKING:
    from forms.models import FormPage
    from services.models import ProcedurePage

#: A case in one of these holds no place.
PLACELESS = (State.DRAFT, State.REFUSED, State.WITHDRAWN, State.EXPIRED)


class Stop(models.TextChoices):
    """What stands against taking a case."""

    GONE = "gone", _("Biểu mẫu này không còn nhận hồ sơ")
    REPEALED = "repealed", _("Thủ tục này không còn áp dụng")
    EARLY = "early", _("Chưa đến lúc nhận hồ sơ")
    LATE = "late", _("Đã hết hạn nhận hồ sơ")
    FULL = "full", _("Đã nhận đủ hồ sơ")

    @property
    def status(self) -> int:
        """What a browser is told: not yet, not any more, or in conflict with others."""
        return {Stop.EARLY: 403, Stop.FULL: 409}.get(self, 410)


def stop_of(page: "FormPage | None", at: datetime | None = None) -> Stop | None:
    """What stands against taking a case at that moment, or now.

    Asks the database only about a page that has a procedure or a quota.
    """
    if page is None or not page.live:
        return Stop.GONE
    at = at or timezone.now()
    if page.procedure is not None and (stop := stop_of_procedure(page.procedure, at)):
        return stop
    if page.opens_at is not None and at < page.opens_at:
        return Stop.EARLY
    if page.closes_at is not None and at >= page.closes_at:
        return Stop.LATE
    return Stop.FULL if page.quota is not None and page.places_left == 0 else None


def stop_of_procedure(procedure: "ProcedurePage", at: datetime) -> Stop | None:
    """Not in force, taken off the site, or replaced by one that is in force."""
    day = timezone.localdate(at)
    if procedure.live and procedure.begins_after(day):
        return Stop.EARLY
    replaced = procedure.replaced_by
    applies = procedure.live and procedure.in_force_on(day)
    if not applies or (replaced is not None and replaced.live and replaced.in_force_on(day)):
        return Stop.REPEALED
    return None


def places_taken(pages: Iterable["FormPage"]) -> dict[UUID, int]:
    """How many cases hold a place, by the key that a page shares with its translations."""
    found = {page.translation_key: page for page in pages}
    if not found:
        return {}
    holding = models.Count("case", filter=~models.Q(case__state__in=PLACELESS))
    rows = type(next(iter(found.values()))).objects.filter(translation_key__in=found)
    return dict(rows.values_list("translation_key").annotate(n=holding).order_by())


def claim(page: "FormPage | None", at: datetime, places: int = 1) -> Stop | None:
    """The last word, in the transaction that submits: it holds the places until it commits.

    Those who submit to a page with a quota wait here for one another; nobody else does.
    """
    if page is None or page.quota is None:
        return stop_of(page, at)
    shared = type(page).objects.filter(translation_key=page.translation_key).order_by("pk")
    locked = shared.only("quota").select_for_update(of=("self",), no_key=True)
    page.quota = next((one.quota for one in locked if one.pk == page.pk), page.quota)
    page.__dict__.pop("places_taken", None)  # counted before they were locked
    stop = stop_of(page, at)
    if stop is None and page.places_left is not None and page.places_left < places:
        return Stop.FULL
    return stop
