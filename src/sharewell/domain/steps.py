"""What can happen when, told from a text's own sentences: there is no list of workflows anywhere.

The sections of a text are the subjects of its matters (a breach, an audit, a dispute). An event belongs to the
sections whose sentences turn on it. What renews itself for as long as the protocol holds belongs to no one matter:
it is *standing*, and happens to the protocol itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sharewell.domain import rules
from sharewell.domain.duties import Clocks, DutyRun
from sharewell.domain.happenings import Happening
from sharewell.domain.reading import Read
from sharewell.domain.sentences.form import Meaning
from sharewell.domain.words import Event, code_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A section of a text as the subject of a matter: what may begin one, and all that its sentences turn on."""

    code: str
    title: str
    starts: tuple[str, ...]
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An event that can be recorded next. `due` where a clock waits for it; `not_yet` says what must come first."""

    event: Event
    due: bool
    not_yet: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Something to put on record: an attestation, by whom, and the event that asks for it (None: at all times)."""

    clause: str
    record: str
    bearer: rules.Bearer
    when: str | None


class Steps:
    """An edition's subjects and steps, worked out once."""

    def __init__(self, clocks: Clocks) -> None:
        self.clocks, self.edition = clocks, clocks.edition
        self._duties = [duty for _, duty in self.edition.rules(rules.Duty)]
        self._firsts = [(clause, rule) for clause, rule in self.edition.rules(rules.MustComeFirst)]
        self._renewing = _renewing(self._duties)
        self.standing = _standing(self._duties, self._renewing)
        self.subjects = tuple(self._subjects())

    def subject(self, code: str) -> Subject | None:
        return next((s for s in self.subjects if s.code == code and s.starts), None)

    def ahead(self, happened: Sequence[Happening], runs: Iterable[DutyRun], *, standing: bool) -> tuple[Step, ...]:
        """What can be recorded next: first what a clock waits for. What is done, and has no clock, does not return."""
        done = {h.event for h in self.clocks.with_counted(happened)}
        awaited = {run.act for run in runs if run.done_on is None}
        clocked = {duty.act for duty in self._duties}
        steps = []
        for code in self.standing if standing else self._of_matter(done):
            event = self.edition.known.events[code]
            if event.planned or (code in awaited if code in clocked else code not in done):
                clause, first = self._missing_first(code, done)
                steps.append(Step(event=event, due=code in awaited, not_yet=first, clause=clause))
        return tuple(sorted(steps, key=lambda s: (bool(s.not_yet), not s.due, s.event.planned)))

    def asked(self, happened: Iterable[Happening], *, standing: bool) -> tuple[Asked, ...]:
        """What is to be put on record after these events; for the protocol itself, also what always is."""
        done = {h.event for h in self.clocks.with_counted(happened)}
        return tuple(
            Asked(clause=clause, record=rule.record, bearer=rule.bearer, when=rule.when)
            for clause, rule in self.edition.rules(rules.KeepRecord)
            if (rule.when in done if rule.when else standing)
        )

    def _of_matter(self, done: set[str]) -> tuple[str, ...]:
        found = [code for subject in self.subjects if done & set(subject.events) for code in subject.events]
        return tuple(dict.fromkeys(found))

    def _missing_first(self, code: str, done: set[str]) -> tuple[str, str]:
        for clause, rule in self._firsts:
            if rule.act == code and rule.first not in done:
                return clause, self.edition.known.events[rule.first].happening
        return "", ""

    def _subjects(self) -> Iterable[Subject]:
        sections: dict[str, list[Meaning]] = {}
        for read in self.edition.reads:
            sections.setdefault(_section(read), []).append(read.rule)
        for title, ruled in sections.items():
            turns = [_turns_on(rule) for rule in ruled]
            starts = [code for begins, _, _ in turns for code in begins]
            follows = {code for _, after, _ in turns for code in after}
            others = [code for _, _, named in turns for code in named]
            events = self._own((*starts, *follows, *others))
            # A section without a clock begins with what its sentences say must come first.
            begins = self._own(c for c in starts if c not in follows) or self._own(
                c for c in others if c not in follows
            )
            begins = tuple(c for c in begins if not self.edition.known.events[c].planned)
            if events:
                yield Subject(code=code_of(title), title=_untitled(title), starts=begins, events=events)

    def _own(self, codes: Iterable[str | None]) -> tuple[str, ...]:
        """In the order the text declares them, without what is standing."""
        wanted = set(codes) - self._renewing
        return tuple(code for code in self.edition.known.events if code in wanted)


def _renewing(duties: Sequence[rules.Duty]) -> set[str]:
    """The events that start a clock which renews itself, and all that their clocks lead to."""
    found = {duty.start for duty in duties if duty.renewed and duty.start}
    while more := {duty.act for duty in duties if duty.start in found} - found:
        found |= more
    return found


def _standing(duties: Sequence[rules.Duty], renewing: set[str]) -> tuple[str, ...]:
    own = [d for d in duties if d.start in renewing or (d.bearer.each and d.start is None and d.notice is None)]
    found = [code for duty in own for code in (duty.start, duty.by, duty.act) if code]
    return tuple(dict.fromkeys(found))


def _turns_on(rule: Meaning) -> tuple[list[str], list[str], list[str]]:
    """The events that a rule begins with, those it lets follow, and the others it names."""
    match rule:
        case rules.Duty():
            begins = [code for code in (rule.start, rule.notice_event, rule.bearer.event) if code]
            return begins, [rule.act], [rule.by] if rule.by else []
        case rules.KeepRecord(when=str(when)):
            return [when], [], []
        case rules.MustNotAct(bearer=rules.Bearer(event=str(event)), act=act):
            return [event], [act], []
        case rules.MustComeFirst(act=act, first=first):
            return [], [act], [first]
        case rules.MustState(act=act) | rules.MustRank(act=act):
            return [act], [], []
        case rules.MustAddUp(act=act):
            return [], [act], []
        case rules.CountsAs(event=event):
            return [], [event], []
        case _:
            return [], [], []


def _section(read: Read) -> str:
    above = [heading.words for heading in read.text.headings if heading.line <= read.sentence.line]
    return above[-1] if above else read.text.title


def _untitled(title: str) -> str:
    """A heading without its number."""
    number, _, words = title.partition(" ")
    return words if words and any(c.isdigit() for c in number) else title
