"""An index, who takes part in it, the children in it, and the keys that they are found by."""

# The checker finds no type for the managers of rows that are locked.
# mypy: disable-error-code="django-manager-missing"

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from sharewell.keys.fields import SealedJSON
from sharewell.keys.models import Keyed
from sharewell.partners.models import Organisation

# No vowels, so that no reference spells a word; no figure that looks like a letter.
_ALPHABET = "23456789BCDFGHJKMNPQRTVWXZ"


def new_reference() -> str:
    """A random reference that tells nothing of the child, such as "C-K7QF-2M9X-4TBD"."""
    return "-".join(["C", *("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))])


class Index(models.Model):
    """The children of one area. The protocol's sentences say what it may hold, and who may look."""

    id = models.AutoField(primary_key=True)  # four bytes: each match key repeats it
    name = models.CharField(max_length=200)
    area = models.CharField(max_length=200)
    protocol = models.CharField(max_length=100)  # the id of the text
    keeper = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    counted_at = models.DateTimeField(null=True)  # when its `Tally` was made

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "indexes"
        # Of its keeper: a name that is taken elsewhere must not be told by its refusal.
        constraints = [models.UniqueConstraint(fields=["keeper", "name"], name="one_index_of_a_name")]

    def __str__(self) -> str:
        return self.name


class Tally(Keyed):
    """How common names are among the children of an index: those that many bear, and how common the others are."""

    key_id = models.UUIDField(default=uuid.uuid4)
    index = models.OneToOneField(Index, models.PROTECT, related_name="+")
    children = models.IntegerField()
    names = SealedJSON()

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"the names of {self.index_id}"

    @property
    def sealed_under(self) -> Tally:
        return self

    @property
    def sealed_as(self) -> str:
        return str(self.key_id)


class Partner(models.Model):
    """An organisation that delivers to an index and looks up in it, the keeper too."""

    index = models.ForeignKey(Index, models.PROTECT, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "index"], name="a_partner_takes_part_once")]

    def __str__(self) -> str:
        return f"{self.organisation}, in {self.index}"


class Child(Keyed):
    """What one organisation says of one child, sealed under the child's own key, which lies in the row itself.

    A look-up opens it for each likely child, and a key in another table would be one more search for each. What
    several organisations say of one child are rows `merged_into` the first of them, the child's own: always one step,
    never a chain. `details` are strings by the names of the fields, as they were delivered.

    Destroyed, the key and the sealed words are gone, and what is left tells of nobody.
    """

    personal: ClassVar = ("details",)

    key_id = models.UUIDField(default=uuid.uuid4)
    index = models.ForeignKey(Index, models.PROTECT, related_name="+", db_index=False)
    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    details = SealedJSON()
    origin = models.BinaryField(max_length=16)  # index, organisation, source and the record's id there, blinded
    source = models.CharField(max_length=100)  # what the organisation calls the extract or the system
    content = models.BinaryField(max_length=16)  # of the details, blinded: delivered again, the same is no change
    since = models.DateField()
    until = models.DateField(null=True)  # destroyed, archived, or gone from the index
    # The day it is to be destroyed, blinded: found when the day comes, and no birthday can be read from it.
    last_day = models.BigIntegerField(null=True)
    shows = ArrayField(models.CharField(max_length=40), null=True)  # shielded: the fields that stay in sight
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="others", db_index=False)

    class Meta:
        verbose_name_plural = "children"
        constraints = [models.UniqueConstraint(fields=["origin"], name="a_record_is_delivered_once")]
        indexes = [
            models.Index(fields=["last_day"], name="children_last_day"),
            models.Index(fields=["merged_into"], name="children_merged", condition=Q(merged_into__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def sealed_under(self) -> Child:
        return self

    @property
    def sealed_as(self) -> str:
        return str(self.key_id)

    @property
    def is_destroyed(self) -> bool:
        return self.wrapped is None

    @property
    def told(self) -> dict[str, str]:
        """What may be seen, found and compared."""
        return in_sight(self.details, self.shows)

    @property
    def first(self) -> int:
        """The id of the row that is the child's own."""
        return self.merged_into_id or self.pk


def in_sight(details: dict[str, str], shows: Sequence[str] | None) -> dict[str, str]:
    """All that is told of a child, or the little that stays in sight while it is shielded."""
    return details if shows is None else {name: details[name] for name in shows if name in details}


class MatchKey(models.Model):
    """A number under which a child is found. It is hidden (`blinding`): all it tells is which keys are equal.

    One B-tree holds the whole table, so that a look-up reads nothing else until it knows the likely children. There is
    no foreign key and no second index: each would cost a search for every one of a child's dozen keys, and whoever
    removes the keys of a child can make them again.
    """

    pk = models.CompositePrimaryKey("key", "child_id")
    key = models.BigIntegerField()
    child = models.ForeignKey(Child, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    index = models.ForeignKey(Index, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    tags = models.IntegerField()  # bits of the names, hidden: by them the likely are put in order before one is opened

    def __str__(self) -> str:
        return f"a key of child {self.child_id}"


class Changed(models.Model):
    """A note that what is told of a child is new or has changed. A trigger writes it, so that no act can forget to.

    From these notes a segment learns what is new. They are deleted after two days: a segment lives for less than one.
    """

    index = models.ForeignKey(Index, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    child = models.ForeignKey(Child, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    during = models.BigIntegerField()  # the transaction's number: it tells whether somebody could see it already
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["index", "during"], name="changed_since")]

    def __str__(self) -> str:
        return f"a change of child {self.child_id}"
