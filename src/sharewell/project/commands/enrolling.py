"""`sharewell enrol`: a new installation has nobody in it, and nobody signs themselves up."""

from __future__ import annotations

from typing import Annotated

import typer

Name = Annotated[str, typer.Argument(metavar="ORGANISATION", help="Its name, as the protocols write it.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="What texts call it, such as “a local authority”.")]
Email = Annotated[str, typer.Option("--administrator", help="The e-mail address of its first administrator.")]
Person = Annotated[str, typer.Option("--name", help="Their name.")]


def enrol(organisation: Name, administrator: Email, name: Person, kind: Kinds = None) -> None:
    """Make a partner and invite its first administrator, who adds everybody else in the browser."""
    from sharewell.project import serving

    with serving.database():
        from django.conf import settings
        from django.core.exceptions import ValidationError
        from django.core.validators import validate_email
        from django.utils import timezone

        from sharewell.accounts.actions import invite
        from sharewell.partners.actions import CannotChange
        from sharewell.partners.actions import enrol as enrol_partner

        email, named, called = administrator.strip().lower(), " ".join(organisation.split()), " ".join(name.split())
        try:
            validate_email(email)
        except ValidationError:
            raise CannotChange("The administrator’s e-mail address must read like name@example.org.") from None
        if not all((named, called)) or max(len(named), len(called)) > 200:
            raise CannotChange("Give the organisation and the administrator a name of 200 letters at most.")
        row = enrol_partner(organisation=named, kinds=tuple(kind or ()), email=email, name=called, at=timezone.now())
        invite(user=row.user, site=settings.SITE_ADDRESS)
    typer.echo(f"{named} is a partner. A letter with a link, good for three days, is on its way to its administrator.")
