"""People who may and who may not publish."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sharewell.partners.models import Membership


@pytest.fixture
def member(db: None) -> Callable[[str], Membership]:
    """Somebody of Vale Council in a capacity."""
    from sharewell.accounts.models import User
    from sharewell.partners.models import Membership, Organisation

    def member(capacity: str) -> Membership:
        organisation, _ = Organisation.objects.get_or_create(name="Vale Council")
        user = User.objects.create_user(email=f"{capacity.replace(' ', '.')}@example.org", name=f"A {capacity}")
        return Membership.objects.create(
            user=user, organisation=organisation, capacity=capacity, since=date(2020, 1, 1)
        )

    return member


@pytest.fixture
def lead(member: Callable[[str], Membership]) -> Membership:
    return member("information governance lead")
