"""A key is claimed in the transaction of the act that it stands for, so there is never one without the other."""

from __future__ import annotations

from uuid import UUID

from django.utils.crypto import salted_hmac

from sharewell.once.models import Posted
from sharewell.prepared import ask, tell

_CLAIM = """
    INSERT INTO once_posted (person_id, key, told, led_to) VALUES (%s, %s, %s, '')
    ON CONFLICT (person_id, key) DO NOTHING RETURNING true
"""


def claim(person: int, key: UUID, told: bytes) -> Posted | None:
    """What was sent with this key before; None where this is the first. Waits for one that is being done."""
    if ask(_CLAIM, [person, key, told]):
        return None
    return Posted.objects.get(person_id=person, key=key)


def settle(person: int, key: UUID, *, led_to: str) -> None:
    """What was claimed is done, and led here."""
    tell("UPDATE once_posted SET led_to = %s WHERE person_id = %s AND key = %s", [led_to, person, key])


def digest(said: object) -> bytes:
    """A hash of what was sent; keyed, since few answers are hard to guess."""
    return salted_hmac("sharewell.once", repr(said), algorithm="sha256").digest()
