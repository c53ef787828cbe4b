"""What a sentence can mean: one frozen value for each kind of rule, and nothing about how words are read.

A clause reference is the clause's number as the text writes it; it covers everything numbered beneath it
("4.5" covers "4.5(iii)"). A *route* is a permission, named by its clause; every other rule of deciding
attaches to routes by clause reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sharewell.domain.calendar import Period


def covers(reference: str, clause: str) -> bool:
    """Whether a reference to a clause also means the given clause: itself, or one numbered beneath it."""
    return clause == reference or (clause.startswith(reference) and clause[len(reference)] in ".(")


def any_covers(references: tuple[str, ...], clause: str) -> bool:
    return any(covers(reference, clause) for reference in references)


# --- conditions -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FactIs:
    """A declared fact has the given value. Unknown until somebody answers the fact's question."""

    fact: str
    value: bool
    phrase: str


@dataclass(frozen=True, slots=True)
class Consented:
    """A giver has explicitly consented to *it*: this item, to this recipient, on this day."""

    giver: str
    phrase: str


@dataclass(frozen=True, slots=True)
class ConsentedToRecipient:
    """Any of the givers has explicitly consented to sharing with this very recipient, named."""

    givers: tuple[str, ...]
    phrase: str


@dataclass(frozen=True, slots=True)
class HolderIs:
    kind: str
    phrase: str


@dataclass(frozen=True, slots=True)
class RequesterIs:
    kind: str
    phrase: str


@dataclass(frozen=True, slots=True)
class ManagerHas:
    """The designated manager's recorded decision is one of these."""

    decisions: tuple[str, ...]
    phrase: str


@dataclass(frozen=True, slots=True)
class ExceptionRecorded:
    """An exceptional reason is on record before the disclosure."""

    phrase: str


Atom = FactIs | Consented | ConsentedToRecipient | HolderIs | RequesterIs | ManagerHas | ExceptionRecorded


@dataclass(frozen=True, slots=True)
class Condition:
    """Atoms joined by "and" or by "or", never by both; a single atom counts as "and"."""

    atoms: tuple[Atom, ...]
    any: bool = False

    @property
    def phrase(self) -> str:
        return (" or " if self.any else " and ").join(atom.phrase for atom in self.atoms)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who may receive: a party, a kind of organisation ("the police"), or one organisation by name."""

    party: bool = False
    kind: str | None = None
    organisation: str | None = None
    phrase: str = ""


# --- deciding -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    levels: tuple[str, ...]
    condition: Condition | None = None
    recipient: Recipient | None = None  # None: whoever asks, as far as the bars let them
    without_consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RestsOn:
    routes: tuple[str, ...]
    provisions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsBasis:
    """Information about a person goes only by routes that rest on one of these provisions."""

    levels: tuple[str, ...] | None  # None: every level that is about one person
    provisions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """Routes that rest on these provisions are closed unless the condition holds."""

    provisions: tuple[str, ...]
    condition: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsPaper:
    """Absent or incomplete, the item is in need of it; present and silent on the item, the route is closed."""

    routes: tuple[str, ...]
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyItems:
    routes: tuple[str, ...]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServesOnly:
    """The routes serve this purpose and no other, whatever purposes the text lists; it opens no other route."""

    routes: tuple[str, ...]
    purpose: str


class WaitsFor(StrEnum):
    APPROVAL = "approval"
    KNOWLEDGE = "knowledge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    routes: tuple[str, ...]
    waits_for: WaitsFor
    unless: Condition | None = None


class BarKind(StrEnum):
    RECIPIENT = "recipient"  # shared with anyone other than `recipient`
    TOWARDS = "towards"  # shared with `recipient`
    PURPOSE = "purpose"  # for a purpose that is not in the clause `purposes_of`
    NEED = "need"  # an item that the requester does not need
    IF = "if"  # while `condition` holds
    UNLESS = "unless"  # while `condition` does not hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A prohibition. It beats every permission except a route that prevails over it."""

    kind: BarKind
    levels: tuple[str, ...] | None = None  # None: every level
    routes: tuple[str, ...] | None = None  # None: every route
    recipient: Recipient | None = None
    purposes_of: str | None = None
    condition: Condition | None = None
    unless: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """Something that must be so before sharing: until then the item is in need of it."""

    levels: tuple[str, ...]
    condition: Condition
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallCount:
    """A table whose smallest count lies in this range is in need of a step, such as suppression, first."""

    levels: tuple[str, ...]
    least: int
    most: int
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Impersonal:
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Ages in completed years, both ends included, on the day of the decision."""

    levels: tuple[str, ...]
    least: int
    most: int
    condition: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevails:
    higher: tuple[str, ...]
    lower: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlsoMet:
    """A further way to meet a `Before` or a `Wait` of another clause."""

    clause: str
    condition: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordWhenShared:
    record: str
    routes: tuple[str, ...] | None = None  # None: whichever route carried an item


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordWhenWithheld:
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Carries:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A duty of the holder that starts when a wait was lifted by this condition, and only by it."""

    clause: str
    condition: Condition
    act: str
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFollowUp:
    """A duty of the holder that a paper starts and whose day the paper itself names."""

    routes: tuple[str, ...]
    act: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """Where the condition meets a refusal: the provisions outside the text that may still allow it."""

    condition: Condition
    provisions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    clauses: tuple[str, ...]


# --- duties ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who must: each party for itself, the parties together, or whoever an event names."""

    each: bool = False
    event: str | None = None  # the event whose party bears it
    phrase: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Somebody must do `act` (an event of that name closes it) by a day that these fields reckon.

    `start` begins a run, `within` is counted from it, `by` is a planned event. Where both are there the
    sooner counts. `renewed` is the period of each later run, counted from the last doing. `notice` makes the
    duty owed only where `notice_event` came at least that long before the planned day.
    """

    bearer: Bearer
    act: str
    start: str | None = None
    within: Period | None = None
    by: str | None = None
    renewed: Period | None = None
    notice: Period | None = None
    notice_event: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepRecord:
    """An attestation somebody must make: whose, what, and on which event (None: at all times)."""

    bearer: Bearer
    record: str
    when: str | None = None


# --- what may not happen --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MustNotAct:
    """Whoever an event names takes no part in an act of the same matter."""

    bearer: Bearer
    act: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MustComeFirst:
    act: str
    first: str
    least: Period | None = None  # how long before the act


@dataclass(frozen=True, slots=True, kw_only=True)
class MustState:
    act: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MustRank:
    act: str
    rank: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MustAddUp:
    act: str
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountsAs:
    event: str
    counts_as: str


# --- definitions (what they declare is in the vocabulary) -----------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Defines:
    """A sentence that introduces words; the vocabulary holds them."""

    what: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordStates:
    record: str
    fields: tuple[str, ...]


Rule = (
    Permission | RestsOn | NeedsBasis | Gateway | NeedsPaper | OnlyItems | ServesOnly | Wait | Bar | Before
    | SmallCount | Impersonal | Scope | Prevails | AlsoMet | RecordWhenShared | RecordWhenWithheld | Carries
    | FollowUp | PaperFollowUp | WayOut | Escalation | Duty | KeepRecord | MustNotAct | MustComeFirst
    | MustState | MustRank | MustAddUp | CountsAs | Defines | RecordStates
)  # fmt: skip
