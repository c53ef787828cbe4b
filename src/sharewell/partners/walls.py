"""The database's own walls, as operations of migrations: what holds whatever the program above them gets wrong.

The roles are made in `project/postgres.py` (of an outside database: by whoever runs it). `owner` owns the tables; the
web and the jobs own nothing, so nothing they are made to say can lift a wall.
"""

from __future__ import annotations

from django.db.migrations import RunSQL

AUDITOR = "auditor"
READERS = f"app, {AUDITOR}"  # the jobs and the owner are members of app

# In a query of its own, so that it is read once for a query and not once for a row. Unset, it is 0: see `postgres`.
ORGANISATION = "(SELECT current_setting('sharewell.organisation', true)::bigint)"
PERSON = "(SELECT current_setting('sharewell.person', true)::bigint)"
FEED = "(SELECT current_setting('sharewell.feed', true))"


def rows_are_kept(*tables: str) -> list[RunSQL]:
    """Rows of these tables are added and read: nobody but the tables' owner may change, remove or empty them."""
    return [_withdrawn(table, "UPDATE, DELETE, TRUNCATE") for table in tables]


def rows_are_never_removed(*tables: str) -> list[RunSQL]:
    """Rows of these tables stay; changed they may be, as the policies that follow allow."""
    return [_withdrawn(table, "DELETE, TRUNCATE") for table in tables]


def _withdrawn(table: str, rights: str) -> RunSQL:
    """Whoever has any right is asked for by the table itself, since an outside database has names of its own."""
    return _sql(f"""
        DO $$
        DECLARE somebody regrole;
        BEGIN
            FOR somebody IN
                SELECT DISTINCT grantee FROM pg_class, aclexplode(relacl)
                WHERE pg_class.oid = '{table}'::regclass AND grantee NOT IN (0, relowner)
            LOOP
                EXECUTE format('REVOKE {rights} ON {table} FROM %s', somebody);
            END LOOP;
        END $$
    """)  # noqa: S608 (migrations name their own tables)


def rows_are_hidden(*tables: str) -> list[RunSQL]:
    """Nobody, the owner neither, sees, adds or changes a row of these tables but as the policies that follow allow."""
    return [
        RunSQL(
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY",
        )
        for table in tables
    ]


def rows_are_its_own(*tables: str, column: str = "organisation_id") -> list[RunSQL]:
    """Each row belongs to the organisation that `column` names, which alone sees, adds and changes it."""
    own = f"{column} = {ORGANISATION}"
    return [
        *rows_are_hidden(*tables),
        *(
            RunSQL(
                f"CREATE POLICY own ON {table} FOR ALL TO {READERS} USING ({own}) WITH CHECK ({own})",
                f"DROP POLICY own ON {table}",
            )
            for table in tables
        ),
    ]


def rows_may_be_seen(table: str, *, name: str, when: str) -> RunSQL:
    """A way to see rows beside those of their own policy; the name says whose."""
    return RunSQL(
        f"CREATE POLICY {name} ON {table} FOR SELECT TO {READERS} USING ({when})", f"DROP POLICY {name} ON {table}"
    )


def rows_may_be_added(table: str, *, name: str, when: str) -> RunSQL:
    return RunSQL(
        f"CREATE POLICY {name} ON {table} FOR INSERT TO app WITH CHECK ({when})", f"DROP POLICY {name} ON {table}"
    )


def rows_may_be_changed(table: str, *, name: str, when: str) -> RunSQL:
    """A way to change rows that are seen; what becomes of them must be such a row again."""
    return RunSQL(
        f"CREATE POLICY {name} ON {table} FOR UPDATE TO app USING ({when}) WITH CHECK ({when})",
        f"DROP POLICY {name} ON {table}",
    )


def rows_may_be_removed(table: str, *, name: str, when: str) -> RunSQL:
    return RunSQL(f"CREATE POLICY {name} ON {table} FOR DELETE TO app USING ({when})", f"DROP POLICY {name} ON {table}")


def rows_hang_on(table: str, *, parent: str, column: str) -> RunSQL:
    """A row is only added to one that its writer sees: a foreign key alone would tell whether a stranger's is there."""
    seen = f"EXISTS (SELECT FROM {parent} WHERE {parent}.id = {table}.{column})"
    return RunSQL(
        f"CREATE POLICY of_{parent} ON {table} AS RESTRICTIVE FOR INSERT TO app WITH CHECK ({seen})",
        f"DROP POLICY of_{parent} ON {table}",
    )


def past_the_wall(*statements: str, tables: tuple[str, ...]) -> RunSQL:
    """Statements of a migration that must see every row of tables that are hidden, which the owner does not either."""
    return RunSQL(
        [
            *(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in tables),
            # A check that waits for the end would keep the table from being altered again.
            "SET CONSTRAINTS ALL IMMEDIATE",
            *statements,
            "SET CONSTRAINTS ALL DEFERRED",
            *(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in tables),
        ],
        RunSQL.noop,
    )


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
