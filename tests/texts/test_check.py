"""Errors planted in copies of our own texts: each is reported with its clause and line, and none can be published."""

from datetime import date

import pytest

from sharewell.domain.examine import check
from sharewell.domain.reading import NotPublishable, read_edition
from sharewell.domain.text import Problem, read_text
from tests.clauses.asking import TEXTS

CHILDREN = "haringey/children/2006-09-01.md"
READINGS = "haringey/readings/2006-09-01.md"
WORDS = "words/children/2006-01-01.md"


def edition_with(file: str, old: str, new: str):
    """The children protocol, with one passage of a file replaced; and the line where the passage begins."""
    sources = {str(p.relative_to(TEXTS)): p.read_text(encoding="utf-8") for p in TEXTS.rglob("*.md")}
    assert sources[file].count(old) == 1, f"the passage stands {sources[file].count(old)} times"
    line = sources[file][: sources[file].index(old)].count("\n") + 1
    sources[file] = sources[file].replace(old, new)
    texts = {name: read_text(source, name=name) for name, source in sources.items()}
    return read_edition(texts[CHILDREN], texts.values(), on=date(2006, 10, 2)), line


def test_our_texts_have_no_error():
    for protocol in (CHILDREN, "haringey/crime-and-disorder/2009-11-05.md"):
        texts = [read_text(p.read_text(encoding="utf-8"), name=p.name) for p in TEXTS.rglob("*.md")]
        text = read_text((TEXTS / protocol).read_text(encoding="utf-8"), name=protocol)
        assert check(read_edition(text, texts, on=date(2009, 12, 1))).errors == ()


AUDIT = "Each party must keep on record each audit of the protocol."
CONSENT = "and the child has explicitly\nconsented to it."
MEETING = "The parties must meet to discuss the breach and agree what follows within"
WORKING = "\nworking days of the day a breach"

PLANTED = {
    # What is planted: the file, the passage, what stands there instead, the clause, and what is said of it.
    "a typo": (CHILDREN, "By whom** The parties must keep", "By whom** The parties must kepe", "5.2", "kepe"),
    "a broken reference": (CHILDREN, "not in 3.6", "not in 3.16", "4.8", "clause 3.16 does not exist"),
    "an undefined word": (CHILDREN, "needs urgent\nmedical treatment.", "needs urgent\nhelp.", "4.5(ii)", "help"),
    "a duty without bearer": (CHILDREN, MEETING, "A meeting must be held within", "6.3", "begin with who must"),
    "an unknown bearer": (CHILDREN, "The suffering party must notify", "The loser must notify", "11.1(a)", "loser"),
    "a lost full stop": (CHILDREN, "not need must not be shared.", "not need must not be shared", "3.8", "full stop"),
    "mixed and with or": (
        CHILDREN,
        CONSENT,
        CONSENT.replace("it.", "it or the child may harm someone else."),
        "4.4",
        "both “and” and “or”",
    ),
    "an unknown item": (READINGS, "of nothing but address", "of nothing but adress", "R12", "nearest: address"),
    "a doubled clause number": (CHILDREN, "**4.7 Reasons**", "**4.6 Reasons**", "4.6", "like the one on line"),
    "a word defined twice": (CHILDREN, "- trace clients", "- track interventions", "3.6", "defined already"),
    "a passive": (CHILDREN, AUDIT, "Each audit must be kept on record.", "5.7", "begin with who must"),
    "a number that is none": (CHILDREN, "within 5" + WORKING, "within a few" + WORKING, "6.1", "a few"),
    "a list that is missing": (
        CHILDREN,
        "\n- originating organisation\n- key contact\n",
        "",
        "3.8(a)",
        "no list follows",
    ),
    "a sentence in no clause": (CHILDREN, "**2.3 Changes** No", "# Changes\n\nNo", "", "no numbered clause"),
    "a law set aside": (READINGS, "4.5 prevails over 4.3.", "4.5 prevails over DPA4.", "R11", "stands above"),
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_a_planted_error_is_reported_with_clause_and_line(planted):
    file, old, new, clause, told = planted
    edition, line = edition_with(file, old, new)
    found = check(edition).errors
    assert any(reported(p, clause, line, told) for p in found), [str(p) for p in found]
    with pytest.raises(NotPublishable):
        edition.whole()


def reported(problem: Problem, clause: str, line: int, told: str) -> bool:
    # A passage may begin on the line before the one that is wrong, or on the one before a sentence's own.
    return problem.clause == clause and abs(problem.line - line) <= 2 and told in str(problem)


def test_a_sentence_that_fits_two_forms_is_reported(monkeypatch):
    """No sentence fits two forms of our table; one that did would name both."""
    from sharewell.domain import reading

    doubled = next(form for form in reading.FORMS if form.name == "not needed")
    monkeypatch.setattr(reading, "FORMS", (*reading.FORMS, doubled))
    edition, line = edition_with(
        CHILDREN, "An item that the requester does not need", "An item that the requester does not need"
    )
    (problem,) = edition.problems
    assert (problem.clause, problem.line) == ("3.8", line)
    assert "more than one form, “not needed” and “not needed”" in str(problem)


@pytest.mark.parametrize(
    ("old", "new", "clause"),
    [
        # The same act, from the same day, in two times.
        (
            "**6.6 Minutes** The parties",
            "**6.7 Minutes again** The parties must circulate the minutes with the action agreed within 3 working days "
            "of the day the parties\nmeet about the breach.\n\n**6.6 Minutes** The parties",
            "6.7",
        ),
        # Allowed and forbidden in one situation.
        (
            "**4.8 No other use** Information",
            "**4.9 Never** Personal information must not be shared if the child needs urgent medical treatment.\n\n"
            "**4.8 No other use** Information",
            "4.9",
        ),
        # Each sets the other aside.
        (
            "**4.8 No other use** Information",
            "**4.9 Order** 4.3 prevails over 4.5.\n\n**4.8 No other use** Information",
            "4.9",
        ),
    ],
    ids=["two clocks", "allowed and forbidden", "each prevails over the other"],
)
def test_a_contradictory_pair_is_reported_with_both_clauses(old, new, clause):
    edition, _ = edition_with(CHILDREN, old, new)
    assert edition.problems == ()
    errors = [str(p) for p in check(edition).errors]
    assert any(clause in error for error in errors), errors
