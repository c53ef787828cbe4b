"""How pairs agree, found by many machines: Splink on Spark holds their values beside each other.

Only that is spread: it is what linking spends its time on. Keys, training and the decision stay where they are, so the
links are those of one machine. Words are compared by rapidfuzz on every machine, as here: the Jaro-Winkler of Spark's
own world, and that of the functions Splink brings for it, differs on one pair of names in thirty. Each machine
therefore needs this project installed.

PySpark and Java are not installed with the rest (requirements-spark.lock).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler
from rapidfuzz.process import cpdist

from sharewell.domain.errors import BadInput
from sharewell.domain.linkage.values.fields import RANKED, UNKNOWN
from sharewell.domain.linkage.values.table import Table
from sharewell.domain.linkage.weighing.bulk import Levels, Places
from sharewell.domain.linkage.weighing.model import Comparison, Model
from sharewell.linking.learning import splink_model
from sharewell.linking.linker import AllLevels

if TYPE_CHECKING:
    from pyspark import SparkConf
    from pyspark.sql import SparkSession

HERE: Final = "local[*]"
"""Spark's name for all processors of this machine, without any other."""
_GUARDED: Final = ("spark.authenticate", "spark.network.crypto.enabled")
"""What must be on before a row leaves this machine."""
_SETTINGS: Final = {
    "spark.app.name": "sharewell link",
    "spark.io.encryption.enabled": "true",  # rows spill to disk: there they are sealed
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "16",
    "spark.ui.showConsoleProgress": "false",
    "spark.ui.enabled": "false",  # a page open to the whole network, with rows in its plans
}


class NoSpark(BadInput):
    """Spark is not here, or may not be given people's records as it is set up."""


@contextmanager
def levels_by(master: str) -> Iterator[AllLevels]:
    """`bulk.all_levels`, found by the cluster at `master`. Raises NoSpark."""
    with _session(master) as session:
        yield lambda table, left, right: all_levels(session, table, left, right)


def all_levels(session: SparkSession, table: Table, left: Places, right: Places) -> dict[str, Levels]:
    """The levels of every field: those of `bulk.all_levels`, in the order of the pairs."""
    from splink import Linker
    from splink.internals.spark.database_api import SparkAPI

    api = SparkAPI(spark_session=session, break_lineage_method="persist", register_udfs_automatically=False)
    model = _of_no_weight(table)
    rows = api.register(splink_model.as_arrow(model, table), dataset_display_name="extract_rows")
    linker = Linker(rows, _settings(model), log_level=None)
    linker.table_management.register_blocked_pairs_for_predict(
        api.register(splink_model.blocked(left, right), dataset_display_name="pairs_to_compare")
    )
    names = [f"gamma_f{at}" for at in range(len(model.fields))]
    compared = linker.inference.predict().as_spark_dataframe()
    found = compared.select("unique_id_l", "unique_id_r", *names).toArrow()
    session.catalog.clearCache()
    place = splink_model.places(found["unique_id_l"], found["unique_id_r"], table, left, right)
    result = {}
    for name, field in zip(names, model.fields, strict=True):
        result[field.name] = np.full(len(left), UNKNOWN, dtype=np.int8)
        result[field.name][place] = found[name]
    return result


def _settings(model: Model) -> dict[str, Any]:
    made = splink_model.settings(model) | {"retain_matching_columns": True}  # with them Splink keeps the levels
    for level in (level for comparison in made["comparisons"] for level in comparison["comparison_levels"]):
        for name in _FUNCTIONS:
            level["sql_condition"] = level["sql_condition"].replace(f"{name}(", f"{_OURS}{name}(")
    return made


def _of_no_weight(table: Table) -> Model:
    """A model that knows of levels and of nothing else: Splink wants one to compare by."""
    even = []
    for field in table.fields:
        ranks = 1 + len(RANKED[field.kind])
        shares = (1 / ranks,) * ranks
        even.append(Comparison(field=field, m=shares, u=shares, frequencies={}, rare=shares[-1]))
    return Model(prior=0.5, comparisons=tuple(even))


# --- Spark itself ---------------------------------------------------------------------------------------


def must_be_here() -> None:
    """Raises NoSpark."""
    if find_spec("pyspark") is None or find_spec("pyspark.sql") is None:
        raise NoSpark("--engine spark needs PySpark: install requirements-spark.lock, or leave --engine out.")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise NoSpark("--engine spark needs Java 17 or later: install it or set JAVA_HOME, or leave --engine out.")


@contextmanager
def _session(master: str) -> Iterator[SparkSession]:
    must_be_here()
    from py4j.protocol import Py4JError
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession
    from pyspark.sql.functions import arrow_udf
    from pyspark.sql.types import DoubleType

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if _is_local(master):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # else it listens on the network
    session = None
    try:
        SparkContext._ensure_initialized()  # before it Spark knows nothing of its own spark-defaults.conf
        conf = _guarded(SparkConf().setMaster(master))
        session = SparkSession.builder.config(conf=conf).getOrCreate()
        for name, function in _FUNCTIONS.items():
            session.udf.register(f"{_OURS}{name}", arrow_udf(function, DoubleType()))
        yield session
    except (PySparkException, Py4JError) as error:
        # Its words may hold rows: only its kind is told.
        raise NoSpark(f"Spark at {master} gave up ({type(error).__name__}): its own logs say why.") from error
    finally:
        if session is not None:
            session.stop()


def _guarded(conf: SparkConf) -> SparkConf:
    """The settings of this machine's Spark, and ours. Raises NoSpark where rows would go over the network open."""
    for name, value in _SETTINGS.items():
        conf.set(name, value)
    master = conf.get("spark.master") or ""
    open_ = [name for name in _GUARDED if conf.get(name, "false") != "true"]
    if open_ and not _is_local(master):
        raise NoSpark(
            f"Spark at {master} would send people's records unguarded: set {' and '.join(open_)} to true "
            "in its spark-defaults.conf."
        )
    return conf


def _is_local(master: str) -> bool:
    return master.partition("[")[0] == "local"


# --- Comparisons, which machines load by name: what rapidfuzz compiled cannot be sent to them ---------------------


def _likeness(one: pa.Array, other: pa.Array) -> pa.Array:
    return _beside(one, other, JaroWinkler.similarity)


def _edits(one: pa.Array, other: pa.Array) -> pa.Array:
    return _beside(one, other, DamerauLevenshtein.distance)


def _beside(one: pa.Array, other: pa.Array, scorer: Any) -> pa.Array:
    """Word by word; nothing where either is missing."""
    known = np.asarray(one.is_valid()) & np.asarray(other.is_valid())
    words = (each.fill_null("").to_pylist() for each in (one, other))
    # float64 is asked for: the default float32 turns 0.79999999 into 0.8.
    return pa.array(cpdist(*words, scorer=scorer, dtype=np.float64), pa.float64(), mask=~known)


_FUNCTIONS: Final = {"jaro_winkler_similarity": _likeness, "damerau_levenshtein": _edits}
"""By the names that `splink_model` calls them."""
_OURS: Final = "rapidfuzz_"
"""Before the name: Spark 4.3 has a `jaro_winkler_similarity` too, and takes its own in place of one registered so."""
