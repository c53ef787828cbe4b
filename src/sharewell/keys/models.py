from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.module_loading import import_string

from sharewell.domain.errors import Erased
from sharewell.keys import sealing
from sharewell.ledger.acts import about
from sharewell.partners.models import Organisation


class Keyed(models.Model):
    """A row that holds one person's key, wrapped by a master key; erased, it is an empty place."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    wrapped = models.BinaryField(null=True)
    erased_at = models.DateTimeField(null=True)
    erased_under = models.CharField(max_length=100, blank=True)  # the clause

    class Meta:
        abstract = True

    @property
    def key_id(self) -> uuid.UUID:
        """The name of the key, which stands in front of all that is sealed under it."""
        raise NotImplementedError

    def give_key(self) -> None:
        """A new key, for a row that is about to be added."""
        self._key = sealing.new_key()
        self.wrapped = sealing.wrap(self._key, masters(), key_id=self.key_id)

    def opened(self) -> bytes:
        """Raises Erased."""
        if self.wrapped is None:
            day = timezone.localdate(self.erased_at) if isinstance(self.erased_at, datetime) else None
            raise Erased(
                f"What was recorded of this person was erased on {day:%-d %B %Y} under clause {self.erased_under}. "
                "That it was recorded still stands in the ledger.",
                about=about(self),
            )
        return self._key

    @cached_property
    def _key(self) -> bytes:
        """Unwrapped once for a row that was read: a page opens many words with it."""
        return sealing.unwrap(bytes(self.wrapped or b""), masters(), key_id=self.key_id)


class SubjectKey(Keyed):
    """The key of one person's records with one organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    # Finds the key by the reference that the organisation has for the person; none for figures and unnamed people.
    subject = models.BinaryField(max_length=32, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "subject"], name="one_key_of_a_subject")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def key_id(self) -> uuid.UUID:
        return self.id


def masters() -> list[bytes]:
    """The master keys, newest first; read anew, so that a running service follows a rotation."""
    keys: list[bytes] = import_string(settings.MASTER_KEYS)()
    return keys


def blind_key() -> bytes:
    """Of it is made whatever is found by a hash; never changed. Read anew, as the master keys are."""
    key: bytes = import_string(settings.BLIND_KEY)()
    return key
