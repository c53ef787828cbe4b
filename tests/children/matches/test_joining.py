"""Two rows become one child and part again: nothing is lost on either way, and every step stays on record."""

import random
from uuid import uuid4

import pytest

from sharewell.children.matches import joining
from sharewell.children.matches.reviewing import to_review
from sharewell.children.models import Child, Joining, Possible
from sharewell.children.records.queries import child_of, rows_of
from sharewell.children.search.finding import find
from sharewell.ledger.models import Leaf
from tests.children.cast import MARY, put
from tests.sharing.cast import COUNCIL, TRUST, now

pytestmark = pytest.mark.django_db

OTHERS = {
    "ann": {"forename": "Ann", "surname": "Tregenza", "birth_date": "2014-02-03", "postcode": "PL1 1AA"},
    "bo": {"forename": "Bo", "surname": "Zennor", "birth_date": "2009-11-21", "postcode": "EX4 4QJ"},
}


@pytest.fixture
def rows(index, members):
    return {"mary": put(index, members[TRUST]).child} | {
        name: put(index, members[COUNCIL], record=name, **details).child for name, details in OTHERS.items()
    }


@pytest.fixture
def by(members):
    return members[COUNCIL]


def join(by, *rows, into, key=None):
    return joining.join(rows=rows, into=into, by=by, at=now(), key=key or uuid4())


def undo(by, what):
    return joining.undo(joining=what, by=by, at=now(), key=uuid4())


def merged():
    return dict(Child.objects.order_by("pk").values_list("pk", "merged_into_id"))


def test_joined_rows_are_one_child_under_either_reference(index, rows, by):
    join(by, rows["ann"], into=rows["mary"])
    assert child_of(index, rows["ann"].reference) == rows["mary"]
    assert list(rows_of(rows["mary"])) == [rows["mary"], rows["ann"]]
    for asked in (MARY, OTHERS["ann"]):
        assert find(index, asked).candidates[0].reference == rows["mary"].reference


def test_whatever_was_joined_to_a_child_goes_along_with_it_and_comes_back(rows, by):
    first = join(by, rows["bo"], into=rows["ann"])
    before = merged()
    second = join(by, rows["ann"], into=rows["mary"])
    assert {pk for pk, into in merged().items() if into == rows["mary"].pk} == {rows["ann"].pk, rows["bo"].pk}
    with pytest.raises(joining.CannotJoin, match="Undo that first"):
        undo(by, first)
    undo(by, second)
    assert merged() == before
    undo(by, first)
    assert set(merged().values()) == {None}
    with pytest.raises(joining.CannotJoin, match="undone already"):
        undo(by, first)


def test_a_split_is_undone_too(rows, by):
    join(by, rows["ann"], into=rows["mary"])
    before = merged()
    parted = joining.part(rows=[rows["ann"]], by=by, at=now(), key=uuid4())
    assert set(merged().values()) == {None}
    undo(by, parted)
    assert merged() == before
    assert [row.kind for row in Joining.objects.all()] == ["merge", "split", "undoing"]
    assert Leaf.objects.filter(about__startswith="children.joining:").count() == 3


def test_a_form_sent_twice_joins_once(rows, by):
    key = uuid4()
    assert join(by, rows["ann"], into=rows["mary"], key=key) == join(by, rows["ann"], into=rows["mary"], key=key)
    with pytest.raises(joining.CannotJoin, match="one child already"):
        join(by, rows["ann"], into=rows["mary"])


@pytest.mark.parametrize("same", [True, False])
def test_what_somebody_found_of_a_possible_match_is_done_once(index, members, rows, by, same):
    unsure = put(index, members[COUNCIL], record="5", forename="Marianne", birth_date="2015-05-11").child
    possible = Possible.objects.get()
    settled = joining.settle(possible=possible, same=same, by=by, at=now(), key=uuid4())
    assert (Child.objects.get(pk=unsure.pk).first == rows["mary"].pk) is same
    with pytest.raises(joining.CannotJoin, match="decided this already"):
        joining.settle(possible=possible, same=not same, by=by, at=now(), key=uuid4())
    if same:
        undo(by, settled.joining)
        assert Child.objects.get(pk=unsure.pk).merged_into is None


