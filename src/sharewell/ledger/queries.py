"""Reads of the tree and of what was signed. Whose acts somebody may see is the business of whoever asks."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from sharewell.domain.errors import BadInput
from sharewell.domain.merkle import checkpoints, leaves, notes, policies
from sharewell.domain.merkle.notes import Note
from sharewell.domain.merkle.policies import Policy
from sharewell.domain.merkle.receipts import Receipt
from sharewell.domain.merkle.tree import HASH_SIZE, Frontier, inclusion_proof
from sharewell.ledger.acts import about, row_values
from sharewell.ledger.models import Checkpoint, Leaf, Node, Salt, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """An act as it stands in the ledger."""

    index: int
    act: str
    about: str
    at: datetime


def state() -> Frontier:
    """The tree as it stands: its size and root are in one row, and so always agree."""
    row = State.objects.first()
    if row is None:
        return Frontier()
    hashes = bytes(row.frontier)
    return Frontier(row.size, tuple(hashes[at : at + HASH_SIZE] for at in range(0, len(hashes), HASH_SIZE)))


def read(level: int, index: int) -> bytes:
    """The stored hash of a complete subtree, as `domain.merkle.tree` asks for it."""
    found = Node.objects.filter(level=level, index=index) if level else Leaf.objects.filter(index=index)
    return bytes(found.values_list("hash", flat=True).get())


def entered_about(abouts: Collection[str]) -> list[Entered]:
    """What the ledger holds about these rows, the earliest first."""
    rows = Leaf.objects.filter(about__in=abouts).values_list("index", "about", "at", "body")
    return [
        Entered(index=index, act=json.loads(bytes(body))["act"], about=about, at=at) for index, about, at, body in rows
    ]


def salted(entered: Collection[Entered]) -> set[int]:
    """Those of the entries whose commitments can be opened: their salts are there."""
    return set(Salt.objects.filter(leaf__in=[each.index for each in entered]).values_list("leaf", flat=True))


def opening(index: int, rows: Collection[Model]) -> dict[str, Any] | None:
    """What an entry about one of these rows commits to: `salt`, in hexadecimal, and `record`.

    Whoever has both and the receipt sees that they belong together, as `sharewell ledger verify --opening` does. None
    where there is no such entry, or nothing that opens it. Raises Erased.
    """
    named = {about(row): row for row in rows}
    leaf = Leaf.objects.filter(index=index, about__in=named).first()
    salt = Salt.objects.filter(leaf=index).first()
    if leaf is None or salt is None:
        return None
    record = row_values(named[leaf.about])
    commitment = json.loads(bytes(leaf.body)).get("commitment", "")
    opens = leaves.opens(commitment, bytes(salt.salt), record)
    return {"salt": bytes(salt.salt).hex(), "record": record} if opens else None


def note_of(checkpoint: Checkpoint) -> Note:
    """A checkpoint with all its cosignatures."""
    return notes.read(checkpoint.text + "".join(each.line for each in checkpoint.cosignatures.order_by("pk")))


def trusted(policy: Policy, *, holding: int) -> Note | None:
    """The latest checkpoint that holds this leaf and that the policy believes; None where there is none yet."""
    rows = Checkpoint.objects.filter(size__gt=holding).order_by("-size")
    if policy.quorum != policies.NONE:  # after an outage of a witness there may be thousands that nobody cosigned
        rows = rows.filter(cosignatures__isnull=False).distinct()
    for row in rows.iterator(chunk_size=10):
        note = note_of(row)
        try:
            policies.judged(note, policy)
        except BadInput:
            continue
        return note
    return None


def signed_up_to(policy: Policy) -> int:
    """How many leaves the latest checkpoint holds that the policy believes."""
    note = trusted(policy, holding=0)
    return 0 if note is None else checkpoints.read(note.text).size


def receipt(index: int, policy: Policy) -> Receipt | None:
    """The proof that a leaf is in the ledger; None until a checkpoint that the policy believes holds it."""
    note = trusted(policy, holding=index)
    if note is None:
        return None
    body = Leaf.objects.values_list("body", flat=True).get(index=index)
    size = checkpoints.read(note.text).size
    return Receipt(leaf=bytes(body), index=index, proof=tuple(inclusion_proof(index, size, read)), checkpoint=note)
