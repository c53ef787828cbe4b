"""A practitioner opens a colleague's record in an emergency, and the guardian reviews it."""

from __future__ import annotations

from typing import Any

from tests.sharing.cast import TRUST


def test_the_glass_is_broken_and_somebody_else_reviews_it(
    page: Any,
    page_phone: Any,
    somebody: Any,
) -> None:
    owner = somebody(page, "social.worker", check=False)
    owner.begins(TRUST, purpose="Safeguarding", items=("Name", "Address"))
    owner.knows({"been told": "Yes"}).records_the_decision()
    reference = page.url.rpartition("/")[2]

    mate = somebody(page_phone, "teacher", "emergency-phone")
    page_phone.goto("/share")
    mate.follows("Open a colleague’s record in an emergency")
    mate.sees("Stop: open a record only if somebody is at risk now", "shuts by itself after 60 minutes")
    mate.presses("I understand: continue").sees("On what ground do you open it?").presses("Open the record")
    mate.sees("There is a problem", "Enter the reference of the record", "Select on what ground you open it")
    mate.writes("Reference of the record", reference).chooses("A child is at risk of significant harm")
    mate.writes("Why can this not wait?", "Seen with a stranger tonight").presses("Open the record")
    mate.sees("You may share this")

    guardian = somebody(page, "council.guardian", "emergency-guardian")
    page.goto("/due")
    guardian.sees(f"eview the emergency opening of {reference}")
    page.goto("/share/emergency/openings")
    guardian.sees("Emergency openings", "Waits for a review by").follows(reference)
    guardian.sees("Seen with a stranger tonight", "Was it justified?").presses("Put the review on record")
    guardian.sees("Select whether it was justified").chooses("Yes, it could not wait")
    guardian.writes("What did you find?", "The child was at risk").presses("Put the review on record")
    guardian.sees("Justified, says").follows(reference)
    guardian.sees("It was justified", "The child was at risk")
