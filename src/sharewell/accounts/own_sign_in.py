"""The file that names the partners' own sign-ins. Read by the settings: it imports nothing of Django's models.

[
  {
    "id": "council",                        part of the address: lower-case letters, digits and hyphens
    "name": "A Council",                    on the button
    "server": "https://login.council.example",
    "client": "sharewell",
    "secret_file": "/etc/sharewell/council-secret",
    "domains": ["council.example"],         whose addresses it may speak for; no other partner may name them
    "verified_claim": "email_verified"      optional: what the partner calls "this address was verified"
  }
]
"""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sharewell.domain.errors import BadInput

NEEDED = {"id", "name", "server", "client", "secret_file", "domains"}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class BadProviders(BadInput):
    """The file of partners' own sign-ins cannot be used: the fault of whoever wrote it."""


def read_providers(path: Path) -> list[dict[str, Any]]:
    """The partners' sign-ins as allauth wants them told. Raises BadProviders with the first fault."""
    try:
        told = json.loads(path.read_text())
    except OSError as error:
        raise BadProviders(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise BadProviders(f"{path} is not JSON: {error}.") from error
    if not isinstance(told, list) or not all(isinstance(each, dict) for each in told):
        raise BadProviders(f"{path} must hold a list of partners, each in braces.")
    apps = [_app(each, path) for each in told]
    for what, counted in (
        ("id", Counter(app["provider_id"] for app in apps)),
        ("domain", Counter(chain.from_iterable(app["settings"]["domains"] for app in apps))),
    ):
        if twice := [name for name, times in counted.items() if times > 1]:
            raise BadProviders(
                f"{path} gives the {what} {twice[0]} to two partners. One of them could pose as the other."
            )
    return apps


def _app(told: dict[str, Any], path: Path) -> dict[str, Any]:
    name = told.get("id", "?")
    if missing := NEEDED - told.keys():
        raise BadProviders(f"{path}: partner {name} lacks {', '.join(sorted(missing))}.")
    if not re.fullmatch(r"[a-z0-9-]+", str(name)):
        raise BadProviders(f"{path}: the id {name} may hold lower-case letters, digits and hyphens only.")
    server = urlsplit(str(told["server"]))
    if server.scheme != "https" and server.hostname not in LOOPBACK:
        raise BadProviders(f"{path}: the server of {name} must begin with https://.")
    domains = told["domains"]
    if (
        not isinstance(domains, list)
        or not domains
        or not all(isinstance(each, str) and "." in each for each in domains)
    ):
        raise BadProviders(f"{path}: partner {name} needs a list of the e-mail domains it may speak for.")
    try:
        secret = Path(told["secret_file"]).read_text().strip()
    except OSError as error:
        raise BadProviders(f"{path}: the secret of {name} cannot be read: {error.strerror}.") from error
    return {
        "provider_id": name,
        "name": told["name"],
        "client_id": told["client"],
        "secret": secret,
        "settings": {
            "server_url": told["server"],
            "domains": [each.lower() for each in domains],
            "verified_claim": told.get("verified_claim", "email_verified"),
        },
    }
