"""The segment finds what the row scorer would, and knows at once what is put in and what is forgotten."""

from dataclasses import asdict
from itertools import pairwise

import numpy as np
import pytest

from sharewell.domain.linkage.keys.index_keys import keys, likenesses, probes
from sharewell.domain.linkage.millions.rows import rows, stacked
from sharewell.domain.linkage.values.fields import NAMES
from sharewell.domain.linkage.values.packed import pack
from sharewell.domain.linkage.weighing.compare import Scorer, record, weighable
from sharewell.linking.inventing import errors, families
from sharewell.linking.learning.children_model import FIELDS, model
from sharewell.linking.segments.segment import Segment

YEARS = range(2007, 2027)
CHILDREN = families.children(3_000, seed=41)
RECORDS = [record(FIELDS, asdict(child)) for child in CHILDREN]
NUMBERS = np.arange(3_000) + 100


def made(records, numbers):
    return Segment(model(3_000), rows(FIELDS, records), numbers, years=YEARS)


@pytest.fixture
def segment():
    return made(RECORDS, NUMBERS)


def asked_of(at):
    return record(FIELDS, asdict(errors.asked(CHILDREN[at], list(errors.ASKED)[at % 12], seed=1)))


def test_it_finds_the_children_that_the_row_scorer_finds_with_the_same_weights(segment):
    scorer, kept = Scorer(model(3_000)), [set(keys(row)) for row in RECORDS]
    for at in range(0, 3_000, 101):
        asked = asked_of(at)
        weighed = weighable(asked, FIELDS)
        weights = {
            number: scorer.weight(scorer.levels(weighed, row), weighed)
            for number, row, own in zip(NUMBERS.tolist(), RECORDS, kept, strict=True)
            if own & {*probes(asked, years=YEARS), *likenesses(asked, years=YEARS)}
        }
        found = segment.find(asked)
        assert found[0].weight == pytest.approx(max(weights.values()), abs=1e-9)
        for near in found:
            assert near.weight == pytest.approx(weights[near.child], abs=1e-9)


def test_it_finds_the_same_however_much_of_it_is_new(segment):
    """Among the built and among those put in since a child is compared by two programs."""
    half = made(RECORDS[:1_500], NUMBERS[:1_500])
    for number, row in zip(NUMBERS[1_500:].tolist(), RECORDS[1_500:], strict=True):
        half.put(number, row)
    assert half.newer == 1_500
    for at in range(0, 3_000, 101):
        one, other = segment.find(asked_of(at)), half.find(asked_of(at))
        assert [near.child for near in one] == [near.child for near in other]
        assert [near.weight for near in one] == pytest.approx([near.weight for near in other], abs=1e-9)


@pytest.mark.parametrize("most", [1, 3])
def test_who_comes_first_does_not_depend_on_how_many_are_asked_for(segment, most):
    """Of the common keys those are left out who weigh less than enough whom the rare ones found: of little that is told
    nobody is likely, and both kinds are asked."""
    for at in range(3_000):
        child = errors.asked(CHILDREN[at], list(errors.ASKED)[at % 12], seed=1)
        asked = record(FIELDS, asdict(child) | {"forename": "", "postcode": ""})
        assert segment.find(asked, most=most) == segment.find(asked, most=1_000)[:most]


def test_a_row_of_parts_that_are_stacked_is_one_line_of_memory():
    some = rows(FIELDS, RECORDS[:3])
    for parts in ([some], [some, rows(FIELDS, RECORDS[3:8], some.names)]):
        values = stacked(parts, parts[-1].names).values
        assert (values.ctypes.data % 64, values.strides[0]) == (0, 64)


def test_children_of_one_birthday_lie_together_in_it_whatever_their_year(segment):
    born = segment._kept.values[:, [field.name for field in FIELDS].index("birth_date")].tolist()
    days = [RECORDS[child - 100].get("birth_date", "")[4:] for child in segment._children.tolist()]
    assert sum(one != other for one, other in pairwise(days)) == len(set(days)) - 1
    assert born == [pack(RECORDS[child - 100].get("birth_date", "")) for child in segment._children.tolist()]


