"""`check` finds what is wrong with a text and shows the situation; a sound text has no finding at all."""

import time
from datetime import date
from pathlib import Path

import pytest

from sharewell.domain.examine import check
from sharewell.domain.reading import read_edition
from sharewell.domain.text import read_text

TEXTS = Path(__file__).parents[2] / "texts"

SOUND = """---
id: northshire/visits
title: Visits
kind: individual protocol
edition: 2006-01-01
---

**1** The kinds of organisation are:

- the police

The parties are:

- Northshire School
- Northshire Police

Northshire Police is the police. The purposes are:

- safety

**2** The levels of information, lowest first, are:

- basic
- full

Basic information is:

- name

Full information is:

- diary

**3** These are facts about the request:

- danger: the child is in danger; otherwise the child is in no danger. Ask: Is the child in danger?
- asked: the child was asked; otherwise the child was not asked. Ask: Was the child asked?

These are events:

- breach-found: find a breach; a breach is found; its party is the party that found it
- breach-told: tell the others; the others are told

**4** Basic information may be shared. Full information may be shared if the child is in danger or the child was asked.

**5** Information must not be shared for a purpose that is not in 1.

**6** The party that found it must tell the others within 5 working days of the day a breach is found.

**7** Full information must not be shared with anyone other than the police.
"""


def drafted(*sentences: str, source: str = SOUND):
    """The sound text with sentences added, from clause 20 on."""
    added = "".join(f"\n**{number}** {sentence}\n" for number, sentence in enumerate(sentences, start=20))
    return read_edition(read_text(source + added, name="draft.md"), [], on=date(2006, 1, 1))


def errors(*sentences: str) -> list[str]:
    return [str(problem) for problem in check(drafted(*sentences)).errors]


def warnings(*sentences: str) -> list[str]:
    return [str(problem) for problem in check(drafted(*sentences)).warnings]


def line_of(clause: int) -> int:
    return len(SOUND.splitlines()) + 2 + 2 * (clause - 20)


def only(found: list[str]) -> str:
    assert len(found) == 1, found
    return found[0]


def test_a_sound_text_has_no_finding():
    assert check(drafted()).all == ()


@pytest.mark.parametrize("path", sorted(TEXTS.rglob("*.md")), ids=lambda p: p.parts[-2])
def test_a_bundled_text_has_no_error(path):
    library = [read_text(p.read_text(), name=p.name) for p in TEXTS.rglob("*.md")]
    text = read_text(path.read_text(), name=path.name)
    assert check(read_edition(text, library, on=text.edition)).errors == ()


def test_a_bundled_protocol_is_checked_in_two_seconds():
    library = [read_text(p.read_text(), name=p.name) for p in TEXTS.rglob("*.md")]
    protocol = next(t for t in library if t.id == "haringey/children")
    edition = read_edition(protocol, library, on=protocol.edition)
    began = time.process_time()
    check(edition)
    assert time.process_time() - began < 2


def test_an_unreadable_sentence_is_an_error_with_its_clause_and_line():
    found = only(errors("Basic information might be shared."))
    assert found.startswith(f"northshire/visits, clause 20, line {line_of(20)}: “Basic information might be shared.”")


# --- sentences that cannot both be kept ------------------------------------------------------------------


def test_clauses_that_prevail_over_one_another_go_in_a_circle():
    found = errors("5 prevails over 7.", "7 prevails over 5.")
    assert "clause 20" in found[0]
    assert "clause 21" in found[1]
    assert "5 prevails over 7 prevails over 5" in found[0]


def test_a_longer_circle_is_found_too():
    found = errors("4 prevails over 5.", "5 prevails over 7.", "7 prevails over 4.")
    assert len(found) >= 3
    assert "4 prevails over 5 prevails over 7 prevails over 4" in found[0]


def test_an_order_without_a_circle_is_sound():
    assert errors("4 prevails over 5.", "5 prevails over 7.") == []


def test_two_periods_for_one_act_contradict_each_other():
    found = only(
        errors("The party that found it must tell the others within 10 working days of the day a breach is found.")
    )
    assert f"clause 20, line {line_of(20)}" in found
    assert "when a breach is found, 6 gives 5 working days and 20 gives 10 working days" in found


def test_the_same_period_twice_does_not_contradict():
    same = "The party that found it must tell the others within 5 working days of the day a breach is found."
    assert errors(same) == []


def test_periods_from_different_days_do_not_contradict():
    assert errors("The party that found it must tell the others within 9 days of the day the others are told.") == []


def test_a_duty_and_a_ban_on_the_same_party_contradict_each_other():
    found = only(errors("The party that found it must not take part when the others tell the others."))
    assert "clause 20" in found
    assert "by 6 the party that found it must tell the others" in found


def test_a_ban_on_another_act_is_sound():
    assert errors("The party that found it must not take part when the others find a breach.") == []


def test_waiting_for_approval_and_for_knowledge_contradict_each_other():
    found = only(
        errors(
            "Sharing under 4 waits until a designated manager approves it.",
            "Sharing under 4 waits until a designated manager is informed.",
        )
    )
    assert "refuse it by 20, and for one who only has to know of it by 21" in found


# --- what can never be shared ----------------------------------------------------------------------------


def test_a_permission_and_its_own_prohibition_contradict_each_other():
    found = only(
        errors(
            "Basic information may be shared with the police if the child is in danger.",
            "Basic information must not be shared if the child is in danger.",
        )
    )
    assert f"clause 20, line {line_of(20)}" in found
    assert "it can never let basic information if the child is in danger go against 21" in found


