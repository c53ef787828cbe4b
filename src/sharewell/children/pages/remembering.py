"""What somebody is looking for at the moment, and why: kept with their sign-in, sealed, for half an hour.

So no address bears a name, the way back from a wrong child is short, and the reason given for a search holds for the
children that it found and for nobody else. A copy of the database does not tell what was asked.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

from sharewell.keys import sealing
from sharewell.keys.models import blind_key
from sharewell.partners.models import Membership

HOLDS: Final = timedelta(minutes=30)
_NAME: Final = "looking for"
_KEY_ID: Final = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """A look-up: in which index, for what purpose and reason, since when, and what was asked."""

    index: int
    purpose: str
    reason: str
    at: datetime
    asked: Mapping[str, str]
    found: tuple[str, ...] = ()
    """References of the children that may be opened for this reason."""

    def is_late(self, at: datetime) -> bool:
        """Whether the reason that was given no longer holds."""
        return at - self.at > HOLDS

    def with_found(self, *references: str) -> Looking:
        return replace(self, found=tuple(dict.fromkeys((*self.found, *references))))


def keep(session: SessionBase, looking: Looking, *, by: Membership) -> None:
    """Keep what somebody looks for, in the place of what they looked for before."""
    words = json.dumps(asdict(looking) | {"at": looking.at.isoformat()}).encode()
    sealed = sealing.seal(_key(), words, key_id=_KEY_ID, place=_place(by))
    session[_NAME] = base64.b64encode(sealed).decode()


def go_on(session: SessionBase, looking: Looking, *, by: Membership) -> None:
    """Keep another look-up; with what was found before where it is for the same reason, since two may be compared."""
    before = kept(session, by=by, at=looking.at)
    if before is not None and _why(before) == _why(looking):
        looking = looking.with_found(*before.found)
    keep(session, looking, by=by)


def _why(looking: Looking) -> tuple[int, str, str]:
    return looking.index, looking.purpose, looking.reason


def kept(session: SessionBase, *, by: Membership, at: datetime, late: bool = False) -> Looking | None:
    """What this person looks for, for this organisation; None after half an hour, unless `late`."""
    if (sealed := session.get(_NAME)) is None:
        return None
    try:
        words = sealing.open_sealed(_key(), base64.b64decode(sealed), key_id=_KEY_ID, place=_place(by))
    except sealing.CannotOpen:
        return None  # looked for on behalf of another organisation, or the key was replaced
    told: dict[str, Any] = json.loads(words)
    told |= {"at": datetime.fromisoformat(told["at"]), "found": tuple(told["found"])}
    looking = Looking(**told)
    return looking if late or not looking.is_late(at) else None


def _place(by: Membership) -> str:
    return f"session:{by.pk}"


def _key() -> bytes:
    return sealing.blind(blind_key(), "what somebody is looking for")
