"""For whom the database shows rows: one organisation, one transaction. Outside `seeing`, it shows nobody's.

The settings are PostgreSQL's own, kept for a transaction and never for a connection, which the next request may get.
The policies that read them are in the apps' migrations, made with `walls`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from sharewell.prepared import ask, tell

NOBODY = 0  # no row has this id

_SHOWN = """
    SELECT current_setting('sharewell.organisation', true), current_setting('sharewell.person', true),
           current_setting('sharewell.feed', true)
"""
_SHOW = """
    SELECT set_config('sharewell.organisation', %s, true), set_config('sharewell.person', %s, true),
           set_config('sharewell.feed', %s, true)
"""


@contextmanager
def seeing(*, organisation: int = NOBODY, person: int = NOBODY, feed: str = "") -> Iterator[None]:
    """A transaction that sees an organisation's rows, a person's own memberships, and the feed of a name: ids of rows.

    Within another it sees these alone, and the outer one's again afterwards. Jobs and commands name the organisation
    that they work for just as the web does.
    """
    within = connection.in_atomic_block
    with transaction.atomic():
        before = ask(_SHOWN)[0] if within else ()
        see(organisation=organisation, person=person, feed=feed)
        yield
        # What is rolled back, as after an error, takes along what was set in it.
        if within and not transaction.get_rollback():
            tell(_SHOW, [setting or "" for setting in before])


def see(*, organisation: int = NOBODY, person: int = NOBODY, feed: str = "") -> None:
    """See these rows, and no others, from here to the end of the transaction."""
    tell(_SHOW, [str(organisation or NOBODY), str(person or NOBODY), feed])
