"""Which rows are of one child: what was joined or parted, by whom and why, and what waits for somebody to decide."""

# The checker finds no type for the managers of rows that are locked.
# mypy: disable-error-code="django-manager-missing"

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from sharewell.children.models.index import Child, Index
from sharewell.ledger.acts import Entry
from sharewell.partners.models import Organisation
from sharewell.protocols.locked import Locked


class Acted(Locked):
    """A row that one form of a member of an organisation made. Sent twice with its key, it makes one row."""

    index = models.ForeignKey(Index, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.UUIDField()

    class Meta(Locked.Meta):
        abstract = True
        ordering = ["pk"]
        # Of the organisation: a key that is taken elsewhere must not be told by its refusal.
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="one_%(class)s_a_form_of_children")]

    def entered(self, act: str, **told: Any) -> Entry:
        return super().entered(act, at=self.at, person=self.by_id, organisation=self.organisation_id, **told)


class SealedUnderChild:
    """A row about one `child`, with what tells of it sealed under the child's key."""

    sealed_by: ClassVar = "child"

    @property
    def sealed_under(self: Any) -> Child:
        child: Child = self.child
        return child

    @property
    def sealed_as(self: Any) -> str:
        return str(self.key)


class Joining(Acted):
    """Rows that became one child (`into` is its own row), or that stand alone from now on (`into` is none).

    `were` tells of each of them where it was before, so that a further row can undo this one.
    """

    rows = ArrayField(models.BigIntegerField())
    were = ArrayField(models.BigIntegerField(null=True))
    into = models.ForeignKey(Child, models.PROTECT, null=True, related_name="+")
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    levels = models.JSONField(default=dict)  # how the two agreed, by field: tells no value
    weight = models.FloatField(null=True)  # bits; none where a person decided

    class Meta(Acted.Meta):
        # Few beside those that were joined automatically, and a page asks for the latest.
        indexes: ClassVar = [models.Index(fields=["id"], condition=models.Q(weight=None), name="decided_by_people")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def kind(self) -> str:
        return "undoing" if self.undoes_id else "split" if self.into_id is None else "merge"

    def entry(self) -> Entry:
        return self.entered(self.kind)


class Possible(Acted):
    """Two rows that may be of one child: a person must look at them. Until then they are two children.

    One pair waits once; whoever finds a decision of it wrong asks about it again.
    """

    one = models.ForeignKey(Child, models.PROTECT, related_name="+")
    other = models.ForeignKey(Child, models.PROTECT, related_name="+")
    levels = models.JSONField()  # how they agree, by field: tells no value
    weight = models.FloatField()  # bits

    def __str__(self) -> str:
        return f"{self.one} and {self.other}"

    def entry(self) -> Entry:
        return self.entered("possible-match")


class Settled(Acted):
    """What a person found of two rows that may be of one child."""

    possible = models.OneToOneField(Possible, models.PROTECT, related_name="settled")
    same = models.BooleanField()
    joining = models.OneToOneField(Joining, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.possible}: {'the same child' if self.same else 'two children'}"

    def entry(self) -> Entry:
        return self.entered("match-settled", outcome="same" if self.same else "different")
