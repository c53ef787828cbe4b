"""Children as pages show them: what is held of one, and in words why it may be the one that is looked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sharewell.children.around.overviews import Overview
from sharewell.children.guarding.naming import UNNAMED, looker, whose
from sharewell.children.models import Noted
from sharewell.children.pages.wording import LABELS, born, called, label, lives, named, odd, one_named, shown, together
from sharewell.children.search.weighing import Candidate, Found
from sharewell.domain.index.policy import Policy
from sharewell.domain.index.shown import involvement_shown
from sharewell.domain.linkage.deciding import explain
from sharewell.domain.linkage.deciding.decide import REVIEW, Decision, Outcome
from sharewell.domain.linkage.values.fields import KINDS, UNKNOWN
from sharewell.domain.linkage.weighing.compare import Compared, Step
from sharewell.domain.words import capital
from sharewell.partners.models import Organisation
from sharewell.ui.words import day

GRADES: Final[Mapping[Outcome, str]] = {
    Outcome.LINK: "This is the child, beyond reasonable doubt",
    Outcome.REVIEW: "This may be the child",
    Outcome.NEW: "Little agrees",
}


# --- why ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """How what was asked agrees with what is held, field by field in words."""

    same: str
    alike: tuple[str, ...]
    differ: str


def why(compared: Compared) -> Why:
    """What weighs most comes first."""
    steps = sorted((step for step in compared.steps if step.level != UNKNOWN), key=lambda step: -abs(step.bits))
    alike = (step for step in steps if step.level and not _is_closest(step))
    return Why(
        same=capital(named(step.field.name for step in steps if _is_closest(step))),
        alike=tuple(f"{label(step.field.name)}: {step.agreement}" for step in alike),
        differ=capital(named(step.field.name for step in steps if step.level == 0)),
    )


def _is_closest(step: Step) -> bool:
    return len(KINDS[step.field.kind].levels) == step.level


# --- pages ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRow:
    """Somebody who may be the child that is looked for."""

    reference: str
    name: str
    who: str
    where: str
    grade: str
    why: Why
    said: tuple[str, ...]


def candidate_rows(found: Found, *, on: date) -> list[CandidateRow]:
    return [_candidate_row(each, _decision(found, place), on) for place, each in enumerate(found.candidates)]


def _decision(found: Found, place: int) -> Decision:
    """The first is decided on; the others are those whom it was held against.

    Of somebody of whom all agrees that was asked nobody is told that little does, however little it was.
    """
    candidate = found.candidates[place]
    if place == 0 and found.decision.outcome is not Outcome.NEW:
        return found.decision
    if all(_is_closest(step) for step in candidate.compared.steps if step.level != UNKNOWN):
        because = "all that was asked agrees, and nothing else is known"
        return Decision(outcome=Outcome.REVIEW, because=because, margin=None)
    if place == 0:
        return found.decision
    outcome = Outcome.REVIEW if candidate.weight >= REVIEW else Outcome.NEW
    return Decision(outcome=outcome, because="another child agrees better", margin=None)


def _candidate_row(candidate: Candidate, decision: Decision, on: date) -> CandidateRow:
    details = candidate.told
    return CandidateRow(
        reference=candidate.reference,
        name=called(details),
        who=_who(details, on=on),
        where=lives(details),
        grade=GRADES[decision.outcome],
        why=why(candidate.compared),
        said=(f"{capital(decision.because)}.", *explain.reasons(candidate.compared, called=one_named)),
    )


def _who(details: Mapping[str, str], *, on: date) -> str:
    birth = details.get("birth_date", "")
    parts = [f"Born {born(birth, on=on)}" if birth else "", shown("sex", details.get("sex", "")).lower()]
    return ", ".join(filter(None, parts))


Ends = tuple[str, int] | None
"""Kind and number of a row, for whoever may say that it no longer holds: the organisation that put it on record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    who: str
    role: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""
    ends: Ends = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that is marked of a child, in a sentence."""

    said: str
    ends: Ends = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    title: str
    when: datetime
    by: str
    text: str = ""
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildPage:
    reference: str
    name: str
    who: str
    contacts: tuple[Contact, ...]
    marks: tuple[Mark, ...]
    rows: tuple[dict[str, object], ...]
    odd: tuple[str, ...]
    """What looks wrong of it."""
    origins: tuple[str, ...]
    looked: tuple[Looked, ...]
    taken_for: tuple[tuple[str, str], ...]
    """Reference and origin of each further row that was taken for this child."""
    hidden: bool
    """Whether the child is shielded, and most of it not shown."""


def child_page(overview: Overview, policy: Policy, *, viewer: Organisation, on: date) -> ChildPage:
    own = overview.rows[0]
    return ChildPage(
        reference=own.reference,
        name=called(own.told),
        who=_who(own.told, on=on),
        contacts=tuple(dict.fromkeys(_contacts(overview, policy, viewer))),  # two services may name one person
        marks=tuple(_marks(overview, policy, viewer)),
        rows=tuple(_details(row.told for row in overview.rows)),
        odd=tuple(dict.fromkeys(said for row in overview.rows for said in odd(row.told))),
        origins=()
        if overview.hidden
        else tuple(dict.fromkeys(whose(row.organisation, policy, viewer) for row in overview.rows)),
        looked=tuple(
            Looked(title=capital(look.reason), when=look.at, by=looker(look, policy, viewer))
            for look in overview.looked
        ),
        taken_for=tuple((row.reference, whose(row.organisation, policy, viewer)) for row in overview.rows[1:]),
        hidden=overview.hidden,
    )


_WHERE: Final = ("house", "street", "address", "town", "postcode")


def _details(all_details: Iterable[Mapping[str, str]]) -> Iterator[dict[str, object]]:
    """What is known of a child, each detail in a line; an address as it is written on a letter."""
    told = list(all_details)
    values = together(told)
    homes = [*dict.fromkeys(filter(None, map(lives, told)))]
    for name in LABELS:
        if name == "address" and homes:
            yield {"key": label(name), "value": homes}
        elif name in values and name not in _WHERE:
            yield {"key": label(name), "value": values[name]}


def _contacts(overview: Overview, policy: Policy, viewer: Organisation) -> Iterator[Contact]:
    if lead := overview.lead:
        told = lead.details
        yield Contact(
            who=told.get("name", ""),
            role="lead professional",
            phone=told.get("phone", ""),
            email=told.get("email", ""),
            note=_since(lead, policy, viewer),
            ends=_ends("lead", lead, viewer),
        )
    for row in overview.involved:
        told = involvement_shown(row.details, sensitive=row.sensitive, policy=policy)
        yield Contact(
            who=told.get("contact", "") or whose(row.organisation, policy, viewer),
            role=told.get("service", ""),
            phone=told.get("contact_phone", ""),
            email=told.get("contact_email", ""),
            note="Ask for a call back: they find out who it concerns."
            if row.sensitive
            else _since(row, policy, viewer),
            ends=_ends("involvement", row, viewer),
        )


def _since(row: Noted, policy: Policy, viewer: Organisation) -> str:
    """Which organisation says so: a switchboard can put a call through to somebody whose number has changed."""
    return f"{capital(whose(row.organisation, policy, viewer))}, since {day(row.since)}"


def _marks(overview: Overview, policy: Policy, viewer: Organisation) -> Iterator[Mark]:
    def said_by(organisation: Organisation) -> str:
        return capital(whose(organisation, policy, viewer))

    for mark in overview.assessments:
        holder = mark.details.get("holder") or whose(mark.organisation, policy, viewer)
        yield Mark(
            said=f"An assessment was made on {day(mark.since)}: ask {holder}.",
            ends=_ends("assessment", mark, viewer),
        )
    for concern in overview.concerns:
        asks = said_by(concern.organisation)
        # With whom to speak could tell what an organisation does that is not named.
        whom = "" if asks == capital(UNNAMED) else f": ask for {concern.details['contact']}"
        told = "The family has been told." if concern.told else "The family has not been told."
        yield Mark(
            said=f"{asks} asks to be called about this child{whom}. {told}",
            ends=_ends("concern", concern, viewer),
        )
    for doubt in overview.doubts:
        wrong = named(doubt.fields)
        yield Mark(
            said=f"{said_by(doubt.organisation)} says that the {wrong} may be wrong. "
            f"{said_by(doubt.child.organisation)} has been asked.",
        )


def _ends(kind: str, row: Noted, viewer: Organisation) -> Ends:
    return (kind, row.pk) if row.organisation_id == viewer.pk else None
