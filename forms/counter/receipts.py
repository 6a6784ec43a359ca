"""What is printed at the counter: the receipt in two copies, and the PIN on a strip of its own.

The PIN is on no stored paper: it is shown once, with the answer to the click that made it.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forms.counter.beginning import counter_trail
from forms.kinds.papers import owed
from forms.models import Case, Slip
from forms.queue.case.reading import opened
from forms.queue.cases import case_or_404, reads_all
from forms.queue.screens import show
from forms.slips.papers import RECEIPT
from forms.slips.rendering import official_sheet
from forms.slips.showing import shown


@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Printed again, without the PIN."""
    case = case_or_404(request.user, pk)
    if not reads_all(request.user, case):
        raise PermissionDenied
    if request.method == "GET" and (slip := slip_of(case)):
        opened(request, case, slip)
    return show_receipt(request, case)


def slip_of(case: Case) -> Slip | None:
    """The receipt with the appointment date, once the case is received."""
    slip: Slip | None = case.slips.filter(form=RECEIPT.code).order_by("pk").last()
    if slip is not None:
        slip.case = case
    return slip


def show_receipt(request: HttpRequest, case: Case, pin: str = "") -> HttpResponse:
    slip = slip_of(case)
    found = shown(slip) if slip else None
    title = _("Biên nhận hồ sơ")
    context = {
        "case": case,
        "pin": pin,
        "shown": found,
        "copy": official_sheet(found.page) if found and found.page else "",
        "owed": owed(case.answers, slots_of(case)),
        "title": title,
        "breadcrumbs": counter_trail(("", f"{title} {case.code}")),
    }
    return show(request, "counter/receipt", context, found.status if found else 200)


def slots_of(case: Case) -> dict[str, bool]:
    """The components of which there are files."""
    return dict.fromkeys(case.attachments.values_list("slot", flat=True), True)
