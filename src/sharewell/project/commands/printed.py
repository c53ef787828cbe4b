"""What the commands say to a person. Each function yields lines; `show` prints them, styled at a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sharewell.domain.answer import Answer, ItemAnswer, Outcome, State
from sharewell.domain.duties import DutyRun, DutyState
from sharewell.domain.examine import Coverage, Findings, Severity
from sharewell.domain.reading import Edition
from sharewell.domain.sentences import Hold


@dataclass(frozen=True, slots=True)
class Line:
    words: str
    style: str = ""
    indent: int = 0


BLANK = Line("")


def show(lines: Iterable[Line]) -> None:
    """Print to standard output; at a terminal styled and wrapped at words, else plain and never wrapped."""
    if not sys.stdout.isatty():
        sys.stdout.writelines(f"{' ' * line.indent}{_printable(line.words)}\n" for line in lines)
        sys.stdout.flush()  # a reader that has gone away is noticed here, where it is handled
        return
    from rich.console import Console  # only here: loading it takes longer than a decision
    from rich.padding import Padding
    from rich.text import Text

    console = Console(highlight=False)
    for line in lines:
        console.print(Padding(Text(_printable(line.words), line.style), (0, 0, 0, line.indent), expand=False))


def show_markdown(words: str) -> None:
    """Markdown as it is, or laid out at a terminal."""
    if not sys.stdout.isatty():
        sys.stdout.write(words if words.endswith("\n") else f"{words}\n")
        sys.stdout.flush()
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(words))


def _printable(words: str) -> str:
    """Words of a request may hold control characters, which a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in words)


_OUTCOMES = {
    Outcome.SHARE: ("Yes, share it.", "bold green"),
    Outcome.SHARE_PART: ("Share part of it.", "bold green"),
    Outcome.REFER: ("A designated manager must see this first.", "bold yellow"),
    Outcome.RETURN: ("Not yet: something must be supplied or done first.", "bold yellow"),
    Outcome.REFUSE: ("No, do not share it.", "bold red"),
    Outcome.ASK: ("It turns on what is not known yet.", "bold yellow"),
}
_STATES = (
    ((State.OPEN,), "May go now"),
    ((State.WAITING,), "Waits for a designated manager"),
    ((State.NEED, State.CLOSED), "May not go"),
)


def answer_lines(answer: Answer, edition: Edition) -> Iterator[Line]:
    yield Line(*_OUTCOMES[answer.outcome])
    for states, title in _STATES:
        yield from _section(title, [f"{_item(i, edition)}: {i.because}" for i in answer.of(*states)])
    yield from _section("Answer first", [q.ask for q in answer.questions])
    yield from _section("Supply or do first", [need_words(need, edition) for need in answer.needs])
    yield from _section("Goes with it", [edition.known.carried[c].phrase for c in answer.carries])
    yield from _section("Put on record", [edition.known.records[r].phrase for r in answer.records])
    yield from _section(
        "Then", [f"{f.what}{f' by {day(f.due)}' if f.due else ''} ({f.clause})" for f in answer.follow_up]
    )
    yield from _section("What would change this", [f"{c.change} ({', '.join(c.clauses)})" for c in answer.would_change])
    yield from _section("A refusal may be taken to", list(answer.escalate))
    yield from _section("Mind", list(answer.warnings))
    yield from _section("Law", list(answer.law))
    yield BLANK
    yield Line(f"Clauses: {', '.join(answer.clauses) or 'none'}", "dim")
    yield Line(f"{answer.protocol}, edition of {day(answer.edition)}, {answer.hash[:12]}", "dim")


def need_words(code: str, edition: Edition) -> str:
    """What is needed first, in the text's words: a paper, a step, a fact that must be so."""
    known = edition.known
    for table in (known.papers, known.steps):
        if code in table:
            return table[code].phrase
    return known.facts[code].yes if code in known.facts else code


def _item(item: ItemAnswer, edition: Edition) -> str:
    known = edition.known
    names = {code: i.name for code, i in known.items.items()} | {code: c.phrase for code, c in known.carried.items()}
    name = names.get(item.item, item.item)
    return f"{name} ({item.what})" if item.what else name


def _section(title: str, entries: Sequence[str]) -> Iterator[Line]:
    if entries:
        yield BLANK
        yield Line(title, "bold")
        yield from (Line(entry, indent=2) for entry in entries)


_DUTY_STYLES = {DutyState.LATE: "bold red", DutyState.OPEN: "", DutyState.DONE: "dim"}


def duty_lines(runs: Sequence[DutyRun], on: date) -> Iterator[Line]:
    if not runs:
        yield Line(f"Nothing was started by {day(on)}.")
    for run in sorted(runs, key=lambda run: run.state is DutyState.DONE):
        due = f"due {day(run.due)}" if run.due else "no day is planned yet"
        done = f", done {day(run.done_on)}" if run.done_on else ""
        state = "done late" if run.late and run.done_on else run.state.value
        matter = f" [{run.matter}]" if run.matter else ""
        yield Line(f"{state.upper()}  {due}{done}  {run.clause}{matter}", _DUTY_STYLES[run.state])
        yield Line(f"{run.bearer[:1].upper()}{run.bearer[1:]} must {run.what}. {run.why}", indent=2)


_HOLD_STYLES = {Hold.ENFORCED: "green", Hold.TIMED: "cyan", Hold.RECORDED: "yellow", Hold.NOTE: "dim"}


def coverage_lines(coverage: Coverage, edition: Edition) -> Iterator[Line]:
    widest = max((len(c.clause) for c in coverage.clauses), default=0)
    for covered in coverage.clauses:
        also = f" (also {', '.join(covered.also)})" if covered.also else ""
        words = f"{covered.clause:<{widest}}  {covered.hold:<8}  {covered.title}{also}"
        yield Line(words.rstrip(), _HOLD_STYLES[covered.hold])
        for a in covered.attestations:
            yield Line(f"{a.who}, {a.when}: {a.what}", indent=widest + 12)
    yield BLANK
    counted = ", ".join(f"{count} {hold}" for hold, count in coverage.counts.items())
    yield Line(f"{len(coverage.clauses)} clauses of {edition.protocol.id}: {counted}.", "bold")


def finding_lines(findings: Findings, edition: Edition) -> Iterator[Line]:
    for finding in findings.all:
        yield Line(str(finding), "red" if finding.severity is Severity.ERROR else "yellow")
    counts = f"{_counted(len(findings.errors), 'error')}, {_counted(len(findings.warnings), 'warning')}"
    verdict = "it cannot be published" if findings.errors else "it can be published"
    yield Line(f"{edition.protocol.id}, edition of {day(edition.protocol.edition)}: {counts}; {verdict}.", "bold")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def day(value: date | None) -> str:
    return "" if value is None else f"{value.day} {value:%B} {value.year}"
