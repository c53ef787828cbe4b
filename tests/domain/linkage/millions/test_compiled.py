"""What is compiled says to the last bit what it is compiled from, and what rapidfuzz says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from sharewell.domain.linkage.keys import index_keys
from sharewell.domain.linkage.millions import compiled
from sharewell.domain.linkage.values import normalise
from sharewell.domain.linkage.values.fields import KINDS
from sharewell.domain.linkage.values.packed import LONGEST, pack, unpack

FEW_LETTERS = st.text("abcdee", max_size=14)
SHORT = st.text("0123 abz", max_size=LONGEST)
NAMES = st.text("aceimnorst", min_size=1, max_size=10)
ROOM = np.zeros(64, dtype=bool), np.zeros(64, dtype=bool)


def letters(value):
    return np.array([*map(ord, value), 0], dtype=np.uint32)


@given(st.one_of(FEW_LETTERS, NAMES), st.one_of(FEW_LETTERS, NAMES))
def test_likeness_is_rapidfuzzs_to_the_last_bit(one, other):
    assert compiled.jaro_winkler(letters(one), letters(other), *ROOM) == JaroWinkler.similarity(one, other)


@given(SHORT, SHORT, st.integers(1, 2))
def test_edits_are_rapidfuzzs(one, other, most):
    within = DamerauLevenshtein.distance(one, other) <= most
    assert compiled.edits_within(pack(one), pack(other), most) == within


@given(SHORT, st.data())
def test_edits_are_rapidfuzzs_where_few_were_made(value, data):
    changed = list(value)
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(changed)))
        changed[at : at + data.draw(st.integers(0, 2))] = data.draw(
            st.sampled_from(["", "1", "z", *changed[at : at + 1]])
        )
    other = "".join(changed)[:LONGEST]
    for most in (1, 2):
        within = DamerauLevenshtein.distance(value, other) <= most
        assert compiled.edits_within(pack(value), pack(other), most) == within


DATES = st.one_of(st.dates().map(lambda d: d.strftime("%Y%m%d")), st.text("0123", max_size=9))
POSTCODES = st.one_of(
    st.from_regex(r"[a-z]{1,2}[0-9][a-z0-9]? [0-9][a-z]{2}", fullmatch=True),
    st.from_regex(r"[a-z]{0,3}[0-9]{0,2}[a-z]?", fullmatch=True),
)
PHONES = st.text("0123", max_size=LONGEST)


@pytest.mark.parametrize(("kind", "values"), [("birth date", DATES), ("postcode", POSTCODES), ("phone", PHONES)])
@given(data=st.data())
def test_derived_values_are_those_of_the_table(kind, values, data):
    value = data.draw(values)
    for what, how in KINDS[kind].derived.items():
        assert unpack(compiled.derived(pack(value), compiled.DERIVED[what])) == (how(value) if value else "")


@given(st.dates(), st.integers(-2, 2), st.booleans())
def test_years_are_apart_as_the_calendar_has_them(born, years, same_day):
    other = (born.year + years, born.month, born.day if same_day else born.day % 28 + 1)
    one, two = (f"{year:04}{month:02}{day:02}" for year, month, day in ((born.year, born.month, born.day), other))
    assert compiled.years_within(pack(one), pack(two), 1) == (abs(years) <= 1 and one[4:] == two[4:])


@given(SHORT, st.integers(1, 4))
def test_a_beginning_is_the_first_characters(value, n):
    assert unpack(compiled.beginning(pack(value), n)) == (value[:n] if len(value) >= n else "")


@given(st.text("0123456789a", min_size=9, max_size=11))
def test_the_check_digit_of_an_nhs_number_is_checked_alike(number):
    assert (compiled.nhs_code(pack(number)) > 0) == normalise.nhs_number_holds(number)


@given(st.lists(st.text("azA09 é-", max_size=14), min_size=1))
def test_many_values_are_packed_as_one_is(values):
    raw = [value.encode() for value in values]
    begins = np.cumsum([0, *map(len, raw)])
    found = np.empty(len(values), dtype=np.int64)
    compiled.pack_all(begins, np.frombuffer(b"".join(raw) + b"\0", dtype=np.uint8), found)
    assert found.tolist() == [pack(value) for value in values]


WORDS = st.lists(st.text("abcstmn", min_size=1, max_size=6), max_size=8)


@given(WORDS, DATES, POSTCODES, PHONES, PHONES, st.integers(0, 10**10))
def test_keys_are_the_same_compiled(words, born, postcode, phone, further, number):
    told = (pack(born), pack(postcode), pack(phone), pack(further), index_keys.nhs_code(str(number)), 0)
    heard = index_keys.sounds(words)
    plainly, compiled_ = [0] * index_keys.MOST, np.zeros(index_keys.MOST, dtype=np.int64)
    count = index_keys.fill(heard, *told, plainly)
    assert compiled.fill_keys(np.array(heard, dtype=np.int64), *told, compiled_) == count
    assert compiled_.tolist() == plainly
