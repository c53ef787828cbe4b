from __future__ import annotations

from django.db import models

from sharewell.ledger.acts import Entry
from sharewell.partners.models import Membership
from sharewell.protocols.locked import Locked


class Edition(Locked):
    """A published text, to the byte. Its sentences hold by its words alone: the other columns only find it."""

    text_id = models.CharField("text", max_length=100)
    edition = models.DateField()
    words = models.TextField()
    hash = models.CharField(max_length=64, unique=True)  # SHA-256 of the words, hexadecimal
    agreed = models.JSONField(default=dict)  # what had to happen before the change, each with the day stated
    published_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta(Locked.Meta):
        ordering = ["text_id", "edition"]
        constraints = [
            models.UniqueConstraint(fields=["text_id", "edition"], name="one_text_of_an_edition"),
            # The database reckons it too, so that no row can claim a hash that is not its words'.
            models.CheckConstraint(
                condition=models.Q(
                    hash=models.Func(
                        "words",
                        template="encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')",
                        output_field=models.CharField(),
                    )
                ),
                name="the_hash_is_that_of_the_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text_id}, {self.edition:%Y-%m-%d}"

    def entry(self) -> Entry:
        by = self.published_by
        return self.entered(
            "publication",
            at=self.published_at,
            person=by.user_id,
            organisation=by.organisation_id,
            texts={self.text_id: self.hash},
        )


class Party(models.Model):
    """A name that an edition of a protocol gives to a party. The texts say so; the database cannot read them.

    Kept for the walls alone: what a protocol's parties all see is shown to organisations of these names.
    """

    protocol = models.CharField(max_length=100)
    name = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["protocol", "name"], name="a_party_is_named_once")]

    def __str__(self) -> str:
        return f"{self.name}, of {self.protocol}"
