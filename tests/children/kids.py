"""The invented families of `linking`, so young whenever a test runs that an index holds them all."""

from __future__ import annotations

from sharewell.linking.inventing.families import Child, children_still
from tests.sharing.cast import today


def children(count: int, *, seed: int) -> list[Child]:
    return children_still(count, seed=seed, on=today())


def the_eldest() -> str:
    """The birth date of somebody whose record ends with this year."""
    return f"{today().year - 18}-01-01"
