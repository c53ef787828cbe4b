"""Is every row of a stored ledger as it must be? Derives all of it anew, and names the first row that is wrong.

Rows come in the order they were written, and none is kept: a million leaves take seconds and no memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sharewell.domain.errors import BadInput
from sharewell.domain.merkle import checkpoints, notes
from sharewell.domain.merkle.cosignatures import signers, strangers
from sharewell.domain.merkle.keys import Key
from sharewell.domain.merkle.tree import Frontier, Node, append, frontier_root, leaf_hash


@dataclass(frozen=True, slots=True)
class Leaf:
    index: int
    hash: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """A stored checkpoint: the size it is kept under, and the note with the log's signature and all cosignatures."""

    size: int
    note: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """The first row that is not as it must be: "leaf 17", "node 3 of level 2", "checkpoint of 40 leaves"."""

    row: str
    why: str

    def __str__(self) -> str:
        return f"{self.row}: {self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found. Where `wrong` is None, all of it is as it must be."""

    size: int
    root: bytes
    nodes: int
    checkpoints: int
    wrong: Wrong | None


class _Found(Exception):
    pass


def check(
    *,
    leaves: Iterable[Leaf],
    nodes: Iterable[Node],
    signed: Iterable[Signed],
    state: Frontier,
    log: Iterable[Key],
    witnesses: Iterable[Key] = (),
    origin: str = "",
    progress: Callable[[int], None] = lambda done: None,
) -> Checked:
    """Check the rows of a ledger.

    Leaves come by index, nodes as they were completed, which is by `(index + 1) << level` and then by level, and
    checkpoints by size. `log` and `witnesses` are all keys that ever signed; `progress` is told how many leaves are
    done.
    """
    against = _Against(iter(nodes), iter(signed), tuple(log), tuple(witnesses), origin)
    wrong = None
    try:
        against.reach_checkpoint()
        for leaf in leaves:
            against.leaf(leaf)
            if leaf.index % 1024 == 0:
                progress(leaf.index)
        against.end(state)
    except _Found as found:
        wrong = Wrong(*found.args)
    return Checked(
        size=against.frontier.size,
        root=frontier_root(against.frontier),
        nodes=against.nodes_seen,
        checkpoints=against.checkpoints_seen,
        wrong=wrong,
    )


class _Against:
    """The tree as it grows from the leaves, which every other row is held against."""

    def __init__(
        self,
        nodes: Iterator[Node],
        signed: Iterator[Signed],
        log: tuple[Key, ...],
        witnesses: tuple[Key, ...],
        origin: str,
    ) -> None:
        self.nodes, self.signed = nodes, signed
        self.log, self.witnesses, self.origin = log, witnesses, origin
        self.frontier = Frontier()
        self.nodes_seen = self.checkpoints_seen = 0
        self.next = next(signed, None)

    def leaf(self, leaf: Leaf) -> None:
        size = self.frontier.size
        if leaf.index != size:
            here = f"leaf {min(leaf.index, size)}"
            raise _Found(here, "it is there twice." if leaf.index < size else "it is missing.")
        if leaf_hash(leaf.body) != leaf.hash:
            raise _Found(f"leaf {size}", "its hash is not that of what it says.")
        completed, self.frontier = append(self.frontier, leaf.hash)
        for node in completed:
            self.node(node)
        self.reach_checkpoint()

    def node(self, expected: Node) -> None:
        stored = next(self.nodes, None)
        if stored is None or (stored.level, stored.index) != (expected.level, expected.index):
            if stored is not None and _completed(stored) < _completed(expected):
                raise _Found(_named(stored), "there is no such node.")
            raise _Found(_named(expected), "it is missing.")
        if stored.hash != expected.hash:
            raise _Found(_named(expected), "it is not the hash of what it joins.")
        self.nodes_seen += 1

    def reach_checkpoint(self) -> None:
        """Check the checkpoints of the size now reached."""
        while self.next is not None and self.next.size <= self.frontier.size:
            self.checkpoint(self.next)
            self.checkpoints_seen += 1
            self.next = next(self.signed, None)

    def checkpoint(self, stored: Signed) -> None:
        row = f"checkpoint of {stored.size} leaves"
        try:
            note = notes.read(stored.note)
            told = checkpoints.read(note.text)
            by = signers(note, (*self.log, *self.witnesses))
        except BadInput as error:
            raise _Found(row, str(error)) from None
        if told.size != stored.size:
            raise _Found(row, f"it is a checkpoint of {told.size} leaves.")
        if stored.size < self.frontier.size:
            raise _Found(row, "it is there twice, or out of its order.")
        if told.root != frontier_root(self.frontier):
            raise _Found(row, "the leaves before it are not those that were signed.")
        if told.extensions or (self.origin and told.origin != self.origin):
            raise _Found(row, "it is not of this log.")
        if not any(key in by for key in self.log):
            raise _Found(row, "the log did not sign it.")
        if unknown := strangers(note, by):
            raise _Found(row, f"it bears a signature of {unknown[0].name} that nobody known gave.")

    def end(self, state: Frontier) -> None:
        if (extra := next(self.nodes, None)) is not None:
            raise _Found(_named(extra), "there is no such node.")
        if self.next is not None:
            raise _Found(f"leaf {self.frontier.size}", f"it is missing: a checkpoint of {self.next.size} is signed.")
        if state != self.frontier:
            if state.size > self.frontier.size:
                raise _Found(f"leaf {self.frontier.size}", f"it is missing: the ledger had {state.size} leaves.")
            raise _Found("state", f"it is not that of a ledger of {self.frontier.size} leaves.")


def _named(node: Node) -> str:
    return f"node {node.index} of level {node.level}"


def _completed(node: Node) -> tuple[int, int]:
    return (node.index + 1) << node.level, node.level
