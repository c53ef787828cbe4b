"""The directory where an installation keeps what is its own: its secrets, its embedded database, its static files."""

from __future__ import annotations

import json
import os
import secrets
from functools import lru_cache
from pathlib import Path

from sharewell.domain.errors import BadInput

# Django's signing key, the ledger's, then one password for each database role
# master: wraps the keys of people; blind: finds them
SECRETS = ("signing", "ledger", "master", "blind", "supervisor", "owner", "app", "worker", "auditor")


class DataDirectoryUnusable(BadInput):
    """The data directory cannot be made or written: the fault of whoever chose or protected it."""


def data_directory() -> Path:
    """Where this installation keeps its data: SHAREWELL_DATA, or the usual place for the user. It may not exist yet."""
    if chosen := os.environ.get("SHAREWELL_DATA"):
        return _resolved(chosen)
    # root's home is closed to others, and PostgreSQL, which root may not run, has to reach its files.
    return Path("/var/lib/sharewell") if os.geteuid() == 0 else Path.home() / ".local/share/sharewell"


@lru_cache(maxsize=4)
def _resolved(chosen: str) -> Path:
    return Path(chosen).expanduser().resolve()


def read_secrets(data: Path) -> dict[str, str]:
    """The secrets kept in `data`; empty before the first start. Read anew whenever the file is another."""
    file = f"{data}/secrets.json"  # no Path: it is asked for many times for each page
    try:
        found = os.stat(file)
        return _read(file, found.st_ino, found.st_mtime_ns).copy()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _unusable(data, error) from error
    except ValueError as error:
        raise DataDirectoryUnusable(f"{data}/secrets.json is damaged: restore it from your backup.") from error


@lru_cache(maxsize=4)
def _read(file: str, number: int, changed: int) -> dict[str, str]:
    """Keys are asked for with each child that is opened: hundreds of times a second."""
    kept: dict[str, str] = json.loads(Path(file).read_text())
    return kept


def keep_secrets(data: Path) -> dict[str, str]:
    """Make `data` and whatever secret it lacks, readable to its owner alone; return them all."""
    kept = read_secrets(data)
    if kept.keys() >= set(SECRETS):
        return kept
    kept = {name: kept.get(name) or secrets.token_urlsafe(36) for name in SECRETS}
    write_secrets(data, kept)
    return kept


def write_secrets(data: Path, kept: dict[str, str]) -> None:
    """Keep these and no others: whole, or as they were."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        unfinished = data / "secrets.json.new"
        unfinished.unlink(missing_ok=True)
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(kept, file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(data / "secrets.json")
    except OSError as error:
        raise _unusable(data, error) from error


def _unusable(data: Path, error: OSError) -> DataDirectoryUnusable:
    return DataDirectoryUnusable(
        f"Sharewell cannot keep its data in {data}: {error.strerror}. Set SHAREWELL_DATA to a directory you can write."
    )
