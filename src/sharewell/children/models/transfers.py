"""A child who moves: its record is offered to the index of another area, which answers."""

# The checker finds no type for the managers of rows that are locked.
# mypy: disable-error-code="django-manager-missing"

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sharewell.children.models.identity import Acted
from sharewell.children.models.index import Child, Index
from sharewell.ledger.acts import Entry


class Offer(Acted):
    """Seen by the keepers of the two indexes alone. It says nothing of the child, and no copy of the record lies in it:
    whoever receives it does not see the child, so the reference stands here too.
    """

    child = models.ForeignKey(Child, models.PROTECT, related_name="offers")
    reference = models.CharField(max_length=16)
    to = models.ForeignKey(Index, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)  # a code of `transfers.OFFERED`
    since = models.DateField()  # the day on which it was received, which is the day on which it was made

    def __str__(self) -> str:
        return f"offer of {self.reference}"

    def entry(self) -> Entry:
        return self.entered("transfer-offered", outcome=self.reason)


class OfferAnswer(Acted):
    """What became of an offer: accepted or declined where it was made to, or withdrawn where it was made."""

    offer = models.OneToOneField(Offer, models.PROTECT, related_name="answer")
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")  # where it was
    became = models.ForeignKey(Child, models.PROTECT, null=True, related_name="+")  # accepted: where it is
    outcome = models.CharField(max_length=10)
    reason = models.CharField(max_length=40, blank=True)  # declined: a code of `transfers.DECLINED`
    left = ArrayField(models.CharField(max_length=40), default=list)  # fields that the new index's text does not hold

    def __str__(self) -> str:
        return f"{self.offer}: {self.outcome}"

    def entry(self) -> Entry:
        return self.entered(f"transfer-{self.outcome}", outcome=self.reason)
