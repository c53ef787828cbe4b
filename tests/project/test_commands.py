"""The commands that need no database, as a person at a terminal and a program behind a pipe meet them."""

import json
import re
import subprocess
import sys
from datetime import date

import pytest

from sharewell.domain import guide
from sharewell.domain.sentences import FORMS
from tests.project.commands import CHILDREN, COUNCIL, ROOT, case, read_once, request, run

# --- decide ---------------------------------------------------------------------------------------------


def test_decide_answers_a_request_from_standard_input_in_json():
    answer = run("decide", "--json", stdin=json.dumps(request())).json
    assert answer["outcome"] == "share-part"
    assert [item["item"] for item in answer["share"]] == ["name"]
    assert [item["what"] for item in answer["withhold"]] == ["attendance"]
    assert {"3.8", "4.4", "4.5"} <= set(answer["clauses"])


def test_decide_reads_a_file_and_a_request_beside_its_expected_answer(tmp_path):
    file = tmp_path / "request.json"
    file.write_text(json.dumps({"request": request(), "expected": {}}))
    assert run("decide", file, "--json").json == run("decide", "-", "--json", stdin=json.dumps(request())).json


def test_decide_tells_a_person_in_sentences_with_clauses():
    said = run("decide", stdin=json.dumps(request())).out
    assert said.startswith("Share part of it.")
    assert "name: 3.8(b) lets it go" in said
    assert "case notes (attendance): 4.4 would let it go if" in said
    assert "disclosure record" in said


def test_decide_names_what_is_not_known():
    answer = run("decide", "--json", stdin=json.dumps(request(consents=None, facts={}))).json
    assert answer["outcome"] == "ask"
    assert answer["questions"]


def test_decide_takes_texts_from_a_folder(tmp_path):
    for text in (ROOT / "texts").rglob("*.md"):
        (tmp_path / f"{len(list(tmp_path.iterdir()))}.md").write_text(
            text.read_text().replace("aged 0 to 19", "aged 0 to 6")
        )
    older = run("decide", "--texts", tmp_path, "--json", stdin=json.dumps(request())).json
    assert older["outcome"] == "refuse"
    assert "2.1" in older["clauses"]


def test_control_characters_of_a_request_never_reach_the_terminal():
    said = run("decide", stdin=json.dumps(request(items=[{"item": "name", "what": "\x1b[2J\x07"}])))
    assert said.code == 0
    assert "\x1b" not in said.out
    assert "\x1b" not in run("decide", "\x1b[2J.json").err


# --- due ------------------------------------------------------------------------------------------------


def test_due_reckons_each_clock_of_a_case():
    (duty,) = run("due", "--json", stdin=json.dumps(case())).json["duties"]
    assert duty.pop("why")
    assert duty == {
        "clause": "6.1",
        "bearer": COUNCIL,
        "what": "report the breach to the other parties",
        "starts_from": "2006-12-18",
        "due": "2006-12-27",
        "state": "late",
        "late": True,
    }


def test_due_says_what_was_done_and_in_which_matter():
    events = [
        {"event": "breach-identified", "date": "2006-12-18", "party": COUNCIL, "matter": "B1"},
        {"event": "breach-reported", "date": "2006-12-27", "matter": "B1"},
    ]
    (duty,) = run("due", "--json", stdin=json.dumps({"case": case(events=events)})).json["duties"]
    assert (duty["state"], duty["late"], duty["done_on"], duty["matter"]) == ("done", False, "2006-12-27", "B1")


def test_due_tells_a_person_who_must_do_what_by_when():
    said = run("due", stdin=json.dumps(case())).out
    assert said.startswith("LATE  due 27 December 2006  6.1")
    assert f"{COUNCIL} must report the breach" in said


def test_due_says_so_when_nothing_was_started():
    assert run("due", stdin=json.dumps(case(events=[]))).out == "Nothing was started by 12 January 2007.\n"


# --- check and coverage -----------------------------------------------------------------------------------


def test_check_of_a_sound_text_exits_0():
    result = run("check", CHILDREN)
    assert result.code == 0
    assert "0 errors" in result.out
    assert run("check", CHILDREN, "--json").json["errors"] == []


