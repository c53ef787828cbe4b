"""`sharewell ledger fsck`, `checkpoint`, `receipt`, `policy`, `ask` and `cosigned`: for whoever keeps the ledger.

They need its database. An embedded one that is not running is started for the command, and then stopped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sharewell.domain.errors import BadInput
from sharewell.project.commands import given, printed
from sharewell.project.commands.ledger import Json, ledger

if TYPE_CHECKING:
    from sharewell.domain.merkle.fsck import Checked
    from sharewell.ledger.checking import Rows

Reference = Annotated[str, typer.Argument(metavar="REF", help="The reference of a request or of a matter.")]
Folder = Annotated[Path, typer.Option("--to", help="The folder that receipts are written to.", file_okay=False)]
Witness = Annotated[str, typer.Argument(help="The partner's name in the policy file.")]
CheckpointFile = Annotated[str, typer.Argument(metavar="FILE", help="The checkpoint; “-” for standard input.")]
Cosigned = Annotated[str, typer.Argument(metavar="FILE", help="What the partner sent back; “-” for standard input.")]


class NothingToGive(BadInput):
    """There is no such record, no such partner, or nothing signed yet."""


def register() -> None:
    for command in (fsck, compare, checkpoint, receipt, policy, ask, cosigned):
        ledger.command()(command)


def fsck(as_json: Json = False) -> None:
    """Derive the whole ledger anew, and compare every act with its entry. The exit code is 1 where a row is wrong."""
    with _database():
        from sharewell.ledger import keys
        from sharewell.ledger.checking import check_rows, check_tree
        from sharewell.ledger.queries import state

        with _progress("Entries", state().size, shown=not as_json) as progress:
            tree = check_tree(keys.policy(), progress=progress)
        kinds = [check_rows(model, views=_views()) for model in _kinds_of_act()]
    wrong = [found for found in (tree.wrong, *(kind.wrong for kind in kinds)) if found]
    if as_json:
        typer.echo(json.dumps(_told(tree, kinds), indent=2))
    else:
        printed.show(_lines(tree, kinds))
    raise typer.Exit(1 if wrong else 0)


def compare(file: CheckpointFile) -> None:
    """Does the ledger go on from a checkpoint that somebody else kept? The exit code is 1 where it does not."""
    from sharewell.domain.merkle import notes, policies
    from sharewell.domain.merkle.tree import stored_root

    note = notes.read(given.read_bytes(file))
    with _database():
        from sharewell.ledger import keys
        from sharewell.ledger.queries import read, state

        kept, here = policies.judged(note, keys.policy()).checkpoint, state()
        if here.size < kept.size:
            wrong = f"The ledger has {here.size:,} entries and the checkpoint {kept.size:,}: it is an older copy."
        elif stored_root(kept.size, read) != kept.root:
            wrong = f"The first {kept.size:,} entries are not those that the checkpoint was made of."
        else:
            typer.echo(f"The ledger goes on from the checkpoint of {kept.size:,} entries; it has {here.size:,}.")
            return
    typer.echo(wrong, err=True)
    raise typer.Exit(1)


def checkpoint() -> None:
    """Sign the ledger as it stands, have partners cosign it, and print it. The job process does so by itself."""
    with _database():
        from django.utils import timezone

        from sharewell.ledger.actions import make_checkpoint
        from sharewell.ledger.queries import note_of
        from sharewell.ledger.witnesses import ask_all

        now = timezone.now()
        made = make_checkpoint(at=now)
        if made is None:
            raise NothingToGive("The ledger is empty: there is nothing to sign.")
        for name, wrong in ask_all(made, at=now).items():
            typer.echo(f"{name}: {wrong or 'cosigned'}", err=True)
        typer.echo(str(note_of(made)), nl=False)


def receipt(reference: Reference, to: Folder = Path()) -> None:
    """Write the receipt of every act of a request or a matter, one file each."""
    with _database():
        from sharewell.ledger import keys
        from sharewell.ledger.queries import entered_about
        from sharewell.ledger.queries import receipt as receipt_of

        entered = [each for each in entered_about(_abouts(reference)) if each.act != "look-up"]
        if not entered:
            raise NothingToGive(f"There is no request and no matter {reference}.")
        for each in entered:
            found = receipt_of(each.index, keys.policy())
            if found is None:
                typer.echo(f"{each.act}, entry {each.index}: not yet, no checkpoint that the policy believes holds it")
                continue
            file = to / f"record-{each.index}.tlog-proof"
            file.write_text(str(found))
            typer.echo(f"{each.act}, entry {each.index}: {file}")


def policy() -> None:
    """Print whose signatures count, with the ledger's public key: what checking a receipt needs besides the receipt."""
    with _database():
        from sharewell.ledger.keys import policy_text

        typer.echo(policy_text(), nl=False)


