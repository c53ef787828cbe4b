from datetime import date

import pytest

from sharewell.domain.index.policy import policy_of
from sharewell.domain.library import Library
from sharewell.domain.text import read_text
from tests.clauses.asking import TEXTS, bundled

TEXT = "haringey/childrens-index"
DAY = date(2026, 11, 2)


@pytest.fixture(scope="session")
def policy():
    """What the children's index's own text says."""
    return policy_of(Library(bundled()).edition(TEXT, on=DAY))


@pytest.fixture(scope="session")
def policy_with():
    """The same of the text with one passage replaced."""

    def made(old, new):
        source = (TEXTS / f"{TEXT}/2026-05-01.md").read_text(encoding="utf-8")
        assert source.count(old) == 1, old
        others = [text for text in bundled() if text.id != TEXT]
        text = read_text(source.replace(old, new), name="changed")
        return policy_of(Library([*others, text]).edition(TEXT, on=DAY))

    return made
