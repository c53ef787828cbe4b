"""A record ends on the day of the text, and from then on nothing can be read of it: in the database or in a copy."""

import json
from contextlib import nullcontext
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from sharewell.children.around import involving
from sharewell.children.around.involving import Contact
from sharewell.children.intake.actions import register
from sharewell.children.intake.delivering import Gone
from sharewell.children.models import Child, Involvement, MatchKey
from sharewell.children.records import blinding, ending
from sharewell.children.records.ending import destroy_due
from sharewell.children.search.finding import find
from sharewell.domain.errors import Erased
from sharewell.keys.sealing import CannotOpen
from sharewell.partners.models import Capacity, Membership
from sharewell.project import serving
from sharewell.project.commands import index_ending
from sharewell.protocols.actions import publish
from tests.children.records.cast import BORN, NINETEEN, night
from tests.sharing.cast import COUNCIL, TRUST, now, today

pytestmark = pytest.mark.django_db

TWENTY_FIVE = date(2040, 5, 1)
ANN = {
    "forename": "Annabellina",
    "surname": "Quintrellsworth",
    "birth_date": BORN.isoformat(),
    "postcode": "TQ13 8DF",
    "phone": "01364652304",
    "nhs_number": "9434765919",
}


def put(index, by, record="1", **changes):
    return register(index=index, details=ANN | changes, source="roll", record=record, by=by, at=now()).child


def destroyed(index, day):
    return [made.child_id for made in destroy_due(index, at=night(day))]


@pytest.fixture
def ann(index, members):
    return put(index, members[TRUST])


@pytest.mark.parametrize(("day", "ends"), [(NINETEEN - timedelta(days=1), False), (NINETEEN, True)])
def test_it_ends_on_the_day_and_not_the_day_before(index, ann, day, ends):
    assert bool(destroyed(index, day)) is ends
    assert Child.objects.get(pk=ann.pk).is_destroyed is ends


def test_a_day_that_was_missed_is_made_up_for(index, ann):
    assert destroyed(index, NINETEEN + timedelta(days=400)) == [ann.pk]
    assert destroyed(index, NINETEEN + timedelta(days=401)) == []


def test_a_record_that_does_not_open_stands_in_nobody_elses_way(index, members, ann):
    bo = put(index, members[TRUST], record="2", forename="Bo", surname="Zennor", nhs_number="", phone="")
    Child.objects.filter(pk=ann.pk).update(wrapped=bytes(bo.wrapped))  # as a key that was changed past the program
    with pytest.raises(CannotOpen):
        [*destroy_due(index, at=night(NINETEEN))]
    assert Child.objects.get(pk=bo.pk).is_destroyed
    assert not Child.objects.get(pk=ann.pk).is_destroyed


@pytest.mark.parametrize("as_json", [False, True])
def test_by_the_command_an_index_with_one_that_fails_stands_in_no_others_way_and_all_is_told(
    index, there, members, other, monkeypatch, capsys, as_json
):
    born = str(today().replace(year=today().year - 19, day=1))
    before = now() - timedelta(days=31)
    for name, where, by in (("Bo", index, members[TRUST]), ("Zed", index, members[TRUST]), ("Cy", there, other)):
        details = {"forename": name, "surname": f"{name}worth", "birth_date": born}
        register(index=where, details=details, source="roll", record=name, by=by, at=before)
    first, second, elsewhere = Child.objects.order_by("pk")
    Child.objects.filter(pk=first.pk).update(wrapped=bytes(second.wrapped))
    monkeypatch.setattr(serving, "database", nullcontext)
    with pytest.raises(CannotOpen):
        index_ending.end(as_json)
    assert [Child.objects.get(pk=each.pk).is_destroyed for each in (first, second, elsewhere)] == [False, True, True]
    said = capsys.readouterr().out
    if as_json:
        assert json.loads(said)["destroyed"] == {index.name: 1, there.name: 1}
    else:
        assert said.count("1 record destroyed.") == 2


def test_with_additional_needs_it_is_kept_to_the_later_age(index, members, ann):
    ending.keep(longer=True, child=ann, by=members[TRUST], at=now())
    assert destroyed(index, TWENTY_FIVE - timedelta(days=1)) == []
    assert destroyed(index, TWENTY_FIVE) == [ann.pk]


def test_a_correction_keeps_it_as_long_as_it_was_kept(index, members, ann):
    ending.keep(longer=True, child=ann, by=members[TRUST], at=now())
    put(index, members[TRUST], birth_date="2015-06-01")
    assert Child.objects.get(pk=ann.pk).last_day == blinding.day(index.pk, date(2040, 6, 1))


def test_a_text_that_ends_records_sooner_ends_those_that_are_there(index, ann, agree):
    agree(date(2030, 1, 1), "reaches 19", "reaches 18")
    eighteen = date(2033, 5, 1)
    assert destroyed(index, eighteen - timedelta(days=1)) == []
    assert destroyed(index, eighteen) == [ann.pk]


def test_and_those_that_it_would_have_ended_already_on_its_first_day(index, ann, agree):
    agree(date(2033, 9, 1), "reaches 19", "reaches 18")
    assert destroyed(index, date(2033, 8, 31)) == []
    assert destroyed(index, date(2033, 9, 1)) == [ann.pk]


