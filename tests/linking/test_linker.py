"""Which pairs of one extract are links: what it takes among families, and where there are none."""

import numpy as np
import pytest

from sharewell.domain.linkage.deciding.guard import SAME, SEEN, SURE, SURELY, Vouched
from sharewell.domain.linkage.values.table import table
from sharewell.linking import linker
from sharewell.linking.learning.children_model import FIELDS, model

ROWS = table(FIELDS, {field.name: ["", "", "", ""] for field in FIELDS})


@pytest.mark.parametrize(("guarded", "least"), [(True, SURE), (False, 0.0)])
def test_in_one_file_a_pair_of_a_family_needs_as_much_as_in_two(guarded, least):
    yes = np.array([True, True])
    bits = np.array([least - 0.1, least])
    weighed = linker._Weighed(np.array([0, 2]), np.array([1, 3]), bits, yes, yes, np.zeros(2), yes)
    found = linker._within(ROWS, model(), weighed, guarded)
    assert found.links.tolist() == [False, True]


def test_what_does_not_count_between_two_files_does_not_count_in_one():
    yes = np.array([True, True])
    bits, beyond = np.array([SURE + 1, SURE + 1]), np.array([1.1, 0.9])
    weighed = linker._Weighed(np.array([0, 2]), np.array([1, 3]), bits, yes, yes, beyond, yes)
    assert linker._within(ROWS, model(), weighed, guarded=True).links.tolist() == [False, True]


@pytest.mark.parametrize(
    ("own", "twins", "wrong_names", "none"),
    [(SEEN, 0, 0, True), (SEEN - 1, 0, 0, False), (1_000, 1, 9, True), (1_000, 2, 0, False), (1_000, 0, 11, False)],
)
def test_a_row_without_a_forename_has_no_twin_where_hardly_anybody_has_one(own, twins, wrong_names, none):
    """A twin is beside a row that has its own partner; of a row with a wrong forename nobody else is one."""
    left = np.array([*range(own), *range(twins), *range(own, own + wrong_names)])
    right = 10_000 + np.arange(len(left))
    every = np.ones(len(left), dtype=int)
    forename = np.array([SAME] * own + [0] * (twins + wrong_names))
    of = Vouched(
        forename=forename, surname=every * SAME, birth_date=every * SAME, sex=every * SURELY, identifier=every * -1,
        household=every * SURELY, called=every * 0,
    )  # fmt: skip
    assert linker._has_no_twins(of, left, right) is none
    elsewhere = of._replace(household=every * 0)
    assert not linker._has_no_twins(elsewhere, left, right)
