"""Each clause is held in exactly one way, and none of those that bind somebody is held less than it should be."""

from datetime import date
from pathlib import Path

import pytest

from sharewell.domain.examine import coverage
from sharewell.domain.reading import NotPublishable, read_edition
from sharewell.domain.sentences import Hold
from sharewell.domain.text import read_text

from .test_check import drafted

TEXTS = Path(__file__).parents[2] / "texts"
LIBRARY = [read_text(path.read_text(), name=path.name) for path in sorted(TEXTS.rglob("*.md"))]


def clauses(listed: str) -> list[str]:
    return listed.split()


# What each clause of the children protocol asks for: something the service enforces or times, or an attestation.
KEPT = clauses("""
    1 2.1 2.2 2.3 3.6 3.7 3.8 3.8(a) 3.8(b) 3.9
    4.1 4.2 4.3 4.4 4.5(i) 4.5(ii) 4.5(iii) 4.5(iv)(a) 4.5(iv)(b) 4.6 4.7 4.8
    5.1 5.3 5.5 5.9 5.11 5.12
    6.1 6.2 6.3 6.4 6.6
    7.3 7.4 8.3
    11.1(a) 11.1(b) 11.1(e) 11.1(g) 11.2 12.1 12.2 13
""")
ATTESTED = clauses("""
    5.2 5.4 5.7 5.8 5.10 5.13 5.14 6.5 7.2 8.1 8.2 10(i) 10(ii) 11.1 11.1(c) 11.1(d) 11.1(f)
""")
ATTESTED_TOO = clauses("4.3 11.2 12.1 12.2")
READ_BY_PEOPLE = clauses("3.1 3.2 3.3 3.4 3.5 4.5 4.5(iv) 5.6 7.1 9 10")


@pytest.fixture(scope="module")
def children():
    protocol = next(text for text in LIBRARY if text.id == "haringey/children")
    return read_edition(protocol, LIBRARY, on=date(2006, 9, 1))


def test_every_clause_is_listed_once(children):
    listed = [covered.clause for covered in coverage(children).clauses]
    assert sorted(listed) == sorted({clause.number for clause in children.protocol.clauses})
    assert sorted(listed) == sorted(KEPT + ATTESTED + READ_BY_PEOPLE)


@pytest.mark.parametrize("clause", KEPT)
def test_what_the_service_can_keep_it_enforces_or_times(children, clause):
    assert coverage(children).of(clause).hold in (Hold.ENFORCED, Hold.TIMED)


@pytest.mark.parametrize("clause", ATTESTED)
def test_what_people_must_do_is_attested_by_somebody_at_some_time(children, clause):
    covered = coverage(children).of(clause)
    assert covered.hold is Hold.RECORDED
    assert covered.attestations
    for attestation in covered.attestations:
        assert attestation.who
        assert attestation.when == "at all times" or attestation.when.startswith("when ")


@pytest.mark.parametrize("clause", ATTESTED_TOO)
def test_a_clause_has_its_strongest_class_and_says_what_is_attested_too(children, clause):
    covered = coverage(children).of(clause)
    assert Hold.RECORDED in covered.also
    assert covered.attestations


@pytest.mark.parametrize("clause", READ_BY_PEOPLE)
def test_what_binds_nobody_is_a_note_even_where_its_parts_are_kept(children, clause):
    assert coverage(children).of(clause).hold is Hold.NOTE


def test_the_four_are_counted_apart(children):
    counts = coverage(children).counts
    assert list(counts) == list(Hold)
    assert sum(counts.values()) == len(children.protocol.clauses)
    assert counts[Hold.RECORDED] == len(ATTESTED)
    assert counts[Hold.NOTE] == len(READ_BY_PEOPLE)


def test_the_whole_bundle_lists_every_text_each_clause_under_its_own(children):
    listed = coverage(children, whole=True).clauses
    assert {covered.text for covered in listed} == {text.id for text in children.texts}
    assert len(listed) == sum(len(text.clauses) for text in children.texts)


def test_a_definition_is_a_note_until_a_rule_turns_on_its_word():
    paper = "These are papers:\n\n- court order"
    rule = "Sharing under 4 needs a complete court order that names the item."
    assert coverage(drafted(paper)).of("20").hold is Hold.NOTE
    assert coverage(drafted(paper, rule)).of("20").hold is Hold.ENFORCED


def test_a_text_with_an_unreadable_sentence_has_no_coverage_to_show():
    with pytest.raises(NotPublishable, match="clause 20"):
        coverage(drafted("Basic information might be shared."))
