"""An act of somebody: one transaction that ends with its leaves in the ledger, or leaves nothing behind at all.

    @act()
    def share(*, …):        # rows that are locked enter themselves; `enter` is for acts that make no row
        …

Leaves wait for the end of the outermost act, because the ledger is locked from its first leaf to the commit: nobody
else's act waits while a decision is computed. Acts nest; one that fails takes its own leaves with it.

Where two acts wait for each other the database ends one. That is done again from its beginning: nobody need hear of it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, Final, TypeVar, cast
from uuid import UUID

from django.db import OperationalError, connection, models, transaction
from psycopg.errors import DeadlockDetected

from sharewell.domain.merkle import leaves
from sharewell.prepared import tell

Action = TypeVar("Action", bound=Callable[..., Any])

_WRITES = ("INSERT", "UPDATE", "DELETE")
_APPEND = "SELECT ledger_append(%s, %s, %s, %s)"
_TRIES: Final = 5


class NotAnAct(Exception):
    """Our own fault: something was to enter the ledger outside of an act."""


class NothingEntered(Exception):
    """Our own fault: an act wrote rows and entered nothing in the ledger. Nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a leaf says of an act: ids, codes, clauses and hashes. What tells of a person is `committed`, not said."""

    act: str
    about: str
    at: datetime
    person: int | None = None
    organisation: int | None = None
    outcome: str = ""
    clauses: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)  # id -> SHA-256, hexadecimal
    committed: object = None


@dataclass(slots=True)
class _Open:
    entries: list[Entry]
    is_act: bool = True
    wrote: bool = False


_open: ContextVar[_Open | None] = ContextVar("open act", default=None)


class _Act(AbstractContextManager[None]):
    def __enter__(self) -> None:
        self._opened = _opened()
        self._opened.__enter__()

    def __exit__(self, *raised: Any) -> bool | None:
        return self._opened.__exit__(*raised)

    def __call__(self, deed: Action) -> Action:
        @wraps(deed)
        def done(*args: Any, **kwargs: Any) -> Any:
            outer = _open.get()
            tries = 1 if outer and outer.is_act else _TRIES  # the locks of an outer act stay: it begins anew itself
            for left in reversed(range(tries)):
                try:
                    with _opened():
                        return deed(*args, **kwargs)
                except OperationalError as error:
                    if not left or not isinstance(error.__cause__, DeadlockDetected):
                        raise
            raise AssertionError

        return cast("Action", done)


def act() -> _Act:
    """See the top. Raises NothingEntered, and rolls back, where rows were written and nothing was entered."""
    return _Act()


@contextmanager
def _opened() -> Iterator[None]:
    outer, here = _open.get(), _Open([])
    token = _open.set(here)
    try:
        with transaction.atomic(), connection.execute_wrapper(_watch(here)):
            yield
            if here.wrote and not here.entries:
                raise NothingEntered
            if outer is None:
                _append(here.entries)
        if outer is not None:
            outer.entries += here.entries
    finally:
        _open.reset(token)


@contextmanager
def gathered() -> Iterator[None]:
    """Acts within it enter the ledger together at its end, which must be the last thing before the commit.

    For a transaction that goes on after an act: the web's lasts until the page is made, and nobody waits for that.
    """
    outer, here = _open.get(), _Open([], is_act=False)
    token = _open.set(here)
    try:
        yield
        if outer is not None:
            outer.entries += here.entries
        elif not transaction.get_rollback():
            _append(here.entries)
    finally:
        _open.reset(token)


def no_act(reason: str) -> Callable[[Action], Action]:
    """For the few actions that leave no leaf, with the reason: what they write is no act yet."""
    return transaction.atomic


def enter(entry: Entry) -> None:
    """Have the open act leave this in the ledger. Raises NotAnAct outside of one."""
    here = _open.get()
    if here is None:
        raise NotAnAct(f"{entry.about}: what is recorded is recorded in an act, which enters the ledger with it.")
    here.entries.append(entry)


def row_values(row: models.Model) -> dict[str, Any]:
    """Every column of a row, as it is committed to: whatever of it is changed later no longer opens the commitment.

    In plain, whether or not it is kept sealed: a key may be wrapped anew, and a row be sealed that was not. Without
    `uncommitted`, columns that follow from the others. Raises Erased, and Altered where sealed words do not open.
    """
    uncommitted = getattr(row, "uncommitted", ())
    names = [f.attname for f in row._meta.concrete_fields if f.attname not in uncommitted]
    return {name: _plain(getattr(row, name)) for name in names}


def about(row: models.Model) -> str:
    return f"{row._meta.label_lower}:{row.pk}"


def _append(entries: list[Entry]) -> None:
    """The last thing before the commit, and in one journey with it: nobody waits on ours for the next leaf."""
    if not entries:
        return
    salts = [b"" if entry.committed is None else secrets.token_bytes(leaves.SALT_SIZE) for entry in entries]
    bodies = [_body(entry, salt) for entry, salt in zip(entries, salts, strict=True)]
    tell(_APPEND, [[e.about for e in entries], bodies, salts, [e.at for e in entries]])


def _watch(here: _Open) -> Callable[..., Any]:
    def watch(execute: Callable[..., Any], sql: str, params: object, many: bool, context: dict[str, Any]) -> Any:
        here.wrote = here.wrote or sql.startswith(_WRITES)
        return execute(sql, params, many, context)

    return watch


def _body(entry: Entry, salt: bytes) -> bytes:
    told = {
        "act": entry.act,
        "about": entry.about,
        "at": _plain(entry.at),
        "person": entry.person,
        "organisation": entry.organisation,
        "outcome": entry.outcome,
        "clauses": [clause for clause in entry.clauses if _may_say("clauses", [clause])],
        "texts": dict(entry.texts),
        "commitment": leaves.commit(salt, entry.committed) if salt else None,
    }
    # A drafter may number a clause, or name an event, as no leaf can say: the commitment to the row holds it, and an
    # act is not refused for it.
    return leaves.write({key: value for key, value in told.items() if value and _may_say(key, value)})


def _may_say(key: str, value: object) -> bool:
    return leaves.FIELDS[key][1](value)


def _plain(value: object) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case tuple():
            return [_plain(each) for each in value]
        case _:
            return value
