"""What is told waits, and is done before what is asked after it: nothing overtakes it, and nothing of it is lost."""

from __future__ import annotations

import itertools
import select
from functools import partial

import pytest
from django.db import DataError, InterfaceError, OperationalError, ProgrammingError, connection, transaction

from sharewell.accounts.models import User
from sharewell.database import base, journey
from sharewell.database.journey import carry
from sharewell.prepared import Given, Prepared, ask, tell

pytestmark = pytest.mark.django_db(transaction=True)
SET, SHOW = "SELECT set_config('test.said', %s, true)", "SELECT current_setting('test.said', true)"


BREAKS = ("SELECT 1 / %s::int", [0])


def one_transaction(*told, asked=None, ends_with=None):
    """These told, that asked, and then an error of our own, if one is given."""
    with transaction.atomic():
        for statement in told:
            tell(*statement)
        if asked:
            ask(*asked)
        if ends_with:
            raise ends_with


@pytest.fixture
def journeys(monkeypatch):
    """The statements of each journey to the server."""
    made = []
    monkeypatch.setattr(
        base, "carry", lambda to, statements: made.append([sql for sql, _ in statements]) or carry(to, statements)
    )
    return made


def test_it_goes_with_the_next_that_is_asked_and_in_their_order(journeys):
    with transaction.atomic():
        tell(SET, ["a"])
        tell(SET, ["b"])
        assert journeys == []
        assert ask(SHOW) == [("b",)]
    assert journeys == [[SET, SET, SHOW]]


def test_each_has_its_own_answer_whatever_is_asked_first(journeys):
    user = User.objects.create_user(email="ada@example.org", name="ada")
    by_name = Prepared(lambda: User.objects.filter(name=Given("name")))
    with transaction.atomic():
        nobody, ada, number = by_name.ahead(name="ben"), by_name.ahead(name="ada"), tell("SELECT %s::int", [7])
        assert ask("UPDATE accounts_user SET name = %s WHERE id = %s", ["cyd", user.pk]) == []
        assert (nobody.row(), ada.row(), number.rows()) == (None, user, [(7,)])
        assert ada.row().name == "ada"  # as it was when it was asked
    assert len(journeys) == 1


def test_it_is_done_by_the_commit(journeys):
    user = User.objects.create_user(email="ada@example.org", name="ada")
    with transaction.atomic():
        tell("UPDATE accounts_user SET name = 'ben' WHERE id = %s", [user.pk])
    assert journeys[-1][-1] == "COMMIT"
    assert User.objects.get().name == "ben"


def test_outside_of_a_transaction_it_is_done_at_once(journeys):
    tell("SELECT 1")
    assert journeys == [["SELECT 1"]]


def test_what_is_rolled_back_is_never_done(journeys):
    user = User.objects.create_user(email="ada@example.org", name="ada")
    with pytest.raises(KeyError):
        one_transaction(("UPDATE accounts_user SET name = 'ben' WHERE id = %s", [user.pk]), ends_with=KeyError)
    assert User.objects.get().name == "ada"
    assert not any("UPDATE" in sql for sqls in journeys for sql in sqls)


def test_what_was_rolled_back_has_no_answer():
    with transaction.atomic():
        late = tell("SELECT 1")
        transaction.set_rollback(True)
    with pytest.raises(InterfaceError):
        late.rows()


def test_a_savepoint_holds_what_was_told_before_it_and_loses_what_was_told_within():
    with transaction.atomic():
        tell(SET, ["before"])
        with pytest.raises(KeyError):
            one_transaction((SET, ["within"]), ends_with=KeyError)
        assert ask(SHOW) == [("before",)]


def test_a_cursor_that_was_there_before_does_not_overtake_it():
    with transaction.atomic(), connection.cursor() as cursor:
        tell(SET, ["a"])
        cursor.execute(SHOW)
        assert cursor.fetchone() == ("a",)


def test_a_failure_comes_up_at_the_next_that_is_asked_which_is_not_done():
    user = User.objects.create_user(email="ada@example.org", name="ada")
    with pytest.raises(DataError):
        one_transaction(BREAKS, asked=("UPDATE accounts_user SET name = 'ben' WHERE id = %s", [user.pk]))
    assert User.objects.get().name == "ada"


