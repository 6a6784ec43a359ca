"""Of two who save what there may be only once, at the same moment, the second is told by the form.

A form looks whether a name is free before it is saved. Somebody may take it in between: then the
database refuses, and the form, asked once more, says so in the words that it has for that anyway.
"""

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.forms import BaseForm

Saved = TypeVar("Saved")


def unless_taken(form: BaseForm, save: Callable[[], Saved]) -> Saved | None:
    """What saving a valid form gives; None where it is not valid any more, and then says why."""
    try:
        with transaction.atomic():
            return save()
    except IntegrityError:
        form.full_clean()
        if form.is_valid():  # then it was refused for something else
            raise
    return None
