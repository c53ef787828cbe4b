"""What becomes of a row that is delivered is the same whether it is taken in with others or alone."""

from collections import Counter
from dataclasses import replace
from random import Random
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sharewell.children.guarding import shielding
from sharewell.children.intake import loading
from sharewell.children.intake.delivering import Outcome, delivering, record_of
from sharewell.children.intake.reading import Told
from sharewell.children.models import Child, Joining, MatchKey, Possible
from sharewell.children.records.blinding import origin
from sharewell.children.search.seeking import Seeking
from sharewell.ledger.models import Leaf
from sharewell.linking.inventing import errors, families
from sharewell.partners.context import seeing
from tests.children import kids
from tests.children.cast import MARY
from tests.sharing.cast import COUNCIL, TRUST, now
from tests.walls.roles import as_role

pytestmark = pytest.mark.django_db

FIELDS = families.DETAILS
ELLA = MARY | {"forename": "Ella"}


def details_of(child, fields=FIELDS):
    return {name: value for name in fields if (value := getattr(child, name))}


@pytest.fixture
def take_in(index, members):
    def take_in(details, *, by=TRUST, source="roll", first=0):
        """Rows of one transaction, as the web's role; returns what became of them and what was at fault."""
        member = members[by]
        told = loading.Load(read=SimpleNamespace(sound=0), index=index, source=source, by=member, at=now())
        rows = [Told(line=at, record=str(at), details=each) for at, each in enumerate(details, first)]
        with as_role("app"), seeing(organisation=member.organisation_id, person=member.user_id):
            to = loading._delivering(told)
            ready = [*loading._ready(to, rows, new=len(rows) > 1)]  # alone, only when it is needed
            counted, faults = loading._take_in(told, to, ready)
            return counted, sorted(faults, key=lambda fault: fault.line)

    return take_in


@pytest.fixture
def singly(take_in):
    def singly(details, **named):
        done = [take_in([each], first=at, **named) for at, each in enumerate(details)]
        return sum((counted for counted, _ in done), Counter()), [fault for _, faults in done for fault in faults]

    return singly


@pytest.fixture
def what_became(index, members):
    def what_became(records, *, by=TRUST, source="roll"):
        """Of each record: which is its child's own, what it shows and is found by, and what was put on record of it."""
        name = {origin(index.pk, members[by].organisation_id, source, str(at)): at for at in range(records)}
        of = {child.pk: name.get(bytes(child.origin), child.pk) for child in Child.objects.all()}
        keys, found = Counter(MatchKey.objects.values_list("child_id", flat=True)), {}
        for child in Child.objects.filter(origin__in=name):
            found[of[child.pk]] = (of[child.first], child.told, child.details, child.last_day, keys[child.pk])
        joined = [(of[each.rows[0]], of[each.into_id], each.levels, each.weight) for each in Joining.objects.all()]
        asked = [(of[each.one_id], of[each.other_id], each.levels, each.weight) for each in Possible.objects.all()]
        return found, sorted(joined, key=str), sorted(asked, key=str), Leaf.objects.count()

    return what_became


def rolled_back(run):
    with transaction.atomic():
        found = run()
        transaction.set_rollback(True)
    return found


def deliveries(seed):
    """Who is there, and a delivery that names half of them, their brothers, sisters and twins, many of them twice."""
    random = Random(seed)
    children = kids.children(70, seed=seed)
    there = [details_of(child) for child in random.sample(children, 25)]
    kinds, told = [*errors.DELIVERED.values()], []
    for child in children:
        fields = random.choice([FIELDS, FIELDS[:-1], FIELDS[:4], ("forename", "surname", "birth_date", "postcode")])
        told += [details_of(random.choice(kinds)(child, random), fields) for _ in range(random.choice((1, 1, 2)))]
        if random.random() < 0.2:
            told.append(details_of(replace(child, forename=random.choice(("Ella", "Bella", child.forename[:-1])))))
    random.shuffle(told)
    return there, [*told[:90], MARY | {"birth_date": "1990-01-01"}, *told[90:100]]


