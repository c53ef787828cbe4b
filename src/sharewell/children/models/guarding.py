"""What was found of openings, concerns and shieldings; how records ended; children who are taught nowhere."""

# The checker finds no type for the managers of rows that are locked.
# mypy: disable-error-code="django-manager-missing"

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from sharewell.children.models.around import Noted
from sharewell.children.models.identity import Acted, SealedUnderChild
from sharewell.children.models.index import Child, Index
from sharewell.children.models.looking import Override
from sharewell.keys.fields import SealedText
from sharewell.ledger.acts import Entry
from sharewell.partners.models import Organisation
from sharewell.protocols.locked import Locked


class OverrideReview(SealedUnderChild, Acted):
    """What a second person found of an opening of a shielded record."""

    personal: ClassVar = ("reason",)

    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    opening = models.OneToOneField(Override, models.PROTECT, related_name="review")
    justified = models.BooleanField()
    reason = SealedText()

    def __str__(self) -> str:
        return f"review of {self.opening}"

    def entry(self) -> Entry:
        return self.entered("override-review", outcome="justified" if self.justified else "not justified")


class Reviewed(Acted):
    """Somebody looked again at what must be looked at by a day. `what` is the row, as "children.concern:17"."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    what = models.CharField(max_length=60)
    next_by = models.DateField()

    def __str__(self) -> str:
        return f"review of {self.what}"

    def entry(self) -> Entry:
        return self.entered("reviewed", outcome=self.what.split(":")[0].removeprefix("children."))


class Destruction(Locked):
    """That a child's record ended on its day: the keys are gone, and this and its leaf are what proves it."""

    index = models.ForeignKey(Index, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # the keeper
    child = models.OneToOneField(Child, models.PROTECT, related_name="destruction")
    rows = models.PositiveSmallIntegerField()  # of how many organisations' rows the child was
    on = models.DateField()
    clause = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta(Locked.Meta):
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"destruction of {self.child}"

    def entry(self) -> Entry:
        return self.entered("destruction", at=self.at, organisation=self.organisation_id, clauses=(self.clause,))


class Missing(Noted):
    """A child of school age who may be taught nowhere. `details` hold nothing: who reported it is the row's own.

    What was done about it are `MissingStep` rows; it is over with the one that says where the child is taught.
    """

    act = "missing-reported"

    class Meta(Noted.Meta):
        verbose_name_plural = "missing"


class MissingStep(Acted):
    """Enquiries made, or teaching arranged."""

    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    missing = models.ForeignKey(Missing, models.PROTECT, related_name="steps")
    event = models.CharField(max_length=40)  # of the text, such as "enquiries-made"
    on = models.DateField()

    class Meta(Acted.Meta):
        constraints = [
            *Acted.Meta.constraints,
            models.UniqueConstraint(fields=["missing", "event"], name="a_step_is_taken_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event} for {self.missing}"

    def entry(self) -> Entry:
        return self.entered(self.event)


class Home(models.Model):
    """Where somebody who looks children up lives, as a hash: their own look-ups at that postcode are marked.

    Of families the service holds nothing. A person has as many homes as they declare, and declares them themselves.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    mark = models.BinaryField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "user", "mark"], name="a_home_is_declared_once")]

    def __str__(self) -> str:
        return f"a home of {self.user}"
