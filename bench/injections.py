"""sqlmap against the running service: every parameter of the API, and of pages that read what is sent.

    python -m bench.injections [LEVEL]

LEVEL is sqlmap's own, 1 to 5: how much it tries. The exit code is 1 where it finds an injection, or a server error.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import django
from rich.console import Console

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharewell.project.settings")
django.setup()

from sharewell.project.demo import PASSWORD  # noqa: E402
from tests.project.driving import Person  # noqa: E402
from tests.project.running import HOST, Running, running  # noqa: E402

console = Console(highlight=False)
ASKED = {
    "protocol": "haringey/children",
    "requester": {"organisation": "Haringey Council"},
    "subject": {"date_of_birth": "2015-05-01"},
    "purpose": "safeguarding",
    "items": [{"item": "name"}],
    "facts": {"told": True},
}
# A write needs a new key each time, else all but the first are refused as the same sent otherwise.
NEW_KEY = """
import uuid

def preprocess(req):
    req.headers["Idempotency-key"] = str(uuid.uuid4())
"""
FOUND = "identified the following injection point"
BROKEN = re.compile(r"\b5\d\d \([^)]*\) - \d+ times")  # sqlmap's own count of the errors that it was answered


def token_of(person: Person) -> str:
    last = date.today() + timedelta(days=30)
    said = {"name": "sqlmap", "until-day": str(last.day), "until-month": str(last.month), "until-year": str(last.year)}
    return re.findall(r"sharewell_[\w-]{43}", person.post("/tokens/new", said).body)[0]


def targets(person: Person, token: str) -> list[tuple[str, list[str]]]:
    """Each address with what sqlmap is told about it; * marks what it tries in an address or a header."""
    bearer = f"Authorization: Bearer {token}"
    cookie = ["--cookie", "; ".join(f"{name}={value}" for name, value in person.cookies.items())]
    typed = ["--headers", f"{bearer}\nContent-Type: application/json"]
    return [
        ("/api/requests?page=1", ["--headers", bearer]),
        ("/api/requests/2345-6789-BCDF*", ["--headers", bearer]),
        ("/api/requests/2345-6789-BCDF/receipts/1*", ["--headers", bearer]),
        ("/api/protocols", ["--headers", f"Authorization: Bearer {token[:-1]}*"]),
        ("/api/ask", [*typed, "--data", json.dumps(ASKED)]),
        ("/api/requests", [*typed, "--data", json.dumps(ASKED | {"reference": "K-117"})]),
        ("/share/requests?page=1", cookie),
        ("/share/requests/2345-6789-BCDF*", cookie),
        ("/matters?page=1", cookie),
        ("/protocols/haringey/children*", cookie),
    ]


def tried(service: Running, path: str, told: list[str], level: str, folder: Path) -> list[str]:
    address = f"http://{HOST}:{service.port}{path}"
    command = [str(Path(sys.executable).with_name("sqlmap")), "-u", address, "--batch", "--level", level, "--risk", "1"]
    command += ["--dbms", "PostgreSQL", "--flush-session", "--ignore-code", "*", "--disable-coloring"]
    command += ["--skip-waf", "--output-dir", str(folder), "--preprocess", str(folder / "new_key.py"), *told]
    said = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if "testing" not in said.stdout:
        return [f"{path}: sqlmap tried nothing:\n{said.stdout[-1000:]}{said.stderr[-500:]}"]
    wrong = [f"{path}: {found}" for found in BROKEN.findall(said.stdout)]
    return wrong + [f"{path}: {said.stdout.partition(FOUND)[2][:1000]}"] * (FOUND in said.stdout)


def main() -> None:
    level = sys.argv[1] if len(sys.argv) > 1 else "1"
    wrong: list[str] = []
    with running() as service, tempfile.TemporaryDirectory() as folder:
        person = service.person()
        (Path(folder) / "new_key.py").write_text(NEW_KEY)
        (Path(folder) / "__init__.py").touch()  # sqlmap loads it as a module
        person.sign_in("health.visitor@example.org", PASSWORD)
        for path, told in targets(person, token_of(person)):
            found = tried(service, path, told, level, Path(folder))
            console.print(f"{path}: {'WRONG' if found else 'nothing found'}", markup=False)
            wrong += found
    console.print("\n".join(wrong) or "No injection and no server error.", markup=False)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
