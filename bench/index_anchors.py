"""The same look-ups put to others: Splink's `predict_between`, and PostgreSQL's trigrams with our scores after them."""

from __future__ import annotations

import os
import time

import duckdb
import numpy as np
import psycopg
from rich.progress import track
from splink import DuckDBAPI, Linker

from bench.index_look_ups import Looked
from sharewell.children.records import facts
from sharewell.domain.linkage.values.table import table
from sharewell.domain.linkage.weighing.compare import Scorer
from sharewell.linking.inventing import errors, families
from sharewell.linking.learning import splink_model
from sharewell.linking.learning.children_model import model

TRIGRAMS = os.environ.get("SHAREWELL_BENCH_TRIGRAMS")
ASKED_OF_SPLINK, ASKED_OF_TRIGRAMS = 24, 240
# What shares one of these is compared: the usual rules for names, birth date and postcode.
_BLOCKS = (
    "l.{surname} = r.{surname} AND l.{birth_date} = r.{birth_date}",
    "l.{forename} = r.{forename} AND l.{birth_date} = r.{birth_date}",
    "l.{postcode} = r.{postcode} AND l.{forename} = r.{forename}",
    "l.{postcode} = r.{postcode} AND l.{surname} = r.{surname}",
    "l.{forename} = r.{forename} AND l.{surname} = r.{surname}",
)


_ALIKE = "SELECT id, details FROM bench_child WHERE name %% %(name)s ORDER BY similarity(name, %(name)s) DESC LIMIT 200"


def anchors_at(people: families.Population, size: int, ours: Looked) -> tuple[str, ...]:
    """A sentence for each."""
    said = [_splink(people, size, ours)]
    if TRIGRAMS:
        said.append(_trigrams(TRIGRAMS, people, size, ours))
    return tuple(said)


def asked_of(people: families.Population, size: int, count: int) -> list[tuple[int, families.Child]]:
    places = np.random.default_rng(99).integers(0, size, count)
    kinds = list(errors.ASKED)
    return [
        (int(at), errors.asked(people.child(int(at)), kinds[n % len(kinds)], seed=2)) for n, at in enumerate(places)
    ]


def _splink(people: families.Population, size: int, ours: Looked) -> str:
    known = model()
    asked = asked_of(people, size, ASKED_OF_SPLINK)
    every = [*track(people.some(range(size)), "rows for Splink", total=size), *(child for _, child in asked)]
    raw = {field.name: [getattr(child, field.name, "") for child in every] for field in known.fields}
    made = table(known.fields, raw)
    rows = splink_model.as_arrow(known, made)
    database = duckdb.connect()
    api = DuckDBAPI(connection=database)
    kept = api.register(rows.slice(0, size), dataset_display_name="children_kept")
    linker = Linker(kept, splink_model.settings(known), log_level=None)
    splink_model.register_frequencies(linker, api, known, {name: held.values for name, held in made.columns.items()})
    names = {field.name: splink_model.column_of(known.fields, field) for field in known.fields}
    times, first = [], 0
    for n, (at, _) in enumerate(track(asked, "Splink")):
        one = api.register(rows.slice(size + n, 1), dataset_display_name=f"asked_{n}")
        begun = time.perf_counter()
        found = linker.inference.predict_between(
            kept, one, blocking_rules_to_generate_predictions=[rule.format(**names) for rule in _BLOCKS]
        ).as_duckdbpyrelation()
        best = found.order("match_weight DESC").limit(10).select("unique_id_l, unique_id_r").fetchall()
        times.append((time.perf_counter() - begun) * 1000)
        first += any(at in pair for pair in best)
    database.close()
    p50 = float(np.median(times))
    return (
        f"Splink's `predict_between` of one row against {size:,}, the same model: p50 {p50:,.0f} ms, "
        f"{_times(p50, ours)}; the child among ten for {first / len(asked):.2f} of {len(asked)}.\n"
    )


def _trigrams(address: str, people: families.Population, size: int, ours: Looked) -> str:
    """Names by their trigrams, the two hundred most alike put in order by our own scores."""
    score, times, found = Scorer(model()), [], 0
    with psycopg.connect(address, autocommit=True) as other:
        other.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        other.execute("DROP TABLE IF EXISTS bench_child")
        other.execute("CREATE TABLE bench_child (id bigint PRIMARY KEY, name text, details jsonb)")
        with other.cursor() as cursor, cursor.copy("COPY bench_child FROM STDIN") as copy:
            for at, child in enumerate(track(people.some(range(size)), "rows for pg_trgm", total=size)):
                row = facts.row(child.details)  # written one way, so that nothing is left to do but weigh
                copy.write_row((at, f"{child.forename} {child.surname}", psycopg.types.json.Json(row)))
        other.execute("CREATE INDEX ON bench_child USING gin (name gin_trgm_ops)")
        other.execute("VACUUM ANALYZE bench_child")
        other.execute("SET pg_trgm.similarity_threshold = 0.45")
        for at, child in track(asked_of(people, size, ASKED_OF_TRIGRAMS), "pg_trgm"):
            row = facts.row(child.details)
            begun = time.perf_counter()
            rows = other.execute(_ALIKE, {"name": f"{child.forename} {child.surname}"}).fetchall()
            weighed = [(score.weight(score.levels(row, theirs), row), pk) for pk, theirs in rows]
            best = [pk for _, pk in sorted(weighed, reverse=True)[:10]]
            times.append((time.perf_counter() - begun) * 1000)
            found += at in best
        other.execute("DROP TABLE bench_child")
    p50 = float(np.median(times))
    return (
        f"pg_trgm among {size:,}, the 200 most alike put in order by our scores: p50 {p50:.1f} ms, "
        f"{_times(p50, ours)}; the child among ten for {found / len(times):.3f}, ours "
        f"{ours.database['all']['at 10']:.3f}.\n"
    )


def _times(p50: float, ours: Looked) -> str:
    database, segment = (p50 / told["all"]["p50"] for told in (ours.database, ours.segment))
    return f"{database:,.0f} times ours through PostgreSQL, {segment:,.0f} times that of a segment"
