from __future__ import annotations

from typing import Any

import pytest

from tests.sharing.cast import TRUST


@pytest.fixture
def ann(index: Any, members: Any) -> Any:
    """Put on the index by the trust, and shielded by it."""
    from sharewell.children.models import Child
    from tests.children.guarding.cast import put, shield

    child = put(index, members[TRUST])
    shield(child, members[TRUST])
    return Child.objects.get(pk=child.pk)