def test_nothing_is_put_back_to_who_became_another_child_since(rows, by):
    join(by, rows["bo"], into=rows["ann"])
    parted = joining.part(rows=[rows["bo"]], by=by, at=now(), key=uuid4())
    later = join(by, rows["ann"], into=rows["mary"])
    with pytest.raises(joining.CannotJoin, match="Undo that first"):
        undo(by, parted)
    undo(by, later)
    undo(by, parted)
    assert merged()[rows["bo"].pk] == rows["ann"].pk


def test_nobody_is_put_back_to_whom_another_was_joined_since(rows, by):
    join(by, rows["bo"], into=rows["ann"])
    parted = joining.part(rows=[rows["bo"]], by=by, at=now(), key=uuid4())
    later = join(by, rows["mary"], into=rows["bo"])
    with pytest.raises(joining.CannotJoin, match="Undo that first"):
        undo(by, parted)
    undo(by, later)
    undo(by, parted)
    assert merged() == {rows["mary"].pk: None, rows["ann"].pk: None, rows["bo"].pk: rows["ann"].pk}


def test_whatever_is_joined_parted_and_put_back_no_row_is_a_row_of_a_row(index, members, by):
    names = ("Aldous Pim", "Bertha Quill", "Cedric Rook", "Dora Stone", "Egbert Tarn")
    told = [dict(zip(("forename", "surname"), name.split(), strict=True)) for name in names]
    rows = [
        put(index, by, record=str(at), birth_date=f"201{at}-02-03", postcode=f"EX{at + 1} 4QJ", **each).child
        for at, each in enumerate(told)
    ]
    chance = random.Random(8)
    acts = (
        lambda some: join(by, some[0], into=some[1]),
        lambda some: joining.part(rows=some, by=by, at=now(), key=uuid4()),
        lambda some: undo(by, chance.choice(Joining.objects.all())),
    )
    for _ in range(60):
        before = merged()
        try:
            chance.choice(acts)(chance.sample(rows, 2))
        except (joining.CannotJoin, IndexError):
            assert merged() == before
        assert not Child.objects.filter(merged_into__merged_into__isnull=False).exists()
    assert Joining.objects.count() > 20


def test_what_has_left_the_index_is_neither_parted_nor_put_back(rows, by):
    joined = join(by, rows["bo"], into=rows["ann"])
    Child.objects.filter(pk__in=[rows["ann"].pk, rows["bo"].pk]).update(until=now().date())
    before = merged()
    with pytest.raises(joining.CannotJoin, match="has ended"):
        undo(by, joined)
    with pytest.raises(joining.CannotJoin, match="has ended"):
        joining.part(rows=[rows["bo"]], by=by, at=now(), key=uuid4())
    assert merged() == before


def test_the_childs_own_row_comes_first_whichever_was_there_before(rows, by):
    join(by, rows["mary"], into=rows["ann"])
    assert list(rows_of(Child.objects.get(pk=rows["mary"].pk))) == [rows["ann"], rows["mary"]]


def test_a_pair_that_became_one_child_otherwise_is_asked_about_no_longer(index, members, rows, by):
    unsure = put(index, members[COUNCIL], record="5", forename="Marianne", birth_date="2015-05-11").child
    possible = to_review(by.organisation).get()
    joined = join(by, unsure, into=rows["mary"])
    assert not to_review(by.organisation)
    with pytest.raises(joining.CannotJoin, match="one child by now"):
        joining.settle(possible=possible, same=False, by=by, at=now(), key=uuid4())
    undo(by, joined)
    assert to_review(by.organisation).get() == possible