def test_parts_that_are_stacked_are_one():
    """With a second name, a value that cannot be packed and a part without anybody."""
    told = [row | {NAMES: f"{row[NAMES]} quill{at}"} if at % 3 == 0 else row for at, row in enumerate(RECORDS[:60])]
    told[40] = told[40] | {"phone": "0123456789012345"}
    whole, parts = rows(FIELDS, told), [rows(FIELDS, [])]
    for first, last in ((0, 20), (20, 50), (50, 60)):
        parts.append(rows(FIELDS, told[first:last], parts[-1].names))
    put_together = stacked(parts, parts[-1].names)
    assert put_together.odd == whole.odd == {40: told[40]}
    one, other = (Segment(model(3_000), each, NUMBERS[:60], years=YEARS) for each in (whole, put_together))
    for asked in told:
        assert one.find(asked) == other.find(asked)


def test_a_name_that_nobody_has_finds_those_who_are_alike(segment):
    asked = record(FIELDS, {"forename": RECORDS[7]["forename"], "surname": RECORDS[7]["surname"] + "qz"})
    asked = record(FIELDS, asked | {"birth_date": RECORDS[7]["birth_date"]})
    assert segment.find(asked)[0].child == 107


def test_the_words_of_a_double_name_that_nobody_has_are_compared_one_by_one(segment):
    own, scorer = RECORDS[7], Scorer(model(3_000))
    for forename, surname in (("zebra {forename}", "{surname}"), ("{forename}", "zebra {surname}"),
                              ("quagga", "zebra {forename}"), ("zebra {surname}", "quagga {surname}")):  # fmt: skip
        asked = {"forename": forename.format(**own), "surname": surname.format(**own), "birth_date": own["birth_date"]}
        asked = record(FIELDS, asked)
        (weight,) = (near.weight for near in segment.find(asked, most=1_000) if near.child == 107)
        assert weight == pytest.approx(scorer.weight(scorer.levels(asked, own), asked), abs=1e-9)


def test_about_the_year_is_enough_to_be_looked_for_in_the_years_beside_it(segment):
    own = RECORDS[8]
    year = int(own["birth_date"][:4]) + 1
    asked = record(FIELDS, {"forename": own["forename"], "surname": own["surname"], "birth_date": str(year)})
    assert segment.find(asked)[0].child == 108


def test_what_cannot_be_packed_is_found_all_the_same():
    told = [row | {"phone": "0123456789012345"} if at == 5 else row for at, row in enumerate(RECORDS[:30])]
    assert made(told, NUMBERS[:30]).find(RECORDS[5])[0].child == 105


def test_what_cannot_be_packed_speaks_against_a_child_who_has_another(segment):
    scorer = Scorer(model(3_000))
    for told in ({"phone": "0123456789012345"}, {"postcode": "D-10115 Berlin"}, {"nhs_number": "1234567890123"}):
        asked = record(FIELDS, {name: value for name, value in RECORDS[5].items() if ":" not in name} | told)
        (weight,) = (near.weight for near in segment.find(asked, most=1_000) if near.child == 105)
        assert weight == pytest.approx(scorer.weight(scorer.levels(asked, RECORDS[5]), asked), abs=1e-9)


def test_a_forgotten_child_is_found_by_nothing_and_leaves_nothing(segment):
    assert segment.find(RECORDS[9])[0].child == 109
    segment.forget(109)
    assert all(near.child != 109 for near in segment.find(RECORDS[9], most=1_000))
    assert not segment._kept.values[segment._children == 109].any()
    segment.put(109, RECORDS[9])
    segment.forget(109)
    assert all(near.child != 109 for near in segment.find(RECORDS[9], most=1_000))
    assert not segment.newer
    assert not segment._newest._by_key


def test_who_is_corrected_is_found_by_what_is_right_alone(segment):
    segment.put(110, RECORDS[2_000] | {"forename": "zebedee"})
    assert segment.find(RECORDS[10], most=1_000) == [
        near for near in segment.find(RECORDS[10], most=1_000) if near.child != 110
    ]
    assert segment.find(RECORDS[2_000] | {"forename": "zebedee"})[0].child == 110


def test_nobody_is_in_an_empty_one():
    empty = made([], NUMBERS[:0])
    assert not empty.find(RECORDS[0])
    empty.put(7, RECORDS[0])
    assert empty.find(RECORDS[0])[0].child == 7
