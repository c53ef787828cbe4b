"""The compiled scorer over a key index: the pairs it should find, and the very weights of the row scorer and Splink."""

from dataclasses import asdict, replace

import numpy as np
import pytest

from sharewell.domain.linkage.deciding.decide import Outcome, decide
from sharewell.domain.linkage.keys import index_keys
from sharewell.domain.linkage.keys.index_keys import Stage
from sharewell.domain.linkage.millions import bulk_index, decide_all, key_index
from sharewell.domain.linkage.millions.bulk_index import Limits
from sharewell.domain.linkage.millions.rows import rows
from sharewell.domain.linkage.weighing.compare import compare, record
from sharewell.linking.inventing import errors, families
from sharewell.linking.learning.children_model import FIELDS, model

CHILDREN = 3_000
THOROUGH = Limits(least=-60.0, until=int(Stage.FALLBACK), surely=np.inf, likely=np.inf)
MODEL = model(CHILDREN)


def records(children):
    return [record(FIELDS, asdict(child)) for child in children]


@pytest.fixture(scope="module")
def held():
    """An index, an extract with every kind of error and with NHS numbers here and there, and who is whom."""
    index = families.children(CHILDREN, seed=31)
    found = [*errors.extract(index[:1_000], [], seed=32)]
    index[:40] = [replace(child, phone=child.phone + "0044") for child in index[:40]]  # too long to be packed
    own = records(index)
    for child in own[:80:2]:
        child["names"] += " maria wilhelmina"
    asked = records(child for child, _, _ in found)
    for at, row in enumerate(asked):
        row["names"] = row["names"] + (" wilhelmina" if at % 7 == 0 else "")
    kept = rows(FIELDS, own)
    extract = rows(FIELDS, asked, kept.names)
    return own, kept, asked, extract, [int(true[1:]) for _, true, _ in found]


def test_each_weight_is_that_of_the_row_scorer(held):
    own, kept, asked, extract, _ = held
    index = key_index.build(kept)
    found = bulk_index.link(MODEL, extract, kept, index, THOROUGH)
    assert len(found.rows) > 9_000
    assert kept.odd
    for row, child, weight, levels in zip(
        found.rows[::7], found.children[::7], found.weights[::7], found.levels[::7], strict=True
    ):
        singly = compare(MODEL, asked[row], own[child])
        assert levels.tolist() == [step.level for step in singly.steps]
        assert abs(weight - singly.weight) < 1e-9


def test_no_pair_is_lost_for_being_thought_too_light(held):
    _, kept, _, extract, _ = held
    index = key_index.build(kept)
    everything = bulk_index.link(MODEL, extract, kept, index, THOROUGH)
    likely = bulk_index.link(MODEL, extract, kept, index, THOROUGH._replace(least=0.0))
    beyond = everything.weights >= 0
    assert set(zip(likely.rows, likely.children, strict=True)) == set(
        zip(everything.rows[beyond], everything.children[beyond], strict=True)
    )
    assert 0 < len(likely.rows) < len(everything.rows)


def test_a_row_that_is_sure_goes_no_further_and_loses_nothing(held):
    _, kept, _, extract, truth = held
    index = key_index.build(kept, until=Stage.SECOND)
    found = bulk_index.link(MODEL, extract, kept, index)
    pairs = set(zip(found.rows.tolist(), found.children.tolist(), strict=True))
    assert sum((row, child) in pairs for row, child in enumerate(truth)) > 0.99 * len(truth)


def test_the_index_holds_the_keys_of_each_child_and_no_others(held):
    own, kept, *_ = held
    index = key_index.build(kept)
    assert len(index.entries) == sum(len(index_keys.keys(child)) for child in own)
    everyone = {(key, at) for at, child in enumerate(own) for key in index_keys.keys(child)}
    for key, at in sorted(everyone)[::97]:
        mixed = key * int(key_index.MIX) % 2**64
        bucket, beside = mixed >> (64 - index.bits), mixed >> (32 - index.bits) & 0xFFFFFFFF
        entries = index.entries[index.begins[bucket] : index.begins[bucket + 1]].tolist()
        assert beside << 32 | at in entries


def test_an_index_held_beside_itself_finds_each_pair_once(held):
    _, kept, *_ = held
    index = key_index.build(kept, until=Stage.SECOND)
    found = bulk_index.link(MODEL, kept, kept, index, Limits(surely=np.inf))
    assert (found.rows > found.children).all()
    assert len(set(zip(found.rows, found.children, strict=True))) == len(found.rows)


def test_what_is_decided_on_all_rows_is_what_is_decided_on_each(held):
    own, kept, asked, extract, truth = held
    index = key_index.build(kept, until=Stage.SECOND)
    found = bulk_index.link(MODEL, extract, kept, index, Limits(surely=np.inf))
    linked = {(found.rows[at], found.children[at]) for at in decide_all.links(MODEL, extract, kept, found)}
    singly = set()
    for row in range(len(asked)):
        own_pairs = np.flatnonzero(found.rows == row)
        ranked = sorted(own_pairs, key=lambda at: -found.weights[at])
        if ranked:
            following = found.weights[ranked[1]] if len(ranked) > 1 else None
            best, *others = (compare(MODEL, asked[row], own[found.children[at]]) for at in ranked)
            if decide(best, next_best=following, others=others).outcome is Outcome.LINK:
                singly.add((row, found.children[ranked[0]]))
    assert linked == singly
    assert len(linked & set(enumerate(truth))) > 900


@pytest.mark.parametrize(("is_there", "links"), [(True, 0), (False, 1)])
def test_a_row_under_its_twin_s_number_is_left_to_a_person_where_the_twin_is_not_alone(is_there, links):
    mary, other = (child for child in families.children(9, seed=31)[::8] if child.nhs_number)
    twins = records([replace(mary, forename="Mary"), replace(mary, forename="Susan", nhs_number=other.nhs_number)])
    asked = records([replace(mary, forename="Susan")])
    kept = rows(FIELDS, twins if is_there else twins[:1])
    extract = rows(FIELDS, asked, kept.names)
    found = bulk_index.link(MODEL, extract, kept, key_index.build(kept, until=Stage.SECOND))
    assert len(decide_all.links(MODEL, extract, kept, found)) == links
