"""One office with its staff, and another that must stay unseen."""

from collections.abc import Callable

import pytest
from django.test import Client

from home.models import Office, Role
from tests import factories


@pytest.fixture
def at_work(office: Office) -> Callable[..., Client]:
    """`at_work(Role.CLERK)`: a browser in which somebody of this role works at the office."""

    def sign_in(role: str = Role.OFFICER, **fields: str) -> Client:
        user = factories.staff(office, role, **fields)
        client = factories.signed_in(user)
        client.user = user
        return client

    return sign_in
