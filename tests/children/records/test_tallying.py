"""How common names are in a large index is counted there, so that namesakes are not taken for one child."""

from datetime import date, timedelta

import pytest

from sharewell.children import jobs
from sharewell.children.models import Child, Index, Tally
from sharewell.children.records import scoring, tallying
from sharewell.children.records.scoring import scorer
from sharewell.children.records.tallying import LASTS, count_names, is_due
from sharewell.children.search import finding, segments
from sharewell.domain.linkage.deciding.decide import Outcome
from sharewell.linking.learning import children_model
from sharewell.linking.learning.children_model import ENGLAND
from sharewell.partners.context import seeing
from tests.children.cast import organisation, put
from tests.sharing.cast import COUNCIL, POLICE, TRUST, now
from tests.walls.roles import as_role, refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_is_large(monkeypatch):
    monkeypatch.setattr(tallying, "FEWEST", 20)
    monkeypatch.setattr(tallying, "LEAST", 3)
    monkeypatch.setattr(tallying, "TOGETHER", 7)
    monkeypatch.setattr(children_model, "BELIEF", 1)
    monkeypatch.setattr(scoring, "ROOM", ENGLAND)


SYLLABLES = ("Ba", "Cer", "Dil", "Fon", "Gust", "Haw", "Jesp")


def children(index, by, forenames, *, begin=0):
    """Children of these forenames, each with a birth date and a home of its own."""
    for at, forename in enumerate(forenames, begin):
        born = date(2010, 1, 1) + timedelta(days=97 * at)
        surname = f"{SYLLABLES[at % 7]}{SYLLABLES[at // 7].lower()}rth"
        told = {"forename": forename, "surname": surname, "birth_date": born.isoformat()}
        put(index, by, record=f"many {at}", **told, postcode=f"N{at % 9 + 1} {at // 9 + 1}LJ")


@pytest.fixture
def many(index, members):
    children(index, members[TRUST], ["Gisulf"] * 18 + ["Radegund", "Radegund", "Mary"])
    return index


def counted(index):
    count_names(index, at=now())
    return Index.objects.get(pk=index.pk)


def forename(index, name):
    comparison = scorer(index).model.comparisons[0]
    return comparison.rarity(name, name)


def test_a_name_that_is_common_here_tells_less_once_it_was_counted(many):
    before = forename(many, "gisulf")
    assert forename(counted(many), "gisulf") < before - 4


def test_a_name_that_few_bear_is_in_no_count(many):
    counted(many)
    listed = Tally.objects.get().names["forename"]["shares"]
    assert "gisulf" in listed
    assert "radegund" not in listed


def test_namesakes_at_different_homes_are_one_child_to_nobody_who_knows_how_common_the_name_is(many, members):
    asked = {"forename": "Gisulf", "surname": "Babarth", "birth_date": "2010-01-01"}
    assert finding.find(many, asked).decision.outcome is Outcome.LINK
    assert finding.find(counted(many), asked).decision.outcome is not Outcome.LINK


def test_of_a_very_large_index_a_part_is_asked_which_tells_as_much_of_common_names(many, monkeypatch):
    monkeypatch.setattr(tallying, "ENOUGH", 5)  # so every fourth
    read = []
    count_names(many, at=now(), progress=read.append)
    told = Tally.objects.get()
    assert 5 <= sum(read) <= 6
    assert told.children == 21
    assert told.names["forename"]["shares"]["gisulf"] > 0.5
    assert not is_due(Index.objects.get(pk=many.pk), at=now())


def test_a_child_whom_two_deliver_is_counted_once(many, members):
    put(many, members[COUNCIL], record="again", **Child.objects.filter(merged_into=None).first().details)
    counted(many)
    assert Tally.objects.get().children == 21 == Child.objects.count() - 1


def test_what_is_hidden_of_a_shielded_child_is_not_counted(many, members):
    children(many, members[TRUST], ["Theudelinde"] * 3, begin=30)
    counted(many)
    assert "theudelinde" in Tally.objects.get().names["forename"]["shares"]
    Child.objects.filter(pk=Child.objects.latest("pk").pk).update(shows=["birth_date"])
    counted(many)
    assert "theudelinde" not in Tally.objects.get().names["forename"]["shares"]


def test_it_is_due_once_there_are_enough_then_when_a_tenth_more_came_or_after_a_quarter_of_a_year(index, members):
    children(index, members[TRUST], ["Gisulf"] * 19)
    assert not is_due(index, at=now())
    children(index, members[TRUST], ["Gisulf"], begin=19)
    assert is_due(index, at=now())
    index = counted(index)
    assert not is_due(index, at=now())
    assert is_due(index, at=now() + LASTS)
    children(index, members[TRUST], ["Gisulf"] * 1, begin=20)
    assert not is_due(index, at=now())
    children(index, members[TRUST], ["Gisulf"] * 1, begin=21)
    assert is_due(index, at=now())


def test_at_night_an_index_that_fails_stands_in_no_others_way(many, there, monkeypatch):
    def breaks_elsewhere(index, *, at):
        if index == there:
            raise RuntimeError("of the other area")
        return is_due(index, at=at)

    monkeypatch.setattr(jobs, "is_due", breaks_elsewhere)
    monkeypatch.setattr(jobs, "all_indexes", lambda: [there, many])
    with pytest.raises(RuntimeError):
        jobs.count_names_of_indexes(0)
    assert Tally.objects.get().index == many


def test_a_segment_weighs_as_the_database_does(many):
    index = counted(many)
    built = segments.build(index)
    asked = {"forename": "Gisulf", "surname": "Babarth", "birth_date": "2010-01-01"}
    first = finding.find(index, asked).candidates[0]
    near = built.find(first.asked, most=10)[0]
    assert (near.child, near.weight) == (first.opened.pk, pytest.approx(first.weight))


def test_partners_see_the_count_the_keeper_alone_makes_it_and_nobody_else_sees_it(many):
    counted(many)
    with as_role("app"):
        with seeing(organisation=organisation(TRUST).pk):
            assert Tally.objects.exists()
            assert not Tally.objects.update(children=1)
        with seeing(organisation=organisation(POLICE).pk):
            assert not Tally.objects.exists()
        with seeing(organisation=organisation(TRUST).pk), refused():
            tally = tallying._new(many)
            tally.children, tally.names = 1, {}
            tally.save()
