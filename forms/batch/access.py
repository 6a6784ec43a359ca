"""Who may open a batch: the browser that began it, or that gave its code and PIN."""

import uuid

from django.http import Http404, HttpRequest

from forms.citizen.access import grants, office_of
from forms.models import Batch


def batch_or_404(request: HttpRequest, key: uuid.UUID, *, lock: bool = False) -> Batch:
    """The batch, if this browser was granted it at this office; else the same 404 as for none."""
    office = office_of(request)
    if key.hex not in grants(request):
        raise Http404
    batches = Batch.objects.select_related("form_page")
    if lock:
        batches = batches.select_for_update(of=("self",))
    batch = batches.filter(key=key, office=office).first()
    if batch is None:
        raise Http404
    batch.office = office
    return batch
