"""Linking on Spark: what it asks for first, and that its comparisons are ours. `python -m bench.spark` runs it."""

import pyarrow as pa
import pytest

from sharewell.domain.linkage.values.fields import Field, Kind
from sharewell.domain.linkage.values.table import table
from sharewell.domain.linkage.weighing import compare
from sharewell.linking import spark
from tests.project.commands import run

FIELDS = (
    Field(name="forename", kind=Kind.FORENAME),
    Field(name="surname", kind=Kind.SURNAME),
    Field(name="birth_date", kind=Kind.BIRTH_DATE),
)


class Conf(dict):
    """Spark's own settings, as its SparkConf has them."""

    set = dict.__setitem__


@pytest.fixture
def extract(tmp_path):
    file = tmp_path / "one.csv"
    file.write_text("forename,surname,dob\nAnn,Lee,2015-05-01\nAnne,Lee,2015-05-01\n")
    return file


def linked(file, *more):
    return run("link", file, "-o", file.with_name("pairs.csv"), *more)


@pytest.mark.parametrize(
    ("pyspark", "java", "said"),
    [(None, "java", "install requirements-spark.lock"), ("there", None, "needs Java 17 or later")],
)
def test_what_is_missing_is_told_in_one_sentence_and_nothing_is_written(monkeypatch, extract, pyspark, java, said):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(spark, "find_spec", lambda name: pyspark)
    monkeypatch.setattr(spark.shutil, "which", lambda name: java)
    result = linked(extract, "--engine", "spark")
    assert result.is_refused()
    assert said in result.err
    assert not extract.with_name("pairs.csv").exists()


def test_an_address_of_spark_without_spark_is_refused(extract):
    result = linked(extract, "--master", "spark://127.0.0.1:7077")
    assert result.is_refused()
    assert "add --engine spark" in result.err


@pytest.mark.parametrize("master", ["local[*]", "local", "local[2]"])
def test_on_one_machine_nothing_more_is_asked_and_what_spills_is_sealed(master):
    assert spark._guarded(Conf({"spark.master": master}))["spark.io.encryption.enabled"] == "true"


@pytest.mark.parametrize("master", ["spark://127.0.0.1:7077", "yarn", "local-cluster[2,1,1024]"])
def test_no_row_leaves_the_machine_unguarded(master):
    guarded = {"spark.authenticate": "true", "spark.network.crypto.enabled": "true"}
    assert spark._guarded(Conf(guarded | {"spark.master": master}))
    for name in guarded:
        with pytest.raises(spark.NoSpark, match=name):
            spark._guarded(Conf({**guarded, name: "false", "spark.master": master}))


def test_words_are_compared_as_here_and_a_missing_one_with_nothing():
    one, other = pa.array(["martha", None, "dwayne", ""]), pa.array(["marhta", "ann", "duane", None])
    alike = compare.JaroWinkler.similarity
    assert spark._likeness(one, other).to_pylist() == [alike("martha", "marhta"), None, alike("dwayne", "duane"), None]
    assert spark._edits(one, other).to_pylist() == [1, None, 2, None]


def test_no_comparison_is_left_to_spark_s_own_function_of_the_name():
    rows = table(FIELDS, {"forename": ["Ann"], "surname": ["Lee"], "birth_date": ["2015-05-01"]})
    comparisons = spark._settings(spark._of_no_weight(rows))["comparisons"]
    conditions = " ".join(level["sql_condition"] for c in comparisons for level in c["comparison_levels"])
    for name in spark._FUNCTIONS:
        assert conditions.count(f"{name}(") == conditions.count(f"{spark._OURS}{name}(") > 0
