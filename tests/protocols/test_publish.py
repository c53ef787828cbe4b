"""A text is published by one door, whole, and stays as it is."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from sharewell.domain.reading import NotPublishable
from sharewell.partners.models import Capacity
from sharewell.protocols.actions import publish, publish_bundled
from sharewell.protocols.library import bundled
from sharewell.protocols.locked import RowLocked
from sharewell.protocols.models import Edition
from sharewell.protocols.queries import library
from tests.protocols.vale import NOW, PROTOCOL, UNREAD, WORDS, later


def put(*words, by, **more):
    return publish(words=words, by=by, at=NOW, **more)


def refusal(*words, by, **more):
    with pytest.raises(NotPublishable) as refused:
        put(*words, by=by, **more)
    return refused.value.problems


def raw_insert(words, *, by, text_id="vale/children", edition="2020-01-01", told_hash=None):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO protocols_edition (text_id, edition, words, hash, agreed, published_by_id, published_at) "
            "VALUES (%s, %s, %s, coalesce(%s, encode(sha256(convert_to(%s, 'UTF8')), 'hex')), '{}', %s, now())",
            [text_id, edition, words, told_hash, words, by.pk],
        )


def test_a_published_text_decides_at_once(lead):
    put(WORDS, PROTOCOL, by=lead)
    assert library().decider("vale/children", on=date(2020, 6, 1)).edition.protocol.title == "Children of the Vale"


def test_its_bytes_stay_as_they_are(lead):
    words = PROTOCOL.replace("\n", "\r\n") + "\n\n  \n"
    put(WORDS, words, by=lead)
    assert Edition.objects.get(text_id="vale/children").words == words


def test_the_same_words_again_change_nothing(lead):
    first = put(WORDS, PROTOCOL, by=lead)
    assert put(WORDS, PROTOCOL, by=lead) == first
    assert Edition.objects.count() == 2


DRAFTING = (Capacity.GOVERNANCE_LEAD, Capacity.PROTOCOL_OWNER)


@pytest.mark.parametrize("capacity", [c for c in Capacity if c not in DRAFTING])
def test_only_who_looks_after_protocols_publishes(capacity, member):
    with pytest.raises(PermissionDenied):
        put(WORDS, by=member(capacity))
    assert not Edition.objects.exists()


def test_an_unread_sentence_is_refused_with_its_clause_and_line(lead):
    (problem,) = refusal(WORDS, UNREAD, by=lead)
    assert (problem.text, problem.clause, problem.line) == ("vale/children", "3.1", 33)


def test_nothing_is_published_where_one_of_several_is_refused(lead):
    refusal(WORDS, UNREAD, by=lead)
    assert not Edition.objects.exists()


def test_other_words_for_the_same_edition_are_refused(lead):
    put(WORDS, PROTOCOL, by=lead)
    (problem,) = refusal(PROTOCOL.replace("5 working", "6 working"), by=lead)
    assert "2020-01-01" in problem.message
    assert Edition.objects.count() == 2


def test_two_texts_sent_together_cannot_be_the_same_edition(lead):
    assert refusal(WORDS, WORDS + "\n", by=lead)


def test_a_change_that_breaks_what_builds_on_it_is_refused(lead):
    put(WORDS, PROTOCOL, by=lead)
    without = later(WORDS, "2021-01-01").replace("in-danger: the child is in danger;", "in-danger: it burns;")
    (problem,) = refusal(without, by=lead)
    assert (problem.text, problem.clause) == ("vale/children", "2.1")


def test_a_change_waits_for_what_the_text_in_force_asks_first(lead):
    put(WORDS, PROTOCOL, by=lead)
    changed = later(PROTOCOL, "2020-06-01").replace("5 working", "6 working")
    (problem,) = refusal(changed, by=lead)
    assert problem.clause == "4.1"
    assert refusal(changed, by=lead, agreed={"change-agreed": date(2020, 6, 2)})
    put(changed, by=lead, agreed={"change-agreed": date(2020, 6, 1)})
    assert library().text("vale/children", on=date(2020, 5, 31)).edition == date(2020, 1, 1)
    assert library().text("vale/children", on=date(2020, 6, 1)).edition == date(2020, 6, 1)


def test_an_area_without_a_calendar_is_refused(lead):
    (problem,) = refusal(WORDS, PROTOCOL.replace("GB/ENG", "GB/Atlantis"), by=lead)
    assert "GB/Atlantis" in problem.message


@pytest.mark.parametrize("name", ["children", "Vale/Children", "vale//x", "../vale", "vale/" + "x" * 96])
def test_an_id_must_be_fit_for_an_address(name, lead):
    assert refusal(WORDS.replace("id: vale/words", f"id: {name}"), by=lead)


@pytest.mark.parametrize("words", ["", "---", WORDS + "\0", "x" * 300_001, WORDS.replace("kind: words", "kind: spell")])
def test_what_is_no_text_is_refused(words, lead):
    (problem,) = refusal(words, by=lead)
    assert problem.line >= 1


def test_the_bundled_texts_are_published_once(lead):
    new = publish_bundled(by=lead, at=NOW)
    assert {row.text_id for row in new} == {text.id for text in bundled().texts}
    assert publish_bundled(by=lead, at=NOW) == []


# Every other door


def test_a_row_cannot_be_saved_changed_or_removed(lead):
    (row,) = put(WORDS, by=lead)
    row.words = UNREAD
    doors = [
        row.save,
        row.delete,
        Edition(text_id="vale/children", edition=NOW, words=UNREAD, hash="", published_by=lead, published_at=NOW).save,
        lambda: Edition.objects.create(text_id="x", edition=NOW, published_by=lead, published_at=NOW),
        lambda: Edition.objects.bulk_create([Edition()]),
        lambda: Edition.objects.bulk_update([row], ["words"]),
        lambda: Edition.objects.update(words=UNREAD),
        lambda: Edition.objects.all().delete(),
        lambda: Edition.objects.update_or_create(text_id="vale/words", defaults={"words": UNREAD}),
        lambda: Edition.objects.get_or_create(text_id="x", edition=NOW, published_by=lead, published_at=NOW),
        lambda: Edition._base_manager.update(words=UNREAD),
    ]
    for door in doors:
        with pytest.raises(RowLocked):
            door()
    assert [(r.text_id, r.words) for r in Edition.objects.all()] == [("vale/words", WORDS)]


def test_an_unreadable_text_inserted_past_every_door_decides_nothing(lead):
    put(WORDS, by=lead)
    raw_insert(UNREAD, by=lead)
    with pytest.raises(NotPublishable):
        library().decider("vale/children", on=date(2020, 6, 1))


def test_a_row_that_is_not_the_text_it_says_holds_nobody(lead):
    put(WORDS, PROTOCOL, by=lead)
    raw_insert(later(PROTOCOL, "2021-01-01"), by=lead, edition="2022-01-01")
    raw_insert("no text at all", by=lead, text_id="vale/other")
    assert {(t.id, t.edition) for t in library().texts} == {
        ("vale/words", date(2020, 1, 1)),
        ("vale/children", date(2020, 1, 1)),
    }


def test_the_database_refuses_a_hash_that_is_not_that_of_the_words(lead):
    with pytest.raises(IntegrityError), transaction.atomic():
        raw_insert(UNREAD, by=lead, told_hash="0" * 64)
    (row,) = put(WORDS, by=lead)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE protocols_edition SET words = words || ' ' WHERE id = %s", [row.pk])
