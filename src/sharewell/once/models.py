from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Posted(models.Model):
    """A form that a person sent and that did what it was sent for; kept for as long as anybody might send it again."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.UUIDField()
    told = models.BinaryField(max_length=32)  # a keyed hash of what the form said, so that it keeps nothing of it
    led_to = models.CharField(max_length=2000, blank=True)  # the address that its sender was sent on to
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="a_form_acts_once")]
        indexes = [models.Index(fields=["at"], name="posted_at")]

    def __str__(self) -> str:
        return str(self.key)
