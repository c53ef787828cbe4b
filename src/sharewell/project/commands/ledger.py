"""`sharewell ledger`: check the ledger of every act, and what it gave out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sharewell.domain.errors import BadInput
from sharewell.project.commands import given, printed

if TYPE_CHECKING:
    from sharewell.domain.merkle.policies import Policy, Trusted
    from sharewell.domain.merkle.receipts import Receipt

ledger = typer.Typer(help="Check the ledger of every act, and what it gave out.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a machine.")]
ReceiptFile = Annotated[str, typer.Argument(metavar="RECEIPT", help="The receipt's file; “-” for standard input.")]
PolicyFile = Annotated[
    Path | None, typer.Option("--policy", help="Whom to believe: a file that names logs, witnesses and a quorum.")
]
Logs = Annotated[list[str], typer.Option("--log", metavar="KEY", help="A ledger's public key, to believe as well.")]
OpeningFile = Annotated[
    Path | None, typer.Option("--opening", help="The record and its salt, in JSON: are they what was committed to?")
]
LeafFile = Annotated[Path | None, typer.Option("--leaf", help="What was entered, where the receipt leaves it out.")]


class NotTheRecord(BadInput):
    """What was given with a receipt is not what its leaf commits to."""


class NobodyToBelieve(BadInput):
    """A receipt was to be checked, and it was not said whose word counts."""


def register(app: typer.Typer) -> None:
    ledger.command()(verify)
    app.add_typer(ledger, name="ledger")


def verify(
    receipt: ReceiptFile,
    policy: PolicyFile = None,
    log: Logs = [],  # noqa: B006 (typer wants a list, and never changes it)
    leaf: LeafFile = None,
    opening: OpeningFile = None,
    as_json: Json = False,
) -> None:
    """Is this receipt true? Needs no database and no network: only the keys of those you believe."""
    from sharewell.domain.merkle import receipts

    read = receipts.read(given.read_bytes(receipt))
    entered = read.leaf if leaf is None else given.read_bytes(str(leaf))
    trusted = receipts.verify(read, _policy(policy, log), leaf=entered)
    entered = entered or b""  # where there is none at all, that was refused
    if opening is not None:
        _check_opening(given.read_json(str(opening)), _leaf(entered) or {})
    if as_json:
        typer.echo(json.dumps(_told(read, trusted, entered) | {"opened": opening is not None}, indent=2))
    else:
        printed.show(_lines(read, trusted, entered))
        if opening is not None:
            printed.show([printed.Line("The record given is the one that was committed to.", "bold green")])


def _policy(file: Path | None, logs: list[str]) -> Policy:
    from dataclasses import replace

    from sharewell.domain.merkle import policies
    from sharewell.domain.merkle.keys import read_key

    if file is None and not logs:
        raise NobodyToBelieve("Say whom to believe: --policy FILE, or --log and the ledger's public key.")
    also = policies.of_logs(read_key(line, *policies.LOG_KINDS) for line in logs)
    if file is None:
        return also
    policy = policies.read(given.read_bytes(str(file)))
    return replace(policy, logs=(*policy.logs, *also.logs))


def _check_opening(opening: Any, leaf: Mapping[str, Any]) -> None:
    from sharewell.domain.merkle import leaves

    if "commitment" not in leaf:
        raise NotTheRecord("The receipt is true, but its leaf commits to nothing.")
    try:
        salt, record = bytes.fromhex(opening["salt"]), opening["record"]
    except (KeyError, TypeError, ValueError):
        raise NotTheRecord("The opening is not {“salt”: hexadecimal, “record”: …}.") from None
    if not leaves.opens(leaf["commitment"], salt, record):
        raise NotTheRecord("The receipt is true, but the record given with it is not the one that was committed to.")


def _told(receipt: Receipt, trusted: Trusted, entered: bytes) -> dict[str, Any]:
    from sharewell.domain.merkle.keys import base64

    return {
        "log": str(trusted.log),
        "index": receipt.index,
        "size": trusted.checkpoint.size,
        "root": base64(trusted.checkpoint.root),
        "witnessed": {name: _time(at) for name, at in trusted.witnessed.items()},
        "strangers": [stranger.name for stranger in trusted.strangers],
        "leaf": _leaf(entered),
        "leaf_base64": base64(entered),
    }


def _lines(receipt: Receipt, trusted: Trusted, entered: bytes) -> Iterator[printed.Line]:
    checkpoint = trusted.checkpoint
    yield printed.Line(f"True: entry {receipt.index:,} of {checkpoint.size:,} in {checkpoint.origin}.", "bold green")
    for name, at in trusted.witnessed.items():
        yield printed.Line(f"Cosigned by {name}{f' on {_time(at)}' if at else ''}.")
    if not trusted.witnessed:
        yield printed.Line("Nobody but the ledger itself vouches for it: you asked for no witness.")
    for stranger in trusted.strangers:
        yield printed.Line(
            f"It bears a signature of {stranger.name} too, whom you did not name: it counts for nothing."
        )
    yield printed.BLANK
    said = _leaf(entered)
    if said is None:
        yield printed.Line(f"What was entered ({len(entered):,} bytes) is not an act as Sharewell writes it.")
        return
    for name, value in said.items():
        yield printed.Line(f"{name}: {value if isinstance(value, str | int) else json.dumps(value)}")


def _leaf(entered: bytes) -> dict[str, Any] | None:
    from sharewell.domain.merkle import leaves

    try:
        return leaves.read(entered)
    except leaves.NotALeaf:
        return None


def _time(at: int) -> str | None:
    """A cosigner's word for when it was, in UTC. An ML-DSA cosigner may leave it unsaid, as 0."""
    try:
        return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z") if at else None
    except (ValueError, OverflowError, OSError):
        return f"{at} seconds after 1970"
