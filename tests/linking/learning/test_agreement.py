"""Three scorers, one answer: the row scorer, the bulk scorer and Splink come to the same bits on the same pairs."""

from dataclasses import replace

import numpy as np
import pytest

from sharewell.domain.linkage.deciding import counted, decide, guard
from sharewell.domain.linkage.values.fields import Field, Kind
from sharewell.domain.linkage.values.table import table
from sharewell.domain.linkage.weighing import bulk, compare
from sharewell.linking import linker
from sharewell.linking.candidates import candidates
from sharewell.linking.inventing import errors, families
from sharewell.linking.learning import splink_model
from sharewell.linking.learning.children_model import FIELDS


@pytest.fixture(scope="module")
def scored():
    index = families.children(2_000, seed=21)
    rows = index + [child for child, _, _ in errors.extract(index[:900], [], seed=22)]
    raw = {field.name: [getattr(row, field.name) for row in rows] for field in FIELDS}
    made = table(FIELDS, raw)
    model = linker.link(made, len(made)).model
    random = np.random.default_rng(5)
    left, right = candidates(made, len(made), largest=30)
    some = random.permutation(len(left))[:25_000]
    return model, made, left[some], right[some]


def test_the_bulk_scorer_and_splink_agree_to_a_billionth_of_a_bit(scored):
    model, made, left, right = scored
    ours = bulk.weights(model, made, bulk.all_levels(made, left, right), left)
    theirs = splink_model.weights(model, made, left, right)
    assert np.abs(ours - theirs).max() < 1e-9
    assert (ours > 0).sum() > 500
    assert (ours < 0).sum() > 500


def test_they_agree_on_names_of_several_words_too(scored):
    model = scored[0]
    raw = {field.name: ["2015-05-01" if field.name == "birth_date" else ""] * 4 for field in FIELDS}
    raw |= {"forename": ["Robert", "Catterson Smith", "Rob", "Smith"], "surname": ["Catterson Smith", "Earl", "X", "Y"]}
    made = table(FIELDS, raw)
    left, right = np.triu_indices(4, 1)
    ours = bulk.weights(model, made, bulk.all_levels(made, left, right), left)
    assert np.abs(ours - splink_model.weights(model, made, left, right)).max() < 1e-9


def test_they_agree_on_names_exactly_as_like_as_a_level_asks(scored):
    """Of these DuckDB says 0.92 and rapidfuzz 0.9199999999999999."""
    model = scored[0]
    raw = {field.name: ["2009-04-04" if field.name == "birth_date" else ""] * 2 for field in FIELDS}
    made = table(FIELDS, raw | {"forename": ["Theo", "Theo"], "surname": ["Okshaashvili", "Oshaashvli"]})
    levels = bulk.all_levels(made, np.array([0]), np.array([1]))
    assert levels["surname"][0] == compare.compare(model, made.row(0), made.row(1)).levels["surname"] == 3
    ours = bulk.weights(model, made, levels, np.array([0]))
    assert np.abs(ours - splink_model.weights(model, made, np.array([0]), np.array([1]))).max() < 1e-9


def test_the_row_scorer_and_the_bulk_scorer_agree_to_a_billionth_of_a_bit(scored):
    model, made, left, right = scored
    ours = bulk.weights(model, made, bulk.all_levels(made, left, right), left)
    rows = [made.row(at) for at in range(len(made))]
    singly = [compare.compare(model, rows[a], rows[b]).weight for a, b in zip(left, right, strict=True)]
    assert np.abs(ours - np.array(singly)).max() < 1e-9


def test_a_record_entered_alone_is_written_as_in_bulk(scored):
    _, made, _, _ = scored
    child = families.children(2_000, seed=21)[0]
    raw = {field.name: getattr(child, field.name) for field in FIELDS}
    alone = compare.record(FIELDS, raw)
    assert set(alone.pop("names").split()) == set(made.row(0)["names"].split())
    assert alone == {name: value for name, value in made.row(0).items() if name != "names"}


def test_all_three_agree_on_middle_names(scored):
    middle = Field(name="middle_name", kind=Kind.MIDDLE_NAME)
    index = families.children(300, seed=24)
    rows = index + [child for child, _, _ in errors.extract(index[:200], [], seed=25)]
    raw = {field.name: [getattr(row, field.name) for row in rows] for field in FIELDS}
    called = ["Anne", "A", "Ann", "", "Bea", "Beatrice Maud", "Jon"]
    made = table((*FIELDS, middle), raw | {"middle_name": [called[at % 7] for at in range(len(rows))]})
    model = linker.link(made, len(made)).model
    left, right = candidates(made, len(made), largest=30)
    levels = bulk.all_levels(made, left, right)
    assert {*levels["middle_name"].tolist()} == {-1, 0, 1, 2, 3}
    ours = bulk.weights(model, made, levels, left)
    assert np.abs(ours - splink_model.weights(model, made, left, right)).max() < 1e-9
    pairs = zip(left, right, strict=True)
    assert np.abs(ours - [compare.compare(model, made.row(a), made.row(b)).weight for a, b in pairs]).max() < 1e-9


@pytest.fixture(scope="module")
def undated(scored):
    _, made, left, right = scored
    kept = tuple(field for field in FIELDS if field.kind is not Kind.BIRTH_DATE)
    undated = replace(made, fields=kept)
    return linker.link(undated, len(undated)).model, undated, left, right


@pytest.mark.parametrize("of_whom", ["scored", "undated"])
def test_the_guard_decides_alike_on_a_pair_and_in_bulk(of_whom, request):
    model, made, left, right = request.getfixturevalue(of_whom)
    some = slice(0, 4_000)
    found = bulk.all_levels(made, left[some], right[some])
    rows = [made.row(at) for at in range(len(made))]

    def said(field, places):
        return [(rows[left[at]].get(field, ""), rows[right[at]].get(field, "")) for at in places]

    of = guard.vouched(made.fields, found, said)
    pairs = [compare.compare(model, rows[a], rows[b]) for a, b in zip(left[some], right[some], strict=True)]
    singly = [decide.vouched(pair) for pair in pairs]
    assert [tuple(each) for each in singly] == [*zip(*(part.tolist() for part in of), strict=True)]
    assert guard.passes(of).tolist() == [bool(guard.passes(each)) for each in singly]
    assert {True, False} == set(guard.passes(of).tolist())
    beyond = counted.beyond(model, found, of, said)
    assert np.abs(beyond - [decide.not_counted(*each) for each in zip(pairs, singly, strict=True)]).max() < 1e-9
    assert {True, False} == set((beyond > 0).tolist())
