"""A receipt: proof that one leaf is in the ledger, which anybody can check without asking us. c2sp.org/tlog-proof.

    c2sp.org/tlog-proof@v1
    extra <the leaf itself, in base64>
    index <its place in the ledger, from 0>
    <the hashes beside its way up to the root, one a line>

    <the checkpoint, signed by the log and cosigned by witnesses>

The format believes nothing that "extra" says. Ours is the leaf, and it is believed because its hash is proved.
"""

from __future__ import annotations

from dataclasses import dataclass

from sharewell.domain.errors import BadInput
from sharewell.domain.merkle import notes, policies
from sharewell.domain.merkle.checkpoints import BadCheckpoint, read_hash, read_size
from sharewell.domain.merkle.keys import base64, unbase64
from sharewell.domain.merkle.notes import LARGEST, BadNote, Note
from sharewell.domain.merkle.policies import Policy, Trusted
from sharewell.domain.merkle.tree import leaf_hash, verify_inclusion

_FIRST = "c2sp.org/tlog-proof@v1"
_MOST_HASHES = 63


class BadReceipt(BadInput):
    """It is not written as a receipt is, or what it says is not so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    leaf: bytes | None  # what the ledger holds; None where the receipt leaves it to whoever has it
    index: int
    proof: tuple[bytes, ...]
    checkpoint: Note

    def __str__(self) -> str:
        extra = [] if self.leaf is None else [f"extra {base64(self.leaf)}"]
        lines = [_FIRST, *extra, f"index {self.index}", *map(base64, self.proof), "", str(self.checkpoint)]
        return "\n".join(lines)


def read(receipt: bytes | str) -> Receipt:
    """Raises BadReceipt for anything that is not exactly a receipt."""
    try:
        if len(receipt) > LARGEST:
            raise ValueError("too long")
        said = receipt if isinstance(receipt, str) else receipt.decode()
        if "\r" in said:
            raise BadNote("Its line ends were changed on the way: have the file sent as an attachment.")
        head, empty, note = said.partition("\n\n")
        first, *rest = head.split("\n")
        if first != _FIRST or not empty:
            raise ValueError("not begun as a receipt")
        leaf = unbase64(rest.pop(0).removeprefix("extra ")) if rest and rest[0].startswith("extra ") else None
        if not rest or not rest[0].startswith("index ") or len(rest) - 1 > _MOST_HASHES:
            raise ValueError("no index")
        return Receipt(
            leaf=leaf,
            index=read_size(rest[0].removeprefix("index ")),
            proof=tuple(map(read_hash, rest[1:])),
            checkpoint=notes.read(note),
        )
    except BadNote as error:
        raise BadReceipt(f"The receipt cannot be read. {error}") from None
    except (ValueError, BadCheckpoint):
        raise BadReceipt("That is no receipt, or it was changed or cut: ask for the file again.") from None


def verify(receipt: Receipt, policy: Policy, *, leaf: bytes | None = None) -> Trusted:
    """Believe the receipt, or raise why not: BadReceipt, or what `policies.judged` raises."""
    trusted = policies.judged(receipt.checkpoint, policy)
    leaf = receipt.leaf if leaf is None else leaf
    if leaf is None:
        raise BadReceipt("The receipt does not hold what was entered: give that too.")
    if receipt.leaf is not None and receipt.leaf != leaf:
        raise BadReceipt("The receipt is of another entry than the one given.")
    tree = trusted.checkpoint
    if not verify_inclusion(leaf_hash(leaf), receipt.index, tree.size, receipt.proof, tree.root):
        raise BadReceipt(f"This is not entry {receipt.index} of the ledger: the entry or the proof was changed.")
    return trusted
