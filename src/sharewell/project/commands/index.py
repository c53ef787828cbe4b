"""`sharewell index`: found a children's index, and load extracts into it.

They need its database. An embedded one that is not running is started for the command, and then stopped.
"""

from __future__ import annotations

import csv
import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sharewell.domain.errors import BadInput
from sharewell.project.commands import index_ending, printed
from sharewell.project.commands.acting import By, acting, organisation_named
from sharewell.project.commands.index_looking import explain, find
from sharewell.project.commands.index_partitioning import partition
from sharewell.project.commands.progressing import progress
from sharewell.project.commands.written import must_be_writable, writing

if TYPE_CHECKING:
    from sharewell.children.intake.loading import Loaded
    from sharewell.children.intake.reading import Read, Remark
    from sharewell.children.models import Index

File = Annotated[Path, typer.Argument(metavar="FILE", help="The extract: a CSV or Parquet file.")]
From = Annotated[str, typer.Option("--from", metavar="ORGANISATION", help="Whose extract it is.")]
In = Annotated[str, typer.Option("--index", metavar="NAME", help="The index, where the organisation has several.")]
SOURCE_HELP = "What the organisation calls this extract, where it has several: ids are compared within each."
Source = Annotated[str, typer.Option("--source", metavar="NAME", help=SOURCE_HELP)]
COLUMNS_HELP = "What columns hold where their names do not tell, or “ignore”: COLUMN=FIELD, with a comma between."
Columns = Annotated[str, typer.Option("--columns", metavar="COLUMN=FIELD,…", help=COLUMNS_HELP)]
Preview = Annotated[bool, typer.Option("--preview", help="Only show how it is read; write nothing.")]
Whole = Annotated[bool, typer.Option("--all-or-nothing", help="Load nothing where a row is at fault.")]
FAULTS_HELP = "Where to write what is wrong or odd about rows, as CSV."
Faults = Annotated[Path | None, typer.Option("--errors", metavar="FILE", help=FAULTS_HELP)]
Json = Annotated[bool, typer.Option("--json", help="Print the outcome as JSON, for a machine.")]
Partners = Annotated[list[str] | None, typer.Option("--partner", help="An organisation that takes part.")]
LONGEST_SOURCE, LONGEST_NAME = 100, 200
FEW = 10  # rows that are told on the screen; the file of --errors holds all


class CannotLoad(BadInput):
    """An option that cannot be followed."""


class CannotFound(BadInput):
    """An index that cannot be called so."""


