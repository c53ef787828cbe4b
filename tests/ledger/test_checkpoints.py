"""The ledger is signed, and its receipts are believed by whoever has the keys and nothing else."""

from __future__ import annotations

import pytest
from django.db import connection

from sharewell.domain.merkle import checkpoints, notes, policies, receipts
from sharewell.ledger.actions import LedgerBroken, make_checkpoint
from sharewell.ledger.checking import check_tree
from sharewell.ledger.keys import log_key, policy, policy_text
from sharewell.ledger.models import Checkpoint
from sharewell.ledger.queries import receipt
from tests.ledger.signing import NOW, grow


def tamper(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_empty_ledger_is_not_signed(db):
    assert make_checkpoint(at=NOW) is None


def test_a_checkpoint_is_made_only_where_something_is_new(db):
    grow(5)
    first = make_checkpoint(at=NOW)
    assert make_checkpoint(at=NOW) == first
    grow(1)
    assert make_checkpoint(at=NOW).size == 6
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [5, 6]
    note = notes.read(first.text)
    assert policies.judged(note, policies.of_logs([log_key().public])).checkpoint.size == 5
    assert checkpoints.read(note.text).origin == "localhost/ledger"


def test_every_leaf_has_its_receipt_once_it_is_signed(db):
    grow(9)
    make_checkpoint(at=NOW)
    grow(4)
    trust = policies.read(policy_text().encode())
    for index in range(9):
        read = receipts.read(str(receipt(index, policy())))
        assert receipts.verify(read, trust).checkpoint.size == 9
        assert read.index == index
    assert receipt(9, policy()) is None
    make_checkpoint(at=NOW)
    assert receipts.verify(receipt(9, policy()), trust).checkpoint.size == 13


@pytest.mark.parametrize(
    ("statement", "row"),
    [
        ("UPDATE ledger_leaf SET body = overlay(body placing 'in' from 14) WHERE index = 6", "leaf 6"),
        ("UPDATE ledger_leaf SET hash = sha256('') WHERE index = 6", "leaf 6"),
        ("DELETE FROM ledger_leaf WHERE index = 6", "leaf 6"),
        ("DELETE FROM ledger_leaf WHERE index = 12", "leaf 12"),
        ("UPDATE ledger_node SET hash = sha256('') WHERE level = 2 AND index = 1", "node 1 of level 2"),
        ("DELETE FROM ledger_node WHERE level = 1 AND index = 3", "node 3 of level 1"),
        ("INSERT INTO ledger_node VALUES (1, 77, sha256(''))", "node 77 of level 1"),
        ("UPDATE ledger_state SET frontier = sha256('')", "state"),
        ("UPDATE ledger_checkpoint SET text = replace(text, '10', '11') WHERE size = 10", "checkpoint of 10 leaves"),
        ("UPDATE ledger_checkpoint SET size = 11 WHERE size = 10", "checkpoint of 11 leaves"),
    ],
)  # fmt: skip
def test_the_first_wrong_row_is_named(db, statement, row):
    grow(10)
    make_checkpoint(at=NOW)
    grow(3)
    assert check_tree(policy()).wrong is None
    tamper(statement)
    assert check_tree(policy()).wrong.row == row


def test_rows_that_were_rewritten_whole_are_found_by_what_was_signed(db):
    grow(10)
    make_checkpoint(at=NOW)
    for table in ("leaf", "node", "state", "salt"):
        tamper(f"DELETE FROM ledger_{table}")
    grow(13)
    assert check_tree(policy()).wrong.row == "checkpoint of 10 leaves"
    with pytest.raises(LedgerBroken, match="checkpoint of 10 leaves"):
        make_checkpoint(at=NOW)


def test_a_ledger_that_was_cut_short_is_signed_no_further(db):
    grow(10)
    make_checkpoint(at=NOW)
    for table in ("leaf", "node", "state", "salt"):
        tamper(f"DELETE FROM ledger_{table}")
    grow(8)
    with pytest.raises(LedgerBroken):
        make_checkpoint(at=NOW)
    assert "checkpoint of 10" in check_tree(policy()).wrong.why