def test_a_prohibition_that_leaves_a_permission_some_room_is_sound():
    assert errors("Basic information must not be shared if the child is in danger.") == []


def test_one_alternative_that_never_opens_is_found_though_the_other_does():
    found = only(errors("Full information must not be shared if the child is in danger."))
    assert "clause 4" in found
    assert "it can never let full information if the child is in danger go against 7 and 20, whoever asks" in found


def test_a_level_that_never_opens_is_found_though_the_other_does():
    group = "The groups of levels are:\n\n- any: basic and full"
    found = only(
        errors(
            group,
            "Any information may be shared with Northshire School if the child is in danger.",
        )
    )
    assert "it can never let full information if the child is in danger go against 7" in found


def test_a_recipient_outside_the_parties_never_receives_unless_the_clause_prevails():
    outside = (
        "These organisations are named but are not parties:\n\n- Ministry of Works",
        "Information must not be shared with anyone other than a party.",
        "Basic information may be shared with the Ministry of Works if the child is in danger.",
    )
    assert "against 21" in only(errors(*outside))
    assert errors(*outside, "22 prevails over 21.") == []


def test_facts_that_cannot_both_be_so_open_nothing():
    found = only(errors("Basic information may be shared if the child is in danger and the child is in no danger."))
    assert "clause 20" in found


def test_information_without_a_basis_in_law_never_goes():
    found = errors("Information about one person must not be shared under a clause that rests on none of 6.")
    assert any("clause 4" in e and "against 20" in e for e in found)


def test_a_scope_that_leaves_everybody_out_closes_its_permissions():
    scope = "This text covers basic information about a person aged 0 to 19 if the child is in no danger."
    permission = "Basic information may be shared with the police if the child is in danger."
    assert "clause 21" in only(errors(scope, permission))


# --- warnings ------------------------------------------------------------------------------------------


def test_a_word_that_nothing_turns_on_is_a_warning_on_its_own_line():
    found = only(warnings("These are papers:\n\n- court order"))
    assert f"clause 20, line {line_of(20) + 2}" in found
    assert "the paper “court order” is declared and no sentence turns on it" in found


@pytest.mark.parametrize(
    ("declaration", "unused"),
    [
        ("These are records:\n\n- advice record", "the record “advice record”"),
        ("These are steps before sharing:\n\n- suppression", "the step “suppression”"),
        ("The kinds of organisation are:\n\n- a court", "the kind of organisation “a court”"),
        ("These are further purposes:\n\n- planning", "the purpose “planning”"),
        ("These are events:\n\n- met: meet; the parties meet", "the event “met”"),
        (
            "These are facts about the request:\n\n- late: it is late; otherwise it is early. Ask: Is it late?",
            "the fact “late”",
        ),
    ],
)
def test_each_sort_of_unused_word_is_told(declaration, unused):
    assert unused in only(warnings(declaration))


def test_a_used_word_is_not_told():
    assert (
        warnings(
            "These are papers:\n\n- court order", "Sharing under 4 needs a complete court order that names the item."
        )
        == []
    )


def test_shared_words_wait_for_whoever_needs_them():
    words = SOUND.replace("kind: individual protocol", "kind: words").partition("**4**")[0]
    assert check(drafted(source=words)).all == ()


def test_a_level_without_a_permission_is_received_by_nobody():
    source = SOUND.replace(" Full information may be shared if the child is in danger or the child was asked.", "")
    found = [str(p) for p in check(drafted(source=source)).warnings]
    assert any("nobody may ever receive diary" in warning and "clause 2" in warning for warning in found)


def test_an_item_that_every_permission_leaves_out_is_received_by_nobody():
    more = "Basic information is:\n\n- address"
    assert warnings(more) == []
    assert "nobody may ever receive address" in only(
        warnings(more, "Sharing under 4 is of nothing but name and diary.")
    )


def test_a_bearer_whom_no_event_brings_about_is_a_warning():
    event = "These are events:\n\n- audit-asked: ask for an audit; an audit is asked for; its party is the auditor"
    duty = "The auditor must tell the others within 2 weeks of the day a breach is found."
    found = only([w for w in warnings(event, duty) if "nobody comes to be" in w])
    assert "clause 21" in found
    assert "nobody comes to be the auditor" in found
    started = "The auditor must tell the others within 2 weeks of the day an audit is asked for."
    assert warnings(event, started) == []


def test_serious_harm_in_which_nothing_may_be_shared_is_told_with_the_people_it_leaves_out():
    way_out = "Where the child is in danger and this text refuses, the way out is 6."
    scope = "This text covers {} information about a person aged 0 to 17."
    both = (scope.format("basic"), scope.format("full"))
    assert "a person aged 18 or more" in only(warnings(*both, way_out))
    assert warnings(way_out) == []


def test_a_text_that_is_named_and_not_published_is_a_warning():
    source = SOUND.replace("edition: 2006-01-01", "edition: 2006-01-01\nunder: northshire/general")
    found = only([str(p) for p in check(drafted(source=source)).warnings])
    assert "northshire/general" in found


# --- duties that never start -----------------------------------------------------------------------------


def test_a_duty_that_a_lifted_wait_starts_needs_a_wait():
    follow_up = (
        "When 5 is met because the child is in danger, the holder must tell the others within 1 day of the disclosure."
    )
    assert f"line {line_of(20)}" in only(errors(follow_up))
    assert "no sentence of 5 makes sharing wait" in only(errors(follow_up))


def test_a_duty_that_a_paper_starts_needs_a_paper():
    follow_up = "A holder that gets a paper under 4 must tell the others by the day the paper names."
    assert "sharing under 4 needs no paper" in only(errors(follow_up))
