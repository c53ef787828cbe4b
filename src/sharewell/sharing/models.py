"""What was asked, decided, shared and withheld. Every row belongs to the organisation that holds the information.

No row wears a status: what became of a request is told by the rows that follow it. All but the interview are locked:
`actions` adds them, and nothing changes or removes them. `personal` names the columns that tell of a person:
they are kept sealed, under the key that `sealed_by` leads to.
"""

# The checker finds no type for the managers of rows that are locked.
# mypy: disable-error-code="django-manager-missing"

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from sharewell.keys.fields import SealedJSON, SealedText
from sharewell.keys.models import SubjectKey
from sharewell.ledger.acts import Entry
from sharewell.partners.models import Organisation
from sharewell.protocols.locked import Locked

# Letters and figures that nobody mistakes for one another when they are read out on the telephone.
_ALPHABET = "23456789BCDFGHJKMNPQRTVWXY"


def new_reference() -> str:
    """A random reference that tells nothing of anybody, such as "K7QF-2M9X-4TBD"."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


class Held(Locked):
    """A row that follows from a request, and repeats whose it is: the database's wall stands on the row itself."""

    # No index of its own: what is looked for is always also of some row above, and each kind of row has an index of
    # both. With two indexes the database would read all rows of the organisation while the tables are young.
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", editable=False, db_index=False)

    class Meta(Locked.Meta):
        abstract = True

    @property
    def about(self) -> Request:
        raise NotImplementedError

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.organisation_id = self.about.organisation_id
        super().save(*args, **kwargs)


class Sent(Held):
    """A row that somebody's form made. The form carries the key: sent twice, it makes one row."""

    key = models.UUIDField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Locked.Meta):
        abstract = True
        # Of the organisation: a key that is taken elsewhere must not be told by its refusal.
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="one_%(class)s_a_form_of_sharing")]

    @property
    def sealed_under(self) -> SubjectKey:
        return self.about.sealed_under

    @property
    def sealed_as(self) -> str:
        return str(self.key)

    def entered(self, act: str, **told: Any) -> Entry:
        return super().entered(act, at=self.at, person=self.by_id, organisation=self.organisation_id, **told)


class Interview(models.Model):
    """Answers on their way to a decision: seen by one person acting for one organisation, and gone after `until`."""

    personal: ClassVar = ("answers",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    sealed_under = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    answers = SealedJSON()
    until = models.DateField()

    class Meta:
        ordering = ["-until"]

    def __str__(self) -> str:
        return f"interview {self.id}"

    @property
    def sealed_as(self) -> str:
        return str(self.id)


class Request(Locked):
    """What somebody asked the organisation for. Its id is the interview's, so that one interview makes one request."""

    personal: ClassVar = ("subject_reference", "answers")
    uncommitted: ClassVar = ("sealed_under_id",)  # what is sealed opens under no other
    sealed_by: ClassVar = "sealed_under"

    id = models.UUIDField(primary_key=True)
    sealed_under = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20, unique=True, default=new_reference)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    protocol = models.CharField(max_length=200)
    recipient = models.CharField(max_length=200)
    subject_reference = SealedText(blank=True)
    answers = SealedJSON()  # the interview's, so that the same can be asked again

    class Meta(Locked.Meta):
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.reference

    @property
    def sealed_as(self) -> str:
        return str(self.id)

    @property
    def is_erased(self) -> bool:
        return self.sealed_under.wrapped is None

    def entry(self) -> Entry:
        return self.entered("request", at=self.made_at, person=self.made_by_id, organisation=self.organisation_id)


