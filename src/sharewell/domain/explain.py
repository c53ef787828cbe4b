"""How this service reads a sentence, in words for the people who signed it: one row of the table for each kind of
rule. It is written from the rule and not from the sentence, so that a misreading shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sharewell.domain import rules
from sharewell.domain.calendar import Period, Unit
from sharewell.domain.index import rules as index_rules
from sharewell.domain.index.rules import WatchKind
from sharewell.domain.reading import Edition, Read
from sharewell.domain.rules import BarKind, Condition, WaitsFor


def reading_in_words(read: Read, edition: Edition) -> str:
    """What the sentence does, in a few plain sentences. Clauses are named by their numbers in the edition."""
    return " ".join((_ROWS[type(read.rule)](read.rule, edition), *_limits(read, edition)))


# --- the pieces of a sentence ---------------------------------------------------------------------------


def listed(words: Iterable[str], joint: str = "and") -> str:
    *firsts, last = words
    return f"{', '.join(firsts)} {joint} {last}" if firsts else last


def _levels(levels: tuple[str, ...] | None) -> str:
    return "any information" if levels is None else f"{listed(levels)} information"


def _when(condition: Condition) -> str:
    phrases = [atom.phrase for atom in condition.atoms]
    if len(phrases) == 1:
        return phrases[0]
    return f"{'any of these is' if condition.any else 'all of these are'} so: {'; '.join(phrases)}"


def _if(condition: Condition | None, word: str = "if") -> str:
    return "" if condition is None else f", {word} {_when(condition)}"


def _period(period: Period, edition: Edition) -> str:
    if period.unit is not Unit.WORKING_DAY:
        return str(period)
    area = f" of {edition.protocol.holidays}" if edition.protocol.holidays else ""
    return f"{period} (Saturdays, Sundays and bank holidays{area} do not count)"


def _happens(code: str, edition: Edition) -> str:
    return edition.known.events[code].happening


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


# --- one row for each kind of rule ----------------------------------------------------------------------


def _permission(rule: rules.Permission, edition: Edition) -> str:
    consent = ", without consent" if rule.without_consent else ""
    to = rule.recipient.phrase if rule.recipient else "whoever asks"
    return (
        f"{_upper(_levels(rule.levels))} may go to {to}{consent}{_if(rule.condition)}. "
        "Other clauses may still stop it, or ask for something first."
    )


def _wait(rule: rules.Wait, edition: Edition) -> str:
    done, refusal = {
        WaitsFor.APPROVAL: ("approved it", "The manager may refuse."),
        WaitsFor.KNOWLEDGE: ("been informed of it", "The manager cannot refuse."),
    }[rule.waits_for]
    routes, unless = listed(rule.routes), _if(rule.unless, "unless")
    return f"Sharing under {routes} is referred until a designated manager has {done}{unless}. {refusal}"


def _bar(rule: rules.Bar, edition: Edition) -> str:
    what = f"sharing under {listed(rule.routes)}" if rule.routes else f"{_levels(rule.levels)}"
    recipient = rule.recipient.phrase if rule.recipient else ""
    condition = _when(rule.condition) if rule.condition else ""
    stops = {
        BarKind.RECIPIENT: f"from going to anybody but {recipient}",
        BarKind.TOWARDS: f"from going to {recipient}{_if(rule.condition)}",
        BarKind.PURPOSE: f"from going for any purpose that {rule.purposes_of} does not list",
        BarKind.NEED: "where the requester does not need the item; need is asked of each item",
        BarKind.IF: f"while {condition}",
        BarKind.UNLESS: f"unless {condition}",
    }[rule.kind]
    return f"Stops {what} {stops}{_if(rule.unless, 'unless')}."


def _before(rule: rules.Before, edition: Edition) -> str:
    return f"A request for {_levels(rule.levels)} goes back until {_when(rule.condition)}."


def _small_count(rule: rules.SmallCount, edition: Edition) -> str:
    return (
        f"{_upper(_levels(rule.levels))} goes back for {edition.known.steps[rule.step].phrase} where its smallest "
        f"count is {rule.least} to {rule.most}, both included."
    )


def _scope(rule: rules.Scope, edition: Edition) -> str:
    return (
        f"{_upper(_levels(rule.levels))} may go only about a person whose age in completed years, on the day of "
        f"the decision, is {rule.least} to {rule.most}, both included{_if(rule.condition)}; or whom another such "
        "sentence covers."
    )


def _record_when_shared(rule: rules.RecordWhenShared, edition: Edition) -> str:
    under = f" under {listed(rule.routes)}" if rule.routes else ""
    return f"Whoever shares{under} is asked for a {edition.known.records[rule.record].phrase}."


def _needs_basis(rule: rules.NeedsBasis, edition: Edition) -> str:
    what = "information about one person" if rule.levels is None else _levels(rule.levels)
    return f"Stops {what} under every clause that rests on none of {listed(rule.provisions)}."


def _follow_up(rule: rules.FollowUp, edition: Edition) -> str:
    return (
        f"Where {rule.clause} was met only because {_when(rule.condition)}, a clock starts with the disclosure: "
        f"the holder must {edition.known.events[rule.act].act} within {_period(rule.period, edition)}."
    )


def _duty(rule: rules.Duty, edition: Edition) -> str:
    parts = [f"A clock for {rule.bearer.phrase}."]
    limits = []
    if rule.within is not None and rule.start is not None:
        happens = _happens(rule.start, edition)
        limits.append(
            f"{_period(rule.within, edition)} after the day {happens}"
            if rule.within.count
            else f"on the very day {happens}"
        )
    if rule.by is not None:
        limits.append(f"on {_happens(rule.by, edition)}")
    parts.append(f"Due {', or '.join(limits)}{', whichever is sooner' if len(limits) > 1 else ''}.")
    if rule.within is None and rule.start is not None:
        parts.append(f"It starts when {_happens(rule.start, edition)}.")
    if rule.notice is not None and rule.notice_event is not None:
        notice = _happens(rule.notice_event, edition)
        parts.append(f"Owed only if {notice} at least {_period(rule.notice, edition)} before.")
    if rule.renewed is not None:
        parts.append(f"Each doing starts it anew, due {_period(rule.renewed, edition)} later.")
    return " ".join((*parts, f"Done when it is recorded that {_happens(rule.act, edition)}."))


def _keep_record(rule: rules.KeepRecord, edition: Edition) -> str:
    when = f"each time {_happens(rule.when, edition)}" if rule.when else "at all times"
    return f"An attestation {rule.bearer.phrase} must make, {when}: {edition.known.records[rule.record].phrase}."


def _must_come_first(rule: rules.MustComeFirst, edition: Edition) -> str:
    least = f", at least {_period(rule.least, edition)} before" if rule.least else ""
    return (
        f"Refuses to record that {_happens(rule.act, edition)} until it is recorded that "
        f"{_happens(rule.first, edition)}{least}."
    )


def _watch(rule: index_rules.Watch, edition: Edition) -> str:
    whom = {
        WatchKind.MANY: f"whoever looks up more than {rule.most} people in a day",
        WatchKind.FISHING: f"whoever looks up {rule.least} people or more in 30 days and works with fewer than "
        f"{rule.percent} in a hundred of them",
        WatchKind.HOURS: f"each look-up before {rule.least}:00 or from {rule.most}:00 on, and each on a Saturday, a "
        "Sunday or a bank holiday",
        WatchKind.KIN: "each look-up by somebody of the surname that is looked for or found, or of a home that they "
        "declared",
    }[rule.kind]
    return f"Puts on the auditor's page {whom}; it stops nothing."


def _ends_at(rule: index_rules.DestroyedAt, edition: Edition) -> str:
    return (
        f"The key of a record is destroyed on the day the person is {rule.age}{_if(rule.condition)}; where a higher "
        "age holds for the person too, then."
    )


def _refuses(ending: Callable[[Any, Edition], str]) -> Callable[[Any, Edition], str]:
    return lambda rule, edition: f"Refuses to record that {_happens(rule.act, edition)} {ending(rule, edition)}."


_ROWS: dict[type, Callable[[Any, Edition], str]] = {
    rules.Permission: _permission,
    rules.RestsOn: lambda rule, _: (
        f"Sharing under {listed(rule.routes)} stands on {listed(rule.provisions)}; answers cite them."
    ),
    rules.NeedsBasis: _needs_basis,
    rules.Gateway: lambda rule, _: (
        f"Stops sharing that rests on {listed(rule.provisions)} unless {_when(rule.condition)}."
    ),
    rules.NeedsPaper: lambda rule, edition: (
        f"A request under {listed(rule.routes)} goes back until there is a complete "
        f"{edition.known.papers[rule.paper].phrase}; an item that it does not name stays closed."
    ),
    rules.OnlyItems: lambda rule, edition: (
        f"Under {listed(rule.routes)} nothing may go but "
        f"{listed(edition.known.items[item].name for item in rule.items)}."
    ),
    rules.ServesOnly: lambda rule, _: (
        f"{listed(rule.routes)} may be used for the purpose “{rule.purpose}” and for no other, and that purpose opens "
        "nothing else."
    ),
    rules.Wait: _wait,
    rules.Bar: _bar,
    rules.Before: _before,
    rules.SmallCount: _small_count,
    rules.Impersonal: lambda rule, _: f"{_upper(_levels(rule.levels))} may go only where no person is named.",
    rules.Scope: _scope,
    rules.Prevails: lambda rule, _: (
        f"What {listed(rule.lower)} forbids, or asks for first, does not hold up {listed(rule.higher)}."
    ),
    rules.AlsoMet: lambda rule, _: f"{rule.clause} counts as met, too, if {_when(rule.condition)}.",
    rules.RecordWhenShared: _record_when_shared,
    rules.RecordWhenWithheld: lambda rule, edition: (
        f"Whoever withholds an item is asked for a {edition.known.records[rule.record].phrase}."
    ),
    rules.Carries: lambda rule, edition: (
        f"Goes with whatever is shared: {listed(edition.known.carried[code].phrase for code in rule.items)}."
    ),
    rules.FollowUp: _follow_up,
    rules.PaperFollowUp: lambda rule, edition: (
        f"A paper under {listed(rule.routes)} starts a clock: the holder must "
        f"{edition.known.events[rule.act].act} by the day the paper names."
    ),
    rules.WayOut: lambda rule, _: (
        f"Where {_when(rule.condition)}, a refusal names {listed(rule.provisions)} as the way out."
    ),
    rules.Escalation: lambda rule, _: f"A refusal names {listed(rule.clauses)} as where it may be taken.",
    rules.Duty: _duty,
    rules.KeepRecord: _keep_record,
    rules.MustNotAct: _refuses(lambda rule, _: f"where {rule.bearer.phrase} takes part"),
    rules.MustComeFirst: _must_come_first,
    rules.MustState: _refuses(lambda rule, _: f"without stating {'; '.join(rule.fields)}"),
    rules.MustRank: _refuses(lambda rule, edition: f"by anybody below {edition.known.ranks[rule.rank].phrase}"),
    rules.MustAddUp: _refuses(lambda rule, _: f"with shares that add up to more or less than {rule.total} per cent"),
    rules.CountsAs: lambda rule, edition: (
        f"Whenever {_happens(rule.event, edition)}, it also counts as recorded that "
        f"{_happens(rule.counts_as, edition)}."
    ),
    index_rules.IndexHolds: lambda rule, _: f"Refuses every field but {listed(rule.fields)}.",
    index_rules.IndexRefuses: lambda rule, _: (
        f"Refuses, by name: {listed(each.what for each in rule.refused)}. So it does what is listed nowhere."
    ),
    index_rules.NoFreeText: lambda rule, _: (
        "Refuses a value that is not written as its kind of field is, of more than one line, or longer than "
        f"{rule.most}."
    ),
    index_rules.SearchFor: lambda rule, _: f"Refuses a look-up for a purpose that {rule.purposes_of} does not list.",
    index_rules.MustBeAccredited: _refuses(lambda *_: "by anybody whose vetting or training does not hold that day"),
    index_rules.Watch: _watch,
    index_rules.ShieldedShows: lambda rule, _: (
        f"Of a shielded record, searches and pages know nothing but {listed(rule.fields)}; the rest is as if it had "
        "never been recorded."
    ),
    index_rules.OpeningEnds: lambda rule, _: f"Whoever opened a shielded record sees it for {rule.minutes} minutes.",
    index_rules.Sensitive: lambda rule, _: f"Hides which service it is of {listed(rule.fields)}.",
    index_rules.SensitiveHeld: lambda rule, _: (
        f"Lets the index hold the involvement of a sensitive service if {_when(rule.condition)}; else it is refused."
    ),
    index_rules.SensitiveShows: lambda rule, _: (
        f"Of a sensitive service it shows {listed(rule.fields)} and nothing else."
    ),
    index_rules.DestroyedAt: _ends_at,
    index_rules.ArchivedAt: lambda rule, edition: (
        f"Nobody finds a record from the day the person is {rule.age}; {_period(rule.kept, edition)} later its key is "
        "destroyed."
    ),
    rules.Defines: lambda rule, _: "Declares words that other sentences use; it decides nothing alone.",
    rules.RecordStates: lambda rule, edition: (
        f"The {edition.known.records[rule.record].phrase} asks for each of these: {'; '.join(rule.fields)}."
    ),
}


def _limits(read: Read, edition: Edition) -> list[str]:
    """What other clauses make of this one: which prevail over it, and what else meets it."""
    if not isinstance(read.rule, rules.Bar | rules.Before | rules.Scope | rules.Wait):
        return []
    over = [
        f"It does not hold up {listed(rule.higher)} ({clause})."
        for clause, rule in edition.rules(rules.Prevails)
        if rules.any_covers(rule.lower, read.clause)
    ]
    ways = [
        f"It is also met if {_when(rule.condition)} ({clause})."
        for clause, rule in edition.rules(rules.AlsoMet)
        if rules.covers(rule.clause, read.clause) and not isinstance(read.rule, rules.Bar | rules.Scope)
    ]
    return over + ways
