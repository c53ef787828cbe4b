"""What is done while an answer is awaited: all of it once, in its order, and never to the harm of who waits."""

import itertools
import time

import pytest
from django.db import InterfaceError, connection, transaction

from sharewell.database.beside import beside, step
from sharewell.prepared import ask

pytestmark = pytest.mark.django_db(transaction=True)
SLEEP = "SELECT pg_sleep(%s::float8)::text"


def steps(many, done):
    for at in itertools.count() if many is None else range(many):
        time.sleep(0.002)
        done.append(at)
        yield at


def test_it_is_done_while_the_database_works():
    """The database answers when a step lets it, so that each waits for the other however slow the machine is."""
    done, other = [], connection.copy()
    other.ask("SELECT pg_advisory_lock(7)::text")

    def endless():
        for at in steps(None, done):
            if at == 5:
                other.close()
            yield at

    with transaction.atomic():
        ask("SET LOCAL lock_timeout = '1min'")
        with beside(endless()):
            ask("SELECT pg_advisory_xact_lock(7)::text")
    assert len(done) > 5


def test_the_rest_is_done_when_all_is_asked_for():
    done = []
    with beside(steps(20, done)) as work:
        ask(SLEEP, [0.01])
    assert work.all() == [*range(20)] == done


def test_all_is_done_where_nothing_was_awaited():
    with beside(steps(3, [])) as work:
        pass
    assert work.all() == [0, 1, 2]


def test_nothing_is_done_when_the_block_has_ended():
    done = []
    with beside(steps(20, done)):
        pass
    ask(SLEEP, [0.01])
    assert done == []
    assert not step()


def test_an_answer_is_awaited_though_there_is_nothing_more_to_do():
    with beside(steps(1, [])):
        assert ask("SELECT pg_sleep(0.02)::text, %s::integer", [7]) == [("", 7)]


def test_who_waits_has_the_answer_though_a_step_fails_and_the_failure_comes_with_all():
    def breaks():
        yield 1
        raise OSError("the file is gone")

    with transaction.atomic(), beside(breaks()) as work:
        assert ask("SELECT pg_sleep(0.01)::text, %s::integer", [7]) == [("", 7)]
        assert ask("SELECT %s::integer", [8]) == [(8,)]
    with pytest.raises(OSError, match="gone"):
        work.all()


@pytest.mark.parametrize("asks", [lambda: ask("SELECT 1"), lambda: connection.cursor().execute("SELECT 1")])
def test_a_step_that_asks_the_database_fails_and_is_not_waited_for_for_ever(asks):
    with beside(asks() for _ in range(2)) as work:
        assert ask("SELECT pg_sleep(0.01)::text, %s::integer", [7]) == [("", 7)]
    with pytest.raises(InterfaceError, match="may not ask"):
        work.all()
    assert ask("SELECT %s::integer", [8]) == [(8,)]
