"""Who works with a child, what they put on record of it, and what is kept out of sight: never of the case itself."""

# The checker finds no type for the managers of rows that are locked.
# mypy: disable-error-code="django-manager-missing"

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sharewell.children.models.identity import Acted, SealedUnderChild
from sharewell.children.models.index import Child
from sharewell.keys.fields import SealedJSON
from sharewell.ledger.acts import Entry


class Noted(SealedUnderChild, Acted):
    """What somebody put on record of a child, from a day on."""

    personal: ClassVar = ("details",)
    act: ClassVar[str]
    says: ClassVar[tuple[str, ...]] = ("since", "details")
    """What two rows of one organisation about one child say alike where they say the very same."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="%(class)ss")
    since = models.DateField()
    details = SealedJSON()

    class Meta(Acted.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} of {self.child}"

    def entry(self) -> Entry:
        return self.entered(self.act)


class Involvement(Noted):
    """A service that works with the child. `details`: service, practitioner or broker, and how to reach them."""

    act = "involvement"
    says = (*Noted.says, "sensitive")
    sensitive = models.BooleanField(default=False)  # shown as an unnamed contact, through a broker


class LeadProfessional(Noted):
    """Who leads for the child from a day on; the latest holds. `details`: name, phone and email."""

    act = "lead-professional"
    says = ()  # the latest holds: once another was named, the same words say something new


class Assessment(Noted):
    """That an assessment exists, and who holds it: nothing of what it says. `details`: holder."""

    act = "assessment"


class Concern(Noted):
    """An alert that is reviewed on a day. `details`: whom to call."""

    act = "concern"
    says = (*Noted.says, "told", "review_by")
    review_by = models.DateField()
    told = models.BooleanField()  # whether the child, or who has parental responsibility, was told


class Shielding(Noted):
    """From a day on only these fields of the child are seen, and found by."""

    act = "shielding"
    visible = ArrayField(models.CharField(max_length=40))
    clause = models.CharField(max_length=100)

    def entry(self) -> Entry:
        return self.entered(self.act, clauses=(self.clause,))


class Doubt(Noted):
    """A partner's word to the organisation that said something of a child that it may be wrong.

    `child` is that organisation's row, and it alone corrects it. `details`: what these fields should say, where known.
    """

    act = "doubt"
    says = (*Noted.says, "fields")
    fields = ArrayField(models.CharField(max_length=40))


class Ending(Acted):
    """From a day on a row about a child no longer holds. `what` is the row, as "children.concern:17"."""

    what = models.CharField(max_length=60, unique=True)
    child = models.ForeignKey(Child, models.PROTECT, related_name="endings")
    on = models.DateField()

    def __str__(self) -> str:
        return f"the end of {self.what}"

    def entry(self) -> Entry:
        return self.entered("ending", outcome=self.what.split(":")[0].removeprefix("children."))
