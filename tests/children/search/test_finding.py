"""A child is found from what somebody remembers of it; what is delivered twice, or by two, is one child."""

from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sharewell.children.intake.actions import register
from sharewell.children.models import Child, Joining, MatchKey, Possible
from sharewell.children.records import blinding, facts
from sharewell.children.search.finding import TooLittle, find
from sharewell.children.search.seeking import Seeking
from sharewell.partners.context import seeing
from tests.children import kids
from tests.children.cast import MARY, organisation, put
from tests.sharing.cast import COUNCIL, POLICE, TRUST, now
from tests.walls.roles import as_role

pytestmark = pytest.mark.django_db

MARY_NOT = dict.fromkeys(MARY, "")


@pytest.fixture
def mary(index, members):
    put(index, members[TRUST], record="brother", forename="Tom", birth_date="2012-02-11")
    return put(index, members[TRUST]).child


@pytest.mark.parametrize(
    "asked",
    [
        MARY,
        MARY | {"surname": "Quintrel"},
        MARY | {"birth_date": "2015-01-05"},
        MARY | {"forename": "Quintrell", "surname": "Mary"},
        MARY | {"postcode": ""},
        {"forename": "Molly", "surname": "Quintrell", "birth_date": "2015-05-01"},
        {"forename": "Mary", "surname": "Quintrell", "postcode": "TQ13 8DF"},
        {"forename": "Mary", "surname": "Quintrell", "birth_date": "2016-05-01"},
        {"forename": "Marie", "surname": "Quintral", "birth_date": "2015-05-01"},
        {"forename": "Moly", "surname": "Quintrell", "birth_date": "2015"},
        {"forename": "Mardy", "surname": "Quintrell", "birth_date": "2015"},
        {"forename": "Mary", "surname": "Quintmrell", "birth_date": "2016-05"},
        {"surname": "Quintrell", "postcode": "TQ13 8DF"},
    ],
    ids=lambda asked: " ".join(asked.values()),
)
def test_a_child_is_found_however_it_is_remembered(index, mary, asked):
    first = find(index, asked).candidates[0]
    assert first.reference in {mary.reference, Child.objects.order_by("pk")[0].reference}
    if "forename" in asked:
        assert first.child == mary


@pytest.mark.parametrize(
    ("asked", "enough"),
    [
        ({"surname": "Quintrell"}, False),
        ({"surname": "Quintrell", "birth_date": "2015"}, False),
        ({"surname": "Quintrell", "forename": "Mary"}, True),
        ({"surname": "Quintrell", "birth_date": "2015-05-01"}, True),
        ({"surname": "Quintrell", "postcode": "TQ13 8DF"}, True),
        ({"surname": "Quintrell", "postcode": "TQ13"}, False),
    ],
)
def test_nobody_is_said_to_be_missing_who_could_not_have_been_found(index, mary, asked, enough):
    if enough:
        assert find(index, asked).candidates
    else:
        with pytest.raises(TooLittle, match="one name alone finds nobody"):
            find(index, asked)


def test_partners_alone_find_it(index, mary):
    for name, found in ((COUNCIL, True), (TRUST, True), (POLICE, False)):
        with as_role("app"), seeing(organisation=organisation(name).pk):
            assert bool(find(index, MARY).candidates) is found


def test_no_key_tells_what_it_is_made_of(index, members, mary):
    stored = set(MatchKey.objects.values_list("key", flat=True))
    from sharewell.children.records.facts import row
    from sharewell.domain.linkage.keys.index_keys import keys

    plain = keys(row(MARY))
    assert not stored & set(plain)
    assert set(blinding.match_keys(index.pk, plain)) <= stored
    assert not set(blinding.match_keys(index.pk + 1, plain)) & stored  # another index has another secret


def test_what_two_organisations_deliver_of_one_child_is_one_child(index, members, mary):
    second = put(index, members[COUNCIL], record="77", surname="Quintrel")
    assert second.outcome == "linked"
    assert second.child.pk != mary.pk
    assert Child.objects.get(pk=second.child.pk).merged_into == mary
    found = find(index, MARY).candidates
    assert [each.reference for each in found].count(mary.reference) == 1
    joining = Joining.objects.get()
    assert (joining.kind, joining.into, joining.weight > 6) == ("merge", mary, True)


def test_a_twin_is_another_child(index, members, mary):
    twin = put(index, members[COUNCIL], record="twin", forename="Rosalind")
    assert twin.outcome in {"new", "possible"}
    assert Child.objects.get(pk=twin.child.pk).merged_into is None


