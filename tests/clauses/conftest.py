import pytest

from .asking import Protocol, bundled

# One reading of each protocol serves all tests: nothing in it changes.
CHILDREN = Protocol(bundled(), "haringey/children", "2006-10-02")
INDEX = Protocol(bundled(), "haringey/childrens-index", "2026-11-02")
CRIME = Protocol(bundled(), "haringey/crime-and-disorder", "2009-12-01")


@pytest.fixture
def children() -> Protocol:
    """The children protocol as it stood on 2 October 2006, a Monday."""
    return CHILDREN


@pytest.fixture
def crime() -> Protocol:
    """The crime and disorder protocol as it stood on 1 December 2009, a Tuesday."""
    return CRIME


@pytest.fixture
def index() -> Protocol:
    """The text of the children's index as it stood on 2 November 2026, a Monday."""
    return INDEX
