from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from sharewell.prepared import Given


class Organisation(models.Model):
    """A party to protocols. Its kinds are the words that texts use of it, such as "a local authority"."""

    name = models.CharField(max_length=200, unique=True)
    kinds = ArrayField(models.CharField(max_length=100), default=list)
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    registration_number = models.CharField("data protection registration number", max_length=40, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Capacity(models.TextChoices):
    """A role. What each may do is the table in `roles.py`."""

    PRACTITIONER = "practitioner", "Practitioner"
    DESIGNATED_MANAGER = "designated manager", "Designated manager"
    DESIGNATED_OFFICER = "designated officer", "Designated officer"
    CALDICOTT_GUARDIAN = "caldicott guardian", "Caldicott guardian"
    DATA_PROTECTION_OFFICER = "data protection officer", "Data protection officer"
    GOVERNANCE_LEAD = "information governance lead", "Information governance lead"
    PROTOCOL_OWNER = "protocol owner", "Protocol owner"
    NOMINATED_REPRESENTATIVE = "nominated representative", "Nominated representative"
    ANALYST = "analyst", "Analyst"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: date | Given) -> MembershipQuerySet:
        """Those that hold on `day`, their first and last days included."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


def _span(first: str, last: str, kind: str) -> Func:
    return Func(F(first), F(last), Value("[]"), function=kind)


class Membership(models.Model):
    """A person acts for an organisation, in one capacity, from one day to another. Leaving is a date, not a status."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    capacity = models.CharField(max_length=40, choices=Capacity)
    # The name that this organisation gave. To show the name they go by elsewhere would tell that they work elsewhere.
    name = models.CharField(max_length=200, blank=True)
    volunteer = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="membership_ends_after_it_begins"
            ),
            # Ranges of a single id stand for equality, which PostgreSQL's own index on ranges cannot express otherwise.
            ExclusionConstraint(
                name="one_membership_at_a_time",
                expressions=[
                    (_span("user", "user", "int8range"), RangeOperators.OVERLAPS),
                    (_span("organisation", "organisation", "int8range"), RangeOperators.OVERLAPS),
                    (_span("since", "until", "daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.capacity}, {self.organisation}"

    @property
    def called(self) -> str:
        return self.name or self.user.name


class Kind(models.TextChoices):
    """What accreditation is made of: access to information about people needs one of each."""

    VETTING = "vetting", "Vetting check"
    TRAINING = "training", "Training"


class Recognised(models.Model):
    """A vetting check or a course that an organisation recognises, and how many months one lasts at most."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=200)
    months = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "name"], name="an_organisation_recognises_it_once")
        ]

    def __str__(self) -> str:
        return self.name


class Accreditation(models.Model):
    """That somebody passed a check or a course, on the word of a colleague. Rows are added, and never changed."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recognised = models.ForeignKey(Recognised, models.PROTECT, related_name="+")
    passed = models.DateField()
    until = models.DateField()  # the last day it holds
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-until", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("passed")), name="accreditation_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.recognised} until {self.until:%Y-%m-%d}"


class Revocation(models.Model):
    """An accreditation no longer counts from this moment on. The row that it takes back stays to be seen."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    accreditation = models.OneToOneField(Accreditation, models.PROTECT, related_name="revocation")
    reason = models.TextField()
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.accreditation}, revoked"
