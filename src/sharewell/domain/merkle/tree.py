"""The Merkle tree of RFC 9162, section 2.1: one hash that stands for every leaf in order, and short proofs under it.

A range `[start, end)` of leaves hashes to that of its one leaf, or to `node_hash` of its two parts: the left part is
the largest power of two smaller than the range. A subtree `(level, index)` is complete: it holds the leaves from
`index * 2**level` up to `(index + 1) * 2**level`, and its hash never changes. Those hashes are all that is stored;
whoever has them gives them as a function `read(level, index)`, and each proof reads about log2(size) of them.

Both kinds of proof are one thing: the siblings met on the way from a part of the tree up to its root. `_climb` lists
them, so that who makes a proof and who checks it cannot differ. A hash has 32 bytes; indexes count from 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import NamedTuple

HASH_SIZE = 32  # bytes
EMPTY_ROOT = sha256(b"").digest()

Read = Callable[[int, int], bytes]
"""The stored hash of the complete subtree (level, index); level 0 are the leaf hashes."""


@dataclass(frozen=True, slots=True)
class Node:
    """The hash of a complete subtree, to be stored for good."""

    level: int
    index: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Frontier:
    """What must be known of a tree to append to it: the complete subtrees it falls into, the largest first.

    There is one for each bit that is set in the size: a tree of 6 falls into subtrees of 4 and of 2 leaves.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()


def leaf_hash(leaf: bytes) -> bytes:
    """The first byte keeps a leaf from being passed off as a node, and a node as a leaf."""
    return sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        _, frontier = append(frontier, leaf)
    return frontier_root(frontier)


def append(frontier: Frontier, leaf: bytes) -> tuple[list[Node], Frontier]:
    """Append a leaf hash: the subtrees it completes above itself, the lowest first, and the frontier that follows."""
    completed, peaks, level, index, hash_ = [], frontier.peaks, 0, frontier.size, leaf
    while index & 1:
        hash_, peaks = node_hash(peaks[-1], hash_), peaks[:-1]
        level, index = level + 1, index >> 1
        completed.append(Node(level, index, hash_))
    return completed, Frontier(frontier.size + 1, (*peaks, hash_))


def frontier_root(frontier: Frontier) -> bytes:
    return _joined(frontier.peaks) if frontier.peaks else EMPTY_ROOT


def frontier_of(size: int, read: Read) -> Frontier:
    """The frontier of a stored tree."""
    return Frontier(size, tuple(read(level, index) for level, index in _peaks(0, size)))


def stored_root(size: int, read: Read) -> bytes:
    """The root that a stored tree had when it held this many leaves."""
    return frontier_root(frontier_of(size, read))


def inclusion_proof(index: int, size: int, read: Read) -> list[bytes]:
    """That the leaf is in the tree of this size (RFC 9162, 2.1.3): its siblings, from the leaf upwards."""
    if not 0 <= index < size:
        raise IndexError(f"there is no leaf {index} in a tree of {size}")
    return [_range_hash(step.start, step.end, read) for step in _climb(index, index + 1, 0, size)]


def consistency_proof(old: int, new: int, read: Read) -> list[bytes]:
    """That the tree of the old size is how the tree of the new size began (RFC 9162, 2.1.4). Nothing is before 1."""
    if not 0 <= old <= new:
        raise IndexError(f"a tree of {new} was never one of {old}")
    if old == 0:
        return []
    steps = _climb(0, old, 0, new)
    base = _base(0, old, steps)
    seed = [] if base == (0, old) else [_range_hash(*base, read)]
    return seed + [_range_hash(step.start, step.end, read) for step in steps]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Is this leaf hash the leaf at this index of the tree with this size and root?"""
    return verify_subtree_inclusion(leaf, index, 0, size, proof, root)


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Did the tree of the new size begin as the tree of the old size?

    An empty tree begins every other, which needs no proof and proves nothing: it is refused here.
    """
    return old > 0 and verify_subtree_consistency(0, old, new, proof, old_root, new_root)


