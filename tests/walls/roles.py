"""Doing something as one of the database's roles, and being refused by its walls."""

from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError


@contextmanager
def as_role(role):
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        yield
        cursor.execute("RESET ROLE")


@contextmanager
def refused():
    """The walls do not let it, and say nothing but that."""
    with pytest.raises(ProgrammingError, match="row-level security") as error, transaction.atomic():
        yield
    assert "DETAIL" not in str(error.value)
