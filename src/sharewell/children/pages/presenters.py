"""Children as pages show them: what is held of one, and in words why it may be the one that is looked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sharewell.children.around.overviews import Overview
from sharewell.children.guarding.naming import UNNAMED, looker, whose
from sharewell.children.intake import reading
from sharewell.children.models import Noted
from sharewell.children.search.weighing import Candidate, Found
from sharewell.domain.index.policy import Policy
from sharewell.domain.index.shown import involvement_shown
from sharewell.domain.linkage.deciding import explain
from sharewell.domain.linkage.deciding.decide import REVIEW, Decision, Outcome
from sharewell.domain.linkage.values.fields import KINDS
from sharewell.domain.linkage.values.normalise import birth_date
from sharewell.domain.linkage.weighing.compare import UNKNOWN, Compared, Step
from sharewell.domain.words import capital
from sharewell.partners.models import Organisation
from sharewell.ui.words import day, listed

LABELS: Final[Mapping[str, str]] = {
    "forename": "First name",
    "middle_names": "Middle names",
    "surname": "Last name",
    "aliases": "Other names",
    "former_name": "Former name",
    "birth_date": "Date of birth",
    "sex": "Gender",
    "house": "House number or name",
    "street": "Street",
    "address": "Address",
    "town": "Town",
    "postcode": "Postcode",
    "phone": "Phone",
    "nhs_number": "NHS number",
    "upn": "Unique pupil number",
    "parent_name": "Parent or carer",
    "parent_phone": "Parent or carer’s phone",
    "parent_email": "Parent or carer’s email",
    "school": "School or setting",
    "gp_practice": "GP practice",
    "health_visitor": "Health visitor",
}
"""What each detail is called on a page, in the order in which it is shown."""
SEXES: Final = {"f": "Female", "m": "Male"}

GRADES: Final[Mapping[Outcome, str]] = {
    Outcome.LINK: "This is the child, beyond reasonable doubt",
    Outcome.REVIEW: "This may be the child",
    Outcome.NEW: "Little agrees",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """How what was asked agrees with what is held, field by field in words."""

    same: str
    alike: tuple[str, ...]
    differ: str


def called(details: Mapping[str, str]) -> str:
    """A child's name as people say it."""
    parts = (details.get(name, "") for name in ("forename", "middle_names", "surname"))
    return " ".join(filter(None, (_capitals(part) for part in parts))) or "Name not known"


def born(written: str, *, on: date | None = None) -> str:
    """A birth date in words, as far as it is known, with the age on a day."""
    eight = birth_date(written)
    if len(eight) != 8:
        return written
    year, month, number = int(eight[:4]), int(eight[4:6]), int(eight[6:])
    try:
        if not month:
            return str(year)
        if not number:
            return f"{date(year, month, 1):%B %Y}"
        exact = date(year, month, number)
    except ValueError:
        return written
    if on is None or exact > on:
        return day(exact)
    years = on.year - exact.year - ((on.month, on.day) < (exact.month, exact.day))
    return f"{day(exact)} ({years} years old)" if years != 1 else f"{day(exact)} (1 year old)"


def shown(name: str, value: str) -> str:
    """A detail as a page writes it; what was delivered is kept as it was."""
    if name == "birth_date":
        return born(value)
    if name == "sex":
        return SEXES.get(value.strip().lower()[:1], value)
    if name in {"postcode", "upn"}:
        return value.upper()
    if name == "nhs_number" and len(figures := "".join(filter(str.isdigit, value))) == 10:
        return f"{figures[:3]} {figures[3:6]} {figures[6:]}"
    return _capitals(value) if name in _NAMES else value


_NAMES: Final = {"forename", "middle_names", "surname", "aliases", "former_name", "parent_name", "health_visitor"}


def _capitals(written: str) -> str:
    """A name in small letters or in capitals alone was typed so in haste; any other way is somebody's own."""
    return written.title() if written == written.lower() or written == written.upper() else written


