"""What sharing has done after an act, by the job process."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sharewell.partners.context import seeing
from sharewell.partners.models import Capacity, Membership
from sharewell.partners.roles import Action, may
from sharewell.sharing.models import Opening

# Nothing of anybody: a reference and where to look. Whoever reads it has still to sign in.
LETTER = """A record of your organisation was opened in an emergency.

Reference: {reference}

Sign in to see who opened it and why. It waits for a review by somebody other than the person who opened it:

{address}
"""


@app.task(retry=RetryStrategy(max_attempts=10, exponential_wait=3))
def tell_guardians(*, organisation: int, opening: int) -> None:
    """Tell the guardians, or where there is none, whoever reviews. Killed in between, it may tell them twice."""
    with seeing(organisation=organisation):
        row = Opening.objects.select_related("request").get(pk=opening)
        held = Membership.objects.filter(organisation=organisation).on(timezone.localdate()).select_related("user")
        reviewers = [membership for membership in held if may(membership, Action.REVIEW_BREAK_GLASS)]
        guardians = [each for each in reviewers if each.capacity == Capacity.CALDICOTT_GUARDIAN]
        to = sorted({membership.user.email for membership in guardians or reviewers})
        address = settings.SITE_ADDRESS + reverse("sharing:opening", args=[row.pk])
        text = LETTER.format(reference=row.request.reference, address=address)
    for each in to:  # one by one: nobody learns who else guards
        EmailMessage("Sharewell: an emergency opening waits for review", text, to=[each]).send()
