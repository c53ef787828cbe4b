"""Invented children put into an index past its actions, by COPY: the rows and keys that registering would make.

Children are made, sealed and given their keys in several processes; the index of the keys is made at the end.
"""

from __future__ import annotations

import secrets
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from struct import pack
from uuid import UUID

import numpy as np
import psycopg
from rich.progress import Progress, track

from sharewell.children.models import Child
from sharewell.children.records import blinding, facts
from sharewell.domain.linkage.keys.index_keys import keys
from sharewell.keys import sealing
from sharewell.keys.models import masters
from sharewell.linking.inventing import families
from sharewell.project.postgres import SUPERVISOR, Server

CHUNK = 10_000
SOURCE = "roll"
_CHILD = (
    "id, organisation_id, wrapped, erased_under, key_id, index_id, reference, details, origin, source, content, since"
)
_ALPHABET = np.frombuffer(b"23456789BCDFGHJKMNPQRTVWXZ", dtype=np.uint8)
_KEY = np.dtype(
    [
        *(("columns", ">i2"), ("a", ">i4"), ("key", ">i8"), ("b", ">i4"), ("child", ">i8")),
        *(("c", ">i4"), ("index", ">i4"), ("d", ">i4"), ("tags", ">i4")),
    ]
)
_BEGINNING, _END = b"PGCOPY\n\xff\r\n\0" + b"\0" * 8, b"\xff\xff"
_SINCE = (date(2026, 1, 5) - date(2000, 1, 1)).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Into:
    """Which index, and whose children they are."""

    index: int
    organisation: int


def fill(server: Server, into: Into, people: families.Population, *, already: int, up_to: int, processes: int) -> None:
    """Add the children of a population from one place to another; the ids are their places and one."""
    with server.connect(SUPERVISOR) as connection:
        connection.execute("ALTER TABLE children_matchkey DROP CONSTRAINT IF EXISTS children_matchkey_pkey")
    told = [(server, into, start, min(start + CHUNK, up_to)) for start in range(already, up_to, CHUNK)]
    _PEOPLE[:] = [people]  # the processes are forks, and so have them too
    with Progress() as progress, ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        bar = progress.add_task(f"{up_to:,} children", total=up_to - already)
        for done in as_completed(pool.submit(_chunk, *each) for each in told):
            progress.advance(bar, done.result())
    with server.connect(SUPERVISOR) as connection:
        for statement in track(_AFTERWARDS, "the index of the keys"):
            connection.execute(statement)


_AFTERWARDS = (
    "SET maintenance_work_mem = '1500MB'",
    "ALTER TABLE children_matchkey ADD PRIMARY KEY (key, child_id) INCLUDE (index_id, tags)",
    # Who is registered comes far behind: the ids of those who are filled in are their places.
    "SELECT setval(pg_get_serial_sequence('children_child', 'id'), greatest(100000000, max(id))) FROM children_child",
    "VACUUM (ANALYZE) children_matchkey",
    "VACUUM (ANALYZE) children_child",
    "CHECKPOINT",
)
_PEOPLE: list[families.Population] = []


def _chunk(server: Server, into: Into, start: int, end: int) -> int:
    """Put some children in, and return how many."""
    rows, keys = made(into, start, end)
    with server.connect(SUPERVISOR, autocommit=False) as connection:
        connection.execute("SET synchronous_commit = off")
        _copy(connection, f"children_child ({_CHILD})", rows)
        _copy(connection, "children_matchkey (key, child_id, index_id, tags)", keys)
    return end - start


def made(into: Into, start: int, end: int) -> tuple[bytes, bytes]:
    """The rows of some children and of their keys, as PostgreSQL's binary COPY reads them."""
    master, sealed_in = masters(), Child._meta.get_field("details")
    letters = _ALPHABET[np.frombuffer(secrets.token_bytes((end - start) * 12), dtype=np.uint8) % len(_ALPHABET)]
    letters = letters.reshape(-1, 3, 4)
    rows, stored, owners, tags = [_BEGINNING], [], [], []
    for at, child in enumerate(_PEOPLE[0].some(range(start, end))):
        details, pk = child.details, start + at + 1
        row = facts.row(details)
        key, key_id = sealing.new_key(), UUID(bytes=secrets.token_bytes(16), version=4)
        place = f"children_child:details:{key_id}"
        sealed = sealing.seal(key, sealed_in.written(details), key_id=key_id, place=place)
        numbers, its_tags = blinding.hidden(into.index, keys(row), row)
        stored += numbers
        owners += [pk] * len(numbers)
        tags += [its_tags] * len(numbers)
        values = (
            *(pack(">q", pk), pack(">q", into.organisation), sealing.wrap(key, master, key_id=key_id), b""),
            *(key_id.bytes, pack(">i", into.index), b"-".join([b"C", *(bytes(four) for four in letters[at])]), sealed),
            *(secrets.token_bytes(16), SOURCE.encode(), secrets.token_bytes(16), pack(">i", _SINCE)),
        )
        rows.append(pack(">h", len(values)) + b"".join(pack(">i", len(value)) + value for value in values))
    found = np.zeros(len(stored), dtype=_KEY)
    found["columns"], found["a"], found["b"], found["c"], found["d"] = 4, 8, 8, 4, 4
    found["key"], found["child"], found["index"], found["tags"] = stored, owners, into.index, tags
    found = found[np.unique(found[["key", "child"]], return_index=True)[1]]
    return b"".join([*rows, _END]), _BEGINNING + found.tobytes() + _END


def _copy(connection: psycopg.Connection, into: str, rows: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN (FORMAT binary)") as copy:
        copy.write(rows)