class Decision(Sent):
    """One answer to a request, with all that is needed to give it again. The latest of a request holds."""

    personal: ClassVar = ("considered", "answer", "reason")
    uncommitted: ClassVar = ("outcome", "clauses")
    sealed_by: ClassVar = "request__sealed_under"

    request = models.ForeignKey(Request, models.PROTECT, related_name="decisions", db_index=False)
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=20, editable=False)  # of the answer, to count and to list by
    clauses = ArrayField(models.CharField(max_length=100), editable=False)
    reason = SealedText(blank=True)
    considered = SealedJSON()  # the request as `sharewell decide` reads it
    kinds = models.JSONField()  # what the register said the organisations are: {"holder": [...], "requester": [...]}
    answer = SealedJSON()  # as `sharewell decide` answers it
    texts = models.JSONField()  # the hash of every text that held: {id: hash}

    class Meta(Sent.Meta):
        abstract = False
        ordering = ["number"]
        indexes = [models.Index(fields=["organisation", "request"], name="decisions_of_a_request")]
        constraints = [
            *Sent.Meta.constraints,
            models.UniqueConstraint(fields=["request", "number"], name="decisions_of_a_request_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.request} decision {self.number}"

    @property
    def about(self) -> Request:
        return self.request

    def entry(self) -> Entry:
        return self.entered(
            self.what, outcome=self.answer["outcome"], clauses=tuple(self.answer["clauses"]), texts=self.texts
        )

    def worked_out(self) -> dict[str, Any]:
        return {"outcome": self.answer["outcome"], "clauses": self.answer["clauses"]}

    @property
    def what(self) -> str:
        """What kind of act it was: the reason is the manager's where the manager's word is of that very moment."""
        if self.request.is_erased or not self.reason:
            return "decision"
        by_manager = self.considered["manager"].get("at") == self.at.isoformat()
        return "managers-decision" if by_manager else "exceptional-reason"


class Disclosure(Sent):
    """What was really shared under a decision."""

    personal: ClassVar = ("items", "given_to", "records")
    sealed_by: ClassVar = "decision__request__sealed_under"

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="disclosures", db_index=False)
    items = SealedJSON()  # of the answer: item, what, clauses, because
    how = models.CharField(max_length=100)
    given_to = SealedText()
    records = SealedJSON()  # {record: {field: words}}
    follow_up = models.JSONField()  # of the answer: what, due, clause

    class Meta(Sent.Meta):
        abstract = False
        ordering = ["at"]
        indexes = [models.Index(fields=["organisation", "decision"], name="disclosures_of_a_decision")]

    def __str__(self) -> str:
        return f"disclosure under {self.decision}"

    @property
    def about(self) -> Request:
        return self.decision.request

    def entry(self) -> Entry:
        return self.entered("disclosure", clauses=_clauses(self.items), texts=self.decision.texts)


class Withholding(Sent):
    """What was not shared under a decision, and the record of it."""

    personal: ClassVar = ("items", "records")
    sealed_by: ClassVar = "decision__request__sealed_under"

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="withholdings", db_index=False)
    items = SealedJSON()
    records = SealedJSON()

    class Meta(Sent.Meta):
        abstract = False
        ordering = ["at"]
        indexes = [models.Index(fields=["organisation", "decision"], name="withholdings_of_a_decision")]

    def __str__(self) -> str:
        return f"withholding under {self.decision}"

    @property
    def about(self) -> Request:
        return self.decision.request

    def entry(self) -> Entry:
        return self.entered("refusal", clauses=_clauses(self.items), texts=self.decision.texts)


class Fulfilment(Held):
    """A duty that a disclosure started, done."""

    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="fulfilments", db_index=False)
    clause = models.CharField(max_length=100)
    what = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(Locked.Meta):
        indexes = [models.Index(fields=["organisation", "disclosure"], name="fulfilments_of_a_disclosure")]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "clause", "what"], name="a_duty_is_done_once"),
        ]

    def __str__(self) -> str:
        return f"{self.what}, for {self.disclosure}"

    @property
    def about(self) -> Request:
        return self.disclosure.about

    def entry(self) -> Entry:
        return self.entered(
            "duty-done",
            at=self.at,
            person=self.by_id,
            organisation=self.organisation_id,
            clauses=(self.clause,),
        )


class Opening(Sent):
    """A record that a person opened in an emergency, though it was not theirs to see. It shuts by itself."""

    personal: ClassVar = ("reason",)
    sealed_by: ClassVar = "request__sealed_under"

    request = models.ForeignKey(Request, models.PROTECT, related_name="openings", db_index=False)
    ground = models.CharField(max_length=40)  # of `emergencies.GROUNDS`
    reason = SealedText()
    until = models.DateTimeField()

    class Meta(Sent.Meta):
        abstract = False
        ordering = ["at"]
        indexes = [models.Index(fields=["organisation", "request"], name="openings_of_a_request")]

    def __str__(self) -> str:
        return f"opening of {self.request}"

    @property
    def about(self) -> Request:
        return self.request

    def entry(self) -> Entry:
        return self.entered("opening", outcome=self.ground)


class Review(Sent):
    """What a second person found about an opening."""

    personal: ClassVar = ("reason",)
    sealed_by: ClassVar = "opening__request__sealed_under"

    opening = models.OneToOneField(Opening, models.PROTECT, related_name="review")
    justified = models.BooleanField()
    reason = SealedText()

    class Meta(Sent.Meta):
        abstract = False
        ordering = ["at"]
        indexes = [models.Index(fields=["organisation", "opening"], name="reviews_of_an_opening")]

    def __str__(self) -> str:
        return f"review of the {self.opening}"

    @property
    def about(self) -> Request:
        return self.opening.request

    def entry(self) -> Entry:
        return self.entered("opening-review", outcome="justified" if self.justified else "not justified")


def _clauses(items: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clause for item in items for clause in item["clauses"]))
