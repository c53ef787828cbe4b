"""What an index is searched by tells nothing without its secret, and a child's own key follows a new master key."""

from datetime import date
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewell.children.models import Child
from sharewell.children.records import blinding
from sharewell.children.records.facts import row
from sharewell.keys import actions
from sharewell.project import keeping_keys
from tests.children.cast import MARY, put
from tests.sharing.cast import TRUST

INDEXES = range(1, 201)  # one secret says little: which bits two names share is its chance


def apart(one, other):
    """In how many of the 32 bits the tags of two names differ, in the mean of many secrets."""
    rows = [row(dict(zip(("forename", "surname"), names, strict=True))) for names in (one, other)]
    tags = ([blinding.hidden(index, [], told)[1] for told in rows] for index in INDEXES)
    return mean(((one ^ other) & 0xFFFFFFFF).bit_count() for one, other in tags)


@given(st.lists(st.integers(0, 2**62), max_size=40))
def test_equal_keys_are_hidden_alike_and_others_apart(packed):
    hidden = blinding.match_keys(7, packed)
    assert hidden == [blinding.match_keys(7, [key])[0] for key in packed]
    assert len(set(hidden)) == len(set(packed))
    assert not set(hidden) & set(blinding.match_keys(8, packed))


def test_names_that_are_alike_have_alike_tags():
    names = ("Persephone", "Quintrell")
    assert apart(names, ("Quintrell", "Persephone")) == 0
    assert apart(("Mary", "Quintrell"), ("Molly", "Quintrell")) == 0  # forms of one name
    assert apart(names, ("Persefone", "Quintrel")) <= 8
    assert apart(names, ("Bartholomew", "Okonkwo")) >= 12


def test_a_day_is_hidden_and_no_match_key():
    assert blinding.day(1, date(2033, 5, 1)) == blinding.day(1, date(2033, 5, 1))
    assert blinding.day(1, date(2033, 5, 1)) != blinding.day(1, date(2033, 5, 2))
    assert blinding.day(1, date(2033, 5, 1)) != blinding.day(2, date(2033, 5, 1))


@pytest.mark.django_db
def test_a_new_master_key_wraps_the_keys_of_children_too(index, members, monkeypatch):
    child = put(index, members[TRUST]).child
    monkeypatch.setenv("SHAREWELL_MASTER_KEYS", "new," + keeping_keys._words("SHAREWELL_MASTER_KEYS", "master"))
    assert sum(actions.rewrap()) >= 1
    monkeypatch.setenv("SHAREWELL_MASTER_KEYS", "new")
    assert Child.objects.get(pk=child.pk).details == MARY
