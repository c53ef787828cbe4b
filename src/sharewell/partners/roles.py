"""Who may do what: one table of role × action. The pages, the actions and docs/roles.md are all read from it.

The organisation is a separate wall: whatever a role may do, it may do for its own organisation alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TypeVar

from django.http import HttpResponse

from sharewell.partners.models import Capacity, Membership

View = TypeVar("View", bound=Callable[..., HttpResponse])


class Action(Enum):
    """What people do here, each in the words that docs/roles.md prints."""

    ASK = "ask whether information may be shared"
    RECORD = "record what was shared or refused"
    SEE_OWN = "see the requests they made"
    SEE_ALL = "see all requests of the organisation"
    APPROVE = "decide as a designated manager"
    LOOK_UP = "look up a child"
    SETTLE = "settle possible matches of children"
    SHIELD = "shield a child of an index, and end it"
    TRANSFER = "offer a child's record to another area, and answer such an offer"
    DELIVER = "load extracts into a children's index"
    BREAK_GLASS = "open a record in an emergency"
    REVIEW_BREAK_GLASS = "review an emergency opening"
    EXPORT = "export records"
    ERASE = "have a person erased"
    SEE_AUDIT = "see who did what"
    COUNT = "see counts"
    SEE_MATTERS = "see matters and what is due"
    RECORD_EVENT = "record an event of a matter"
    DECIDE_IN_MATTER = "lift a recusal in a matter"
    DRAFT = "check a draft"
    PUBLISH = "publish an edition"
    SIGN = "sign a protocol"
    ACCREDIT = "record vetting and training"
    MANAGE_PEOPLE = "add people, change their roles"


A, C = Action, Capacity

# What shows information about the people whom the organisation serves, and so asks for accreditation.
ABOUT_PEOPLE = frozenset(
    {
        A.ASK,
        A.RECORD,
        A.SEE_OWN,
        A.SEE_ALL,
        A.APPROVE,
        A.LOOK_UP,
        A.SETTLE,
        A.SHIELD,
        A.TRANSFER,
        A.DELIVER,
        A.BREAK_GLASS,
        A.REVIEW_BREAK_GLASS,
        A.EXPORT,
    }
)

_FRONT_LINE = frozenset({A.ASK, A.RECORD, A.SEE_OWN, A.LOOK_UP, A.BREAK_GLASS, A.SEE_MATTERS, A.RECORD_EVENT})
_GUARDING = frozenset({A.SEE_ALL, A.REVIEW_BREAK_GLASS, A.SEE_AUDIT, A.COUNT, A.SEE_MATTERS, A.RECORD_EVENT})
_DRAFTING = frozenset({A.DRAFT, A.PUBLISH, A.SEE_MATTERS, A.RECORD_EVENT, A.DECIDE_IN_MATTER, A.COUNT})

ROLES: Mapping[Capacity, frozenset[Action]] = {
    C.PRACTITIONER: _FRONT_LINE,
    C.DESIGNATED_OFFICER: _FRONT_LINE | {A.SETTLE},
    C.DESIGNATED_MANAGER: _FRONT_LINE
    | {A.SEE_ALL, A.APPROVE, A.REVIEW_BREAK_GLASS, A.DECIDE_IN_MATTER, A.COUNT, A.ACCREDIT}
    | {A.SETTLE, A.SHIELD, A.TRANSFER, A.DELIVER},
    C.CALDICOTT_GUARDIAN: _GUARDING | {A.DECIDE_IN_MATTER, A.ERASE},
    C.DATA_PROTECTION_OFFICER: _GUARDING | {A.DECIDE_IN_MATTER, A.EXPORT, A.ERASE},
    C.GOVERNANCE_LEAD: _DRAFTING,
    C.PROTOCOL_OWNER: _DRAFTING,
    C.NOMINATED_REPRESENTATIVE: frozenset({A.SIGN, A.SEE_MATTERS, A.RECORD_EVENT, A.DECIDE_IN_MATTER}),
    C.ANALYST: frozenset({A.COUNT}),
    C.AUDITOR: frozenset({A.SEE_AUDIT, A.COUNT, A.SEE_MATTERS}),
    C.ADMINISTRATOR: frozenset({A.MANAGE_PEOPLE, A.ACCREDIT}),
}


def may(membership: Membership | None, action: Action) -> bool:
    return membership is not None and action in ROLES[Capacity(membership.capacity)]


def needs(*actions: Action) -> Callable[[View], View]:
    """Declares what a page is for: whoever may do one of the actions may open it, and nobody else."""

    def declare(view: View) -> View:
        view.needs = actions  # type: ignore[attr-defined]
        return view

    return declare


def open_to_members(view: View) -> View:
    """For a page that is the same for every role of an organisation."""
    view.open_to_members = True  # type: ignore[attr-defined]
    return view


def wanted(view: Callable[..., HttpResponse], membership: Membership | None) -> tuple[Action, ...]:
    """Those of the actions that a page is for that this membership may do."""
    return tuple(action for action in getattr(view, "needs", ()) if may(membership, action))


def about_people(view: Callable[..., HttpResponse], membership: Membership | None) -> bool:
    """Whether all that opens the page to this membership is about people."""
    actions = wanted(view, membership)
    return bool(actions) and ABOUT_PEOPLE.issuperset(actions)


def as_markdown() -> str:
    """docs/roles.md: a row for each action, a column for each role."""
    head = [" ", *(str(role.label) for role in ROLES)]
    rows = [
        [a.value + " *" * (a in ABOUT_PEOPLE), *("yes" if a in granted else "" for granted in ROLES.values())]
        for a in Action
    ]
    lines = [head, ["---"] * len(head), *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return _PAGE.format(table=table)


_PAGE = """# Roles

Printed by `sharewell roles`; do not edit it by hand. The table is `src/sharewell/partners/roles.py`.

Whatever a role may do, it may do for its own organisation alone. What no row grants is refused. Everybody may read the
published protocols. An action with * shows information about people: it also needs a current vetting check and the
recognised training.

{table}
"""
