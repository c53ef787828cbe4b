"""Extracts linked to an index of millions, ours beside Splink's `predict` on the same model, one process each:
`python -m bench.bulk [CHILDREN] [FILE]`, by default 1,000,000 children.

Both begin with values written one way and in memory: Splink with its tables, sounds and frequencies registered, ours
with its key index built. Splink joins on columns that hold what our keys of the first two stages are made of. Then what
a row costs by how many children there are. FILE's section "Bulk" is written anew, and pictures/bulk.svg.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.console import Console

from bench import sections
from bench.memory import most
from bench.plotting import plotted
from sharewell.domain.linkage.deciding.decide import REVIEW
from sharewell.domain.linkage.keys.index_keys import Stage, sound_codes
from sharewell.domain.linkage.values import normalise
from sharewell.domain.linkage.values.fields import KINDS
from sharewell.domain.linkage.weighing.bulk import Places
from sharewell.domain.linkage.weighing.model import Model, from_json, to_json
from sharewell.linking.inventing import errors, families
from sharewell.linking.learning import splink_model
from sharewell.linking.learning.children_model import FIELDS, model_of
from sharewell.linking.segments import arrow_rows

SIZES = (10_000, 100_000, 1_000_000)
SEED, TURNS = 9, 5
console = Console(stderr=True)


def invent(folder: Path, children: int) -> None:
    """An index, and an extract three in ten of whose children are not in it, though their families may be."""
    rows = min(SIZES[-1], children // 10)
    random, everyone = np.random.default_rng(SEED), families.population(children + rows, seed=SEED)
    indexed, unseen, place = parted(everyone, rows, random)
    _write(folder / "index.parquet", everyone.arrow(indexed))
    asked = random.choice(indexed, rows * 7 // 10, replace=False), unseen[: rows * 3 // 10]
    written = errors.extract([*everyone.some(asked[0])], [*everyone.some(asked[1])], seed=SEED)
    columns: dict[str, list[str]] = {field.name: [] for field in FIELDS}
    truth = []
    for row, true, _ in written:
        truth.append(place[int(true[1:])] if true else -1)
        for name, column in columns.items():
            column.append(getattr(row, name))
    _write(folder / "extract.parquet", pa.table(columns))
    np.save(folder / "truth.npy", np.array(truth))


def parted(people: families.Population, rows: int, random: np.random.Generator) -> tuple[Places, Places, Places]:
    """The places of who is in an index and of the `rows` people who are not; and where in the index each person is."""
    unseen = np.zeros(len(people), dtype=bool)
    unseen[random.choice(len(people), rows, replace=False)] = True
    return np.flatnonzero(~unseen), np.flatnonzero(unseen), np.cumsum(~unseen) - 1


def _write(path: Path, raw: pa.Table) -> None:
    pq.write_table(pa.table(dict(arrow_rows.written(FIELDS, raw))), path)


def _model(folder: Path) -> Model:
    """With names as common as in the index: made by `ours`, which has its rows in memory, for both engines."""
    return from_json(json.loads((folder / "model.json").read_text()))


def _columns(path: Path, rows: int | None = None) -> dict[str, pa.Array]:
    table = pq.read_table(path)
    return {name: table[name].slice(0, rows).combine_chunks() for name in table.column_names}


def ours(folder: Path) -> None:
    from sharewell.domain.linkage.millions import bulk_index, key_index

    children = _columns(folder / "index.parquet")
    kept = arrow_rows.rows(FIELDS, children)
    del children
    start = time.perf_counter()
    index = key_index.build(kept, until=Stage.SECOND)
    built = time.perf_counter() - start
    used = model_of(kept)
    (folder / "model.json").write_text(json.dumps(to_json(used)))
    bulk_index.link(used, arrow_rows.rows(FIELDS, _columns(folder / "extract.parquet", 10), kept.names), kept, index)
    for size, truth in _sizes(folder):
        own = _columns(folder / "extract.parquet", size)
        start = time.perf_counter()
        extract = arrow_rows.rows(FIELDS, own, kept.names)
        pairs = bulk_index.link(used, extract, kept, index)
        took = time.perf_counter() - start
        _say(size, took, _best_f1(pairs.rows, pairs.children, pairs.weights, truth), build=built)


def growth(folder: Path) -> None:
    """What a row costs beside the first ten thousand children, the first hundred thousand, and so on."""
    from sharewell.domain.linkage.millions import bulk_index, key_index

    truth, everybody = np.load(folder / "truth.npy"), pq.read_metadata(folder / "index.parquet").num_rows
    rows = pq.read_table(folder / "extract.parquet")
    for size in [*(10**power for power in range(4, 9) if 10**power < everybody), everybody]:
        kept = arrow_rows.rows(FIELDS, _columns(folder / "index.parquet", size))
        index, used = key_index.build(kept, until=Stage.SECOND), model_of(kept)
        some = rows.take(np.flatnonzero((truth >= 0) & (truth < size))[: SIZES[0]])
        own = {name: some[name].combine_chunks() for name in some.column_names}
        took = []
        for _ in range(TURNS):
            start = time.perf_counter()
            bulk_index.link(used, arrow_rows.rows(FIELDS, own, kept.names), kept, index, workers=1)
            took.append(time.perf_counter() - start)
        sys.stdout.write(json.dumps({"children": size, "micros": min(took) / len(some) * 1e6}) + "\n")
        del kept, index


def splink(folder: Path) -> None:
    import duckdb
    from splink import Linker
    from splink.internals.duckdb.database_api import DuckDBAPI

    children = _columns(folder / "index.parquet")
    trained = _model(folder)
    settings = splink_model.settings(trained, link_type="link_only")
    settings["blocking_rules_to_generate_predictions"] = [{"blocking_rule": rule} for rule in RULES]
    prepared = _for_splink(children)
    children = {name: children[name].unique() for name in ("forename", "surname")}
    for size, truth in _sizes(folder):
        asked = _columns(folder / "extract.parquet", size)
        database = duckdb.connect(config={"threads": 2})
        api = DuckDBAPI(connection=database)
        tables = [
            api.register(made, dataset_display_name=name)
            for name, made in (("kept", prepared), ("asked", _for_splink(asked)))
        ]
        linker = Linker(tables, settings, log_level=None)
        splink_model.register_frequencies(linker, api, trained, _names(children, asked))
        start = time.perf_counter()
        scored = linker.inference.predict(threshold_match_weight=REVIEW).as_duckdbpyrelation()
        took = time.perf_counter() - start
        found = scored.select("source_dataset_l, unique_id_l, unique_id_r, match_weight").fetchnumpy()
        turned = np.asarray(found["source_dataset_l"]) == "asked"
        one, other = found["unique_id_l"], found["unique_id_r"]
        rows, kept = np.where(turned, one, other), np.where(turned, other, one)
        _say(size, took, _best_f1(rows, kept, found["match_weight"], truth))
        database.close()


RULES = (
    "l.f6 = r.f6",
    "l.f5 = r.f5",
    "l.both = r.both AND l.day = r.day",
    "l.f4 = r.f4",
    "l.both = r.both AND l.year = r.year",
    "l.first = r.first AND l.f2_0 = r.f2_0",
    "l.last = r.last AND l.f2_0 = r.f2_0",
    "l.first = r.first AND l.sector = r.sector",
    "l.last = r.last AND l.sector = r.sector",
)
"""What the keys of the first two stages are made of, as joins."""


def _names(*held: dict[str, pa.Array]) -> dict[str, list[str]]:
    return {
        name: pa.concat_arrays([columns[name] for columns in held]).unique().to_pylist()
        for name in ("forename", "surname")
    }


def _for_splink(columns: dict[str, pa.Array]) -> pa.Table:
    """The columns of `splink_model.settings`, and those that rows are joined on."""
    made = {"unique_id": pa.array(range(len(columns["surname"])), pa.int64())}
    for at, field in enumerate(FIELDS):
        values = columns[field.name]
        made[f"f{at}"] = _given(values)
        for which, how in enumerate(KINDS[field.kind].derived.values()):
            made[f"f{at}_{which}"] = _given(_by_value(values, how))
    names = pc.binary_join_element_wise("", columns["forename"], columns["surname"], "", " ")
    first, last = (_sounds(columns[name]) for name in ("forename", "surname"))
    made |= {
        splink_model.NAMES: names,
        "first": first,
        "last": last,
        "both": pc.add(pc.multiply(pc.min_element_wise(first, last), 1 << 20), pc.max_element_wise(first, last)),
        "day": _given(_by_value(columns["birth_date"], lambda date: normalise.canonical_date(date)[4:])),
        "year": _given(_by_value(columns["birth_date"], lambda date: date[:4])),
        "sector": _given(_by_value(columns["postcode"], lambda code: code[:-2] if " " in code else "")),
    }
    return pa.table(made)


def _given(values: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(values, ""), pa.scalar(None, pa.string()), values)


def _by_value(values: pa.Array, how) -> pa.Array:
    coded = values.dictionary_encode()
    return pa.array([how(v) if v else "" for v in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)


def _sounds(values: pa.Array) -> pa.Array:
    coded = values.dictionary_encode()
    return pa.array(sound_codes(coded.dictionary.to_pylist()), pa.int64()).take(coded.indices)


def _sizes(folder: Path):
    truth = np.load(folder / "truth.npy")
    for size in SIZES:
        if size <= len(truth):
            yield size, truth[:size]


def _best_f1(rows, children, weights, truth) -> float:
    """Of all thresholds, the F1 of the best."""
    rows, children = np.asarray(rows, dtype=np.int64), np.asarray(children, dtype=np.int64)
    order = np.argsort(-np.asarray(weights), kind="stable")
    right = np.cumsum(truth[rows[order]] == children[order])
    return float((2 * right / (np.arange(1, len(order) + 1) + (truth >= 0).sum())).max())


def _say(size: int, took: float, f1: float, **more: float) -> None:
    console.print(f"{size:,} rows in {took:.2f} s")
    sys.stdout.write(json.dumps({"size": size, "took": took, "f1": f1, "memory": most(), **more}) + "\n")


def report(children: int) -> tuple[str, str]:
    """The section, and the picture of what a row costs."""
    with tempfile.TemporaryDirectory(prefix="sharewell-bulk-") as made:
        folder = Path(made)
        console.print(f"Inventing {children:,} children and an extract")
        invent(folder, children)
        own, other, grown = (_run(engine, made) for engine in ("ours", "splink", "growth"))
    lines = [
        "## Bulk",
        "",
        f"Printed by `python -m bench.bulk {children}`: extracts linked to {children:,} invented children, by two",
        "threads, on the same model. The seconds are from normalised values to scored pairs. F1 is that of the best",
        "threshold, without the guard. Memory is the most that a process held, its index or tables included.",
        "",
        "| rows | ours, s | rows/s | Splink, s | times | F1 ours | F1 Splink | memory ours, GB | Splink's, GB |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
        *(
            f"| {a['size']:,} | {a['took']:.2f} | {a['size'] / a['took']:,.0f} | {b['took']:.2f} "
            f"| {b['took'] / a['took']:.1f} | {a['f1']:.5f} | {b['f1']:.5f} | {a['memory']:.1f} | {b['memory']:.1f} |"
            for a, b in zip(own, other, strict=True)
        ),
        "",
        f"The key index is built once, in {own[0]['build']:.0f} s.",
        "",
        "What a row costs one thread if its child is there, by how many children there are:",
        "",
        "![Time of a row against children](pictures/bulk.svg)",
        "",
        "| children | µs a row |",
        "|---:|---:|",
        *(f"| {each['children']:,} | {each['micros']:.1f} |" for each in grown),
        "",
    ]
    sizes, micros = [each["children"] for each in grown], [each["micros"] for each in grown]
    return "\n".join(lines), plotted(sizes, {"a row": micros}, across="children in the index", up="microseconds")


def _run(engine: str, folder: str) -> list[dict[str, Any]]:
    """What an engine says of each size, in a process of its own."""
    console.print(f"Linking: {engine}")
    ran = subprocess.run([sys.executable, "-m", "bench.bulk", engine, folder], stdout=subprocess.PIPE, text=True)
    if ran.returncode:
        raise SystemExit(f"Linking with {engine} failed.")
    return [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]


ENGINES = {"ours": ours, "splink": splink, "growth": growth}


def main() -> None:
    given = sys.argv[1:]
    if given and given[0] in ENGINES:
        ENGINES[given[0]](Path(given[1]))
        return
    written, picture = report(int(given[0]) if given else 1_000_000)
    sections.tell(written, *given[1:])
    sections.draw(picture, "bulk.svg", *given[1:])


if __name__ == "__main__":
    main()
