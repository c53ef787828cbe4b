"""What the index has done after an act, and every day, by the job process."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sharewell.children.models import Changed, Index, Override
from sharewell.children.records.archiving import archive_due
from sharewell.children.records.ending import destroy_due, undeterred
from sharewell.children.records.queries import all_indexes
from sharewell.children.records.tallying import count_names, is_due
from sharewell.partners.context import seeing
from sharewell.partners.models import Membership

REMEMBERED: Final = timedelta(days=2)
"""How long it is known that a child changed: longer than any segment lives."""
ENDS: Final = (destroy_due, archive_due)
# Nothing of anybody: whoever reads it has still to sign in.
LETTER = """A shielded record of a children's index was opened in an emergency by somebody of your organisation.

Reference: {reference}

Sign in to see who opened it and why. It waits for a review by somebody other than the person who opened it:

{address}
"""


@app.task(retry=RetryStrategy(max_attempts=10, exponential_wait=3))
def tell_guardian(*, organisation: int, opening: int, membership: int) -> None:
    """Tell one guardian. Sent twice where it was killed in between, both letters bear one Message-ID."""
    with seeing(organisation=organisation):
        row = Override.objects.select_related("child").get(pk=opening)
        reader = Membership.objects.select_related("user").get(pk=membership)
        text = LETTER.format(reference=row.child.reference, address=settings.SITE_ADDRESS)
    name = f"<shielded-{opening}-{membership}@{urlsplit(settings.SITE_ADDRESS).hostname}>"
    subject = "Sharewell: an opening of a shielded record waits for review"
    EmailMessage(subject, text, to=[reader.user.email], headers={"Message-ID": name}).send()


@app.periodic(cron="20 0 * * *")
@app.task(queueing_lock="destroy what has ended")
def destroy_what_has_ended(timestamp: int) -> None:
    """On its day each record is archived or destroyed, soon after midnight; what was missed the day before, too."""
    for _ in undeterred(lambda each: [*each[0](each[1], at=timezone.now())], product(ENDS, all_indexes())):
        pass


@app.periodic(cron="20 1 * * *")
@app.task(queueing_lock="count names")
def count_names_of_indexes(timestamp: int) -> None:
    """Where many children came since they were counted, so that each name weighs by how common it is there."""

    def count(index: Index) -> None:
        if is_due(index, at=timezone.now()):
            count_names(index, at=timezone.now())

    for _ in undeterred(count, all_indexes()):
        pass


@app.periodic(cron="50 2 * * *")
@app.task(queueing_lock="forget what changed")
def forget_what_changed(timestamp: int) -> None:
    """Segments of these days have taken it in long ago."""
    for index in all_indexes():
        with seeing(organisation=index.keeper_id):
            Changed.objects.filter(index=index, at__lt=timezone.now() - REMEMBERED).delete()
