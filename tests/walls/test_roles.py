"""What the database lets each role do, whatever the program above it asks."""

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from sharewell.protocols.locked import Locked

pytestmark = pytest.mark.django_db

MODELS = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
LOCKED = [model for model in MODELS if issubclass(model, Locked)]
PERSONAL = [(model, column) for model in MODELS for column in getattr(model, "personal", ())]


def may(role, model, right, column=None):
    with connection.cursor() as cursor:
        if column:
            asked = [role, model._meta.db_table, model._meta.get_field(column).column, right]
            cursor.execute("SELECT has_column_privilege(%s, %s, %s, %s)", asked)
        else:
            cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, model._meta.db_table, right])
        return cursor.fetchone()[0]


def may_change_a_column(role, model):
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_any_column_privilege(%s, %s, 'UPDATE')", [role, model._meta.db_table])
        return cursor.fetchone()[0]


def test_there_are_rows_to_keep():
    assert len(LOCKED) >= 9


@pytest.mark.parametrize("role", ["app", "worker"])
@pytest.mark.parametrize("model", LOCKED, ids=lambda model: model._meta.label)
def test_the_web_and_the_jobs_add_to_locked_rows_and_never_change_them(model, role):
    assert may(role, model, "SELECT")
    assert may(role, model, "INSERT")
    assert not any(may(role, model, right) for right in ("UPDATE", "DELETE", "TRUNCATE"))
    assert not may_change_a_column(role, model)


@pytest.mark.parametrize("role", ["app", "worker", "auditor"])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_nobody_but_the_owner_empties_a_table_or_hangs_anything_on_it(model, role):
    assert not any(may(role, model, right) for right in ("TRUNCATE", "TRIGGER", "REFERENCES"))


@pytest.mark.parametrize("role", ["owner", "app", "worker", "auditor"])
def test_no_role_is_above_the_walls(role, embedded):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolcreaterole OR rolreplication, rolbypassrls FROM pg_roles WHERE rolname = %s", [role]
        )
        above, past = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", [role])
        owns = cursor.fetchone()[0]
    assert not above
    assert past is (role == "owner")  # in tests alone; see tests/conftest.py
    assert (owns > 0) is (role == "owner")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_an_auditor_changes_nothing(model):
    assert not any(may("auditor", model, right) for right in ("INSERT", "UPDATE", "DELETE"))
    assert not may_change_a_column("auditor", model)


@pytest.mark.parametrize(("model", "column"), PERSONAL, ids=str)
def test_an_auditor_sees_nothing_that_tells_of_a_person(model, column):
    assert not may("auditor", model, "SELECT", column)


def test_an_auditor_sees_what_was_done_and_never_how_people_sign_in():
    seen = {m._meta.label for m in MODELS if any(may("auditor", m, "SELECT", f.attname) for f in m._meta.local_fields)}
    assert {"sharing.Disclosure", "sharing.Decision", "matters.Event", "protocols.Edition"} <= seen
    assert not {label for label in seen if label.split(".")[0] in {"accounts", "account", "mfa", "sessions"}}
    assert "sharing.Interview" not in seen


def test_a_locked_row_stands_even_against_sql():
    from sharewell.protocols.models import Edition

    with connection.cursor() as cursor:
        cursor.execute("SET ROLE app")
        for statement in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"):
            with pytest.raises(ProgrammingError) as refused, transaction.atomic():
                cursor.execute(statement.format(Edition._meta.db_table))
            assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)
        cursor.execute("RESET ROLE")