def test_a_brother_is_another_child_and_nobody_need_look(index, members, mary):
    brother = put(index, members[COUNCIL], record="ned", forename="Ned", birth_date="2018-11-30")
    assert brother.outcome == "new"


def test_what_may_be_one_child_waits_for_somebody_to_look(index, members, mary):
    unsure = put(index, members[COUNCIL], record="5", forename="Marianne", birth_date="2015-05-11")
    assert unsure.outcome == "possible"
    asked = Possible.objects.get()
    assert {asked.one, asked.other} == {mary, unsure.child}
    assert set(asked.levels) >= {"forename", "surname", "birth_date"}


def test_a_correction_is_found_by_what_is_right_and_no_longer_by_what_was_wrong(index, members):
    wrong = {"forename": "Zebedee", "surname": "Ockendon", "birth_date": "2011-03-07"}
    told = {"index": index, "source": "roll", "record": "9", "by": members[TRUST], "at": now()}
    child = register(details=wrong, **told).child
    before = set(MatchKey.objects.values_list("key", flat=True))
    right = {"forename": "Amaryllis", "surname": "Vowles", "birth_date": "2013-10-30"}
    assert register(details=right, **told).outcome == "corrected"
    assert not before & set(MatchKey.objects.values_list("key", flat=True))
    assert find(index, right).candidates[0].child == child
    assert not find(index, wrong).candidates


def test_what_is_shielded_is_found_by_what_stays_in_sight_alone(index, members, mary):
    from sharewell.children.records import keying
    from sharewell.children.records.facts import row

    before = row(mary.told)
    mary.shows = ["forename", "surname"]
    mary.save(update_fields=["shows"])
    keying.renew(mary, before)
    assert not [each for each in find(index, MARY | {"forename": "", "surname": ""}).candidates if each.child == mary]
    seen = next(each for each in find(index, MARY).candidates if each.child == mary)
    assert set(seen.child.told) == {"forename", "surname"}


def test_recall_over_every_kind_of_error(index, members):
    from sharewell.linking.inventing import errors

    every = kids.children(400, seed=3)
    names = ("forename", "surname", "birth_date", "sex", "postcode", "phone")
    told = {"index": index, "source": "made", "by": members[TRUST], "at": now()}
    made = {k.id: register(details={n: getattr(k, n) for n in names}, record=k.id, **told).child.pk for k in every}
    random = Random(4)
    asked = random.sample(every, 60)
    for name, error in errors.ASKED.items():
        got = 0
        for kid in asked:
            wrong = error(kid, random)
            found = find(index, {n: getattr(wrong, n) for n in names})
            got += made[kid.id] in {each.child.pk for each in found.candidates}
            # Registered, no other is decided though fewer are looked at.
            taken_in = Seeking(index, [facts.row({n: getattr(wrong, n) for n in names})]).find(0).decision
            assert taken_in.outcome == found.decision.outcome, (name, kid)
        assert got >= 58, name


@pytest.mark.parametrize(("told", "times"), [({}, 1), ({"postcode": ""}, 2)])
def test_common_keys_are_not_tried_for_whoever_is_registered_with_a_home(index, members, mary, told, times):
    nobody = {"forename": "Xanthe", "surname": "Ockley", "birth_date": "2015-01-05", "postcode": "N17 8AA"}
    with CaptureQueriesContext(connection) as asked:
        assert put(index, members[COUNCIL], **(MARY_NOT | nobody | told)).outcome == "new"
    assert sum("children_likely" in query["sql"] for query in asked) == times


@pytest.mark.django_db(transaction=True)
def test_two_who_deliver_the_same_children_at_once_make_each_once(index, members):
    from threading import Barrier, Thread

    from django.db import connection

    every, begin, wrong = kids.children(60, seed=8), Barrier(2), []

    def load(name):
        try:
            begin.wait()
            for number, kid in enumerate(every):
                with seeing(organisation=members[name].organisation_id):
                    details = {"forename": kid.forename, "surname": kid.surname, "birth_date": kid.birth_date}
                    more = {"postcode": kid.postcode, "phone": kid.phone, "nhs_number": kid.nhs_number, "sex": kid.sex}
                    put(index, members[name], record=str(number), **MARY_NOT | details | more)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [Thread(target=load, args=(name,)) for name in (TRUST, COUNCIL)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert Child.objects.count() == 120
    assert Child.objects.filter(merged_into=None).count() == 60
