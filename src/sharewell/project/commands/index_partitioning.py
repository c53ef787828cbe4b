"""`sharewell index partition`: deal the match keys of a very large index out to several tables."""

from __future__ import annotations

from typing import Annotated

import typer

Parts = Annotated[int, typer.Argument(metavar="PARTS", help="How many tables; 1 puts all keys into one again.")]


def partition(parts: Parts) -> None:
    """Deal the match keys of all indexes out to several tables, by a hash of each. Nobody looks up meanwhile."""
    from sharewell.project import serving

    with serving.database():
        from django.db import connection

        from sharewell.children.records.partitioning import deal_out

        done = 0
        for some in deal_out(parts):
            done += some
            typer.echo(f"\r{done:,} keys copied", nl=False, err=True)
        if done:
            typer.echo("; sorting them", err=True)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM (ANALYZE) children_matchkey")
    told = "one table" if parts == 1 else f"{parts} tables"
    typer.echo(f"{done:,} keys are in {told} now." if done else f"The keys, if any, are in {told} already.")
