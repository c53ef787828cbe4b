from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sharewell.demographics.service import Service, Signing
from tests.demographics.standing_in import Kept, standing_in
from tests.demographics.standing_in import Service as StandIn


@pytest.fixture
def there() -> Iterator[StandIn]:
    """The service, with a family in it: Ada and Alan are twins."""
    people = [
        Kept("9000000009", "Smith", ("Ada",), "2014-03-09", "female", "LS11 6AD"),
        Kept("9000000017", "Smith", ("Alan",), "2014-03-09", "male", "LS11 6AD"),
        Kept("9000000025", "Okafor", ("Zed",), "2012-02-03", "male", "N17 9LJ", restricted=True),
        Kept("9000000033", "Kowalczyk", ("Iga", "Maria"), "2011-12-30", "female", "N17 9LJ", once=("Nowak",)),
    ]
    with standing_in(StandIn(people, per_second=1000)) as service:
        yield service


@pytest.fixture
def service(there: StandIn, tmp_path: Path) -> Callable[..., Service]:
    """How to reach it; the limit on requests has tests of its own."""

    def make(*, signing: Signing | None = None, **changes: Any) -> Service:
        told = {"address": there.address, "organisation": "", "per_second": 1000.0, "pace_file": tmp_path / "pace"}
        return Service(signing=signing, **(told | changes))

    return make
