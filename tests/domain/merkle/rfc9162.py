"""The tree of RFC 9162, section 2.1, in the RFC's own recursive words: slow, short, and nothing of ours."""

from hashlib import sha256


def mth(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    k = split(len(leaves))
    return sha256(b"\1" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    return [*path(m, leaves[:k]), mth(leaves[k:])] if m < k else [*path(m - k, leaves[k:]), mth(leaves[:k])]


def proof(m: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*proof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*proof(m - k, leaves[k:], False), mth(leaves[:k])]


def subtree_proof(start: int, end: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    """As draft-ietf-plants-merkle-tree-certs widens `proof` to a subtree that need not begin at 0."""
    if (start, end) == (0, len(leaves)):
        return [] if whole else [mth(leaves)]
    k = split(len(leaves))
    if end <= k:
        return [*subtree_proof(start, end, leaves[:k], whole), mth(leaves[k:])]
    if start >= k:
        return [*subtree_proof(start - k, end - k, leaves[k:], whole), mth(leaves[:k])]
    return [*subtree_proof(0, end - k, leaves[k:], False), mth(leaves[:k])]


def split(n: int) -> int:
    return 1 << ((n - 1).bit_length() - 1)
