"""The text of an index, said otherwise from a day on."""

from datetime import date, timedelta

import pytest

from tests.sharing.cast import now


@pytest.fixture
def agree(members):
    """An edition of the index's text that begins on this day and says another thing in one place."""

    from sharewell.partners.models import Capacity, Membership
    from sharewell.protocols.actions import publish
    from sharewell.protocols.queries import words_of

    def agree(day, said, now_said):
        words = words_of("haringey/childrens-index", date(2026, 5, 1)).replace("edition: 2026-05-01", f"edition: {day}")
        assert words.count(said) == 1
        agreed = {"change-agreed": day - timedelta(days=30), "change-in-force": day}
        by = Membership.objects.filter(capacity=Capacity.GOVERNANCE_LEAD)[0]
        publish(words=(words.replace(said, now_said),), by=by, at=now(), agreed=agreed)

    return agree
