"""Who looked, for whom and why; and who saw what is shielded."""

# The checker finds no type for the managers of rows that are locked.
# mypy: disable-error-code="django-manager-missing"

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sharewell.children.models.identity import Acted, SealedUnderChild
from sharewell.children.models.index import Child
from sharewell.keys.fields import SealedText
from sharewell.ledger.acts import Entry


class LookUp(Acted):
    """A search, or the opening of one child's page (`child`). Of what was asked it tells the fields and no value."""

    reason = models.CharField(max_length=40)  # a code of the text's reasons
    ground = models.CharField(max_length=40, blank=True)
    asked = ArrayField(models.CharField(max_length=40), default=list)
    answered = models.PositiveSmallIntegerField()
    kin = models.BooleanField(default=False)  # whoever looks shares a surname or a home with whom they found
    child = models.ForeignKey(Child, models.PROTECT, null=True, related_name="look_ups")

    class Meta(Acted.Meta):
        indexes = [models.Index(fields=["organisation", "at"], name="look_ups_of_a_partner")]

    def __str__(self) -> str:
        return f"look-up {self.pk}"

    def entry(self) -> Entry:
        return self.entered("child-opened" if self.child_id else "child-search", outcome=self.reason)


class Override(SealedUnderChild, Acted):
    """Somebody asked to see what is shielded, on a ground, until a moment. The second step is its confirmation."""

    personal: ClassVar = ("reason",)

    child = models.ForeignKey(Child, models.PROTECT, related_name="overrides")
    ground = models.CharField(max_length=40)
    reason = SealedText()
    until = models.DateTimeField()
    confirms = models.OneToOneField("self", models.PROTECT, null=True, related_name="confirmed_by")

    def __str__(self) -> str:
        return f"override {self.pk}"

    def entry(self) -> Entry:
        return self.entered("override-confirmed" if self.confirms_id else "override", outcome=self.ground)
