"""One partner for each row, where the rows of two extracts are each somebody else's."""

import numpy as np
import pytest

from sharewell.domain.linkage.deciding.guard import MARGIN
from sharewell.domain.linkage.deciding.resolve import partners


def kept(*pairs, margin=MARGIN):
    left, right, weights = (np.array(column) for column in zip(*pairs, strict=True))
    keep = partners(left, right, weights, margin=margin)
    return {pair[:2] for pair, is_kept in zip(pairs, keep.tolist(), strict=True) if is_kept}


def test_each_row_keeps_the_partner_that_is_most_like_it():
    pairs = ((0, 10, 20.0), (1, 11, 20.0), (0, 11, 10.0), (1, 10, 10.0))
    assert kept(*pairs) == {(0, 10), (1, 11)}
    assert kept(*reversed(pairs)) == {(0, 10), (1, 11)}


@pytest.mark.parametrize(("behind", "linked"), [(MARGIN - 0.1, set()), (MARGIN, {(0, 10)})])
def test_a_row_with_two_partners_that_are_as_like_it_keeps_none(behind, linked):
    assert kept((0, 10, 20.0), (0, 11, 20.0 - behind)) == linked


def test_two_and_two_whom_nothing_tells_apart_are_all_left_to_a_person():
    """And not the last two of them linked, since those before were left."""
    pairs = [(one, other, 20.0) for one in (0, 1) for other in (10, 11)]
    assert kept(*pairs) == set()
    assert len(kept(*pairs, margin=0.0)) == 2
