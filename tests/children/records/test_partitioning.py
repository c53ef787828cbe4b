"""Match keys in parts find, hide and forget as those of one table do, and nobody reaches a part past the walls."""

import pytest
from django.db import ProgrammingError, connection, transaction

from sharewell.children.models import Child, MatchKey
from sharewell.children.records.ending import destroy_due
from sharewell.children.records.partitioning import BadParts, deal_out
from sharewell.children.search.finding import find
from sharewell.partners.context import seeing
from tests.children.cast import MARY, put
from tests.children.records.cast import NINETEEN, night
from tests.sharing.cast import COUNCIL, TRUST
from tests.walls.roles import as_role

pytestmark = pytest.mark.django_db
PARTS = 4


def parts():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'children_matchkey'::regclass"
        )
        return [name for (name,) in cursor.fetchall()]


def rows_in(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def hidden(table):
    """Whether its rows are, and from the owner too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [table])
        return cursor.fetchone()


def kept(member):
    with seeing(organisation=member.organisation_id), as_role("app"):
        return sorted(MatchKey.objects.values_list("key", "child_id", "index_id", "tags"))


def found(index, member):
    with seeing(organisation=member.organisation_id), as_role("app"):
        return [(each.opened.reference, round(each.weight, 6)) for each in find(index, MARY).candidates]


def walls():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT policyname, cmd, roles, qual, with_check FROM pg_policies WHERE tablename = 'children_matchkey' "
            "ORDER BY policyname"
        )
        policies = cursor.fetchall()
        cursor.execute(
            "SELECT grantee::regrole::text, privilege_type FROM pg_class, aclexplode(relacl) "
            "WHERE pg_class.oid = 'children_matchkey'::regclass AND grantee <> relowner ORDER BY 1, 2"
        )
        return policies, cursor.fetchall()


@pytest.fixture
def several(index, members):
    put(index, members[TRUST])
    put(index, members[COUNCIL], record="2", forename="Marie")
    put(index, members[COUNCIL], record="3", forename="Zebedee", birth_date="2018-11-02")


def test_keys_are_dealt_out_and_put_together_again_and_find_the_same(index, members, several):
    before = kept(members[TRUST]), found(index, members[TRUST]), walls()
    assert sum(deal_out(PARTS)) == len(before[0])
    assert len(parts()) == PARTS
    assert (kept(members[TRUST]), found(index, members[TRUST]), walls()) == before
    assert sum(deal_out(3)) == len(before[0])
    assert sum(deal_out(1)) == len(before[0])
    assert not parts()
    assert (kept(members[TRUST]), found(index, members[TRUST]), walls()) == before


def test_who_is_registered_and_destroyed_then_has_keys_and_has_none(index, members, several):
    [*deal_out(PARTS)]
    added = put(index, members[COUNCIL], record="4", forename="Mery").child
    assert added.pk in {child for _, child, *_ in kept(members[TRUST])}
    assert [*destroy_due(index, at=night(NINETEEN))]
    (younger,) = {child for _, child, *_ in kept(members[TRUST])}
    assert Child.objects.get(pk=younger).details["forename"] == "Zebedee"


def test_nobody_reaches_a_part_past_the_walls(members, several):
    [*deal_out(PARTS)]
    for part in parts():
        assert hidden(part) == (True, True)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), as_role("app"):
            rows_in(part)


def test_where_it_is_stopped_all_is_as_before(index, members, several):
    before = kept(members[TRUST])
    dealing = deal_out(PARTS)
    next(dealing)
    with pytest.raises(KeyboardInterrupt):
        dealing.throw(KeyboardInterrupt)
    assert not parts()
    assert kept(members[TRUST]) == before


@pytest.mark.parametrize("count", [0, 257])
def test_a_number_of_parts_that_is_none_is_refused(count):
    with pytest.raises(BadParts, match="1 to 256"):
        [*deal_out(count)]
