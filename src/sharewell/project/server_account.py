"""The operating-system user that the embedded PostgreSQL runs as: ourselves; for root, which it refuses, another."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sharewell.domain.errors import BadInput

OS_USER = "sharewell"  # who runs the server when root starts it


class DatabaseUnavailable(BadInput):
    """The database cannot be made, started or reached; says what PostgreSQL said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The operating-system user that the server's programs run as; ids of None mean: as we are."""

    uid: int | None = None
    gid: int | None = None

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        drop: dict[str, Any] = {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(
            command, capture_output=True, text=True, cwd="/", stdin=subprocess.DEVNULL, check=False, **drop
        )

    def give(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def server_account() -> Account:
    """Ourselves; or, for root, the user `sharewell`, made when it is not there."""
    if os.geteuid() != 0:
        return Account()
    for make in (False, True):
        if make:
            _make_os_user()
        with suppress(KeyError):
            user = pwd.getpwnam(OS_USER)
            return Account(uid=user.pw_uid, gid=user.pw_gid)
    raise DatabaseUnavailable(
        f"PostgreSQL may not run as root, and the user {OS_USER} could not be made. "
        "Make it, or start Sharewell as another user."
    )


def _make_os_user() -> None:
    if useradd := shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin"):
        Account().run(useradd, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", OS_USER)
