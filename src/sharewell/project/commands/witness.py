"""`sharewell witness`: a partner watches another's ledger, and cosigns what only ever grew. It needs no database."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Annotated

import typer

from sharewell.project.commands import given, printed

witness = typer.Typer(
    help="Watch a partner's ledger, and cosign what only ever grew. Records: SHAREWELL_WITNESS.", no_args_is_help=True
)
WORKERS, THREADS = 2, 8
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a machine.")]
Name = Annotated[
    str, typer.Argument(help="The witness's name, such as police.example/witness: a web address of yours.")
]
Log = Annotated[str, typer.Argument(metavar="KEY", help="The ledger's public key, as its page shows it.")]
File = Annotated[str, typer.Argument(help="The file that the ledger sent; “-” for standard input.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="The port to answer on.")]
Host = Annotated[str, typer.Option(help="The address to answer on; a TLS proxy before it makes it public.")]
Ed25519 = Annotated[bool, typer.Option("--ed25519", help="A short key, for partners whose tools lack ML-DSA-44.")]


def register(app: typer.Typer) -> None:
    for command in (init, trust, show, serve, cosign):
        witness.command()(command)
    app.add_typer(witness, name="witness")


def init(name: Name, ed25519: Ed25519 = False) -> None:
    """Make this witness's key, and print the public one: give it to whoever keeps the ledger and to all partners."""
    from sharewell.domain.merkle.keys import Kind
    from sharewell.witness import records

    kind = Kind.COSIGNATURE if ed25519 else Kind.COSIGNATURE_ML_DSA
    typer.echo(str(records.make_key(records.folder(), name, kind)))


def trust(log: Log) -> None:
    """Watch a ledger from now on. Given twice with two keys, either may sign: so a ledger changes its key."""
    from sharewell.domain.merkle.keys import read_key
    from sharewell.witness import records

    known = read_key(log)
    records.trust(records.folder(), known)
    typer.echo(f"Watching {known.name}.")


def show(as_json: Json = False) -> None:
    """This witness's public key, and what it last cosigned of each ledger."""
    from sharewell.domain.merkle.keys import base64
    from sharewell.witness import records

    home = records.folder()
    key = str(records.key(home).public)
    seen = {origin: records.latest(home, origin) for origin in records.logs(home)}
    if as_json:
        logs = {origin: {"size": c.size, "root": base64(c.root)} if c else None for origin, c in seen.items()}
        typer.echo(json.dumps({"key": key, "logs": logs}, indent=2))
        return
    told = [f"{origin}: {f'{c.size:,} entries' if c else 'nothing yet'}" for origin, c in seen.items()]
    printed.show(printed.Line(words) for words in (key, *told))


def serve(port: Port = 8100, host: Host = "127.0.0.1") -> None:
    """Answer `POST /add-checkpoint` until interrupted."""
    from sharewell.witness import records

    records.key(records.folder())
    command = [
        *(sys.executable, "-m", "gunicorn", "sharewell.witness.web:application()"),
        *("--bind", f"{host}:{port}", "--workers", str(WORKERS), "--threads", str(THREADS)),
        *("--no-control-socket", "--log-level", "warning", "--keep-alive", "15", "--graceful-timeout", "5"),
    ]
    typer.echo(f"The witness answers on http://{host}:{port}/add-checkpoint (Ctrl-C stops it).")
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606  # nosec B606 (no shell is wanted)


def cosign(file: File) -> None:
    """Cosign a checkpoint that came in a file, and print the lines to send back."""
    from sharewell.witness import records
    from sharewell.witness.cosigning import add_checkpoint

    body = given.read_bytes(file)
    typer.echo(add_checkpoint(body, home=records.folder(), now=lambda: int(time.time())), nl=False)
