"""The command line. Django is imported inside the commands that need it: the others must start at once."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from sharewell.domain.errors import BadInput
from sharewell.project.commands import domain, enrolling, index, keys, ledger, ledger_keeping, linking, witness

app = typer.Typer(
    help="Sharewell: a protocol's own sentences decide, limit, record and time every act of sharing.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
database = typer.Typer(help="The embedded PostgreSQL server.", no_args_is_help=True)
app.add_typer(database, name="database")

Port = Annotated[int, typer.Option(min=1, max=65535, help="The port to answer on.")]
Host = Annotated[str, typer.Option(help="The address to answer on; 0.0.0.0 for every one of this machine.")]
Copy = Annotated[Path, typer.Argument(help="The file of the copy.", dir_okay=False)]
CopyThere = Annotated[Path, typer.Argument(help="The file of the copy.", dir_okay=False, exists=True)]
PassphraseFile = Annotated[
    Path | None, typer.Option(help="Where the passphrase is; else SHAREWELL_BACKUP_PASSPHRASE, else it is asked for.")
]
DEBUG_HELP = "On an unexpected error, show where in the program it arose."


@app.callback()
def root(debug: Annotated[bool, typer.Option("--debug", help=DEBUG_HELP)] = False) -> None:
    """Read by `main`, which sees the errors."""


domain.register(app)
ledger.register(app)
ledger_keeping.register()
witness.register(app)
keys.register(app)
linking.register(app)
index.register(app)
app.command()(enrolling.enrol)


@app.command()
def demo(port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """Start everything with an invented partnership, and say where and whom to sign in as."""
    from sharewell.project import serving

    serving.demo(host=host, port=port)


@app.command()
def serve(port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """Start the web service, and the embedded database where no other is configured."""
    from sharewell.project import serving

    serving.serve(host=host, port=port)


@app.command()
def jobs() -> None:
    """Run the job process alone, beside a service that runs elsewhere; `serve` and `demo` run one of their own."""
    from sharewell.project import serving

    serving.jobs()


@app.command()
def roles() -> None:
    """Who may do what: the table of role by action, in Markdown."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharewell.project.settings")
    django.setup()
    from sharewell.partners.roles import as_markdown

    typer.echo(as_markdown(), nl=False)


@app.command()
def migrate() -> None:
    """Bring the database to this version."""
    from sharewell.project import serving

    serving.migrate()
    typer.echo("The database is up to date.")


@app.command()
def backup(file: Copy, passphrase_file: PassphraseFile = None) -> None:
    """Copy the running installation to FILE, and its keys, encrypted, to FILE.keys."""
    from sharewell.project.backups import back_up

    back_up(file, passphrase=_passphrase(passphrase_file))
    typer.echo(f"Copied to {file} and {file}.keys. Keep the two, and the passphrase, in different places.")


@app.command()
def restore(
    file: CopyThere,
    passphrase_file: PassphraseFile = None,
    checkpoint: Annotated[
        Path | None, typer.Option(help="The last checkpoint that a partner keeps: an older copy is then found out.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Even though there is an installation already.")] = False,
) -> None:
    """Make the installation anew from a copy, which must first hold as a ledger."""
    from sharewell.project.backups import restore as make

    before = make(file, passphrase=_passphrase(passphrase_file), checkpoint=checkpoint, replace=replace)
    typer.echo("Restored. Start it: sharewell serve.")
    if checkpoint is None:
        typer.echo("No --checkpoint was given: nothing shows whether a newer state was lost.")
    if before:
        typer.echo(f"What was there before is kept in {before}; remove it when you are sure.")


def _passphrase(file: Path | None) -> str:
    from sharewell.project.commands import given

    if file is not None:
        return given.read_bytes(str(file)).decode(errors="replace").strip()
    if known := os.environ.get("SHAREWELL_BACKUP_PASSPHRASE"):
        return known
    if sys.stdin is None or not sys.stdin.isatty():
        raise given.NotGiven("Nobody can be asked for the passphrase here: give a --passphrase-file.")
    return typer.prompt("Passphrase of the copy", hide_input=True)


@database.command("start")
def database_start() -> None:
    """Start the server, making it if there is none; nothing happens when it runs."""
    from sharewell.project.datadir import data_directory
    from sharewell.project.postgres import Server, start

    server = Server(data=data_directory())
    typer.echo(f"{'Started' if start(server) else 'Already running'}: {server.home}")


@database.command("stop")
def database_stop() -> None:
    """Stop the server cleanly; nothing happens when it does not run."""
    from sharewell.project.datadir import data_directory
    from sharewell.project.postgres import Server, stop

    typer.echo("Stopped." if stop(Server(data=data_directory())) else "It was not running.")


@database.command("status")
def database_status() -> None:
    """Say whether the server answers; the exit code is 3 when it does not."""
    from sharewell.project.datadir import data_directory
    from sharewell.project.postgres import Server

    server = Server(data=data_directory())
    running = server.answers()
    typer.echo(f"{'Running' if running else 'Not running'}: {server.home}")
    raise typer.Exit(0 if running else 3)


def main() -> None:
    """The console script. What the input got wrong is one line and exit code 2; what we got wrong, one line and 1."""
    try:
        sys.exit(app(standalone_mode=False))
    except TyperException as error:
        # A group without a command has printed its help, which says enough.
        _fail(
            f"{message.rstrip('.')}. Try sharewell --help."
            if (message := error.format_message())
            else "Choose a command.",
            2,
        )
    except BadInput as error:
        _fail(str(error), 2)
    except BrokenPipeError:
        # The reader of our output has gone; Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except typer.Abort:
        _fail("Stopped.", 130)
    except Exception as error:
        if isinstance(error, UnicodeEncodeError) and any(map(_is_no_text, sys.argv)):
            _fail("One of the words of this command is not text in UTF-8: type it anew.", 2)
        if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
            _fail("There is no room left where this writes. Make some, then run it again.", 2)
        if isinstance(error, OSError) and error.errno in (errno.EROFS, errno.EACCES) and error.filename:
            _fail(f"{error.filename} cannot be used: {error.strerror}. Put that right, then run it again.", 2)
        if "--debug" in sys.argv:
            raise
        kind = type(error).__name__
        _fail(
            f"Something in Sharewell itself went wrong ({kind}). Run sharewell --debug … to see where, and report it.",
            1,
        )


def _is_no_text(word: str) -> bool:
    """Python gives bytes that are no letters as halves of one, which no database takes. A file may be called so."""
    return any("\ud800" <= letter <= "\udfff" for letter in word)


def _fail(sentence: str, code: int) -> None:
    # It may quote a file name or a request, whose control characters a terminal would obey.
    printable = "".join(c if c.isprintable() else " " for c in sentence)
    typer.echo(" ".join(printable.split()), err=True)
    sys.exit(code)
