"""Rows are compared that share a key, whatever it is of, where few others do."""

import numpy as np
import pytest

from sharewell.domain.linkage.keys.extract_keys import Part, kinds_of_key
from sharewell.domain.linkage.values.fields import Field, Kind
from sharewell.domain.linkage.values.table import table
from sharewell.linking.candidates import candidates

FIELDS = (
    Field(name="forename", kind=Kind.FORENAME),
    Field(name="surname", kind=Kind.SURNAME),
    Field(name="birth_date", kind=Kind.BIRTH_DATE),
    Field(name="postcode", kind=Kind.POSTCODE),
)
ONE = ("Ann", "Quintrell", "3 May 2015", "TQ13 8DF")


def compared(rows, *, largest=30):
    columns = zip(*rows, strict=True)
    made = table(FIELDS, {field.name: [*column] for field, column in zip(FIELDS, columns, strict=True)})
    return {*zip(*(places.tolist() for places in candidates(made, len(rows), largest=largest)), strict=True)}


@pytest.mark.parametrize(
    "other",
    [
        ("Zoe", "Okafor", "5 March 2015", "N1 2AB"),  # day and month the other way round
        ("Zoe", "Okafor", "9 July 2011", "TQ13 8DF"),
        ("Zoe", "Quintrel", "9 July 2011", "N1 2AB"),
    ],
)
def test_one_thing_in_common_is_enough(other):
    assert compared([ONE, other]) == {(0, 1)}


def test_rows_of_one_name_alone_are_compared():
    made = table((FIELDS[1],), {"surname": ["Quintrell", "Okafor", "Quintrel"]})
    one, other = candidates(made, 3, largest=30)
    assert (one.tolist(), other.tolist()) == ([0], [2])


def test_nothing_in_common_is_not():
    assert not compared([ONE, ("Zoe", "Okafor", "9 July 2011", "N1 2AB")])


@pytest.mark.parametrize(("born", "pairs"), [(5, 10), (6, 0)])
def test_what_many_have_in_common_is_not_by_itself(born, pairs):
    names = [
        ("Ann", "Quintrell"),
        ("Zoe", "Okafor"),
        ("Bil", "Marsh"),
        ("Tom", "Ives"),
        ("Kit", "Dyer"),
        ("Guy", "Penn"),
    ]
    rows = [(*name, "3 May 2015", f"N{at} 2AB") for at, name in enumerate(names[:born], 1)]
    assert len(compared(rows, largest=5)) == pairs


def test_of_very_many_answers_two_make_no_key_together_and_a_name_and_an_answer_do():
    def kinds(answers):
        parts = [Part(f"q{at}", "whole", np.zeros((1, 1), dtype=np.uint64), of_detail=True) for at in range(answers)]
        name = Part("names", "sound", np.zeros((1, 1), dtype=np.uint64), of_detail=False)
        return kinds_of_key([name, *parts])

    assert (1, 2) in kinds(40)
    many = kinds(60)
    assert (1, 2) not in many
    assert {(1,), (0, 1)} <= {*many}
