"""Queries that are put together once and asked many times, each time with other values.

    _REQUEST = Prepared(lambda: Request.objects.filter(reference=Given("reference")))
    request = _REQUEST.row(reference="K7QF-2M9X-4TBD")

Django makes the words of a query anew each time it is asked, which takes several times as long as to send it and to
read the answer. Here they are made at the first asking; what may differ between two askings is `Given`. The rows are
the ones that the queryset itself would have found, with the rows that it selects with them; it prefetches none.

    earlier = _DISCLOSURES.ahead(request=request.pk)   # goes to the database with the next that is asked
    …
    earlier.rows()

    insert(request)   # as request.save(force_insert=True), whose words too are made once
    insert_all(requests)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import AutoField, Expression, Field, Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators  # type: ignore[attr-defined]
from django.db.models.sql import InsertQuery
from psycopg import Binary
from psycopg.types.json import Json, Jsonb

from sharewell.database.base import DatabaseWrapper, Told
from sharewell.database.journey import Rows

Row = TypeVar("Row")


def ask(sql: str, params: Sequence[object] = ()) -> Rows:
    """What the database answers to a statement: its rows, if there are any. Cheaper than a cursor of one's own."""
    return _database().ask(sql, params)


def tell(sql: str, params: Sequence[object] = ()) -> Told:
    """Have a statement done before all that is asked or told from now on, and before the commit.

    It waits for the next that is asked, and saves a journey. Where it fails, that comes up there.
    """
    return _database().tell(sql, params)


def _database() -> DatabaseWrapper:
    return cast("DatabaseWrapper", connections[DEFAULT_DB_ALIAS])


class Given(Expression):
    """A value that comes with each asking, under this name. `IN` takes no list of it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Given]]:  # type: ignore[override]
        return "%s", (self,)


class Prepared(Generic[Row]):
    """A query of one shape. `make` returns its queryset, of models or of `values_list`; it is called once."""

    def __init__(self, make: Callable[[], QuerySet[Any, Row]]) -> None:
        self.make = make

    def rows(self, **given: object) -> list[Row]:
        """What the query finds with these values. Raises KeyError where one of them is missing."""
        return self.ahead(**given).rows()

    def row(self, **given: object) -> Row | None:
        """The first that it finds; for a queryset that ends after one."""
        return self.ahead(**given).row()

    def ahead(self, **given: object) -> Ahead[Row]:
        """Asked now and read later: it goes to the database with what is asked next."""
        words = self._words
        return Ahead(words, _database().ahead(words.sql, words.filled(given)) if words else None)

    @cached_property
    def _words(self) -> _Words | None:
        """None where a query of this shape finds nothing, whatever the values."""
        queryset = self.make()
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        return _Words(
            sql=sql,
            params=tuple(params),
            converters=[(at, convert, column) for at, (several, column) in converters.items() for convert in several],
            made=_made_of(compiler) if issubclass(queryset._iterable_class, ModelIterable) else tuple,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """A query in SQL, and how a row of its answer is read."""

    sql: str
    params: tuple[object, ...]
    converters: list[tuple[int, Callable[..., Any], Any]]  # for columns that are not what the database says
    made: Callable[[list[Any]], Any]

    def filled(self, given: Mapping[str, object]) -> list[Any]:
        return [given[each.name] if isinstance(each, Given) else each for each in self.params]

    def read(self, row: list[Any]) -> Any:
        for at, convert, column in self.converters:
            row[at] = convert(row[at], column, connection)
        return self.made(row)


@dataclass(frozen=True, slots=True)
class Ahead(Generic[Row]):
    """What a query finds, once it is read."""

    words: _Words | None
    told: Told | None

    def rows(self) -> list[Row]:
        if self.words is None or self.told is None:
            return []
        return [self.words.read(list(row)) for row in self.told.rows()]

    def row(self) -> Row | None:
        return next(iter(self.rows()), None)


def _made_of(compiler: Any) -> Callable[[list[Any]], Any]:
    """Makes of a row a model and those that are selected with it, as Django's `ModelIterable` does."""
    model, own = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    columns = slice(own[0], own[-1] + 1)
    names = [column.target.attname for column, _, _ in compiler.select[columns]]
    beside = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)
    annotated = dict(compiler.annotation_col_map or {})

    def made(row: list[Any]) -> Any:
        found = model.from_db(DEFAULT_DB_ALIAS, names, row[columns])
        for populator in beside:
            populator.populate(row, found)
        for name, at in annotated.items():
            setattr(found, name, row[at])
        return found

    return made


def insert(row: Model) -> None:
    """Add a row, and read back the number that the database gives it. No signal is sent: nothing of ours listens."""
    words = _INSERTS.get(type(row)) or _INSERTS.setdefault(type(row), _insert_words(row))
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in words.fields]
    made = ask(words.sql, values)
    if words.numbered:
        ((row.pk,),) = made
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@dataclass(frozen=True, slots=True, kw_only=True)
class _InsertWords:
    sql: str
    fields: list[Field[Any, Any]]
    numbered: bool  # by the database


_INSERTS: dict[type[Model], _InsertWords] = {}


def _insert_words(row: Model) -> _InsertWords:
    meta = row._meta
    numbered = isinstance(meta.pk, AutoField)
    fields = [field for field in meta.local_concrete_fields if not (numbered and field is meta.pk)]
    query = InsertQuery(type(row))
    query.insert_values(fields, [row])
    compiler = query.get_compiler(using=DEFAULT_DB_ALIAS)
    compiler.returning_fields = [meta.pk] if numbered else []
    ((sql, _),) = compiler.as_sql()
    return _InsertWords(sql=sql, fields=fields, numbered=numbered)


def insert_all(rows: Sequence[Model]) -> Told:
    """`insert` rows of one kind, one at least, in one statement. Either all have their numbers already (`numbers`), or
    none has.

    Rows that have theirs go to the database with what is asked next. That they are in it, or were refused, is known
    once somebody reads the `rows()` of what is returned.
    """
    model, numbered = type(rows[0]), rows[0].pk is None
    words = _insert_all_words(model, numbered)
    told = [
        {field.column: field.get_db_prep_save(field.pre_save(row, True), connection) for field in words.fields}
        for row in rows
    ]
    made = tell(words.sql, [json.dumps(told, default=_as_json)])
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    if numbered:
        for row, (pk,) in zip(rows, made.rows(), strict=True):  # in the order in which they were told
            row.pk = pk
    return made


def numbers(model: type[Model], many: int) -> Told:
    """Numbers for rows before they are added, a row each; they come with what is asked next."""
    meta = model._meta
    sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s::integer)"
    return _database().ahead(sequence, [meta.db_table, meta.pk.column, many])


@cache
def _insert_all_words(model: type[Model], numbered: bool) -> _InsertWords:
    # As JSON: the driver would go through each of a dozen columns of each row, and so many places be planned anew.
    meta, quoted = model._meta, connection.ops.quote_name
    fields = [field for field in meta.local_concrete_fields if not (numbered and field is meta.pk)]
    table, columns = quoted(meta.db_table), ", ".join(quoted(field.column) for field in fields)
    return _InsertWords(
        sql=f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s::json) "  # noqa: S608 (our own models)
        f"RETURNING {quoted(meta.pk.column)}",
        fields=fields,
        numbered=numbered,
    )


def _as_json(value: object) -> object:
    match value:
        case Binary():
            return f"\\x{value.obj.hex()}"
        case bytes() | memoryview():
            return f"\\x{value.hex()}"
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case Json() | Jsonb():
            return value.obj
    raise TypeError(f"a {type(value).__name__} is not written as JSON")
