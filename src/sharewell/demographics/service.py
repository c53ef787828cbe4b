"""Where the service is and who asks it, from a file that SHAREWELL_DEMOGRAPHICS names. Without one nobody is asked.

{
  "address": "https://api.service.nhs.uk/personal-demographics/FHIR/R4",
  "token_address": "https://api.service.nhs.uk/oauth2/token",
  "api_key": "…",                                 of the application, as NHS England registered it
  "key_id": "sharewell-1",                        the name of its public key there
  "private_key_file": "/etc/sharewell/demographics.pem",
  "organisation": "ABC",                          optional: the code of whoever asks
  "per_second": 5                                 optional: this machine's share of the requests allowed each second
}

NHS England's sandbox asks for no token: for it, leave out the four lines from "token_address" on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from sharewell.domain.errors import BadInput

ALLOWED_PER_SECOND: Final = 5
LOOPBACK: Final = {"localhost", "127.0.0.1", "::1"}
_SIGNS: Final = ("token_address", "api_key", "key_id", "private_key_file")
_KNOWN: Final = {"address", "organisation", "per_second", *_SIGNS}


class BadService(BadInput):
    """The file that tells of the service cannot be used: the fault of whoever wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """How the application proves itself; `private_key` is PEM."""

    token_address: str
    api_key: str
    key_id: str
    private_key: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    address: str
    signing: Signing | None
    organisation: str
    per_second: float
    pace_file: Path
    """Where the processes of this machine keep whose turn it is."""


def read_service(path: Path, *, pace_file: Path) -> Service:
    """Raises BadService with the first fault."""
    try:
        told = json.loads(path.read_text())
    except OSError as error:
        raise BadService(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise BadService(f"{path} is not JSON: {error}.") from error
    if not isinstance(told, dict) or "address" not in told:
        raise BadService(f"{path} must tell the address of the service.")
    if unknown := told.keys() - _KNOWN:
        raise BadService(f"{path} tells {', '.join(sorted(unknown))}, which is not known here.")
    per_second = told.get("per_second", ALLOWED_PER_SECOND)
    if isinstance(per_second, bool) or not isinstance(per_second, int | float) or not 0 < per_second <= 1000:
        raise BadService(f"{path}: per_second must be a number above 0.")
    return Service(
        address=_address(told, "address", path),
        signing=_signing(told, path),
        organisation=str(told.get("organisation", "")),
        per_second=per_second,
        pace_file=pace_file,
    )


def _signing(told: dict[str, Any], path: Path) -> Signing | None:
    given = [name for name in _SIGNS if name in told]
    if not given:
        return None
    if missing := set(_SIGNS) - set(given):
        raise BadService(f"{path} lacks {', '.join(sorted(missing))}.")
    try:
        private_key = Path(str(told["private_key_file"])).read_text()
    except OSError as error:
        raise BadService(f"{path}: the private key cannot be read: {error.strerror}.") from error
    return Signing(
        token_address=_address(told, "token_address", path),
        api_key=str(told["api_key"]),
        key_id=str(told["key_id"]),
        private_key=private_key,
    )


def _address(told: dict[str, Any], name: str, path: Path) -> str:
    parts = urlsplit(str(told[name]))
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in LOOPBACK):
        raise BadService(f"{path}: the {name} must begin with https://.")
    return str(told[name]).rstrip("/")
