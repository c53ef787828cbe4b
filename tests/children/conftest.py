"""An index that the invented council keeps, and in which its primary care trust takes part."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sharing.cast import COUNCIL, TRUST, now
from tests.sharing.conftest import client_of, published

__all__ = ["client_of", "published"]


@pytest.fixture
def members(published: Any) -> dict[str, Any]:
    """Somebody of the council and somebody of the trust, by the organisation's name."""
    from sharewell.partners.models import Membership

    rows = Membership.objects.select_related("organisation", "user")
    return {name: rows.filter(organisation__name=name)[0] for name in (COUNCIL, TRUST)}


@pytest.fixture
def index(members: Any) -> Any:
    from sharewell.children.intake.actions import found

    return found(
        name="Children of Haringey",
        area="Haringey",
        protocol="haringey/childrens-index",
        partners=[members[TRUST].organisation],
        by=members[COUNCIL],
        at=now(),
    )


@pytest.fixture
def manager(index: Any) -> Any:
    """Of the council, which keeps the index of Haringey."""
    return _member("council.manager@example.org")


@pytest.fixture
def other(index: Any) -> Any:
    """Of the police, who keep the index of another area, for want of another council in the partnership."""
    return _member("police.manager@example.org")


@pytest.fixture
def there(other: Any) -> Any:
    """The index of the other area, in which nobody else takes part."""
    from sharewell.children.intake.actions import found

    told = {"name": "Children of Elsewhere", "area": "Elsewhere", "protocol": "haringey/childrens-index"}
    return found(partners=[], by=other, at=now(), **told)


def _member(email: str) -> Any:
    from sharewell.partners.models import Membership

    return Membership.objects.select_related("organisation", "user").get(user__email=email)
