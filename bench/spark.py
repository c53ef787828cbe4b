"""The same links on Spark as here? `python -m bench.spark FOLDER [FILE]`, where requirements-spark.lock is installed.

Links FOLDER/splink's historical_50k in this process, then with a master and two workers of Spark on loopback, each a
process of its own, and holds the levels, weights, links and groups of the two to each other. FILE's section "Spark" is
written anew. Without PySpark or Java it says so and measures nothing.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
from rich.console import Console

from bench import sections
from bench.linkage import links_of
from sharewell.domain.linkage.weighing import bulk
from sharewell.linking import linker, spark
from sharewell.linking.reading import extracts
from sharewell.linking.reading.opening import opened

FILE = "splink/historical_figures_with_errors_50k.parquet"
HERE = "127.0.0.1"
console = Console(stderr=True)


@contextmanager
def cluster() -> Iterator[str]:
    """A master and two workers, who know each other by a secret and talk under it: the address of the master."""
    import pyspark

    port = _free_port()
    address, home = f"spark://{HERE}:{port}", Path(pyspark.__file__).parent
    with tempfile.TemporaryDirectory(prefix="sharewell-spark-") as made, ExitStack() as running:
        settings = {
            "spark.authenticate": "true",
            "spark.authenticate.secret": secrets.token_hex(),
            "spark.network.crypto.enabled": "true",
            "spark.executor.memory": "2g",
            "spark.driver.memory": "2g",
        }
        Path(made, "spark-defaults.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        options = " ".join(f"-D{name}={value}" for name, value in settings.items() if "memory" not in name)
        os.environ |= {"SPARK_CONF_DIR": made, "SPARK_LOCAL_IP": HERE, "PYSPARK_PYTHON": sys.executable}
        of_daemons = os.environ | {"SPARK_DAEMON_JAVA_OPTS": options, "SPARK_DAEMON_MEMORY": "256m"}
        roles = [["master.Master", "--port", str(port), "--webui-port", "0"]]
        works = ["worker.Worker", "--cores", "1", "--memory", "3g", "--work-dir", made, "--webui-port", "0"]
        roles += [[*works, address]] * 2
        for role, *told in roles:
            command = [home / "bin/spark-class", f"org.apache.spark.deploy.{role}", "--host", HERE, *told]
            process = subprocess.Popen(command, env=of_daemons, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            running.callback(process.wait)
            running.callback(process.terminate)
            _answering(port)
        yield address


def _free_port() -> int:
    with socket.create_server((HERE, 0)) as found:
        return found.getsockname()[1]


def _answering(port: int) -> None:
    for _ in range(600):
        with socket.socket() as tried:
            if tried.connect_ex((HERE, port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("Spark's master does not answer.")


def report(folder: Path) -> tuple[str, bool]:
    extract = extracts.read(folder / FILE)
    opening = opened([extract])
    table = opening.table
    compared = {}

    def kept(name, levels):
        def keep(*pairs):
            start = time.perf_counter()
            compared[name] = levels(*pairs)
            compared[f"{name} took"] = time.perf_counter() - start
            return compared[name]

        return keep

    console.print("Linking in this process")
    here = linker.link(table, len(table), levels=kept("here", bulk.all_levels))
    console.print("Linking with two workers of Spark")
    with cluster() as address, spark.levels_by(address) as levels:
        there = linker.link(table, len(table), levels=kept("there", levels))
        executors = _executors()
    differ = sum(int((compared["here"][name] != compared["there"][name]).sum()) for name in compared["here"])
    links = [links_of(found) for found in (here, there)]
    same = {
        "levels": differ == 0,
        "links": links[0] == links[1],
        "groups": np.array_equal(here.groups, there.groups),
        "weights": np.array_equal(here.weights, there.weights),
    }
    said = [f"{what} {'the same' if is_same else 'NOT THE SAME'}" for what, is_same in same.items()]
    lines = [
        "## Spark",
        "",
        "Printed by `python -m bench.spark FOLDER`: historical_50k linked with itself, in one process and with Spark.",
        f"Spark's master and two workers are processes on loopback; {executors} of the two workers did work.",
        "",
        "| | here | two workers |",
        "|---|---:|---:|",
        f"| pairs compared | {here.compared:,} | {there.compared:,} |",
        f"| links | {len(links[0]):,} | {len(links[1]):,} |",
        f"| comparing, s | {compared['here took']:.1f} | {compared['there took']:.1f} |",
        "",
        f"Compared with each other: {', '.join(said)}.",
        "",
    ]
    return "\n".join(lines), all(same.values()) and executors == 2


def _executors() -> int:
    from pyspark.sql import SparkSession

    of_java = SparkSession.active().sparkContext._jsc.sc().statusTracker().getExecutorInfos()
    return len(of_java) - 1  # the driver counts itself


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    if folder is None:
        console.print("Spark: left out, no folder of the public sets was named.")
        return 0
    try:
        spark.must_be_here()
    except spark.NoSpark as missing:
        console.print(f"Spark: left out. {missing}")
        return 0
    written, is_same = report(folder)
    sections.tell(written, *sys.argv[2:])
    return 0 if is_same else 1


if __name__ == "__main__":
    sys.exit(main())
