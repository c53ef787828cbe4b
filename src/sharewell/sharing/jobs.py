"""What sharing has done after an act, by the job process."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sharewell.partners.context import seeing
from sharewell.partners.models import Membership
from sharewell.sharing.models import Opening

# Nothing of anybody: a reference and where to look. Whoever reads it has still to sign in.
LETTER = """A record of your organisation was opened in an emergency.

Reference: {reference}

Sign in to see who opened it and why. It waits for a review by somebody other than the person who opened it:

{address}
"""


@app.task(retry=RetryStrategy(max_attempts=10, exponential_wait=3))
def tell_guardian(*, organisation: int, opening: int, membership: int) -> None:
    """Tell one guardian: one by one, nobody learns who else guards.

    Killed after the mail server took it and before that is written down, it sends the letter again: SMTP cannot tell
    the two apart (RFC 5321, 6.1). Both copies bear one Message-ID.
    """
    with seeing(organisation=organisation):
        row = Opening.objects.select_related("request").get(pk=opening)
        reader = Membership.objects.select_related("user").get(pk=membership)
        address = settings.SITE_ADDRESS + reverse("sharing:opening", args=[row.pk])
        text = LETTER.format(reference=row.request.reference, address=address)
    name = f"<opening-{opening}-{membership}@{urlsplit(settings.SITE_ADDRESS).hostname}>"
    subject = "Sharewell: an emergency opening waits for review"
    EmailMessage(subject, text, to=[reader.user.email], headers={"Message-ID": name}).send()