def verify_subtree_inclusion(
    leaf: bytes, index: int, start: int, end: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Is this the leaf at this index, counted in the whole tree, under the hash of its subtree `[start, end)`?"""
    if not (is_subtree(start, end) and start <= index < end and len(leaf) == HASH_SIZE):
        return False
    steps = _climb(index, index + 1, start, end)
    return _fits(proof, steps) and _climbed(leaf, steps, proof) == root


def verify_subtree_consistency(
    start: int, end: int, size: int, proof: Sequence[bytes], subtree_root: bytes, root: bytes
) -> bool:
    """Is the subtree `[start, end)` with its hash part of the tree with this size and root?

    Subtrees are those of draft-ietf-plants-merkle-tree-certs: cosigners with ML-DSA-44 may sign one.
    """
    if not (is_subtree(start, end) and end <= size):
        return False
    if start == end:
        return not proof and subtree_root == EMPTY_ROOT
    steps = _climb(start, end, 0, size)
    if _base(start, end, steps) == (start, end):
        return _fits(proof, steps) and _climbed(subtree_root, steps, proof) == root
    if not _fits(proof, [None, *steps]):
        return False
    inside = [(step, c) for step, c in zip(steps, proof[1:], strict=True) if step.side is Side.INSIDE]
    own = _climbed(proof[0], [step for step, _ in inside], [c for _, c in inside])
    return own == subtree_root and _climbed(proof[0], steps, proof[1:]) == root


def is_subtree(start: int, end: int) -> bool:
    """Does `[start, end)` begin where a complete subtree that could hold it begins? Only then is it in every tree."""
    return 0 <= start <= end and start % (1 << max(end - start - 1, 0).bit_length()) == 0


class Side(Enum):
    RIGHT = "the sibling lies right of what is proved"
    LEFT = "the sibling lies left of what is proved"
    INSIDE = "the sibling lies left, and is itself a part of what is proved"


class _Step(NamedTuple):
    side: Side
    start: int
    end: int


def _climb(start: int, end: int, low: int, high: int) -> list[_Step]:
    """The siblings on the way from the range `[start, end)` up to the root of `[low, high)`, the lowest first.

    Where the range is not one node of the tree, the way begins at its last part, and the parts before are siblings.
    """
    steps = []
    while not (start <= low and high <= end):
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        if end <= middle:
            steps.append(_Step(Side.RIGHT, middle, high))
            high = middle
        else:
            steps.append(_Step(Side.LEFT if middle <= start else Side.INSIDE, low, middle))
            low = middle
    return steps[::-1]


def _base(start: int, end: int, steps: Sequence[_Step]) -> tuple[int, int]:
    """The part of the range at which the way up begins: all of it, or what is right of the lowest part inside it."""
    return max([start, *(step.end for step in steps if step.side is Side.INSIDE)]), end


def _climbed(hash_: bytes, steps: Iterable[_Step], proof: Iterable[bytes]) -> bytes:
    for step, sibling in zip(steps, proof, strict=True):
        hash_ = node_hash(hash_, sibling) if step.side is Side.RIGHT else node_hash(sibling, hash_)
    return hash_


def _fits(proof: Sequence[bytes], steps: Sequence[object]) -> bool:
    """A hash for each step and no other: a longer or shorter one could be cut up in more than one way."""
    return len(proof) == len(steps) and all(len(sibling) == HASH_SIZE for sibling in proof)


def _range_hash(start: int, end: int, read: Read) -> bytes:
    return _joined([read(level, index) for level, index in _peaks(start, end)])


def _peaks(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The complete subtrees that a range which `is_subtree` falls into, the largest first."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _joined(hashes: Sequence[bytes]) -> bytes:
    *rest, joined = hashes
    for left in reversed(rest):
        joined = node_hash(left, joined)
    return joined
