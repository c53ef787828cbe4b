"""`sharewell demo`, whole: what a newcomer runs first."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from sharewell.project.postgres import Server, is_running
from tests.project.running import PATIENCE, free_port


def fetch(address: str) -> str:
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                return answer.read().decode()
        except OSError:  # refused, reset or answered with an error
            assert time.monotonic() < give_up, f"{address} never answered"
            time.sleep(0.2)


def test_the_demo_answers_says_whom_to_sign_in_as_and_stops_whole_and_starts_again():
    data = Path(tempfile.mkdtemp(prefix="sharewell-demo-"))
    for _ in range(2):
        says_whom_to_sign_in_as(data, free_port())
    shutil.rmtree(data)


def says_whom_to_sign_in_as(data: Path, port: int) -> None:
    demo = subprocess.Popen(
        [sys.executable, "-c", "from sharewell.project.cli import main; main()", "demo", "--port", str(port)],
        env=os.environ | {"SHAREWELL_DATA": str(data)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        page = fetch(f"http://127.0.0.1:{port}/")
        assert "Sign in to Sharewell" in page
        for stylesheet in re.findall(r'href="(/static/[^"]+\.css)"', page):
            assert "{" in fetch(f"http://127.0.0.1:{port}{stylesheet}")
    finally:
        demo.send_signal(signal.SIGINT)
        said, _ = demo.communicate(timeout=PATIENCE)
    assert demo.returncode == 0
    assert f"http://127.0.0.1:{port}/" in said
    assert "health.visitor@example.org" in said
    assert "The password of everybody here is" in said
    assert not is_running(Server(data=data))
