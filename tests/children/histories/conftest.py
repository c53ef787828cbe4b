from __future__ import annotations

from typing import Any

import pytest

from tests.children.records.conftest import agree

__all__ = ["agree"]
NAMES = ("council.manager", "social.worker", "health.manager", "health.visitor", "police.manager")


@pytest.fixture
def people(published: Any) -> list[Any]:
    """Of the council and the police, who each keep an index, and of the trust, which takes part in both."""
    return [published(name) for name in NAMES]


@pytest.fixture
def indexes(index: Any, people: list[Any]) -> list[Any]:
    """Whom the one shows, the other does not: the council takes no part in the second, nor the police in the first."""
    from sharewell.children.intake.actions import found
    from tests.sharing.cast import now

    *_, trust, police = people
    told = {"name": "Children of Elsewhere", "area": "Elsewhere", "protocol": "haringey/childrens-index"}
    return [index, found(partners=[trust.organisation], by=police, at=now(), **told)]