index = typer.Typer(help="The children's index: who works with a child, and nothing of why.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(index, name="index")
    for command in (found, load, find, explain, index_ending.end, index_ending.destroyed, partition):
        index.command()(command)


def found(
    name: Annotated[str, typer.Argument(help="What the index is called.")],
    keeper: Annotated[str, typer.Option(help="The organisation that keeps it.")],
    protocol: Annotated[str, typer.Option(help="The id of the text that governs it, such as area/childrens-index.")],
    area: Annotated[str, typer.Option(help="The area whose children it holds.")] = "",
    partner: Partners = None,
    by: By = "",
) -> None:
    """Begin an index. Its text must be published, and says what may be held of a child."""
    name, area = _called("An index", name), _called("Its area", area or name)
    with acting(keeper, by, may="DELIVER") as (member, now):
        from django.utils import timezone

        from sharewell.children.intake import actions
        from sharewell.children.models import Index
        from sharewell.domain.index.policy import policy_of
        from sharewell.partners.context import seeing
        from sharewell.protocols.queries import library

        policy_of(library().edition(protocol, on=timezone.localdate(now)))  # else nothing could ever be held in it
        partners = [organisation_named(each) for each in partner or ()]
        with seeing(organisation=member.organisation_id):
            if Index.objects.filter(name=name).exists():
                raise CannotFound(f"There is an index “{name}” already: choose another name.")
            actions.found(name=name, area=area, protocol=protocol, partners=partners, by=member, at=now)
    typer.echo(f"{name} is founded.")


def _called(what: str, name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise CannotFound(f"{what} takes a name of 1 to {LONGEST_NAME} letters.")
    return name


def load(
    file: File,
    organisation: From,
    into: In = "",
    source: Source = "records",
    columns: Columns = "",
    preview: Preview = False,
    whole: Whole = False,
    errors: Faults = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Take in an extract. Each row is looked for before it is made; the same rows again change nothing.

    Killed in the middle, run it again: it goes on where it was.
    """
    from sharewell.linking.reading.columns import as_said

    told, source = as_said(columns), " ".join(source.split())
    if not 0 < len(source) <= LONGEST_SOURCE:
        raise CannotLoad(f"--source takes a name of 1 to {LONGEST_SOURCE} letters.")
    must_be_writable([errors], read=[file])
    with acting(organisation, by, may="DELIVER") as (member, now):
        from sharewell.children.intake import loading, reading
        from sharewell.children.records.policies import policy_at
        from sharewell.children.records.queries import index_of
        from sharewell.children.records.tallying import count_names, is_due
        from sharewell.domain.index.held import must_be_called
        from sharewell.partners.context import seeing

        with seeing(organisation=member.organisation_id):
            chosen = index_of(member.organisation, into)
            so_far = loading.columns_so_far(chosen, source, by=member)
            policy = policy_at(chosen, now)
        must_be_called("source", source, policy)
        read = reading.read(file, policy, told=told, so_far=so_far)
        if preview:
            _write_faults(errors, [*read.faults, *read.late, *read.oddities])
            _say_preview(read, chosen, as_json=as_json)
            return
        job = loading.Load(read=read, index=chosen, source=source, by=member, at=now)
        try:
            with _stopped(whole=whole), progress(file.name, read.sound, shown=not as_json) as tell:
                done = loading.load(job, key=uuid.uuid4(), all_or_nothing=whole, progress=tell)
        except loading.NothingLoaded as nothing:
            _write_faults(errors, [*nothing.faults, *read.oddities])
            raise
        _say_done(done, read, as_json=as_json)
        _write_faults(errors, [*done.faults, *read.oddities])
        if is_due(chosen, at=now):
            with progress("Counting names", None, shown=not as_json) as tell:
                count_names(chosen, at=now, progress=tell)


@contextmanager
def _stopped(*, whole: bool) -> Iterator[None]:
    """Where somebody stops the load, or the database does, it is told what is there now."""
    from django.db import InterfaceError, OperationalError

    from sharewell.project.postgres import DatabaseUnavailable

    kept = "Nothing was loaded" if whole else "What was taken in stays"
    try:
        yield
    except KeyboardInterrupt:
        typer.echo(f"Stopped. {kept}: run it again.", err=True)
        raise
    except (OperationalError, InterfaceError) as error:
        said = str(error).splitlines()[0]
        raise DatabaseUnavailable(f"The database stopped answering: {said}. {kept}: run it again.") from error


def _write_faults(path: Path | None, faults: Sequence[Remark]) -> None:
    if path is None:
        return
    with writing(path, encoding="utf-8-sig") as file:  # marked, else Excel takes it for Latin-1
        writer = csv.writer(file)
        writer.writerow(["line", "record", "field", "taken in", "what"])
        for fault in sorted(faults, key=lambda each: each.line):
            writer.writerow([fault.line, _inert(fault.record), fault.field, fault.taken_in, fault.said])


def _inert(value: str) -> str:
    """A spreadsheet runs what begins like a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@") else value


def _say_preview(read: Read, index: Index, *, as_json: bool) -> None:
    if as_json:
        body = {
            "index": index.name,
            "rows": read.rows,
            "sound": read.in_time,
            "columns": read.columns.said(),
            "first": [dict(told.details) for told in read.first],
            **_wrong([*read.faults, *read.late], read.oddities),
        }
        typer.echo(json.dumps(body, ensure_ascii=False, indent=2))
        return
    printed.show(_preview_lines(read, index))


def _preview_lines(read: Read, index: Index) -> Iterator[printed.Line]:
    yield printed.Line(f"{read.name} has {read.rows:,} rows; {read.in_time:,} could be loaded into {index}.", "bold")
    for column, field in read.columns.said().items():
        yield printed.Line(f"{column}: {field.replace('_', ' ')}", indent=2)
    yield from _fault_lines([*read.faults, *read.late], read.oddities)
    yield printed.Line("Nothing was written.")


def _fault_lines(faults: Sequence[Remark], oddities: Sequence[Remark]) -> Iterator[printed.Line]:
    for title, found in (("Not taken in", faults), ("Odd, and taken in as it is", oddities)):
        if found:
            rows = len({each.line for each in found})
            yield printed.Line(f"{title}: {rows:,} {'row' if rows == 1 else 'rows'}", "bold")
        for each in found[:FEW]:
            yield printed.Line(f"line {each.line:,}: {each.said}", indent=2)
        if len(found) > FEW:
            yield printed.Line(f"and {len(found) - FEW:,} more: write them all to a file with --errors", indent=2)


def _wrong(faults: Sequence[Remark], oddities: Sequence[Remark]) -> dict[str, Any]:
    return {
        "errors": [{"line": each.line, "field": each.field, "what": each.said} for each in faults],
        "warnings": [{"line": each.line, "field": each.field, "what": each.said} for each in oddities],
    }


def _say_done(done: Loaded, read: Read, *, as_json: bool) -> None:
    outcomes = done.delivery.outcomes
    if as_json:
        body = {"rows": done.delivery.rows, **outcomes, "columns": read.columns.said()}
        typer.echo(json.dumps(body | _wrong(done.faults, read.oddities), ensure_ascii=False, indent=2))
        return
    said = ", ".join(f"{count:,} {what}" for what, count in outcomes.items())
    lines = [printed.Line(f"{done.delivery.rows:,} rows: {said}.", "bold"), *_fault_lines(done.faults, read.oddities)]
    printed.show(lines)
