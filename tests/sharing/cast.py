"""An invented request, the day it is asked on, and how it is decided."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

COUNCIL, TRUST = "Haringey Council", "Haringey Teaching Primary Care Trust"
POLICE = "Metropolitan Police Service (Haringey Division)"
PROTOCOL = "haringey/children"


def today() -> date:
    return timezone.localdate()


def now() -> datetime:
    return timezone.now()


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(21, 40)))


def answers(**changes: Any) -> dict[str, Any]:
    """A social worker asks a health visitor's trust; nothing stands against it."""
    stated: dict[str, Any] = {
        "protocol": PROTOCOL,
        "requester": {"organisation": COUNCIL, "role": "social worker"},
        "subject": {"date_of_birth": "2015-05-01"},
        "reference": "K-117",
        "purpose": "safeguarding",
        "items": [{"item": "name"}, {"item": "address"}],
        "detailed": True,
        "facts": {"told": True},
        "consents": [],
        "evidence": [],
    }
    return stated | changes


NO_HARM = {
    "told": True,
    "competent": False,
    "risk-of-significant-harm": False,
    "may-harm-someone-else": False,
    "urgent-medical-treatment": False,
}
HARM = NO_HARM | {"told": False, "risk-of-significant-harm": True}


def requested(by: Any, **changes: Any) -> Any:
    """A request, decided."""
    from sharewell.sharing import actions

    now = timezone.now()
    interview = actions.begin(by=by, on=timezone.localdate(now), answers=answers(**changes))
    return actions.decide(interview=interview.pk, by=by, at=now)


def unlocked(client: Any) -> Any:
    """The same client an hour after its person last proved who they are."""
    from sharewell.accounts.sessions import PROVED

    session = client.session
    session[PROVED] = (now() - timedelta(hours=1)).timestamp()
    session.save()
    return client
