"""A look-up weighs every row as the row scorer does, however often its values came before, and keeps the best."""

from random import Random

import numpy as np
import pytest

from sharewell.domain.linkage.keys.index_keys import keys
from sharewell.domain.linkage.millions import key_index, look_up
from sharewell.domain.linkage.millions.rows import rows
from sharewell.domain.linkage.millions.score_rows import prepare
from sharewell.domain.linkage.values.fields import NAMES
from sharewell.domain.linkage.weighing.compare import Scorer, record
from sharewell.linking.learning.children_model import FIELDS, model

# Few, so that names stand in each other's place, are among further names, and come again and again.
GIVEN = ("anna", "hanna", "hannah", "tony", "anthony", "smith", "smyth", "maria anna", "")
FAMILY = ("smith", "smyth", "anna", "hanna", "okafor", "okafor smith", "o neill", "")
FURTHER = ("", "", "anna", "smith okafor", "maria", "okafor")
BORN = ("2015-03-04", "2015-04-03", "2015-03-14", "2014-03-04", "2016-11-30", "2015", "")
POSTCODES = ("N17 9AA", "N17 9AB", "N17", "SW1A 2AA", "")
PHONES = ("07700900123", "07700900124", "02079460123", "")
RANDOM = Random(7)


def made():
    raw = {
        "forename": RANDOM.choice(GIVEN),
        "surname": RANDOM.choice(FAMILY),
        "birth_date": RANDOM.choice(BORN),
        "postcode": RANDOM.choice(POSTCODES),
        "phone": RANDOM.choice(PHONES),
        "sex": RANDOM.choice("mf"),
    }
    written, further = record(FIELDS, raw), RANDOM.choice(FURTHER)
    names = " ".join(dict.fromkeys([*written.get(NAMES, "").split(), *further.split()]))
    return written | ({NAMES: names} if names else {})


RECORDS = [made() for _ in range(400)]
KEPT = rows(FIELDS, RECORDS)
INDEX = key_index.build(KEPT)
EVERY_KEY = np.array(sorted({key for row in RECORDS for key in keys(row)}), dtype=np.int64)
MODEL = model(400)
PREPARED = prepare(MODEL, KEPT)
MEMORY = look_up.memory(PREPARED)


def near(at, *, values=KEPT.values, least=-1e9, most=400):
    further = KEPT.values[at, -1]
    more = KEPT.more[KEPT.more_begins[further] : KEPT.more_begins[further + 1]]
    found, weights = look_up.near(
        PREPARED, MEMORY, KEPT.values[at], more, EVERY_KEY, values, KEPT.more_begins, KEPT.more,
        *INDEX, 4_000, least, most,
    )  # fmt: skip
    return dict(zip(found.tolist(), weights.tolist(), strict=True))


def by_the_row_scorer(at):
    scorer, asked = Scorer(MODEL), RECORDS[at]
    there = [n for n, row in enumerate(RECORDS) if keys(row)]
    return {n: scorer.weight(scorer.levels(asked, RECORDS[n]), asked) for n in there}


def test_every_row_weighs_what_the_row_scorer_says():
    for at in range(0, 400, 13):
        assert near(at) == pytest.approx(by_the_row_scorer(at), abs=1e-9)


def test_what_was_remembered_of_another_look_up_is_not_believed():
    before = near(0)
    near(1)
    assert near(0) == before


def test_those_that_weigh_most_are_told_with_all_that_weigh_the_same_as_the_last_of_them():
    for at in range(0, 400, 13):
        weights = by_the_row_scorer(at)
        tenth = sorted(weights.values())[-10]
        assert set(near(at, most=10)) == {n for n, weight in weights.items() if weight >= tenth - 1e-9}


def test_a_row_of_less_than_the_least_is_not_told_and_every_other_is():
    for at in range(0, 400, 11):
        weights = by_the_row_scorer(at)
        for least in {round(weight, 6) for weight in weights.values()}:
            assert set(near(at, least=least + 1e-5)) == {n for n, weight in weights.items() if weight > least + 1e-5}
            assert set(near(at, least=least - 1e-5)) == {n for n, weight in weights.items() if weight > least - 1e-5}


def test_a_row_that_is_forgotten_is_not_told():
    values = KEPT.values.copy()
    values[7] = 0
    assert set(near(3, values=values)) == set(near(3)) - {7}


def test_values_that_share_a_place_are_compared_each():
    """More numbers than there are places to remember them, of which every second ends as the one that is asked."""
    ends = ("900123", "111111")
    told = [record(FIELDS, {"surname": "smith", "postcode": "N17 9AA", "phone": f"07{n:04}{ends[n % 2]}"})
            for n in range(9_000)]  # fmt: skip
    kept = rows(FIELDS, told)
    index, prepared = key_index.build(kept), prepare(MODEL, kept)
    asked = np.array(keys({"postcode": told[0]["postcode"]}), dtype=np.int64)
    found, weights = look_up.near(
        prepared, look_up.memory(prepared), kept.values[0], kept.more, asked, kept.values, kept.more_begins, kept.more,
        *index, 9_000, -1e9, 9_000,
    )  # fmt: skip
    scorer = Scorer(MODEL)
    assert len(found) == 9_000
    for at, weight in zip(found.tolist(), weights.tolist(), strict=True):
        assert weight == pytest.approx(scorer.weight(scorer.levels(told[0], told[at]), told[0]), abs=1e-9)
