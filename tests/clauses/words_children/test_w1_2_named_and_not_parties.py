"""
These organisations are named but are not parties:

- Home Office
- Family Court

Home Office is the immigration authority. Family Court is a court.
"""

import pytest

from sharewell.domain.request import BadRequest

from ..asking import COURT, HOME_OFFICE

pytestmark = pytest.mark.clause(number="W1.2")


def test_they_ask_as_what_they_are(children):
    kinds = children.edition.whole().known.organisations
    assert kinds[HOME_OFFICE] == {"the immigration authority"}
    assert kinds[COURT] == {"a court"}


def test_they_share_nothing_under_a_protocol(children):
    for organisation in (HOME_OFFICE, COURT):
        assert children.outcome("name", requester=organisation) == "refuse"
        with pytest.raises(BadRequest):
            children.ask("name", holder=organisation)
