"""The segment finds what the row scorer would, and forgets at once whom it must."""

import os
from dataclasses import asdict

import numpy as np
import pytest

from sharewell.domain.linkage.compare import Scorer, record, weighable
from sharewell.domain.linkage.index_keys import keys, probes
from sharewell.domain.linkage.rows import rows
from sharewell.linking import errors, families
from sharewell.linking.children_model import FIELDS, model
from sharewell.linking.segment import Segment

YEARS = range(2007, 2027)
CHILDREN = families.children(3_000, seed=41)
RECORDS = [record(FIELDS, asdict(child)) for child in CHILDREN]
NUMBERS = np.arange(3_000) + 100


@pytest.fixture
def segment():
    return Segment(model(3_000), rows(FIELDS, RECORDS), NUMBERS, years=YEARS)


def test_it_finds_the_children_that_the_row_scorer_finds_with_the_same_weights(segment):
    scorer, kept = Scorer(model(3_000)), [set(keys(row)) for row in RECORDS]
    for at in range(0, 3_000, 100):
        kind = list(errors.ASKED)[at // 100 % 12]
        asked = record(FIELDS, asdict(errors.asked(CHILDREN[at], kind, seed=1)))
        weighed = weighable(asked, FIELDS)
        weights = {
            number: scorer.weight(scorer.levels(weighed, row), weighed)
            for number, row, own in zip(NUMBERS.tolist(), RECORDS, kept, strict=True)
            if own & set(probes(asked, years=YEARS))
        }
        found = segment.find(asked)
        assert found[0].weight == pytest.approx(max(weights.values()), abs=1e-9)
        for near in found:
            assert near.weight == pytest.approx(weights[near.child], abs=1e-9)


def test_a_name_that_nobody_has_finds_those_who_are_alike(segment):
    asked = record(FIELDS, {"forename": RECORDS[7]["forename"], "surname": RECORDS[7]["surname"] + "qz"})
    asked = record(FIELDS, asked | {"birth_date": RECORDS[7]["birth_date"]})
    assert segment.find(asked)[0].child == 107


def test_about_the_year_is_enough_to_be_looked_for_in_the_years_beside_it(segment):
    own = RECORDS[8]
    year = int(own["birth_date"][:4]) + 1
    asked = record(FIELDS, {"forename": own["forename"], "surname": own["surname"], "birth_date": str(year)})
    assert segment.find(asked)[0].child == 108


def test_a_forgotten_child_is_found_by_nothing_and_leaves_nothing(segment):
    assert segment.find(RECORDS[9])[0].child == 109
    segment.forget([109])
    assert all(near.child != 109 for near in segment.find(RECORDS[9], most=1_000))
    assert not segment._kept.values[9].any()


def test_what_one_process_forgets_is_forgotten_in_those_forked_from_it(segment):
    if (child := os.fork()) == 0:
        segment.forget([111])
        os._exit(0)
    os.waitpid(child, 0)
    assert all(near.child != 111 for near in segment.find(RECORDS[11], most=1_000))


def test_it_says_up_to_whom_it_knows(segment):
    assert segment.high_water == 3_099
    assert len(segment) == 3_000
