"""The tree: its roots and proofs are the RFC's, and no other proof is believed."""

import json
from base64 import b64decode
from collections import Counter
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from sharewell.domain.merkle import tree
from tests.domain.merkle import rfc9162

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())["vectors"]
KINDS = {"consistency": 98, "inclusion": 98, "subtreeconsistency": 118, "subtreeinclusion": 204}


def stored(leaves: list[bytes]) -> tree.Read:
    """A store as an application keeps one: every leaf, and every subtree when it is completed."""
    nodes, frontier = {}, tree.Frontier()
    for index, leaf in enumerate(leaves):
        completed, frontier = tree.append(frontier, leaf)
        nodes |= {(0, index): leaf} | {(node.level, node.index): node.hash for node in completed}
    return lambda level, index: nodes[level, index]


def leaves_of(size: int, seed: int = 0) -> list[bytes]:
    return [tree.leaf_hash(f"{seed}/{index}".encode()) for index in range(size)]


def believed(name: str) -> bool:
    case = VECTORS[name]
    given = {key: b64decode(case[key]) for key in ("root", "root1", "root2", "leafHash") if key in case}
    proof = [b64decode(each) for each in case["proof"] or []]
    match name.split("/")[0]:
        case "consistency":
            return tree.verify_consistency(case["size1"], case["size2"], proof, given["root1"], given["root2"])
        case "inclusion":
            return tree.verify_inclusion(given["leafHash"], case["leafIdx"], case["treeSize"], proof, given["root"])
        case "subtreeconsistency":
            roots = given["root1"], given["root2"]
            return tree.verify_subtree_consistency(case["start"], case["end"], case["size"], proof, *roots)
        case _:
            part = case["leafIdx"], case["start"], case["end"]
            return tree.verify_subtree_inclusion(given["leafHash"], *part, proof, given["root"])


def test_all_518_public_vectors_are_here() -> None:
    assert Counter(name.split("/")[0] for name in VECTORS) == KINDS
    assert sum(KINDS.values()) == 518
    assert sum(not case["wantErr"] for case in VECTORS.values()) == 36


@pytest.mark.parametrize("kind", KINDS)
def test_every_public_vector_is_believed_or_refused_as_it_says(kind: str) -> None:
    names = [name for name in VECTORS if name.split("/")[0] == kind]
    assert [name for name in names if believed(name) is VECTORS[name]["wantErr"]] == []


def test_the_hashes_are_those_of_the_rfc() -> None:
    assert tree.root([]) == sha256(b"").digest() == tree.EMPTY_ROOT
    assert tree.leaf_hash(b"x") == sha256(b"\0x").digest()
    assert tree.node_hash(b"l" * 32, b"r" * 32) == sha256(b"\1" + b"l" * 32 + b"r" * 32).digest()


def test_the_example_of_the_c2sp_text_gives_its_proofs() -> None:
    """c2sp.org/merkle-tree: the tree of seven entries, its nodes named a to l."""
    a, b, c, d, e, f, g = entries = leaves_of(7)
    h, i, j = tree.node_hash(a, b), tree.node_hash(c, d), tree.node_hash(e, f)
    k, last = tree.node_hash(h, i), tree.node_hash(j, g)
    read = stored(entries)
    assert tree.root(entries) == tree.node_hash(k, last)
    paths = {0: [b, i, last], 3: [c, h, last], 4: [f, g, k], 6: [j, k]}
    assert {index: tree.inclusion_proof(index, 7, read) for index in paths} == paths
    proofs = {3: [c, d, h, last], 4: [last], 6: [j, g, k]}
    assert {old: tree.consistency_proof(old, 7, read) for old in proofs} == proofs


def test_every_proof_of_every_tree_up_to_70_leaves_is_the_rfcs_and_is_believed() -> None:
    leaves = leaves_of(70)
    read = stored(leaves)
    for size in range(71):
        root = tree.stored_root(size, read)
        assert root == rfc9162.mth(leaves[:size]) == tree.root(leaves[:size])
        for index in range(size):
            proof = tree.inclusion_proof(index, size, read)
            assert proof == rfc9162.path(index, leaves[:size])
            assert tree.verify_inclusion(leaves[index], index, size, proof, root)
        for old in range(1, size + 1):
            proof = tree.consistency_proof(old, size, read)
            assert proof == rfc9162.proof(old, leaves[:size])
            assert tree.verify_consistency(old, size, proof, tree.stored_root(old, read), root)


