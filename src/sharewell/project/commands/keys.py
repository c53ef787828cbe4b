"""`sharewell keys`: a new master key, and the erasure of a person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

Clause = Annotated[str, typer.Option(help="The clause that asks for it, such as 5.2.")]
By = Annotated[
    str, typer.Option(help="The address of the data protection officer or Caldicott guardian who decided it.")
]


def register(app: typer.Typer) -> None:
    keys = typer.Typer(help="The keys that keep sealed what tells of people.", no_args_is_help=True)
    app.add_typer(keys, name="keys")
    keys.command()(rotate)
    keys.command()(erase)


def rotate() -> None:
    """Put a new master key in place of the one there is. Stopped half way, run it again and it goes on."""
    from sharewell.project import keeping_keys, serving

    with serving.database(), keeping_keys.only_rotation():
        from sharewell.keys.actions import all_follow, rewrap

        keeping_keys.begin_rotation()
        all_follow()
        done = 0
        for some in rewrap():
            done += some
            typer.echo(f"\r{done:,} keys wrapped anew", nl=False, err=True)
        all_follow()
        keeping_keys.end_rotation()
    typer.echo(f"\n{done:,} keys are under the new master key. Back up the data directory's secrets again.")


def erase(organisation: str, reference: str, clause: Clause, by: By) -> None:
    """Destroy the key of a person, by their reference in an organisation: nobody reads their records any more."""
    from sharewell.project import serving

    with serving.database():
        from django.utils import timezone

        from sharewell.keys.actions import NoSuchSubject
        from sharewell.partners.context import seeing
        from sharewell.partners.models import Membership, Organisation
        from sharewell.sharing import actions

        holder = Organisation.objects.filter(name=organisation).first()
        with seeing(organisation=holder.pk if holder else 0):
            now = datetime.now(UTC)
            member = Membership.objects.filter(organisation=holder, user__email=by).on(timezone.localdate(now)).first()
            if member is None:
                raise NoSuchSubject("Nobody with that address acts for an organisation of that name.")
            actions.erase(by=member, reference=reference, clause=clause, at=now)
    typer.echo("Erased.")
