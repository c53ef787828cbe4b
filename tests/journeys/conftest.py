"""Each journey is listened in on: what its people write gets into no address, title, log, letter, leaf or job."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest

from tests.journeys.practitioner import Practitioner
from tests.overheard import overhearing

OUR_OWN = re.compile(r"[2-9B-Y]{4}(-[2-9B-Y]{4}){2}")  # the reference of a record, which tells of nobody
SHORTEST = 5  # letters: a "yes", a day or a short name is found in anything, as "mary" is in "summary"


@pytest.fixture(autouse=True)
def _nothing_personal_gets_out(site: str) -> Iterator[None]:
    from playwright.sync_api import Keyboard, Locator

    from sharewell.accounts.models import User

    written: list[str] = []

    def listening(to: Any) -> Any:
        def write(where: Any, text: str, **options: Any) -> Any:
            written.append(text)
            return to(where, text, **options)

        return write

    patches = [
        mock.patch.object(kind, name, listening(getattr(kind, name)))
        for kind, name in ((Locator, "fill"), (Locator, "press_sequentially"), (Keyboard, "type"))
    ]
    with overhearing() as heard:
        for patch in patches:
            patch.start()
        yield
        for patch in patches:
            patch.stop()
    told = [w for w in written if len(w) >= SHORTEST and not w.isdigit() and not OUR_OWN.fullmatch(w.strip())]
    assert heard.tells(told) == []
    people = [value for pair in User.objects.values_list("name", "email") for value in pair if value]
    assert heard.tells(people, but="error page") == []  # which says who is signed in, and whom to ask


@pytest.fixture
def somebody(partnership: Any, sign_in: Any, axe: Any) -> Any:
    def somebody(page: Any, name: str, shots: str = "", *, check: bool = True) -> Practitioner:
        sign_in(page, partnership(name))
        return Practitioner(page, axe if check else None, shots or name)

    return somebody
