"""Our model in Splink's words: the same levels as SQL, made from ours and never the reverse.

Splink on DuckDB audits our scorers: on the same pairs it must come to the same bits. What runs on Splink elsewhere,
such as on many machines, starts from these settings too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from splink import Linker
from splink.internals.duckdb.database_api import DuckDBAPI

from sharewell.domain.linkage.values.fields import KINDS, RANKED, Field, Kind, Level, Test, other_name
from sharewell.domain.linkage.values.table import MISSING, Table
from sharewell.domain.linkage.weighing.bulk import Places
from sharewell.domain.linkage.weighing.model import Comparison, Model

# SQL knows a column by its place in the model: a field may be called what SQL reserves.
NAMES = "name_words"
"""The column of all name words of a row, with a space on either side of each."""


def settings(model: Model, *, link_type: str = "dedupe_only") -> dict[str, Any]:
    """Settings for a Splink Linker over the columns of `as_arrow`."""
    return {
        "link_type": link_type,
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": model.prior,
        "blocking_rules_to_generate_predictions": [],
        "comparisons": [_comparison(model, comparison) for comparison in model.comparisons],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "additional_columns_to_retain": [],
    }


def _comparison(model: Model, comparison: Comparison) -> dict[str, Any]:
    field = comparison.field
    column = column_of(model.fields, field)
    levels: list[dict[str, Any]] = [{"sql_condition": _unknown(model.fields, field), "is_null_level": True}]
    for rank, level in RANKED[field.kind].items():
        made = {
            "sql_condition": _sql(model.fields, field, level),
            "label_for_charts": level.words,
            "m_probability": comparison.m[rank],
            "u_probability": comparison.u[rank],
        }
        if level.frequent and weighs_rarity(comparison):
            made |= {"tf_adjustment_column": column, "tf_adjustment_weight": 1.0}
        levels.append(made)
    levels.append({"sql_condition": "ELSE", "m_probability": comparison.m[0], "u_probability": comparison.u[0]})
    return {"output_column_name": column, "comparison_levels": levels, "comparison_description": field.name}


def weighs_rarity(comparison: Comparison) -> bool:
    """Whether one equal value may weigh more than another: not in a model that knows no value's frequency."""
    return comparison.frequent and (bool(comparison.frequencies) or comparison.rare != comparison.u[-1])


def column_of(fields: Sequence[Field], field: Field, derived: str = "") -> str:
    """What SQL calls a field, or what is derived of it."""
    place = [each.name for each in fields].index(field.name)
    return f"f{place}" + (f"_{list(KINDS[field.kind].derived).index(derived)}" if derived else "")


def _unknown(fields: Sequence[Field], field: Field) -> str:
    column = column_of(fields, field)
    missing = f"{column}_l IS NULL OR {column}_r IS NULL"
    other = _other(fields, field)
    if other is None:
        return missing
    # Exchanged names are counted for the field that has that level, and say nothing in the other.
    tried = KINDS[other.kind].levels
    place = next((at for at, level in enumerate(tried) if level.test is Test.EXCHANGED), None)
    if place is None:
        return missing
    sooner = [f"coalesce({_sql(fields, other, level)}, false)" for level in tried[:place]]
    exchanged = f"coalesce({_sql(fields, other, tried[place])}, false)"
    return f"{missing} OR ({exchanged} AND NOT ({' OR '.join(sooner) or 'false'}))"


def _other(fields: Sequence[Field], field: Field) -> Field | None:
    name = other_name(field, fields)
    return next((each for each in fields if each.name == name), None)


