"""No act without its leaf, no leaf without its act, and no gap between leaves."""

from __future__ import annotations

import ast
import json
import threading
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction

from sharewell.domain.merkle.tree import Frontier, append, leaf_hash
from sharewell.ledger.acts import NotAnAct, NothingEntered, act
from sharewell.ledger.models import Leaf, Node, Salt, State
from sharewell.project.postgres import SUPERVISOR
from tests.ledger.signing import entered


def test_the_tree_that_the_database_grows_is_the_one_of_the_rfc(db):
    frontier, nodes = Frontier(), []
    for size in (1, 1, 2, 3, 5, 8, 13):
        with act():
            for number in range(size):
                entered(f"thing:{number}")
    for leaf in Leaf.objects.all():
        assert leaf.hash == leaf_hash(leaf.body)
        completed, frontier = append(frontier, bytes(leaf.hash))
        nodes += completed
    assert {(n.level, n.index, n.hash) for n in nodes} == set(Node.objects.values_list("level", "index", "hash"))
    state = State.objects.get()
    assert (state.size, bytes(state.frontier)) == (frontier.size, b"".join(frontier.peaks)) == (33, state.frontier)


@act()
def writing(*, then=None, entering=True):
    """An act that writes a row of its own."""
    if entering:
        entered("inner:1")
    Salt.objects.create(leaf=99, salt=b"x")
    if then is not None:
        raise then


def test_a_row_and_its_leaf_are_written_together_or_not_at_all(transactional_db):
    with pytest.raises(ZeroDivisionError):
        writing(then=ZeroDivisionError)
    assert not Salt.objects.exists()
    assert not Leaf.objects.exists()
    writing()
    assert Salt.objects.exists()
    assert Leaf.objects.exists()


def test_an_act_that_writes_and_enters_nothing_is_undone(transactional_db):
    with pytest.raises(NothingEntered):
        writing(entering=False)
    assert not Salt.objects.exists()


def test_of_two_acts_that_wait_for_each_other_the_one_that_is_ended_is_done_again(transactional_db):
    holds, tried = threading.Event(), []

    @act()
    def turning(first, then, wait):
        tried.append(first)
        entered(f"turn:{first}")
        with connection.cursor() as cursor:
            for turn in (first, then):
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [turn])
                wait()

    def other():
        turning(2, 1, holds.set)
        connection.close()

    thread = threading.Thread(target=other)

    def other_holds_its_own():
        if not thread.ident:
            thread.start()
            assert holds.wait(300)

    turning(1, 2, other_holds_its_own)
    thread.join(300)
    assert sorted(tried) in ([1, 1, 2], [1, 2, 2])
    assert sorted(leaf.about for leaf in Leaf.objects.all()) == ["turn:1", "turn:2"]


def test_an_act_that_fails_inside_another_takes_its_own_leaves_with_it(db):
    with act():
        entered("outer:1")
        with pytest.raises(ZeroDivisionError):
            writing(then=ZeroDivisionError)
    assert [leaf.about for leaf in Leaf.objects.all()] == ["outer:1"]


def test_nothing_enters_outside_of_an_act(db):
    with pytest.raises(NotAnAct):
        entered()


def test_what_is_committed_is_not_in_the_leaf_and_two_leaves_of_it_differ(db):
    with act():
        entered(committed={"name": "Somebody Private"})
        entered(committed={"name": "Somebody Private"})
    first, second = (json.loads(bytes(leaf.body)) for leaf in Leaf.objects.all())
    assert "Private" not in str(first)
    assert first["commitment"] != second["commitment"]


def test_leaves_have_no_gap_when_acts_meet_and_some_fail(transactional_db):
    def many(thread: int) -> None:
        for number in range(25):
            try:
                with act():
                    entered(f"thing:{100 * thread + number}", committed=number)
                    if number % 5 == 0:
                        raise ZeroDivisionError
                if number % 7 == 0:  # written, and then undone with all around it
                    with transaction.atomic():
                        with act():
                            entered("thing:999")
                        transaction.set_rollback(True)
            except ZeroDivisionError:
                pass
        connection.close()

    threads = [threading.Thread(target=many, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [leaf.index for leaf in Leaf.objects.all()] == list(range(6 * 20))
    assert Salt.objects.count() == 6 * 20
    assert not Leaf.objects.filter(about="thing:999").exists()


FORBIDDEN = [
    *(f"{what} ledger_{table}" for what in ("DELETE FROM", "TRUNCATE") for table in ("leaf", "node", "checkpoint")),
    "UPDATE ledger_leaf SET body = '{}'",
    "UPDATE ledger_node SET hash = ''",
    "UPDATE ledger_checkpoint SET text = ''",
    "UPDATE ledger_salt SET salt = ''",
    "UPDATE ledger_state SET size = 0",
    "DELETE FROM ledger_state",
    "INSERT INTO ledger_node VALUES (1, 0, '')",
    "INSERT INTO ledger_leaf VALUES (0, '', '', '', now())",
]


@pytest.mark.parametrize("role", ["app", "worker", "auditor"])
def test_nobody_but_the_owner_changes_the_ledger(db, embedded, role):
    append = "SELECT ledger_append(ARRAY['thing:1'], ARRAY['{}'::bytea], ARRAY[''::bytea], ARRAY[now()])"
    with embedded.connect(SUPERVISOR, dbname=connection.settings_dict["NAME"]) as session:
        session.execute(f"SET ROLE {role}")
        for forbidden in [*FORBIDDEN, append] if role == "auditor" else FORBIDDEN:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(forbidden)
        session.execute("SELECT * FROM ledger_leaf, ledger_node, ledger_state, ledger_checkpoint, ledger_cosignature")
        if role != "auditor":
            session.execute("BEGIN")
            assert session.execute(append).fetchone() == (1,)
            session.execute("ROLLBACK")


WRITES = {"save", "delete", "update", "create", "bulk_create", "get_or_create", "update_or_create", "execute"}


def _actions() -> list[tuple[str, ast.FunctionDef]]:
    found = []
    for app in apps.get_app_configs():
        path = Path(app.path) / "actions.py"
        if app.name.startswith("sharewell.") and path.exists():
            tree = ast.parse(path.read_text())
            found += [
                (f"{app.label}.{node.name}", node)
                for node in tree.body
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            ]
    return found


@pytest.mark.parametrize(("name", "function"), [pytest.param(*each, id=each[0]) for each in _actions()])
def test_every_action_is_an_act_or_says_why_it_is_none(name: str, function: ast.FunctionDef) -> None:
    """An act that writes without a leaf is undone (above), so that none of these functions can."""
    around = [ast.unparse(each) for each in function.decorator_list]
    around += [
        ast.unparse(item.context_expr)
        for node in ast.walk(function)
        if isinstance(node, ast.With)
        for item in node.items
    ]
    called = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    asked = {each.attr for each in called if isinstance(each, ast.Attribute)}
    writes = any(name in WRITES for name in asked) or any(each.startswith("transaction.") for each in around)
    assert not writes or any(each == "act()" or each.startswith("no_act(") for each in around), name
