from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sharewell.partners.models import Membership, Organisation


class Token(models.Model):
    """A system may act for a person under one membership, from one day to another, until somebody takes it back."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", editable=False)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)  # of the system, for whoever must decide whether to revoke it
    # SHA-256 in hexadecimal. The token has 256 random bits, so a slow hash would only cost: nobody can guess at it.
    hash = models.CharField(max_length=64, unique=True)
    key = models.UUIDField()  # of the form that made it: sent again, it makes no second one
    since = models.DateField()
    until = models.DateField()
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="token_ends_after_it_begins"),
            models.UniqueConstraint(fields=["membership", "key"], name="one_token_a_form"),
        ]

    def __str__(self) -> str:
        return self.name
