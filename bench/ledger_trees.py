"""The ledger's tree, measured: `python -m bench.ledger_trees [HOW-MANY]`, by default 100,000 trees.

Our roots against pymerkle's, random edits and forks found or not, and how long each step takes. Prints Markdown.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from pymerkle import InmemoryTree
from rich.console import Console
from rich.progress import track

from sharewell.domain.errors import BadInput
from sharewell.domain.merkle import fsck, policies, receipts, tree
from sharewell.domain.merkle.cosignatures import sign
from sharewell.domain.merkle.keys import Kind
from sharewell.domain.merkle.witness import Refused, check_continues, read_request
from sharewell.witness import records
from sharewell.witness.cosigning import add_checkpoint
from tests.domain.merkle.edits import edited
from tests.domain.merkle.made import LOG, NHS, NOON, POLICE, Ledger, policy_file
from tests.witness.serving import request

TREES, EDITS, FORKS = 100_000, 10_000, 2_000
SIZES = (10_000, 100_000, 1_000_000)
console = Console(stderr=True)


def trees(how_many: int) -> int:
    """How many random trees have another root than pymerkle finds."""
    random, differ = Random(2006), 0
    for _ in track(range(how_many), "Trees", console=console):
        other, frontier = InmemoryTree(algorithm="sha256"), tree.Frontier()
        for _ in range(random.choice((random.randint(1, 8), random.randint(1, 40), random.randint(1, 90)))):
            entry = random.randbytes(random.randint(0, 60))
            other.append_entry(entry)
            _, frontier = tree.append(frontier, tree.leaf_hash(entry))
        differ += other.get_root() != tree.frontier_root(frontier)
    return differ


def edits(how_many: int) -> int:
    """How many single-byte edits were not found, or found in another row."""
    ledger, random, missed = Ledger.of(500, every=25), Random(2008), 0
    policy = policies.read(policy_file())
    for kind in track(range(how_many), "Edits", console=console):
        row, changed = edited(ledger, kind, random)
        if isinstance(changed, bytes):
            try:
                receipts.verify(receipts.read(changed), policy)
            except BadInput:
                continue
            missed += 1
        else:
            wrong = changed.check().wrong
            missed += wrong is None or wrong.row != row
    return missed


def forks(how_many: int) -> int:
    """How many forked ledgers a witness did not refuse."""
    random, taken = Random(2010), 0
    for _ in track(range(how_many), "Forks", console=console):
        size = random.randint(1, 150)
        known = random.randint(1, size)
        forked = Ledger.of(size, seed=1, fork=random.randrange(known))
        submission = read_request(request(forked, known, size).encode())
        try:
            check_continues(submission, Ledger.of(known).checkpoint())
        except Refused:
            continue
        taken += 1
    return taken


class Large:
    """A ledger of many leaves, kept as bytes alone: a million leaves as objects would fill the memory."""

    def __init__(self, size: int) -> None:
        self.size, self.frontier = size, tree.Frontier()
        self.levels: list[bytearray] = [bytearray() for _ in range(size.bit_length() + 1)]
        self.appending: dict[int, float] = {}
        for start in track(range(0, size, 1_000), f"{size:,} leaves", console=console):
            hashes = [tree.leaf_hash(self.body(index)) for index in range(start, start + 1_000)]
            began = time.perf_counter()
            completed = [self._append(hash_) for hash_ in hashes]
            self.appending[start + 1_000] = (time.perf_counter() - began) / 1_000
            for hash_, nodes in zip(hashes, completed, strict=True):
                self.levels[0] += hash_
                for node in nodes:
                    self.levels[node.level] += node.hash

    @staticmethod
    def body(index: int) -> bytes:
        about = b'{"about":"sharing.disclosure:%d","act":"disclosure","at":"2026-11-21T10:45:27.000000Z",' % index
        return about + b'"clauses":["4.5(iv)(b)"],"commitment":"%064x","organisation":3,"person":12}' % index

    def _append(self, hash_: bytes) -> list[tree.Node]:
        completed, self.frontier = tree.append(self.frontier, hash_)
        return completed

    def read(self, level: int, index: int) -> bytes:
        return bytes(self.levels[level][32 * index : 32 * index + 32])

    def leaves(self) -> Iterator[fsck.Leaf]:
        return (fsck.Leaf(index, self.read(0, index), self.body(index)) for index in range(self.size))

    def nodes(self) -> Iterator[tree.Node]:
        for index in range(self.size):
            level = 0
            while index >> level & 1:
                level += 1
                yield tree.Node(level, index >> level, self.read(level, index >> level))

    def check(self) -> fsck.Checked:
        return fsck.check(leaves=self.leaves(), nodes=self.nodes(), signed=(), state=self.frontier, log=())


def each(what: Callable[[], object], times: int = 300) -> float:
    """Seconds, of the middle one."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        what()
        took.append(time.perf_counter() - began)
    return sorted(took)[times // 2]


def steps(large: Large) -> Iterator[tuple[str, float]]:
    size = large.size
    root = tree.frontier_root(large.frontier)
    inclusion = tree.inclusion_proof(654_321 % size, size, large.read)
    old = size * 2 // 3
    consistency, old_root = tree.consistency_proof(old, size, large.read), tree.stored_root(old, large.read)
    leaf = large.read(0, 654_321 % size)
    yield "proof that a leaf is in it, made", each(lambda: tree.inclusion_proof(654_321 % size, size, large.read))
    yield "the same, checked", each(lambda: tree.verify_inclusion(leaf, 654_321 % size, size, inclusion, root))
    yield "proof that it only grew, made", each(lambda: tree.consistency_proof(old, size, large.read))
    yield "the same, checked", each(lambda: tree.verify_consistency(old, size, consistency, old_root, root))
    small = Ledger.of(1_000)
    text, policy = small.checkpoint().text(), policies.read(policy_file())
    yield "checkpoint signed by the log (Ed25519)", each(lambda: sign(text, LOG))
    yield "cosigned with Ed25519", each(lambda: sign(text, POLICE, at=NOON))
    yield "cosigned with ML-DSA-44", each(lambda: sign(text, NHS, at=NOON))
    raw = str(small.receipt(500)).encode()
    yield "receipt with a cosignature of each kind, verified", each(lambda: receipts.verify(receipts.read(raw), policy))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "witness"
        records.make_key(home, "police.example", Kind.COSIGNATURE)
        records.trust(home, LOG.public)
        bodies = iter([request(small, n, n + 1).encode() for n in range(300)])
        yield (
            "checkpoint taken by a witness, on the disk before it is signed",
            each(lambda: add_checkpoint(next(bodies), home=home, now=lambda: NOON)),
        )


def main(how_many: int) -> None:
    differ, missed, taken = trees(how_many), edits(EDITS), forks(FORKS)
    large = Large(SIZES[-1])
    began = time.perf_counter()
    checked = large.check()
    took = time.perf_counter() - began
    began = time.perf_counter()
    rows = sum(1 for _ in large.leaves()) + sum(1 for _ in large.nodes())
    making = time.perf_counter() - began
    lines = [
        "## The ledger's tree\n",
        "Printed by `python -m bench.ledger_trees`: the arithmetic alone, without the database.\n",
        "| | |",
        "|---|---:|",
        f"| random trees whose root pymerkle finds otherwise, of {how_many:,} | {differ} |",
        f"| single-byte edits not found, or in another row, of {EDITS:,} | {missed} |",
        f"| forked ledgers that a witness took, of {FORKS:,} | {taken} |",
        *(f"| one append at {size:,} leaves, µs | {1e6 * large.appending[size]:.1f} |" for size in SIZES),
        f"| all {rows:,} rows of {checked.size:,} leaves checked, s | {took:.1f} |",
        f"| of which to read them, s | {making:.1f} |",
        *(f"| {what}, µs | {1e6 * seconds:.0f} |" for what, seconds in steps(large)),
    ]
    sys.stdout.write("\n".join([*lines, ""]))
    if differ or missed or taken or checked.wrong:
        sys.exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TREES)