def test_a_subtree_is_proved_within_every_tree_that_holds_it() -> None:
    leaves = leaves_of(33)
    for size in range(1, 34):
        for start in range(size):
            for end in range(start + 1, size + 1):
                own, root = rfc9162.mth(leaves[start:end]), rfc9162.mth(leaves[:size])
                if not tree.is_subtree(start, end):
                    assert not tree.verify_subtree_consistency(start, end, size, [], own, own)
                    continue
                proof = rfc9162.subtree_proof(start, end, leaves[:size])
                assert tree.verify_subtree_consistency(start, end, size, proof, own, root)
                assert not tree.verify_subtree_consistency(start, end, size, proof, root[::-1], root)
                path = rfc9162.path(end - start - 1, leaves[start:end])
                assert tree.verify_subtree_inclusion(leaves[end - 1], end - 1, start, end, path, own)


def test_pymerkle_finds_the_same_roots_of_thousands_of_random_trees() -> None:
    random, seen = Random(9162), 0
    for _ in range(40):
        other = InmemoryTree(algorithm="sha256")
        frontier = tree.Frontier()
        for _ in range(random.randint(1, 200)):
            entry = random.randbytes(random.randint(0, 40))
            other.append_entry(entry)
            _, frontier = tree.append(frontier, tree.leaf_hash(entry))
            assert tree.frontier_root(frontier) == other.get_root()
            seen += 1
    assert seen > 2_000


@given(st.data())
def test_a_proof_with_one_bit_changed_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size - 1))
    leaves = leaves_of(size)
    read, root = stored(leaves), tree.root(leaves)
    inclusion, consistency = tree.inclusion_proof(index, size, read), tree.consistency_proof(old, size, read)
    old_root = tree.stored_root(old, read)
    assert tree.verify_inclusion(leaves[index], index, size, inclusion, root)
    assert tree.verify_consistency(old, size, consistency, old_root, root)

    def changed(hashes: list[bytes]) -> list[bytes]:
        which, bit = data.draw(st.integers(0, len(hashes) - 1)), data.draw(st.integers(0, 255))
        altered = (int.from_bytes(hashes[which], "big") ^ 1 << bit).to_bytes(32, "big")
        return [*hashes[:which], altered, *hashes[which + 1 :]]

    [leaf, *path, top] = changed([leaves[index], *inclusion, root])
    assert not tree.verify_inclusion(leaf, index, size, path, top)
    [before, *path, top] = changed([old_root, *consistency, root])
    assert not tree.verify_consistency(old, size, path, before, top)


@given(st.data())
@settings(max_examples=50)
def test_a_proof_of_another_place_size_or_length_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 200))
    index, other = data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True))
    leaves = leaves_of(size)
    read, root = stored(leaves), tree.root(leaves)
    proof = tree.inclusion_proof(index, size, read)
    assert not tree.verify_inclusion(leaves[index], other, size, proof, root)
    assert not tree.verify_inclusion(leaves[other], index, size, proof, root)
    assert not tree.verify_inclusion(leaves[index], index, size, proof[:-1], root)
    assert not tree.verify_inclusion(leaves[index], index, size, [*proof, root], root)
    assert not tree.verify_inclusion(leaves[index], -1, size, proof, root)
    assert not tree.verify_inclusion(leaves[index], size, size, proof, root)


@given(st.integers(1, 400), st.data())
@settings(max_examples=50)
def test_a_tree_that_forked_has_no_proof_from_the_old_root(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size))
    fork = data.draw(st.integers(0, old - 1))
    leaves = leaves_of(size)
    forked = [*leaves[:fork], *leaves_of(size, seed=1)[fork:]]
    read, old_root = stored(forked), tree.root(leaves[:old])
    assert not tree.verify_consistency(old, size, tree.consistency_proof(old, size, read), old_root, tree.root(forked))


def test_a_stored_frontier_is_that_of_having_appended_each_leaf() -> None:
    leaves = leaves_of(100)
    read, frontier = stored(leaves), tree.Frontier()
    for size, leaf in enumerate(leaves):
        assert tree.frontier_of(size, read) == frontier
        _, frontier = tree.append(frontier, leaf)


def test_a_proof_reads_few_hashes_of_a_large_tree() -> None:
    reads = []

    def read(level: int, index: int) -> bytes:
        reads.append((level, index))
        return tree.leaf_hash(f"{level}/{index}".encode())

    for proof in (tree.inclusion_proof(654_321, 1_000_003, read), tree.consistency_proof(654_321, 1_000_003, read)):
        assert len(proof) <= 21
    assert len(reads) <= 2 * 40


def test_there_is_no_proof_of_what_is_not_there() -> None:
    read = stored(leaves_of(3))
    with pytest.raises(IndexError):
        tree.inclusion_proof(3, 3, read)
    with pytest.raises(IndexError):
        tree.consistency_proof(4, 3, read)
    assert tree.consistency_proof(0, 3, read) == []
