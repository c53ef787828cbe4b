"""The published texts, and a cast of three: the owner of a row, a team mate of the owner, and a stranger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def published(partnership: Any) -> Any:
    """The partnership with its texts published; call it with a person's name for their membership."""
    from sharewell.partners.models import Membership

    return lambda name: Membership.objects.select_related("user", "organisation").get(user=partnership(name))


@pytest.fixture
def client_of(published: Any) -> Callable[[str], Any]:
    """A signed-in client of a person of the partnership."""

    from django.test import Client

    def client_of(name: str) -> Client:
        client = Client()
        client.force_login(published(name).user)
        return client

    return client_of
