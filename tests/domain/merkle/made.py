"""A small ledger with its witnesses, made anew for each test that needs one."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from sharewell.domain.merkle import fsck, leaves, tree
from sharewell.domain.merkle.checkpoints import Checkpoint
from sharewell.domain.merkle.cosignatures import sign
from sharewell.domain.merkle.keys import Kind, SecretKey
from sharewell.domain.merkle.notes import Note
from sharewell.domain.merkle.receipts import Receipt

ORIGIN = "council.example/ledger"
NOON = 1_795_262_400  # seconds: a day in November 2026
POLICY = "log {}\nwitness police {}\nwitness nhs {}\ngroup partners all police nhs\nquorum partners\n"


def secret(name: str, kind: Kind = Kind.NOTE) -> SecretKey:
    return SecretKey(name, kind, sha256(name.encode()).digest())


LOG = secret(ORIGIN)
POLICE = secret("police.example/witness", Kind.COSIGNATURE)
NHS = secret("nhs.example/witness", Kind.COSIGNATURE_ML_DSA)


def policy_file() -> bytes:
    return POLICY.format(LOG.public, POLICE.public, NHS.public).encode()


def body(index: int, seed: int = 0) -> bytes:
    at = f"2026-11-21T10:{index // 60 % 60:02}:{index % 60:02}Z"
    return leaves.write({"act": "disclosure", "about": f"sharing.disclosure:{index}", "at": at, "person": seed})


def note_of(checkpoint: Checkpoint, *by: SecretKey, at: int = NOON) -> Note:
    text = checkpoint.text()
    return Note(text, tuple(sign(text, key, at=0 if key.kind is Kind.NOTE else at) for key in by))


@dataclass
class Ledger:
    """Every row of it, in the order that they were written."""

    leaves: list[fsck.Leaf] = field(default_factory=list)
    nodes: list[tree.Node] = field(default_factory=list)
    signed: list[fsck.Signed] = field(default_factory=list)
    frontier: tree.Frontier = field(default_factory=tree.Frontier)
    stored: dict[tuple[int, int], bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, size: int, seed: int = 0, fork: int = 0, every: int = 0) -> Ledger:
        """One of this many leaves, which are seed's from `fork` on and everybody's before; signed every so many."""
        ledger = cls()
        for index in range(size):
            ledger.append(body(index, seed if index >= fork else 0))
            if every and (index + 1) % every == 0:
                ledger.sign()
        return ledger

    def append(self, leaf: bytes) -> None:
        index, hash_ = self.frontier.size, tree.leaf_hash(leaf)
        completed, self.frontier = tree.append(self.frontier, hash_)
        self.leaves.append(fsck.Leaf(index, hash_, leaf))
        self.nodes += completed
        self.stored |= {(0, index): hash_} | {(node.level, node.index): node.hash for node in completed}

    def sign(self) -> None:
        note = note_of(self.checkpoint(), LOG, POLICE)
        self.signed.append(fsck.Signed(self.frontier.size, str(note)))

    def read(self, level: int, index: int) -> bytes:
        return self.stored[level, index]

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        size = self.frontier.size if size is None else size
        return Checkpoint(origin=ORIGIN, size=size, root=tree.stored_root(size, self.read))

    def note(self, size: int | None = None, *by: SecretKey) -> Note:
        return note_of(self.checkpoint(size), *(by or (LOG, POLICE, NHS)))

    def receipt(self, index: int, *by: SecretKey) -> Receipt:
        size = self.frontier.size
        proof = tuple(tree.inclusion_proof(index, size, self.read))
        return Receipt(leaf=self.leaves[index].body, index=index, proof=proof, checkpoint=self.note(None, *by))

    def proof(self, old: int, new: int) -> list[bytes]:
        return tree.consistency_proof(old, new, self.read)

    def check(self) -> fsck.Checked:
        return fsck.check(
            leaves=self.leaves,
            nodes=self.nodes,
            signed=self.signed,
            state=self.frontier,
            log=[LOG.public],
            witnesses=[POLICE.public],
            origin=ORIGIN,
        )
