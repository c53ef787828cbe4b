"""Random edits of one byte, to any row of a ledger or to a receipt that it gave out."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.domain.merkle.made import Ledger

KINDS = 5


def flipped(raw: bytes, random: Random) -> bytes:
    at = random.randrange(len(raw))
    return raw[:at] + bytes([raw[at] ^ random.randint(1, 255)]) + raw[at + 1 :]


def copied(ledger: Ledger) -> Ledger:
    return Ledger(list(ledger.leaves), list(ledger.nodes), list(ledger.signed), ledger.frontier, ledger.stored)


def edited(ledger: Ledger, kind: int, random: Random) -> tuple[str, Ledger | bytes]:
    """The row that is now wrong, and the ledger that has it; or "receipt" and its bytes. `kind` goes round the five."""
    changed = copied(ledger)
    match kind % KINDS:
        case 0:
            at = random.randrange(len(changed.leaves))
            leaf = changed.leaves[at]
            changed.leaves[at] = replace(leaf, body=flipped(leaf.body, random))
            return f"leaf {at}", changed
        case 1:
            at = random.randrange(len(changed.leaves))
            leaf = changed.leaves[at]
            changed.leaves[at] = replace(leaf, hash=flipped(leaf.hash, random))
            return f"leaf {at}", changed
        case 2:
            at = random.randrange(len(changed.nodes))
            node = changed.nodes[at]
            changed.nodes[at] = replace(node, hash=flipped(node.hash, random))
            return f"node {node.index} of level {node.level}", changed
        case 3:
            at = random.randrange(len(changed.signed))
            signed = changed.signed[at]
            note = flipped(signed.note.encode(), random).decode(errors="surrogateescape")
            changed.signed[at] = replace(signed, note=note)
            return f"checkpoint of {signed.size} leaves", changed
        case _:
            index = random.randrange(len(ledger.leaves))
            return "receipt", flipped(str(ledger.receipt(index)).encode(), random)