@pytest.mark.parametrize("seed", range(4))
def test_together_and_one_after_the_other_are_the_same(take_in, singly, what_became, members, seed):
    there, told = deliveries(seed)
    take_in(there, by=COUNCIL)
    for child in Child.objects.filter(merged_into=None).order_by("pk")[:6]:
        shielding.shield(child=child, ground="danger", views="heard", by=members[COUNCIL], at=now(), key=uuid4())
    for at in range(0, 40, 4):  # corrections among those who are new, and ids that were another child's
        take_in([told[at] if at % 12 else told[at + 50]], first=at)
        told[at] = told[at] | {"postcode": "N17 8AA"}
    alone = rolled_back(lambda: (singly(told), what_became(len(told))))
    assert (take_in(told), what_became(len(told))) == alone
    (outcomes, faults), _ = alone
    assert all(outcomes[each] for each in Outcome if each is not Outcome.UNCHANGED), outcomes
    assert outcomes[loading.REFUSED] == len(faults) > 1


def test_whoever_is_named_twice_in_one_transaction_is_one_child(take_in, what_became):
    assert take_in([MARY, MARY | {"surname": "Quintrel"}, MARY])[0] == Counter({Outcome.NEW: 1, Outcome.LINKED: 2})
    found, joined, _, _ = what_became(3)
    assert [own for own, *_ in found.values()] == [0, 0, 0]
    assert [pair[:2] for pair in joined] == [(1, 0), (2, 0)]


@pytest.mark.parametrize("name", ["Bella", "Ellie"])
def test_twins_of_one_transaction_are_two_children_and_a_person_looks(take_in, name):
    assert take_in([ELLA, ELLA | {"forename": name}])[0] == Counter({Outcome.NEW: 1, Outcome.POSSIBLE: 1})


def test_twins_whose_names_are_exchanged_alike_are_two_children_and_a_person_looks(take_in):
    twins = [MARY | {"forename": "Quintrell", "surname": name, "phone": "07700900123"} for name in ("Kim", "Shauna")]
    assert take_in(twins)[0] == Counter({Outcome.NEW: 1, Outcome.POSSIBLE: 1})


def test_who_is_joined_to_a_shielded_child_is_hidden_before_the_next_is_sought(take_in, singly, what_became, members):
    take_in([MARY], by=COUNCIL)
    child = Child.objects.get()
    shielding.shield(child=child, ground="danger", views="heard", by=members[COUNCIL], at=now(), key=uuid4())
    # The second would be the first by their home, which is hidden with the first.
    home = {"phone": "07700900123", "postcode": MARY["postcode"]}
    told = [MARY | home, MARY | home | {"surname": "Ockley", "birth_date": "2015-05-02"}]
    alone = rolled_back(lambda: (singly(told), what_became(2)))
    assert (take_in(told), what_became(2)) == alone
    assert alone[0][0][Outcome.LINKED] == 1


def test_those_before_it_are_opened_and_left_out_as_those_who_are_there_are(take_in, index, members):
    """Of many children of one name and postcode a dozen are opened."""
    street = [
        details_of(replace(child, postcode="TQ13 8DF", surname="Quintrell")) for child in kids.children(60, seed=6)
    ]
    to = delivering(index=index, source="roll", by=members[TRUST], at=now())
    records = [record_of(to, details, record=str(at)) for at, details in enumerate(street)]
    before, after = records[:40], records[40:]

    def found(seeking):
        some = [seeking.find(at).candidates for at in range(len(after))]
        return [[(round(each.weight, 9), each.child.details["forename"]) for each in one] for one in some]

    seeking = Seeking(index, [record.row for record in after])
    for pk, record in enumerate(before, 10**8):
        seeking.add(Child(pk=pk, details=record.told, index=index), record.row, record.keys)
    not_there_yet = found(seeking)
    take_in(street[:40])
    assert not_there_yet == found(Seeking(index, [record.row for record in after]))
    assert any(len(one) > 1 for one in not_there_yet)


def test_many_cost_few_statements_more_than_one(take_in, index):
    children = [details_of(child) for child in kids.children(60, seed=5)]
    children[1] = children[0] | {"forename": "Quentin"}  # a twin: a person must look in both batches
    asked = []
    for some in (children[:1], children[1:11], children[11:61]):
        with CaptureQueriesContext(connection) as made:
            take_in(some, first=len(asked) * 100)
        asked.append(len(made))
    assert asked[2] <= asked[1] + 3 <= asked[0] + 9
