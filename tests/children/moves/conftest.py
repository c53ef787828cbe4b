from __future__ import annotations

from typing import Any

import pytest

from tests.sharing.cast import TRUST


@pytest.fixture
def child(index: Any, members: Any) -> Any:
    from tests.children.moves.cast import put

    return put(index, members[TRUST])
