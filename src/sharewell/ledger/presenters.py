"""Acts and keys as plain values for the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sharewell.domain.merkle.policies import Policy
from sharewell.domain.words import capital
from sharewell.ledger.queries import Entered

_ACTS = {
    "look-up": "Looked up",
    "request": "Asked",
    "decision": "Decided",
    "managers-decision": "Decided by a manager",
    "exceptional-reason": "Exceptional reason put on record",
    "disclosure": "Shared",
    "refusal": "Not shared",
    "duty-done": "Duty done",
    "matter-opened": "Matter begun",
    "event": "Event put on record",
    "withdrawal": "Event taken back",
    "attestation": "Record said to be kept",
    "publication": "Text published",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An act in the ledger.

    `receipt` is the address of its receipt, empty until a checkpoint holds it; `record` that of what it commits to,
    empty where whoever asks may not have it.
    """

    title: str
    number: int
    when: datetime
    receipt: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    name: str
    key: str


def acts(
    entered: Iterable[Entered], *, receipt: Callable[[Entered], str], record: Callable[[Entered], str]
) -> list[Act]:
    """The acts in order."""
    return [
        Act(
            title=_ACTS.get(each.act) or capital(each.act.replace("-", " ")),
            number=each.index,
            when=each.at,
            receipt=receipt(each),
            record=record(each),
        )
        for each in entered
    ]


def signers(policy: Policy) -> tuple[list[Signer], list[Signer]]:
    """The ledgers and the witnesses that receipts rest on, each with its public key."""
    logs = [Signer(name=log.key.name, key=str(log.key)) for log in policy.logs]
    return logs, [Signer(name=name, key=str(witness.key)) for name, witness in policy.witnesses.items()]
