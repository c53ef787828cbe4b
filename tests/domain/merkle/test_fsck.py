"""Every edit to a stored ledger is found, and the row that is wrong is named."""

import os
from random import Random

import pytest

from sharewell.domain.errors import BadInput
from sharewell.domain.merkle import fsck, policies, receipts, tree
from tests.domain.merkle.edits import copied, edited
from tests.domain.merkle.made import LOG, Ledger, policy_file

# `make test` tries some hundreds of edits; SHAREWELL_EDITS=10000 tries as many.
EDITS = int(os.environ.get("SHAREWELL_EDITS", "600"))
SIZE = 300


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return Ledger.of(SIZE, every=25)


def wrong_row(ledger: Ledger) -> str:
    wrong = ledger.check().wrong
    assert wrong is not None
    return wrong.row


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 8, SIZE])
def test_a_ledger_as_it_was_written_is_right(size: int) -> None:
    ledger = Ledger.of(size, every=4)
    checked = ledger.check()
    assert checked.wrong is None
    assert (checked.size, checked.root) == (size, tree.frontier_root(ledger.frontier))
    assert (checked.nodes, checked.checkpoints) == (len(ledger.nodes), size // 4)


def test_every_random_single_byte_edit_is_found_and_its_row_named(ledger: Ledger) -> None:
    random, policy = Random(2006), policies.read(policy_file())
    for kind in range(EDITS):
        row, changed = edited(ledger, kind, random)
        if isinstance(changed, bytes):
            with pytest.raises(BadInput):
                receipts.verify(receipts.read(changed), policy)
        else:
            assert wrong_row(changed) == row


def test_a_leaf_rewritten_with_its_hash_is_found_above_it(ledger: Ledger) -> None:
    changed, body = copied(ledger), b'{"rewritten":true}'
    changed.leaves[40] = fsck.Leaf(40, tree.leaf_hash(body), body)
    assert wrong_row(changed) == "node 20 of level 1"


def test_a_history_rewritten_whole_is_found_by_the_checkpoint_after_it(ledger: Ledger) -> None:
    forged = Ledger.of(SIZE, seed=1, fork=60)
    forged.signed = ledger.signed
    assert wrong_row(forged) == "checkpoint of 75 leaves"


def test_rows_missing_or_there_twice_are_named(ledger: Ledger) -> None:
    without = copied(ledger)
    del without.leaves[17]
    assert wrong_row(without) == "leaf 17"
    twice = copied(ledger)
    twice.leaves.insert(18, twice.leaves[17])
    assert wrong_row(twice) == "leaf 17"
    fewer = copied(ledger)
    gone = fewer.nodes.pop(33)
    assert wrong_row(fewer) == f"node {gone.index} of level {gone.level}"
    more = copied(ledger)
    more.nodes.append(tree.Node(1, 500, bytes(32)))
    assert wrong_row(more) == "node 500 of level 1"
    invented = copied(ledger)
    invented.nodes.insert(1, tree.Node(2, 0, bytes(32)))
    assert invented.check().wrong is not None


def test_a_ledger_cut_short_or_restored_from_an_older_copy_is_found(ledger: Ledger) -> None:
    cut = copied(ledger)
    del cut.leaves[290:]
    cut.nodes = [node for node in cut.nodes if (node.index + 1) << node.level <= 290]
    assert wrong_row(cut) == "leaf 290"
    restored = Ledger.of(290, every=25)
    assert restored.check().wrong is None
    restored.signed = ledger.signed  # one of which a partner kept
    assert wrong_row(restored) == "leaf 290"


def test_the_state_is_held_against_the_leaves(ledger: Ledger) -> None:
    changed = copied(ledger)
    changed.frontier = tree.Frontier(SIZE, (bytes(32), *ledger.frontier.peaks[1:]))
    assert wrong_row(changed) == "state"
    changed.frontier = tree.Frontier(SIZE - 1, ledger.frontier.peaks)
    assert wrong_row(changed) == "state"


def test_a_checkpoint_of_another_size_log_or_hand_is_named(ledger: Ledger) -> None:
    note = str(ledger.note(30, LOG))
    for signed in (
        fsck.Signed(31, note),
        fsck.Signed(30, note.replace("council", "borough")),
        fsck.Signed(30, str(ledger.note(30))),  # a witness signed that the ledger does not know
        fsck.Signed(30, note.replace("— ", "— x")),
        fsck.Signed(30, "nothing"),
    ):
        changed = copied(ledger)
        changed.signed = [signed]
        assert wrong_row(changed) == f"checkpoint of {signed.size} leaves"


def test_progress_is_told() -> None:
    ledger, told = Ledger.of(2050), []
    fsck.check(leaves=ledger.leaves, nodes=ledger.nodes, signed=[], state=ledger.frontier, log=[], progress=told.append)
    assert told == [0, 1024, 2048]
