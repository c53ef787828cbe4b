from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.sharing.conftest import published  # noqa: F401


@pytest.fixture
def system(published: Any) -> Callable[[str], Any]:  # noqa: F811
    """The system of a person of the partnership."""
    from tests.api.systems import System, token_of

    return lambda name: System(token_of(published(name)))
