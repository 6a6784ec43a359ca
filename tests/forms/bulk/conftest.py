"""An office with people of each role, and runs over its cases."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.contrib.auth.models import User

from forms.bulk.acts import acts
from forms.bulk.preparing import prepare
from forms.models import BulkRun, Case

APPROVE, REJECT = "signing-approved", "signing-not_approved"


def prepared(user: User, act: str, some: Iterable[Case], **answers: Any) -> BulkRun:
    """A run over these cases, as they are seen now, that waits for its confirmation."""
    seen = {case.pk: case.version for case in some}
    run = prepare(user, acts()[act], Case.objects.filter(pk__in=seen), seen, "")
    run.answers = answers
    return run


@pytest.fixture
def outcomes() -> Callable[[BulkRun], list[tuple[str, str]]]:
    def read(run: BulkRun) -> list[tuple[str, str]]:
        return list(run.lines.values_list("outcome", "remark"))

    return read
