"""A prepared query finds what its queryset finds, whatever it is given, and asks anew each time."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, models
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from sharewell.accounts.models import User
from sharewell.prepared import Given, Prepared, ask, insert

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return [User.objects.create_user(email=f"{name}@example.org", name=name) for name in ("ada", "ben", "cyd")]


def test_it_finds_the_rows_that_its_queryset_would(people):
    by_name = Prepared(lambda: User.objects.filter(name=Given("name")))
    assert by_name.rows(name="ben") == [people[1]]
    assert by_name.row(name="cyd") == people[2]
    assert by_name.rows(name="dee") == []
    assert by_name.row(name="dee") is None


def test_it_sees_what_was_written_since_it_was_last_asked(people):
    by_name = Prepared(lambda: User.objects.filter(name=Given("name")))
    assert by_name.row(name="dee") is None
    User.objects.filter(pk=people[0].pk).update(name="dee")
    assert by_name.row(name="dee") == people[0]


def test_one_name_may_stand_twice_and_values_may_stand_beside_it(people):
    either = Prepared(lambda: User.objects.filter(Q(name=Given("it")) | Q(email=Given("it"))).exclude(name="ada"))
    assert either.rows(it="ben") == either.rows(it="ben@example.org") == [people[1]]
    assert either.rows(it="ada") == []


def test_values_come_as_the_queryset_gives_them(people):
    assert Prepared(lambda: User.objects.filter(name=Given("name")).values_list("email", "name")).rows(name="ada") == [
        ("ada@example.org", "ada")
    ]
    counted = User.objects.values_list("name").annotate(n=models.Count("pk")).filter(pk__gt=Given("after"))
    assert Prepared(lambda: counted.order_by("name")).rows(after=people[0].pk) == [("ben", 1), ("cyd", 1)]


def test_a_value_that_is_missing_is_refused(people):
    with pytest.raises(KeyError):
        Prepared(lambda: User.objects.filter(name=Given("name"))).rows(email="ada@example.org")


def test_a_value_is_never_part_of_the_words(people):
    by_name = Prepared(lambda: User.objects.filter(name=Given("name")))
    assert by_name.rows(name="' OR ''='") == []


def test_a_shape_that_can_find_nothing_asks_nothing(people):
    nobody = Prepared(lambda: User.objects.filter(Q(pk__in=()), name=Given("name")))
    with CaptureQueriesContext(connection) as asked:
        assert nobody.rows(name="ada") == []
    assert not asked.captured_queries


def test_its_words_are_made_once(people):
    made = []
    by_name = Prepared(lambda: made.append(1) or User.objects.filter(name=Given("name")))
    assert not made
    by_name.rows(name="ada"), by_name.rows(name="ben")
    assert made == [1]


@pytest.mark.django_db(transaction=True)
def test_threads_ask_it_at_once_each_over_its_own_connection(people):
    by_name, found = Prepared(lambda: User.objects.filter(name=Given("name"))), []

    def ask(name):
        for _ in range(50):
            found.append(by_name.row(name=name).name == name)
        connection.close()

    threads = [threading.Thread(target=ask, args=[name]) for name in ("ada", "ben", "cyd") * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 300


def test_a_row_is_added_as_saving_adds_it():
    saved, added = (User(email=f"{name}@example.org", name=name) for name in ("ada", "ben"))
    saved.save(force_insert=True)
    insert(added)
    assert added.pk
    assert not added._state.adding
    there = {row["name"]: row for row in User.objects.values()}
    assert there["ben"] == there["ada"] | {"id": added.pk, "email": "ben@example.org", "name": "ben"} | {
        name: there["ben"][name] for name in ("password", "date_joined") if name in there["ben"]
    }


def test_a_row_is_added_in_one_question_whose_words_are_made_once(monkeypatch):
    insert(User(email="ada@example.org", name="ada"))
    monkeypatch.setattr("sharewell.prepared._insert_words", None)
    with CaptureQueriesContext(connection) as asked:
        insert(User(email="ben@example.org", name="ben"))
    assert len(asked) == 1
    assert User.objects.get(name="ben").email == "ben@example.org"


def test_who_listens_in_on_statements_hears_what_is_asked(people):
    heard = []

    def listen(execute, sql, params, many, context):
        heard.append((sql, list(params)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        assert ask("SELECT %s::int", [7]) == [(7,)]
        assert ask("UPDATE accounts_user SET name = name WHERE id = %s", [people[0].pk]) == []
    assert heard[0] == ("SELECT %s::int", [7])
    assert len(heard) == 2


@pytest.mark.django_db(transaction=True)
def test_a_connection_whose_server_process_died_is_replaced_before_it_is_used(people):
    number = ask("SELECT pg_backend_pid()")[0][0]
    assert connection.is_usable()
    other = connection.copy()
    other.ask("SELECT pg_terminate_backend(%s, 5000)", [number])
    other.close()
    assert not connection.is_usable()
    connection.close()
    assert ask("SELECT pg_backend_pid()")[0][0] != number
