"""What organisations deliver whole: how the columns of their extracts are read, and which extracts were taken in."""

# The checker finds no type for the managers of rows that are locked.
# mypy: disable-error-code="django-manager-missing"

from __future__ import annotations

from typing import Any

from django.db import models

from sharewell.children.models.identity import Acted
from sharewell.children.models.index import Index
from sharewell.ledger.acts import Entry
from sharewell.partners.models import Organisation


class Source(models.Model):
    """What an organisation calls an extract or a system of its own; its columns are read in the same way next time."""

    index = models.ForeignKey(Index, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    columns = models.JSONField()  # column -> field, or "ignore"

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "index", "name"], name="a_source_has_one_name")]

    def __str__(self) -> str:
        return self.name


class Delivery(Acted):
    """A file that was taken in to its end, or refused whole. What became of its rows is counted, and told of nobody."""

    source = models.CharField(max_length=100)
    content = models.CharField(max_length=64)  # SHA-256 of the file, hexadecimal
    rows = models.PositiveIntegerField()
    outcomes = models.JSONField()  # what became of rows -> how many
    # Line, field and reason of each row that was refused, up to `reading.MOST_TOLD`; no value, and no id of a record.
    faults = models.JSONField()

    def __str__(self) -> str:
        return f"delivery {self.pk}"

    def worked_out(self) -> dict[str, Any]:
        return {"rows": sum(self.outcomes.values())}

    def entry(self) -> Entry:
        return self.entered("delivery")