def _sql(fields: Sequence[Field], field: Field, level: Level) -> str:
    column = column_of(fields, field, level.derived)
    left, right = f"{column}_l", f"{column}_r"
    if level.test is Test.SAME:
        return f"{left} = {right}"
    if level.test is Test.YEARS:
        whole = column_of(fields, field)
        before, after = (f"TRY_CAST(substr({whole}_{side}, 1, 4) AS INT)" for side in "lr")
        return f"({left} = {right} AND abs({before} - {after}) <= {int(level.at)})"
    if level.test is Test.JARO_WINKLER:
        return f"jaro_winkler_similarity({left}, {right}) >= {level.at}"
    if level.test is Test.EDITS:
        return f"damerau_levenshtein({left}, {right}) <= {int(level.at)}"
    if level.test is Test.START:
        long = int(level.at)
        start = f"substr({left}, 1, {long}) = substr({right}, 1, {long})"
        return f"(length({left}) >= {long} AND length({right}) >= {long} AND {start})"
    other = _other(fields, field)
    if level.test is Test.EXCHANGED:
        if other is None:
            return "false"
        theirs = column_of(fields, other)
        return (
            f"(jaro_winkler_similarity({left}, {theirs}_r) >= {level.at}"
            f" AND jaro_winkler_similarity({theirs}_l, {right}) >= {level.at})"
        )
    ways = []
    for here, there in (("l", "r"), ("r", "l")):
        # One word: of a double name both might stand there by chance, as a forename and a surname.
        way = f"contains({NAMES}_{there}, ' ' || {column}_{here} || ' ') AND NOT contains({column}_{here}, ' ')"
        if other is not None and field.kind is Kind.SURNAME:  # in the forename's place it is counted once, for that
            way += f" AND {column_of(fields, other)}_{there} IS DISTINCT FROM {column}_{here}"
        ways.append(f"coalesce({way}, false)")
    return f"({' OR '.join(ways)})"


def as_arrow(model: Model, table: Table) -> pa.Table:
    """The rows under the names that the settings use; unique_id is the row's place."""
    made: dict[str, Any] = {"unique_id": pa.array(range(len(table)), pa.int64())}
    for field in model.fields:
        for derived in ("", *KINDS[field.kind].derived):
            column = table.columns[field.derived(derived)]
            taken = pa.array(np.where(column.codes == MISSING, 0, column.codes), mask=column.codes == MISSING)
            made[column_of(model.fields, field, derived)] = pa.array(column.values, pa.string()).take(taken)
    spelt = [*table.words]
    made[NAMES] = pa.array(
        [f" {' '.join(spelt[t] for t in row if t != MISSING)} " for row in table.tokens.tolist()], pa.string()
    )
    return pa.table(made)


def register_frequencies(linker: Linker, api: DuckDBAPI, model: Model, used: Mapping[str, Sequence[str]]) -> None:
    """Have Splink weigh values by the model's frequencies, and not by those of the rows; `used` are all values."""
    for comparison in model.comparisons:
        if weighs_rarity(comparison):
            column = column_of(model.fields, comparison.field)
            values = used[comparison.field.name]
            shares = [comparison.frequencies.get(value, comparison.rare) for value in values]
            frequencies = pa.table({column: pa.array(values, pa.string()), f"tf_{column}": shares})
            linker.table_management.register_term_frequency_lookup(
                api.register(frequencies, dataset_display_name=f"frequencies_{column}"), column
            )


def weights(model: Model, table: Table, left: Places, right: Places) -> NDArray[np.float64]:
    """The weights that Splink on DuckDB gives to pairs of rows, in their order; 0 for a pair it leaves out."""
    return timed_weights(model, table, left, right)[0]


def timed_weights(model: Model, table: Table, left: Places, right: Places) -> tuple[NDArray[np.float64], float]:
    """The weights, and the seconds that `predict` alone took: rows, frequencies and pairs are registered before."""
    database = duckdb.connect()
    api = DuckDBAPI(connection=database)
    rows = api.register(as_arrow(model, table), dataset_display_name="extract_rows")
    linker = Linker(rows, settings(model), log_level=None)
    register_frequencies(linker, api, model, {name: column.values for name, column in table.columns.items()})
    linker.table_management.register_blocked_pairs_for_predict(
        api.register(blocked(left, right), dataset_display_name="pairs_to_score")
    )
    start = perf_counter()
    scored = linker.inference.predict().as_duckdbpyrelation()
    took = perf_counter() - start
    found = scored.select("unique_id_l, unique_id_r, match_weight").fetchnumpy()
    result = np.zeros(len(left))
    result[places(found["unique_id_l"], found["unique_id_r"], table, left, right)] = found["match_weight"]
    database.close()
    return result, took


def blocked(left: Places, right: Places) -> pa.Table:
    """Pairs of rows as Splink takes them instead of finding its own."""
    return pa.table({"match_key": pa.array(["0"] * len(left)), "join_key_l": left, "join_key_r": right})


def places(one: Any, other: Any, table: Table, left: Places, right: Places) -> Places:
    """Where among the pairs each pair stands that Splink gave back, in an order of its own."""
    codes = left * len(table) + right
    order = np.argsort(codes)
    given = np.asarray(one, dtype=np.int64) * len(table) + np.asarray(other, dtype=np.int64)
    return np.asarray(order[np.searchsorted(codes, given, sorter=order)])
