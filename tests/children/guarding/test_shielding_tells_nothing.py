"""A thousand shielded children, and somebody who tries everything to learn what is hidden of them.

The proof is of two worlds. In both the same children are shielded, and all that stays in sight is the same; what is
hidden differs. Whatever is asked, in any combination of fields, both worlds must give the same answer: the same
children in the same order with the same weights, by the same statements to the database. Then nothing of an answer
depends on what is hidden, its time and its count neither.
"""

from itertools import combinations
from random import Random
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sharewell.children.guarding import shielding
from sharewell.children.intake.actions import register
from sharewell.children.models import Child, MatchKey
from sharewell.children.records.queries import child_of
from sharewell.children.search.finding import find, is_enough
from tests.children.guarding.cast import person, place
from tests.sharing.cast import COUNCIL, TRUST, now

pytestmark = pytest.mark.django_db

SHIELDED, BESIDE, TRIED = 1_000, 60, 12
SEEN = ("forename", "surname", "birth_date", "sex")
HIDDEN = ("postcode", "phone", "parent_phone", "upn", "aliases", "address", "school")


def deliver(index, by, record, details):
    return register(index=index, details=details, source="roll", record=record, by=by, at=now())


@pytest.fixture
def worlds(index, members):
    """Two worlds' hidden details by record, and a switch from one to the other."""
    seen, one, other = Random(1), Random(2), Random(3)
    people = [person(seen) for _ in range(SHIELDED)]
    hidden = [[place(random) for _ in people] for random in (one, other)]

    def become(world):
        for at, (name, where) in enumerate(zip(people, hidden[world], strict=True)):
            deliver(index, members[TRUST], f"s{at}", name | where)

    become(0)
    for own in Child.objects.filter(merged_into=None):
        shielding.shield(child=own, ground="danger", views="heard", by=members[COUNCIL], at=now(), key=uuid4())
    for at in range(BESIDE):  # others, whom nobody shields, at the same places
        deliver(index, members[COUNCIL], f"b{at}", person(seen) | place(one if at % 2 else other))
    return people, hidden, become


def asked(people, hidden):
    """Every field alone and in combinations, of both worlds' details, for some of the children."""
    for at in range(0, SHIELDED, SHIELDED // TRIED):
        for world in hidden:
            told = people[at] | world[at]
            for fields in (*combinations(SEEN + HIDDEN, 1), *combinations(SEEN + HIDDEN[:4], 2)):
                if is_enough(part := {name: told[name] for name in fields}):  # else all worlds refuse it
                    yield part
            yield told
            yield {name: told[name] for name in HIDDEN}
            yield {name: value for name, value in told.items() if name != "birth_date"}


def answers(index, searches):
    told = []
    for search in searches:
        with CaptureQueriesContext(connection) as statements:
            found = find(index, search)
            shown = [
                (c.reference, c.weight, c.levels, c.told, c.child.told, dict(c.opened.row)) for c in found.candidates
            ]
        told.append((search, shown, found.decision, len(statements)))
    return told


def outcomes(index, by, people, hidden):
    """What a partner learns that delivers a child of its own with somebody's hidden details."""
    told = []
    for at in range(0, SHIELDED, SHIELDED // TRIED):
        for world in hidden:
            for details in (people[at] | world[at], {"surname": people[at]["surname"]} | world[at]):
                with transaction.atomic():
                    said = deliver(index, by, f"probe {at}", details)
                    told.append((said.outcome, len(Child.objects.filter(merged_into__isnull=False))))
                    transaction.set_rollback(True)
    return told


def test_both_worlds_answer_the_same(index, members, worlds):
    people, hidden, become = worlds
    searches = list(asked(people, hidden))
    first, said = answers(index, searches), outcomes(index, members[COUNCIL], people, hidden)
    keys = sorted(MatchKey.objects.values_list("key", "child_id", "tags"))

    become(1)

    assert Child.objects.exclude(shows=None).count() >= SHIELDED  # and who was joined to one of them
    assert sorted(MatchKey.objects.values_list("key", "child_id", "tags")) == keys
    for before, after in zip(first, answers(index, searches), strict=True):
        assert before == after
    assert outcomes(index, members[COUNCIL], people, hidden) == said
    for row in Child.objects.exclude(shows=None)[:100]:
        assert set(child_of(index, row.reference).told) <= set(SEEN)
        assert row.details.keys() & set(HIDDEN)  # there, and out of sight

    # Else the worlds would agree because nothing is ever found.
    for own in Child.objects.filter(merged_into=None).exclude(shows=None)[:20]:
        shielding.unshield(child=own, by=members[COUNCIL], at=now(), key=uuid4())
        told = {name: own.details[name] for name in ("surname", "postcode")}
        assert own.pk in {candidate.child.first for candidate in find(index, told, most=100).candidates}
