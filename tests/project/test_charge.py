"""One supervisor at a time; what a killed one left behind is ended, or taken over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from sharewell.project import charge
from sharewell.project.charge import DATABASE, AlreadyRunning, in_charge
from sharewell.project.supervising import Part

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
PART = "from sharewell.project.supervising import await_turn; import time; await_turn(); time.sleep(600)"


def test_a_second_supervisor_of_the_same_data_is_refused(tmp_path):
    with in_charge(tmp_path), pytest.raises(AlreadyRunning, match="already runs on the data in"), in_charge(tmp_path):
        pass
    with in_charge(tmp_path):
        pass


@pytest.mark.parametrize("asleep", [0.05, 1.0], ids=["at once", "by a supervisor that the machine kept waiting"])
def test_what_a_killed_supervisor_left_is_killed_where_it_does_not_end(tmp_path, monkeypatch, asleep):
    monkeypatch.setattr(charge, "PATIENCE", 0.2)
    clocks = {"monotonic": time.monotonic, "sleep": lambda _: time.sleep(asleep)}
    monkeypatch.setattr(charge, "time", SimpleNamespace(**clocks))
    with open(tmp_path / "parts", "a") as parts:
        left = start(DEAF, passes=parts.fileno())
        left.stdout.readline()
        charge.fcntl.flock(parts, charge.fcntl.LOCK_EX)
        parts.write(f"{left.pid}\n")
    with in_charge(tmp_path):
        assert left.wait(300) == -signal.SIGKILL


def test_a_stranger_who_has_got_the_number_of_a_part_is_left_alone(tmp_path):
    stranger = start(DEAF)
    try:
        (tmp_path / "parts").write_text(f"{stranger.pid}\n")
        with in_charge(tmp_path):
            assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize("stops", [True, False], ids=["stopped", "killed"])
def test_the_database_of_a_killed_supervisor_is_ours_to_stop(tmp_path, stops):
    with in_charge(tmp_path) as first:
        first.note(DATABASE)
        kept = (tmp_path / "parts").read_text()
    if not stops:
        (tmp_path / "parts").write_text(kept)  # a killed one does not come to tidy up
    with in_charge(tmp_path) as then:
        assert then.took_over_database is not stops


def test_a_spare_takes_the_place_of_a_killed_part(monkeypatch, tmp_path):
    monkeypatch.setattr("sharewell.project.supervising.SPARE_AFTER", 0)
    (tmp_path / "a_part.py").write_text(PART)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    part = Part(name="part", module="a_part", role="app")
    part.start()
    try:
        part.look()
        spare = part.spare
        assert spare is not None
        part.process.kill()
        part.process.wait()
        until(lambda: part.look() or part.process is spare)
        assert spare.poll() is None
    finally:
        part.stop()
    assert spare.poll() is not None


def test_a_part_whose_supervisor_has_gone_ends(tmp_path):
    part = start(PART)
    part.stdin.write(b"\n")
    part.stdin.close()
    assert part.wait(300) == -signal.SIGTERM


def test_a_spare_whose_supervisor_has_gone_ends(tmp_path):
    spare = start(PART)
    spare.stdin.close()
    assert spare.wait(300) == 0


def start(program: str, *, passes: int | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        pass_fds=() if passes is None else (passes,),
        start_new_session=True,
    )


def until(true) -> None:
    give_up = time.monotonic() + 300
    while not true():
        assert time.monotonic() < give_up
        time.sleep(0.02)