def lives(details: Mapping[str, str]) -> str:
    house, *parts = (details.get(name, "") for name in ("house", "street", "address", "town"))
    if house[:1].isdigit() and parts[0]:
        parts[0] = f"{house} {parts[0]}"  # a number, and not a house's name
    else:
        parts.insert(0, house)
    return ", ".join([*filter(None, parts), *filter(None, [details.get("postcode", "").upper()])])


def asked(details: Mapping[str, str]) -> list[tuple[str, str]]:
    """What somebody looks for, as a sentence names it."""
    return [(spoken(label), shown(name, details[name])) for name, label in LABELS.items() if details.get(name)]


def odd(details: Mapping[str, str]) -> list[str]:
    """What looks wrong, each in a sentence."""
    return [f"{LABELS[name]}: {said}" for name, said in reading.odd(details)]


def spoken(label: str) -> str:
    """A label inside a sentence. Short forms, such as NHS, keep their capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


# --- why ------------------------------------------------------------------------------------------------


def why(compared: Compared) -> Why:
    """What weighs most comes first."""
    steps = sorted((step for step in compared.steps if step.level != UNKNOWN), key=lambda step: -abs(step.bits))
    return Why(
        same=capital(named(step.field.name for step in steps if _is_closest(step))),
        alike=tuple(f"{_label(step)}: {step.agreement}" for step in steps if step.level and not _is_closest(step)),
        differ=capital(named(step.field.name for step in steps if step.level == 0)),
    )


def _is_closest(step: Step) -> bool:
    return len(KINDS[step.field.kind].levels) == step.level


def _label(step: Step) -> str:
    return LABELS.get(step.field.name, step.field.name.replace("_", " ").capitalize())


def together(all_details: Iterable[Mapping[str, str]]) -> dict[str, list[str]]:
    """What several organisations say of one child: each value once, as a page writes it, by the detail's name."""
    found: dict[str, list[str]] = {}
    for details in all_details:
        for name in LABELS:
            if (value := details.get(name)) and (written := shown(name, value)) not in found.setdefault(name, []):
                found[name].append(written)
    return {name: values for name, values in found.items() if values}


def named(names: Iterable[str]) -> str:
    """Details inside a sentence, by what pages call them."""
    return listed(map(one_named, names))


def one_named(name: str) -> str:
    return spoken(LABELS.get(name, name.replace("_", " ")))


def doubtable(overview: Overview, policy: Policy, viewer: Organisation) -> list[tuple[str, str, str]]:
    """What may be said to be wrong: row and detail, the detail in words, and who said it where that may be seen."""
    return [
        (
            f"{row.reference}.{name}",
            f"{label}: {shown(name, row.told[name])}",
            "" if overview.hidden else f"From {whose(row.organisation, policy, viewer)}",
        )
        for row in overview.rows
        for name, label in LABELS.items()
        if row.told.get(name)
    ]


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
    for name, label in LABELS.items():
        if name == "address" and homes:
            yield {"key": label, "value": homes}
        elif name in values and name not in _WHERE:
            yield {"key": label, "value": values[name]}


def _contacts(overview: Overview, policy: Policy, viewer: Organisation) -> Iterator[Contact]:
    if lead := overview.lead:
        told = lead.details
        yield Contact(
            who=told.get("name", ""),
            role="lead professional",
            phone=told.get("phone", ""),
            email=told.get("email", ""),
            note=f"{capital(whose(lead.organisation, policy, viewer))}, since {day(lead.since)}",
            ends=_ends("lead", lead, viewer),
        )
    for row in overview.involved:
        told = involvement_shown(row.details, sensitive=row.sensitive, policy=policy)
        yield Contact(
            who=told.get("contact", "") or whose(row.organisation, policy, viewer),
            role=told.get("service", ""),
            phone=told.get("contact_phone", ""),
            email=told.get("contact_email", ""),
            note="Ask for a call back: they find out who it concerns." if row.sensitive else f"Since {day(row.since)}",
            ends=_ends("involvement", row, viewer),
        )


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
