"""`sharewell index end` and `destroyed`: archive and destroy what has ended, and prove of a record that it is gone."""

from __future__ import annotations

import json
from itertools import product
from typing import Annotated

import typer

from sharewell.project.commands.progressing import progress

Json = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON, for a machine.")]
Reference = Annotated[str, typer.Argument(metavar="REFERENCE", help="The child's, such as C-K7QF-2M9X-4TBD.")]


def end(as_json: Json = False) -> None:
    """Archive or destroy every record whose day has come. The job process does it each night; this does it now."""
    from sharewell.project import serving

    with serving.database():
        from django.utils import timezone

        from sharewell.children.models import Index
        from sharewell.children.records.archiving import archive_due
        from sharewell.children.records.ending import destroy_due, undeterred
        from sharewell.children.records.queries import all_indexes

        ends = {"destroyed": destroy_due, "archived": archive_due}
        indexes, now = all_indexes(), timezone.now()
        done = {what: {index.name: 0 for index in indexes} for what in ends}

        def end_what_is_due(each: tuple[str, Index]) -> None:
            what, index = each
            for _ in ends[what](index, at=now):
                done[what][index.name] += 1
                tell(1)

        try:
            with progress("Ending records", None, shown=not as_json) as tell:
                for _ in undeterred(end_what_is_due, product(ends, indexes)):
                    pass
        finally:  # what was done is told, also where something could not be
            _tell(done, as_json=as_json)


def _tell(done: dict[str, dict[str, int]], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(done, ensure_ascii=False, indent=2))
        return
    for name, count in done["destroyed"].items():
        more = f", {done['archived'][name]:,} archived" if done["archived"][name] else ""
        typer.echo(f"{name}: {count:,} {'record' if count == 1 else 'records'} destroyed{more}.")


def destroyed(reference: Reference, as_json: Json = False) -> None:
    """Prove that a record is destroyed: nothing of it opens or is found, and the ledger holds its destruction."""
    from sharewell.project import serving

    with serving.database():
        from sharewell.children.records.proving import proof_of

        proof = proof_of(reference)
    if as_json:
        typer.echo(json.dumps(proof.said(), ensure_ascii=False, indent=2))
        return
    typer.echo(
        f"{proof.reference} was destroyed on {proof.on:%-d %B %Y} under clause {proof.clause}: no key, match key or "
        f"word of it is left. Leaf {proof.leaf} of the ledger says so, and matches the row."
    )