def test_check_of_a_text_with_an_error_exits_1_and_says_where(tmp_path):
    source = (ROOT / "texts/haringey/children/2006-09-01.md").read_text()
    draft = tmp_path / "draft.md"
    draft.write_text(source.replace("must not be shared with anyone", "must not be shred with anyone"))
    result = run("check", draft)
    assert result.code == 1
    line = next(number for number, words in enumerate(draft.read_text().splitlines(), 1) if "be shred" in words)
    assert f"error: {CHILDREN}, clause 7.3, line {line}: " in result.out
    (error,) = run("check", draft, "--json").json["errors"]
    assert (error["clause"], error["line"]) == ("7.3", line)


def test_a_draft_is_checked_in_the_place_of_its_published_edition(tmp_path):
    draft = tmp_path / "draft.md"
    draft.write_text((ROOT / "texts/haringey/children/2006-09-01.md").read_text())
    assert run("check", draft, "--json").json == run("check", CHILDREN, "--json").json


def test_coverage_lists_every_clause_and_counts_the_four_classes_apart():
    body = run("coverage", CHILDREN, "--json").json
    assert sum(body["counts"].values()) == len(body["clauses"])
    assert list(body["counts"]) == ["enforced", "timed", "recorded", "note"]
    review = next(c for c in body["clauses"] if c["clause"] == "5.2")
    assert review["class"] == "recorded"
    assert review["attestations"] == [
        {"who": "the parties", "what": "who reviews the protocol", "when": "at all times"}
    ]
    said = run("coverage", CHILDREN).out
    assert "the parties, at all times: who reviews the protocol" in said
    assert said.endswith("note.\n")


def test_coverage_of_all_texts_names_the_law_too():
    body = run("coverage", CHILDREN, "--all", "--json").json
    assert "law/england-2006" in {clause["text"] for clause in body["clauses"]}


# --- map and forms ----------------------------------------------------------------------------------------


def test_the_map_leads_from_each_clause_to_its_words_its_reading_and_its_tests():
    clauses = {row["clause"]: row for row in run("map", CHILDREN, "--json").json["clauses"]}
    breach = clauses["6.1"]
    assert "within 5 working days" in breach["sentences"][0]["words"]
    assert breach["sentences"][0]["form"] == "duty"
    assert breach["sentences"][0]["reading"]
    assert breach["tests"]
    assert "## 6.1 Telling the others" in run("map", CHILDREN).out


def test_the_drafting_guide_holds_every_form_with_its_example():
    said = run("forms").out
    rows = run("forms", "--json").json["forms"]
    assert [row["name"] for row in rows] == [form.name for form in FORMS]
    for row in rows:
        assert row["pattern"] in said
        assert row["example"].splitlines()[0] in said
        assert all(row["blanks"].values())


def test_the_printed_guide_is_not_stale():
    printed = (ROOT / "docs/guides/drafting.md").read_text()
    assert printed.rstrip("\n") == guide.guide().rstrip("\n"), "run: sharewell forms > docs/guides/drafting.md"


# --- ask ------------------------------------------------------------------------------------------------

OPENING = ["1", "2", "safeguarding", "yes", "name, case notes"]


def asked(*answers):
    return run("ask", CHILDREN, "--on", "2006-10-02", "--json", stdin="\n".join([*OPENING, *answers, ""]))


def test_ask_puts_only_questions_that_matter_and_then_answers():
    result = asked("1999-05-01", *["yes"] * 8)
    assert result.code == 0
    assert result.json["outcome"] != "ask"
    assert "date of birth" in result.err
    assert "section 129" not in result.err


def test_ask_takes_a_second_try_at_an_answer_it_cannot_read():
    result = asked("last May", "1999-05-01", "perhaps", *["yes"] * 8)
    assert result.code == 0
    assert "“last May” is no date" in result.err
    assert "“perhaps” is none of these" in result.err


def test_ask_leaves_open_what_is_not_known():
    result = asked("not known", *["not known"] * 12)
    assert result.code == 0
    assert result.json["outcome"] == "ask"


def test_answers_that_end_too_soon_are_bad_input():
    result = asked("1999-05-01")
    assert result.code == 2
    assert result.out == ""
    assert result.err.splitlines()[-1].startswith("the answers end before this question: ")


