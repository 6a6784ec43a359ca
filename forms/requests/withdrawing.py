"""Taking back what was allowed besides: at once, whoever asks for it and however."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from forms.models import Case, Event, GivenPermission
from forms.models.events import append


@transaction.atomic
def take_back(case: Case, code: str) -> bool:
    """Takes a permission back, once; the office reads it in the history."""
    standing = GivenPermission.objects.filter(case=case, code=code[:20], withdrawn_at=None)
    if not standing.update(withdrawn_at=timezone.now()):
        return False
    label = next((one.label for one in case.kind.data_use.permissions if one.code == code), code)
    with override("vi"):
        note = gettext("Người nộp rút lại: %(permission)s") % {"permission": label}
    append(case.pk, Event.Act.NOTED, actor=None, note=note)
    return True
