from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.sharing.cast import TRUST, now


@pytest.fixture
def put(index: Any, members: Any) -> Callable[..., Any]:
    """Puts a girl on the index for the trust, with whatever else is said of her."""
    from sharewell.children.intake.actions import register
    from tests.children.browsing import SEEN

    def put(**details: str) -> Any:
        told = {"index": index, "source": "roll", "record": "1", "by": members[TRUST], "at": now()}
        return register(details=SEEN | details, **told).child

    return put


@pytest.fixture
def worker(client_of: Any, index: Any) -> Any:
    return client_of("social.worker")


@pytest.fixture
def keeper(client_of: Any, index: Any) -> Any:
    """The designated manager of the council, which keeps the index."""
    return client_of("council.manager")
