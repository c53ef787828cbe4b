"""The database's own walls, as operations of migrations: what holds whatever the program above them gets wrong.

The roles are made in `project/postgres.py` (of an outside database: by whoever runs it). `owner` owns the tables; the
web and the jobs own nothing, so nothing they are made to say can lift a wall.
"""

from __future__ import annotations

from django.db.migrations import RunSQL

AUDITOR = "auditor"


def rows_are_kept(*tables: str) -> list[RunSQL]:
    """Rows of these tables are added and read: nobody but the tables' owner may change, remove or empty them.

    Whoever has any right is asked for by the table itself, since an outside database has names of its own.
    """
    return [
        _sql(f"""
            DO $$
            DECLARE somebody regrole;
            BEGIN
                FOR somebody IN
                    SELECT DISTINCT grantee FROM pg_class, aclexplode(relacl)
                    WHERE pg_class.oid = '{table}'::regclass AND grantee NOT IN (0, relowner)
                LOOP
                    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM %s', somebody);
                END LOOP;
            END $$
        """)  # noqa: S608 (migrations name their own tables)
        for table in tables
    ]


def auditors_see(table: str, *columns: str) -> RunSQL:
    """The columns that whoever signs in as the auditor reads: never those that tell of a person."""
    return _sql(f"""
        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{AUDITOR}') THEN
                GRANT SELECT ({", ".join(columns)}) ON {table} TO {AUDITOR};
            END IF;
        END $$
    """)


def _sql(statement: str) -> RunSQL:
    return RunSQL(statement, RunSQL.noop)