def ask(witness: Witness) -> None:
    """Print what a partner without a web address is to cosign, to be sent by e-mail: `sharewell witness cosign`."""
    with _database():
        from django.utils import timezone

        from sharewell.ledger import keys
        from sharewell.ledger.actions import make_checkpoint
        from sharewell.ledger.witnesses import request_for

        known = keys.policy().witnesses
        if witness not in known:
            raise NothingToGive(f"The policy names no witness {witness}; it names {', '.join(known) or 'none'}.")
        made = make_checkpoint(at=timezone.now())
        if made is None:
            raise NothingToGive("The ledger is empty: there is nothing to cosign.")
        typer.echo(request_for(known[witness], made), nl=False)


def cosigned(file: Cosigned) -> None:
    """Keep the cosignatures that a partner sent back as a file."""
    lines = given.read_bytes(file)
    with _database():
        from django.utils import timezone

        from sharewell.ledger.actions import keep_cosignatures

        for name in keep_cosignatures(lines=lines, at=timezone.now()):
            typer.echo(f"Kept the cosignature of {name}.")


@contextmanager
def _database() -> Iterator[None]:
    from sharewell.project import serving

    with serving.database():
        yield


def _kinds_of_act() -> list[type[Any]]:
    from django.apps import apps

    from sharewell.protocols.locked import Locked

    return [model for model in apps.get_models() if issubclass(model, Locked)]


def _views() -> list[Callable[[], AbstractContextManager[None]]]:
    """What makes each organisation's rows visible: the database shows nobody more than one's at a time."""
    from sharewell.partners.context import seeing
    from sharewell.partners.models import Organisation

    return [partial(seeing, organisation=each) for each in Organisation.objects.values_list("pk", flat=True)]


def _abouts(reference: str) -> list[str]:
    from sharewell.matters import queries as matters
    from sharewell.matters.models import Matter
    from sharewell.sharing import queries as sharing
    from sharewell.sharing.models import Request

    for view in _views():
        with view():
            for app, model in ((sharing, Request), (matters, Matter)):
                for row in model.objects.filter(reference=reference):
                    return app.entered_about(row)
    return []


@contextmanager
def _progress(what: str, total: int, *, shown: bool) -> Iterator[Callable[[int], None]]:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not shown) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


def _lines(tree: Checked, kinds: list[Rows]) -> Iterator[printed.Line]:
    if tree.wrong:
        yield printed.Line(f"Wrong: {tree.wrong}", "bold red")
    else:
        said = f"{tree.size:,} entries, {tree.nodes:,} nodes and {tree.checkpoints:,} checkpoints are as they must be."
        yield printed.Line(said, "bold green")
    for kind in kinds:
        erased = f"; {kind.erased:,} erased" if kind.erased else ""
        if kind.wrong:
            yield printed.Line(f"Wrong: {kind.wrong}", "bold red")
        else:
            rows = "1 row is as it was" if kind.rows == 1 else f"{kind.rows:,} rows are as they were"
            yield printed.Line(f"{kind.kind}: {rows} entered{erased}.")


def _told(tree: Checked, kinds: list[Rows]) -> dict[str, Any]:
    wrong = [found for found in (tree.wrong, *(kind.wrong for kind in kinds)) if found]
    return {
        "entries": tree.size,
        "root": tree.root.hex(),
        "nodes": tree.nodes,
        "checkpoints": tree.checkpoints,
        "rows": {kind.kind: {"rows": kind.rows, "erased": kind.erased} for kind in kinds},
        "wrong": [{"row": each.row, "why": each.why} for each in wrong],
    }
