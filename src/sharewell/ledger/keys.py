"""The ledger's own name and key, and the policy that says who witnesses it."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from sharewell.domain.errors import BadInput
from sharewell.domain.merkle import policies
from sharewell.domain.merkle.keys import Kind, SecretKey, is_name
from sharewell.domain.merkle.policies import Party, Policy


class LedgerNotReady(BadInput):
    """The ledger cannot be signed or judged: the fault of whoever set the service up."""


def log_key() -> SecretKey:
    """What checkpoints are signed with. Its name is the ledger's origin. Raises LedgerNotReady."""
    if not settings.LEDGER_SECRET:
        raise LedgerNotReady("The ledger has no key yet: start Sharewell once, which makes it.")
    if not is_name(settings.LEDGER_ORIGIN):
        raise LedgerNotReady("SHAREWELL_LEDGER_ORIGIN is a name without spaces or “+”, such as example.org/ledger.")
    return SecretKey(settings.LEDGER_ORIGIN, Kind.NOTE, sha256(settings.LEDGER_SECRET.encode()).digest())


def policy() -> Policy:
    """Who must have signed a checkpoint before a receipt rests on it. Raises BadPolicy, LedgerNotReady."""
    own = Party(log_key().public)
    read = policies.read(_policy_file().encode())
    return read if any(log.key == own.key for log in read.logs) else replace(read, logs=(own, *read.logs))


def policy_text() -> str:
    """The policy as whoever checks a receipt needs it: the file of this installation, with the ledger's own key."""
    own, text = str(log_key().public), _policy_file()
    return text if own in text else f"log {own}\n{text}"


def _policy_file() -> str:
    path = Path(settings.LEDGER_POLICY)
    try:
        return path.read_text(errors="surrogateescape")
    except FileNotFoundError:
        return "quorum none\n"
    except OSError as error:
        raise LedgerNotReady(f"The ledger’s policy {path} cannot be read: {error.strerror}.") from error