# --- bad input ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stdin", "said"),
    [
        ("", "it is empty"),
        ("{", "line 1: it is not JSON"),
        (b"\xff\xfe", "not text in UTF-8"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "expected an object in braces"),
        ("{}", "“protocol” is not stated"),
        ('{"protocol": 1, "date": "2006-10-02"}', "protocol: expected the id"),
        ('{"protocol": "a", "protocol": "b"}', "“protocol” is stated twice"),
        ('{"protocol": "\\ud800"}', "not text in UTF-8"),
        ("9" * 5000, "standard input"),
        (json.dumps(request(protocol="haringey/child")), "nearest: haringey/children"),
        (json.dumps(request(date="2 October")), "“2 October” is no date"),
        (json.dumps(request(date="1999-01-01")), "no edition of haringey/children is in force"),
        (json.dumps(request(holder="Northshire")), "“Northshire” is not a party"),
        (json.dumps(request(items=[])), "items: the list is empty"),
        (json.dumps(request(facts={"told": "yes"})), "facts.told: expected true or false"),
        (json.dumps({k: v for k, v in request().items() if k != "purpose"}), "does not state “purpose”"),
    ],
)
def test_a_request_that_cannot_be_read_is_one_clear_line(stdin, said):
    result = run("decide", stdin=stdin)
    assert result.is_refused(), result
    assert said in result.err


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"on": "soon"}, "“soon” is no date"),
        ({"events": {}}, "expected a list"),
        ({"events": [{"event": "breach-identifed", "date": "2006-12-18"}]}, "nearest: breach-identified"),
        ({"events": [{"event": "breach-identified"}]}, "events[0].date"),
    ],
)
def test_a_case_that_cannot_be_read_is_one_clear_line(changes, said):
    result = run("due", stdin=json.dumps(case(**changes)))
    assert result.is_refused(), result
    assert said in result.err


@pytest.mark.parametrize("command", ["decide", "due"])
@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("no-such-file.json", "no such file"),
        (".", "is a directory"),
        ("a\0b", "could not be read"),
        ("/dev/zero", "bytes; split it"),
        (sys.executable, "not text in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_line(command, file, said):
    result = run(command, file)
    assert result.is_refused(), result
    assert said in result.err


@pytest.mark.parametrize("command", ["check", "coverage", "map", "ask"])
@pytest.mark.parametrize("text", ["haringey/childern", "no-such-file.md", "/dev/null", "", "x" * 5000])
def test_a_text_that_is_not_there_is_one_clear_line(command, text):
    result = run(command, text)
    assert result.is_refused(), result


def test_a_folder_of_texts_that_is_not_there_is_one_clear_line(tmp_path):
    result = run("check", CHILDREN, "--texts", tmp_path / "nowhere")
    assert result.is_refused(), result
    assert "no such folder" in result.err


def test_a_text_with_an_unreadable_sentence_decides_nothing(tmp_path):
    for text in (ROOT / "texts").rglob("*.md"):
        (tmp_path / f"{len(list(tmp_path.iterdir()))}.md").write_text(
            text.read_text().replace("be shared with anyone", "be shred")
        )
    result = run("decide", "--texts", tmp_path, stdin=json.dumps(request()))
    assert result.is_refused(), result
    assert "clause 7.3" in result.err


def test_a_reader_that_goes_away_early_is_no_error_of_ours():
    script = [sys.executable, "-c", "from sharewell.project.cli import main; main()", "forms"]
    with subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.read(1)
        process.stdout.close()
        said = process.stderr.read()
    assert process.returncode in (0, 1)
    assert said == b""


# --- what the program may not know --------------------------------------------------------------------------


def test_the_program_knows_no_protocol_no_clause_and_no_organisation():
    source = {p: p.read_text() for p in (ROOT / "src").rglob("*.py")}
    texts = read_once().texts
    edition = read_once().edition(CHILDREN, on=date(2006, 10, 2))
    names = {*edition.known.organisations, "Haringey", *(t.id for t in texts if t.kind != "words")}
    for path, code in source.items():
        for name in names:
            assert name.casefold() not in code.casefold(), (path, name)
        assert not re.search(r"\bS(0[1-9]|1\d|2\d)[ab]?\b|\bX\d{1,2}\b", code), path
