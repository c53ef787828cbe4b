"""The commands that need no database: decide, due, ask, check, coverage, map and forms.

Nothing here imports Django. Each command reads what it is given (`given`), asks the domain, and either prints JSON
for a machine or lines for a person (`printed`). What the input got wrong is a BadInput, which `cli.main` prints as
one line with exit code 2.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sharewell.project.commands import given, printed

if TYPE_CHECKING:
    from sharewell.domain.duties import DutyRun
    from sharewell.domain.examine import Covered
    from sharewell.domain.reading import Edition

Texts = Annotated[
    Path | None,
    typer.Option("--texts", envvar="SHAREWELL_TEXTS", help="The folder of texts, in place of the bundled ones."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a machine.")]
TextName = Annotated[str, typer.Argument(metavar="TEXT", help="The id of a text, or the path of its file.")]
File = Annotated[str, typer.Argument(help="A file that holds it in JSON; “-” or nothing for standard input.")]


def register(app: typer.Typer) -> None:
    for command in (check, coverage, decide, ask, due, forms):
        app.command()(command)
    app.command("map")(map_)


def check(text: TextName, texts: Texts = None, as_json: Json = False) -> None:
    """What is wrong with a text? The exit code is 1 where there are errors, which keep it from being published."""
    from sharewell.domain import examine

    edition = given.text_named(text, texts=texts)
    findings = examine.check(edition)
    if as_json:
        listed = {"errors": findings.errors, "warnings": findings.warnings}
        _print({"text": _text(edition)} | {key: [asdict(p) for p in problems] for key, problems in listed.items()})
    else:
        printed.show(printed.finding_lines(findings, edition))
    raise typer.Exit(1 if findings.errors else 0)


def coverage(
    text: TextName,
    every: Annotated[bool, typer.Option("--all", help="Also the texts that it stands under and builds on.")] = False,
    texts: Texts = None,
    as_json: Json = False,
) -> None:
    """How is each clause held: enforced, timed, recorded, or a note?"""
    from sharewell.domain import examine

    edition = given.text_named(text, texts=texts)
    covered = examine.coverage(edition, whole=every)
    if as_json:
        counts = {hold.value: count for hold, count in covered.counts.items()}
        _print({"text": _text(edition), "counts": counts, "clauses": [_covered(c) for c in covered.clauses]})
    else:
        printed.show(printed.coverage_lines(covered, edition))


def decide(file: File = given.STANDARD_INPUT, texts: Texts = None, as_json: Json = False) -> None:
    """May this be shared? Reads a request in JSON and answers it with the clauses."""
    from sharewell.domain.answer import to_json
    from sharewell.domain.request import read_request
    from sharewell.protocols.calendars import OnDemand
    from sharewell.protocols.library import bundled

    body = given.unwrapped(given.read_json(file), "request")
    library = bundled(texts)
    edition = given.named_edition(library, body, day="date")
    request, warnings = read_request(body, edition)
    decider = library.decider(edition.protocol.id, on=request.date)
    answer = decider.decide(request, OnDemand(edition.protocol.holidays), warnings)
    _print(to_json(answer)) if as_json else printed.show(printed.answer_lines(answer, edition))


def due(file: File = given.STANDARD_INPUT, texts: Texts = None, as_json: Json = False) -> None:
    """What is due from whom by when? Reads a case, that is a day and the events up to it, in JSON."""
    from sharewell.domain.duties import Clocks
    from sharewell.domain.happenings import read_case
    from sharewell.protocols.calendars import bank_holidays
    from sharewell.protocols.library import bundled

    body = given.unwrapped(given.read_json(file), "case")
    edition = given.named_edition(bundled(texts), body, day="on")
    on, happenings = read_case(body, edition)
    runs = Clocks(edition).duties(happenings, on, bank_holidays(edition.protocol.holidays))
    _print({"duties": [_duty(run) for run in runs]}) if as_json else printed.show(printed.duty_lines(runs, on))


def ask(
    protocol: TextName,
    on: Annotated[
        str, typer.Option("--on", help="The day of the decision, such as 2006-10-02; today if not given.")
    ] = "",
    texts: Texts = None,
    as_json: Json = False,
) -> None:
    """May I share? An interview: only the questions that matter, then the answer in sentences."""
    from sharewell.domain.answer import to_json
    from sharewell.domain.deciding.decide import Decider
    from sharewell.domain.request import read_day
    from sharewell.project.commands.interview import at_terminal, interview
    from sharewell.protocols.calendars import bank_holidays

    day = read_day(on, "--on") if on else date.today()  # the day where the person sits
    edition = given.protocol_in_force(protocol, texts=texts, on=day)
    holidays = bank_holidays(edition.protocol.holidays)
    answer = interview(Decider(edition), at_terminal(), on=day, bank_holidays=holidays)
    _print(to_json(answer)) if as_json else printed.show(printed.answer_lines(answer, edition))


def map_(protocol: TextName, texts: Texts = None, as_json: Json = False) -> None:
    """Each clause with its words, how they are read, and the tests that prove it; in Markdown."""
    from sharewell.project.commands.protocol_map import as_markdown, clause_rows

    edition = given.text_named(protocol, texts=texts)
    rows = clause_rows(edition)
    _print({"text": _text(edition), "clauses": rows}) if as_json else printed.show_markdown(as_markdown(edition, rows))


def forms(as_json: Json = False) -> None:
    """The drafting guide: every sentence that can be written, with an example; in Markdown."""
    from sharewell.domain import guide

    _print({"forms": guide.rows()}) if as_json else printed.show_markdown(guide.guide())


def _text(edition: Edition) -> dict[str, str]:
    text = edition.protocol
    return {"id": text.id, "edition": text.edition.isoformat(), "hash": text.hash}


def _covered(covered: Covered) -> dict[str, Any]:
    return {
        "clause": covered.clause,
        "text": covered.text,
        "title": covered.title,
        "class": covered.hold.value,
        "also": [hold.value for hold in covered.also],
        "attestations": [asdict(a) for a in covered.attestations],
    }


def _duty(run: DutyRun) -> dict[str, Any]:
    """A run of a clock in JSON: "done_on" and "matter" only where there is one, "due" null until it is planned."""
    stated = {
        "clause": run.clause,
        "bearer": run.bearer,
        "what": run.what,
        "starts_from": _iso(run.starts_from),
        "due": _iso(run.due),
        "state": run.state.value,
        "late": run.late,
        "why": run.why,
    }
    if run.done_on is not None:
        stated["done_on"] = _iso(run.done_on)
    if run.matter is not None:
        stated["matter"] = run.matter
    return stated


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _print(body: object) -> None:
    typer.echo(json.dumps(body, ensure_ascii=False, indent=2))
