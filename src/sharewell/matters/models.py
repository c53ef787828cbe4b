"""What happened, as it was recorded. Rows are added by `actions` and never changed: what is due is always reckoned.

A correction is a further event that withdraws the first.
"""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sharewell.ledger.acts import Entry
from sharewell.partners.models import Membership, Organisation
from sharewell.protocols.locked import Locked

# No vowels, so that no reference spells a word; no figure that looks like a letter.
_ALPHABET = "23456789BCDFGHJKMNPQRTVWXZ"


def new_reference() -> str:
    """A random reference that tells nothing of the matter."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(2))


class Matter(Locked):
    """What the events of one breach, audit or dispute share. `standing`: the matter of the protocol itself."""

    protocol = models.CharField(max_length=100)
    reference = models.CharField(max_length=20, unique=True, default=new_reference)
    standing = models.BooleanField(default=False)
    opened_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    key = models.UUIDField(default=uuid.uuid4)

    class Meta(Locked.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["opened_by", "key"], name="one_matter_a_form"),
            models.UniqueConstraint(fields=["protocol"], condition=Q(standing=True), name="one_standing_matter"),
        ]

    def __str__(self) -> str:
        return self.reference

    def entry(self) -> Entry:
        by = self.opened_by
        return self.entered("matter-opened", at=self.opened_at, person=by.user_id, organisation=by.organisation_id)


class Recorded(Locked):
    """A row that somebody's form made. The form carries the key: sent twice, it makes one row."""

    date = models.DateField()
    party = models.CharField(max_length=200, blank=True)  # by its name in the text; empty where none is named
    details = models.JSONField(default=dict)  # what was stated, by the names that the text asks for
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.UUIDField()

    class Meta(Locked.Meta):
        abstract = True
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["by", "key"], name="one_%(class)s_a_form")]

    def entered(self, act: str, **told: Any) -> Entry:
        return super().entered(act, at=self.at, person=self.by.user_id, organisation=self.by.organisation_id, **told)


class Event(Recorded):
    """One event of a matter on one day, under the code that the text gives it."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    code = models.CharField(max_length=100)
    taking_part = ArrayField(models.CharField(max_length=200), default=list)
    rank = models.CharField(max_length=100, blank=True)
    shares = models.JSONField(default=dict)  # party -> per cent
    withdraws = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")

    class Meta(Recorded.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.matter}: {self.code}, {self.date:%Y-%m-%d}"

    def entry(self) -> Entry:
        return self.entered("withdrawal" if self.withdraws_id else "event", outcome=self.code)


class Attestation(Recorded):
    """Somebody's word that something is on record, and where it is kept."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    record = models.CharField(max_length=200)

    class Meta(Recorded.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.matter}: {self.record}, {self.date:%Y-%m-%d}"

    def entry(self) -> Entry:
        return self.entered("attestation", outcome=self.record)


class Feed(models.Model):
    """The calendar feed of one membership. The name is only half of its secret address: the other half is signed."""

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", editable=False)
    name = models.UUIDField(unique=True, default=uuid.uuid4)

    def __str__(self) -> str:
        return str(self.name)