def test_a_failure_comes_up_at_the_commit_and_nothing_is_kept():
    user = User.objects.create_user(email="ada@example.org", name="ada")
    with pytest.raises(DataError):
        one_transaction(("UPDATE accounts_user SET name = 'ben' WHERE id = %s", [user.pk]), BREAKS)
    assert User.objects.get().name == "ada"
    with transaction.atomic():
        assert ask("SELECT 1") == [(1,)]


def test_a_savepoint_mends_a_failure_within_it():
    with transaction.atomic():
        tell(SET, ["before"])
        with pytest.raises(DataError):
            one_transaction(BREAKS, asked=("SELECT 2",))
        assert ask(SHOW) == [("before",)]


def test_what_cannot_be_said_to_the_server_hinders_nothing_after_it():
    with pytest.raises(ProgrammingError):
        ask("SELECT %s", [object()])
    assert ask("SELECT 1") == [(1,)]


def test_what_is_asked_often_is_prepared_and_outlives_failures_and_rollbacks():
    """psycopg forgets what it prepared as it rolls back, and its cursors prepare for us as we for them."""
    question = "SELECT %s::int + %s::int"
    for number in range(36):
        assert ask(question, [number, 1]) == [(number + 1,)]
        with connection.cursor() as cursor:
            cursor.execute(question, [number, 2])
            assert cursor.fetchone() == (number + 2,)
        if number % 10 == 9:
            with pytest.raises(DataError):
                one_transaction((question, [number, 3]), BREAKS, asked=(question, [number, 4]))
    names = [name for (name,) in ask("SELECT statement FROM pg_prepared_statements")]
    assert any("$1::int + $2::int" in name for name in names)


def test_a_statement_first_prepared_on_the_way_after_one_that_failed_is_prepared_anew():
    question = "SELECT %s::int * 3"
    for _ in range(5):
        ask(question, [1])
    with pytest.raises(DataError):
        one_transaction(BREAKS, asked=(question, [1]))
    assert ask(question, [2]) == [(6,)]


def test_more_than_fits_in_the_way_there_and_back_gets_through():
    large = "x" * 3_000_000
    with transaction.atomic():
        echoes = [tell("SELECT %s::text", [large]) for _ in range(4)]
        assert all(echo.rows() == [(large,)] for echo in echoes)


def test_a_server_process_that_dies_is_an_error_of_the_database_and_the_next_connection_works():
    other = connection.copy()
    number = ask("SELECT pg_backend_pid()")[0][0]
    with transaction.atomic():
        late = tell(SET, ["a"])
        other.ask("SELECT pg_terminate_backend(%s, 5000)", [number])
        with pytest.raises((OperationalError, InterfaceError)):
            late.rows()
        transaction.set_rollback(True)
    other.close()
    connection.close()
    assert ask("SELECT 1") == [(1,)]


@pytest.mark.parametrize(
    ("away", "gave_way"),
    [(15e-6, 34), (25e-6, 1)],
    ids=["half a millisecond while nobody else runs", "not where somebody did"],
)
def test_who_waits_stays_awake_for_a_while(monkeypatch, away, gave_way):
    clock, given = itertools.count(), []
    monkeypatch.setattr(journey, "perf_counter", lambda: next(clock) * away)
    monkeypatch.setattr(journey, "_give_way", lambda: given.append(1))
    with transaction.atomic():
        ask("SELECT 1")
        given.clear()
        assert ask("SELECT pg_sleep(%s::float8)::text", [1]) == [("",)]
    assert len(given) == gave_way


def test_who_has_the_answer_does_not_wait_on(monkeypatch):
    given = []
    with transaction.atomic():
        ask("SELECT 1")
        until_it_is_there = partial(select.select, [connection.connection], [], [], 30)
        monkeypatch.setattr(journey, "_give_way", lambda: given.append(until_it_is_there()))
        monkeypatch.setattr(journey, "_NEEDED", 60)
        monkeypatch.setattr(journey, "_AWAKE", 60)
        assert ask("SELECT 1") == [(1,)]
    assert len(given) == 1
