"""The commands that link extracts, and say why two rows are one person or not: link and compare."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from sharewell.domain.errors import BadInput
from sharewell.project.commands.written import must_be_writable, writing

if TYPE_CHECKING:
    from sharewell.domain.linkage.weighing.model import Model
    from sharewell.linking.linker import AllLevels, Linked
    from sharewell.linking.reading.extracts import Extract

Left = Annotated[Path, typer.Argument(metavar="LEFT", help="An extract: a CSV or Parquet file.")]
Right = Annotated[
    Path | None, typer.Argument(metavar="[RIGHT]", help="Another; without it, LEFT is linked with itself.")
]
Out = Annotated[Path, typer.Option("--output", "-o", metavar="PAIRS", help="Where to write the pairs, as CSV.")]
ID_HELP = "The column that names the rows; LEFT,RIGHT where two files call it differently."
Id = Annotated[str | None, typer.Option("--id", metavar="COLUMN", help=ID_HELP)]
COLUMNS_HELP = (
    "What columns hold where their names do not tell: COLUMN=KIND with a comma between. Kinds: forename, surname, "
    "name, middle name, birth date, birth year, birth month, birth day, sex, postcode, phone, e-mail, identifier, "
    "number, text, ignore."
)
Columns = Annotated[str, typer.Option("--columns", metavar="COLUMN=KIND,…", help=COLUMNS_HELP)]
Clusters = Annotated[
    Path | None, typer.Option("--clusters", metavar="FILE", help="Also the cluster of each row, as CSV.")
]
ModelFile = Annotated[Path | None, typer.Option("--model", metavar="FILE", help="A model, in place of training one.")]
SaveModel = Annotated[Path | None, typer.Option("--save-model", metavar="FILE", help="Keep the trained model.")]
GUARD_HELP = "Link only where forename and birth date agree; without it, where the files are seen to hold families."
Guard = Annotated[bool | None, typer.Option("--guard/--no-guard", help=GUARD_HELP)]
ENGINE_HELP = "Who compares the pairs: this process, or Spark, which spreads them over machines."
MASTER_HELP = "Where Spark is, such as spark://machine:7077; without it, on the processors of this machine."
Master = Annotated[str | None, typer.Option("--master", metavar="ADDRESS", help=MASTER_HELP)]
Json = Annotated[bool, typer.Option("--json", help="Print the summary as JSON, for a machine.")]


LONG: Final = 5.0
"""Seconds after which each stage is told of, also where nobody may be looking."""


class Engine(StrEnum):
    LOCAL = "local"
    SPARK = "spark"


class BadOption(BadInput):
    """An option of a command that cannot be followed."""


def register(app: typer.Typer) -> None:
    app.command()(link)
    app.command()(compare)


def link(
    left: Left,
    right: Right = None,
    output: Out = ...,  # type: ignore[assignment]
    id_: Id = None,
    columns: Columns = "",
    clusters: Clusters = None,
    model: ModelFile = None,
    save_model: SaveModel = None,
    guarded: Guard = None,
    engine: Annotated[Engine, typer.Option("--engine", help=ENGINE_HELP)] = Engine.LOCAL,
    master: Master = None,
    as_json: Json = False,
) -> None:
    """Which rows of two files, or of one, are the same person? Learns from the files themselves."""
    from sharewell.linking import linker
    from sharewell.linking.reading import extracts
    from sharewell.linking.reading.opening import opened

    tell = _telling()
    given_model = _model(model) if model else None
    must_be_writable([output, clusters, save_model], read=[left, right, model])
    tell("Reading")
    files = [extracts.read(path) for path in (left, right) if path is not None]
    opening = opened(files, id_column=id_, told=_told(columns))
    with _engine(engine, master) as levels:
        found = linker.link(
            opening.table, len(files[0]), model=given_model, guarded=guarded, levels=levels, progress=tell
        )
    tell("Writing")
    _write_pairs(output, found, opening.ids)
    if clusters is not None:
        _write_clusters(clusters, found, opening.ids, len(files[0]), two=len(files) == 2)
    if save_model is not None:
        from sharewell.domain.linkage.weighing.model import to_json

        with writing(save_model) as file:
            file.write(json.dumps(to_json(found.model), ensure_ascii=False, indent=1) + "\n")
    compared = {field.name: field.kind.value for field in found.model.fields}
    summary = _summary(found, files, compared, opening.id_column)
    beyond = [
        f"“{name}” is not compared: the model holds nothing of it." for name in opening.fields_found.keys() - compared
    ]
    notes = [*opening.notes, *sorted(beyond), *_of_copies(linker.unpaired(opening.table, len(files[0])))]
    summary |= {"warnings": list(opening.warnings), "notes": notes}
    for warning in opening.warnings if not as_json else ():
        typer.echo(f"Odd: {warning}", err=True)
    if as_json:
        typer.echo(json.dumps(summary, ensure_ascii=False, indent=2))
    else:
        rows = " and ".join(f"{count:,}" for count in summary["rows"])
        typer.echo(f"Rows: {rows}. Pairs compared: {summary['compared']:,}.")
        typer.echo(f"Links: {summary['links']:,}. For a person to look at: {summary['review']:,}. Both are in {output}")
        if summary["id"] is None:
            typer.echo("No column names the rows: they are numbered from 1. --id names one.")
        typer.echo(f"By {', '.join(f'{name} ({kind})' for name, kind in summary['fields'].items())}.")
        for note in notes:
            typer.echo(note)


def compare(
    left_id: Annotated[str, typer.Argument(metavar="LEFT_ID", help="The id of a row of the first file.")],
    right_id: Annotated[str, typer.Argument(metavar="RIGHT_ID", help="The id of a row of the last file.")],
    left: Left,
    right: Right = None,
    id_: Id = None,
    columns: Columns = "",
    model: ModelFile = None,
    picture: Annotated[Path | None, typer.Option("--picture", metavar="FILE", help="Draw it too, as SVG.")] = None,
    guarded: Annotated[bool, typer.Option("--guard/--no-guard", help="Whether families are guarded against.")] = True,
    as_json: Json = False,
) -> None:
    """Why are two rows taken for one person, or not? Field by field, with what each weighs."""
    from sharewell.domain.linkage.deciding import decide, explain
    from sharewell.domain.linkage.weighing.compare import compare as compared_by
    from sharewell.domain.linkage.weighing.model import fitted
    from sharewell.linking import linker
    from sharewell.linking.reading import extracts
    from sharewell.linking.reading.opening import opened

    given_model = _model(model) if model else None
    must_be_writable([picture], read=[left, right, model])
    files = [extracts.read(path) for path in (left, right) if path is not None]
    opening = opened(files, id_column=id_, told=_told(columns))
    at, other = opening.place(left_id, 0), opening.place(right_id, len(files) - 1)
    used = (
        fitted(given_model, opening.table.fields)
        if given_model
        else linker.link(opening.table, len(files[0]), progress=_telling()).model
    )
    compared = compared_by(used, opening.table.row(at), opening.table.row(other))
    decision = decide.decide(compared, guarded=guarded, of_extracts=True)
    if picture is not None:
        with writing(picture) as file:
            file.write(explain.waterfall(compared))
    if as_json:
        lines = [asdict(line) for line in explain.table(compared)]
        body = {"decision": decision.outcome, "because": decision.because, "weight": compared.weight}
        body |= {"probability": compared.probability, "fields": lines}
        typer.echo(json.dumps(body, ensure_ascii=False, indent=2))
    else:
        for sentence in explain.in_words(compared, decision):
            typer.echo(sentence)


def _told(columns: str) -> dict[str, str]:
    from sharewell.domain.linkage.values.fields import Kind
    from sharewell.linking.reading.columns import as_said
    from sharewell.linking.reading.parted_dates import PARTS

    known = [*Kind, *PARTS, "name", "ignore"]
    told = as_said(columns)
    for column, kind in told.items():
        if kind not in known:
            raise BadOption(
                f"--columns cannot read “{column}={kind}”: write COLUMN=KIND, where KIND is one of {', '.join(known)}."
            )
    return told


def _model(path: Path) -> Model:
    from sharewell.domain.linkage.weighing.model import BadModel, from_json

    try:
        return from_json(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise BadModel(f"There is no model file {path}: check the name.") from error
    except OSError as error:
        raise BadModel(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise BadModel(f"{path} is not a linkage model: it is no JSON.") from error


def _engine(engine: Engine, master: str | None) -> AbstractContextManager[AllLevels]:
    from sharewell.domain.linkage.weighing import bulk

    if engine is Engine.SPARK:
        from sharewell.linking import spark

        return spark.levels_by(master or spark.HERE)
    if master is not None:
        raise BadOption("--master says where Spark is: add --engine spark.")
    return nullcontext(bulk.all_levels)


def _telling() -> Callable[[str], None]:
    """What tells of each stage; to a log, or to a program that waits for a sentence, only of work that takes long."""
    began = monotonic()

    def tell(words: str) -> None:
        if sys.stderr.isatty() or monotonic() - began >= LONG:
            typer.echo(f"{words} …", err=True)

    return tell


def _write_pairs(path: Path, found: Linked, ids: list[str]) -> None:
    from sharewell.domain.linkage.weighing.model import probability

    with writing(path) as file:
        writer = csv.writer(file)
        writer.writerow(["left_id", "right_id", "weight", "probability", "decision"])
        for one, other, weight, is_link in zip(
            found.left.tolist(), found.right.tolist(), found.weights.tolist(), found.links.tolist(), strict=True
        ):
            decision = "link" if is_link else "review"
            writer.writerow([ids[one], ids[other], f"{weight:.4f}", f"{probability(weight):.6f}", decision])


def _write_clusters(path: Path, found: Linked, ids: list[str], left_rows: int, *, two: bool) -> None:
    with writing(path) as file:
        writer = csv.writer(file)
        writer.writerow([*(["file"] if two else []), "id", "cluster"])
        for row, (id_, group) in enumerate(zip(ids, found.groups.tolist(), strict=True)):
            side = ["left" if row < left_rows else "right"] if two else []
            writer.writerow([*side, id_, group + 1])


def _of_copies(rows: int) -> list[str]:
    said = (
        f"{rows:,} rows each say the same as hundreds of others: nothing tells who is who, and none of them is linked."
    )
    return [said] if rows else []


def _summary(found: Linked, files: list[Extract], fields: dict[str, str], id_column: str | None) -> dict[str, Any]:
    return {
        "rows": [len(file) for file in files],
        "compared": found.compared,
        "links": int(found.links.sum()),
        "review": int((~found.links).sum()),
        "clusters": int(found.groups.max()) + 1,
        "once_each": found.once_each,
        "families": found.guarded,
        "id": id_column,
        "fields": fields,
    }