READINGS = """---
id: haringey/childrens-index-readings
title: How the index is read
kind: readings
edition: {day}
under: haringey/childrens-index
words: words/children
---

**R1 On 9.1** A record must be destroyed on the day the person reaches {age}.
"""


def read(day, age):
    by = Membership.objects.filter(capacity=Capacity.GOVERNANCE_LEAD)[0]
    publish(words=(READINGS.format(day=day, age=age),), by=by, at=now())


def test_a_reading_that_ends_records_sooner_than_the_one_before_ends_those_that_are_there(index, members):
    read(timezone.localdate(now()), 22)
    ann = put(index, members[TRUST])
    read(date(2030, 1, 1), 20)
    assert destroyed(index, date(2035, 5, 1) - timedelta(days=1)) == []
    assert destroyed(index, date(2035, 5, 1)) == [ann.pk]


def test_a_text_that_ends_records_later_keeps_those_that_are_there(index, ann, agree):
    agree(date(2030, 1, 1), "reaches 19", "reaches 21")
    assert destroyed(index, date(2036, 5, 1) - timedelta(days=1)) == []
    assert destroyed(index, date(2036, 5, 1)) == [ann.pk]


def test_what_is_kept_longer_stays_so_whatever_a_later_text_says_of_how_long(index, members, ann, agree):
    ending.keep(longer=True, child=ann, by=members[TRUST], at=now())
    agree(timezone.localdate(now()), "reaches 25", "reaches 26")
    put(index, members[TRUST], school="Park School")
    assert destroyed(index, TWENTY_FIVE) == []
    assert destroyed(index, date(2041, 5, 1)) == [ann.pk]


def test_the_rows_of_one_child_end_together_on_the_last_of_their_days(index, members, ann):
    other = put(index, members[COUNCIL], birth_date="2015-05-02")
    other.refresh_from_db()
    assert other.first == ann.pk
    assert destroyed(index, NINETEEN) == []
    assert destroyed(index, NINETEEN + timedelta(days=1)) == [ann.pk]
    assert all(row.is_destroyed for row in Child.objects.all())


def test_without_a_birth_date_nothing_is_destroyed_by_itself(index, members):
    put(index, members[TRUST], birth_date="unknown")
    assert destroyed(index, date(2060, 1, 1)) == []


def test_nothing_of_it_is_left_that_can_be_read_or_found(index, members, ann):
    told = {"since": BORN, "by": members[TRUST], "at": now(), "key": uuid4()}
    involving.involve(child=ann, service="speech therapy", contact=Contact("Wilhelmina Zander"), **told)
    destroyed(index, NINETEEN)
    row = Child.objects.get(pk=ann.pk)
    for read in (lambda: row.details, lambda: Involvement.objects.get().details):
        with pytest.raises(Erased, match=r"clause 9\.1"):
            read()
    assert find(index, ANN).candidates == ()
    assert not MatchKey.objects.filter(child=ann.pk).exists()
    with pytest.raises(Gone):
        put(index, members[TRUST])


def test_a_copy_of_every_table_holds_no_word_number_or_key_of_it(index, members, ann):
    """What a backup made afterwards holds, read as whoever finds it would: every column of every row."""
    wrapped, keys = bytes(ann.wrapped), [str(key) for key in MatchKey.objects.values_list("key", flat=True)]
    last_day = ann.last_day
    before = whole_database()
    assert wrapped.hex() in before
    assert all(key in before for key in keys)
    destroyed(index, NINETEEN)
    after = whole_database()
    assert wrapped.hex() not in after
    assert [key for key in (*keys, str(last_day)) if key in after] == []
    for word in ANN.values():
        assert word not in after
        assert word.encode().hex() not in after


def whole_database():
    """As pg_dump would write it: each row of each table as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE ANY (%s)",
            [["children%", "keys%", "ledger%", "procrastinate%"]],
        )
        tables = [table for (table,) in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} AS t")
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def test_a_record_that_is_kept_longer_stays_so_while_its_birth_date_is_away(index, members):
    row = put(index, members[TRUST])
    ending.keep(longer=True, child=row, by=members[TRUST], at=now())
    kept = Child.objects.get(pk=row.pk).last_day
    put(index, members[TRUST], birth_date="")
    assert not list(destroy_due(index, at=night(TWENTY_FIVE)))  # without a birth date no day can be reckoned
    put(index, members[TRUST])
    assert Child.objects.get(pk=row.pk).last_day == kept
    assert not list(destroy_due(index, at=night(NINETEEN)))


def test_a_record_that_is_kept_longer_stays_so_while_another_says_the_birth_date(index, members):
    row = put(index, members[TRUST])
    ending.keep(longer=True, child=row, by=members[TRUST], at=now())
    put(index, members[TRUST], birth_date="")
    other = put(index, members[COUNCIL])
    assert Child.objects.get(pk=other.pk).first == row.pk
    assert destroyed(index, NINETEEN) == destroyed(index, TWENTY_FIVE - timedelta(days=1)) == []
    assert destroyed(index, TWENTY_FIVE) == [row.pk]
