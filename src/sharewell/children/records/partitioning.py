"""The match keys dealt out to several tables by a hash of the key: for an index whose tree outgrows the memory.

Each key lies in one part, so that a look-up asks one part for each key, and registering writes to one. Each part is
vacuumed, and built anew, by itself. Nothing else of the program knows of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection, transaction

from sharewell.domain.errors import BadInput

MOST: Final = 256
_PAGES: Final = 20_000  # of the table, copied at once: some three million keys
_BESIDE: Final = "ALTER TABLE children_matchkey RENAME TO children_matchkey_before"
_WHOLE: Final = "CREATE TABLE children_matchkey (LIKE children_matchkey_before)"
_EARLY: Final = "autovacuum_vacuum_insert_scale_factor = 0.005"  # migration 0009 says why
_COPY: Final = """
    INSERT INTO children_matchkey (key, child_id, index_id, tags) SELECT key, child_id, index_id, tags FROM {table}
    WHERE ctid >= %s::text::tid AND ctid < %s::text::tid
"""
_SORT: Final = "ALTER TABLE children_matchkey ADD PRIMARY KEY (key, child_id) INCLUDE (index_id, tags)"
# What the migrations allowed and forbade, whoever the roles are. Of a part itself nobody may see or change anything.
_WALLS: Final = """
DO $$
DECLARE wall record; part regclass;
BEGIN
    FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'children_matchkey'::regclass
                UNION SELECT 'children_matchkey'::regclass LOOP
        FOR wall IN SELECT DISTINCT grantee::regrole AS name FROM pg_class, aclexplode(relacl)
                    WHERE pg_class.oid = part AND grantee NOT IN (0, relowner) LOOP
            EXECUTE format('REVOKE ALL ON %s FROM %s', part, wall.name);
        END LOOP;
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', part);
    END LOOP;
    FOR wall IN SELECT grantee::regrole AS name, privilege_type AS may FROM pg_class, aclexplode(relacl)
                WHERE pg_class.oid = 'children_matchkey_before'::regclass AND grantee NOT IN (0, relowner) LOOP
        EXECUTE format('GRANT %s ON children_matchkey TO %s', wall.may, wall.name);
    END LOOP;
    FOR wall IN SELECT policyname AS name, cmd, roles, qual, with_check FROM pg_policies
                WHERE schemaname = current_schema() AND tablename = 'children_matchkey_before' LOOP
        EXECUTE format('CREATE POLICY %I ON children_matchkey FOR %s TO %s', wall.name, wall.cmd,
                       array_to_string(wall.roles, ', '))
            || coalesce(' USING (' || wall.qual || ')', '') || coalesce(' WITH CHECK (' || wall.with_check || ')', '');
    END LOOP;
END $$
"""


class BadParts(BadInput):
    """A number of parts that the keys cannot be dealt out to."""


def deal_out(parts: int) -> Iterator[int]:
    """Put the keys into so many parts, or into one table again; yields how many were copied, some millions at a time.

    All or nothing, and nobody else looks up or registers meanwhile. Raises BadParts.
    """
    if not 1 <= parts <= MOST:
        raise BadParts(f"The keys can be dealt out to 1 to {MOST} parts, not to {parts}.")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE children_matchkey IN ACCESS EXCLUSIVE MODE")
        there = _tables()
        if len(there) == parts:
            return
        cursor.execute(_BESIDE)
        _make(parts)
        for table, pages in there:
            table = "children_matchkey_before" if table == "children_matchkey" else table
            with _seen(table):
                for first in range(0, pages, _PAGES):
                    cursor.execute(_COPY.format(table=table), [f"({first},0)", f"({first + _PAGES},0)"])
                    yield cursor.rowcount
        cursor.execute(_WALLS)
        cursor.execute("DROP TABLE children_matchkey_before")
        cursor.execute(_SORT)


def _make(parts: int) -> None:
    with connection.cursor() as cursor:
        if parts == 1:
            cursor.execute(f"{_WHOLE} WITH ({_EARLY})")
            return
        cursor.execute(f"{_WHOLE} PARTITION BY HASH (key)")
        for part in range(parts):
            cursor.execute(
                f"CREATE TABLE children_matchkey_{parts}_{part} PARTITION OF children_matchkey "
                f"FOR VALUES WITH (MODULUS {parts}, REMAINDER {part}) WITH ({_EARLY})"
            )


def _tables() -> list[tuple[str, int]]:
    """The tables in which the keys lie, and how many pages each has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text, pg_relation_size(oid) / current_setting('block_size')::integer FROM pg_class "
            "WHERE relkind = 'r' AND (oid = 'children_matchkey'::regclass OR oid IN "
            "(SELECT inhrelid FROM pg_inherits WHERE inhparent = 'children_matchkey'::regclass))"
        )
        return list(cursor.fetchall())


@contextmanager
def _seen(table: str) -> Iterator[None]:
    """The owner sees all rows of a table, which is hidden from it too."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        yield
        cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
