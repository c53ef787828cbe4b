"""Invented children are as alike as real families are, and always the same for one seed."""

from collections import Counter, defaultdict
from datetime import date

import pytest
from rapidfuzz.distance import JaroWinkler

from sharewell.domain.linkage.values.normalise import nhs_number_holds, odd_date, odd_postcode
from sharewell.linking.inventing import errors, families

CHILDREN = families.children(10_000, seed=11)
POPULATION = families.population(10_000, seed=11)


def by_family():
    found = defaultdict(list)
    for child, family in zip(CHILDREN, POPULATION.family, strict=True):
        found[family].append(child)
    return list(found.values())


def test_everything_follows_from_the_seed():
    assert families.children(10_000, seed=11) == CHILDREN
    assert families.children(100, seed=12) != families.children(100, seed=11)
    assert POPULATION.child(4_321) == CHILDREN[4_321]


def test_brothers_and_sisters_share_address_and_mostly_surname():
    several = [family for family in by_family() if len(family) > 1]
    assert all(len({child.postcode for child in family} - {""}) <= 1 for family in several)
    assert all(len({child.phone for child in family} - {""}) <= 1 for family in several)
    same = [child.surname == family[0].surname for family in several for child in family[1:]]
    assert 0.8 < sum(same) / len(same) < 0.9  # 0.92 of both


def test_three_in_a_hundred_younger_children_are_twins():
    younger = twins = 0
    for family in by_family():
        younger += len(family) - 1
        twins += len(family) - len({child.birth_date for child in family})
    assert 0.02 < twins / younger < 0.04


def test_few_brothers_and_sisters_have_names_alike_but_some_do():
    pairs = [(a.forename, b.forename) for family in by_family() for a in family for b in family if a.id < b.id]
    alike = sum(JaroWinkler.similarity(*pair) >= 0.75 for pair in pairs)
    assert 0 < alike / len(pairs) < 0.02


def test_numbers_and_dates_are_of_the_right_kind_and_nobodys():
    numbers = [child.nhs_number for child in CHILDREN if child.nhs_number]
    assert len(numbers) == len(set(numbers)) > 9_300
    assert all(nhs_number_holds(number) and number[0] == "9" for number in numbers)
    assert not any(odd_date(child.birth_date) or odd_postcode(child.postcode) for child in CHILDREN)


def test_the_commonest_surname_is_borne_by_one_in_a_hundred():
    (_, most), *_ = Counter(child.surname for child in CHILDREN).most_common(1)
    assert 0.008 < most / len(CHILDREN) < 0.02


def test_there_are_twelve_kinds_of_error_and_each_is_repeatable():
    assert len(errors.ASKED) == len(errors.DELIVERED) == 12
    for kind in errors.ASKED:
        asked = errors.asked(CHILDREN[5], kind, seed=3)
        assert asked == errors.asked(CHILDREN[5], kind, seed=3)
        assert not asked.phone
        assert not asked.nhs_number


@pytest.mark.parametrize("on", [date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29), date(2051, 6, 30)])
def test_whenever_they_are_asked_for_nobody_is_nineteen_before_the_year_is_over(on):
    births = [date.fromisoformat(child.birth_date) for child in families.children_still(2_000, seed=11, on=on)]
    assert {on.year - born.year for born in births} == {*range(19)}
