"""Whatever a form is made to send: never a failure of ours, and nothing half written."""

import os
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sharewell.matters.models import Event, Matter

MANY = int(os.environ.get("SHAREWELL_POSTS", "150"))
PARTY = "Haringey Council"
PAGES = (
    "/matters/start/haringey/children/about/6-breaches",
    "/matters/start/haringey/children/about/5-review-and-audit",
    "/matters/start",
    "/matters/{reference}/step/breach-decided",
    "/matters/{reference}/step/shares-agreed",
    "/matters/{reference}/step/mediator-asked",
    "/matters/{reference}/step/partner-meeting-planned",
    "/matters/{reference}/step/no-such-event",
    "/matters/{reference}/record/no-such-record",
    "/matters/{reference}/take-back/1",
)
NAMES = [
    *("key", "choice", "party", "taking_part", "rank", "reason", "share-0", "share-1", "share-2", "stated-0"),
    *(f"date-{part}" for part in ("day", "month", "year")),
    *(f"breach-occurred-date-{part}" for part in ("day", "month", "year")),
    *("breach-occurred-party", "breach-identified-party", "audit-notice-given-stated-0"),
]
VALUES = st.one_of(
    st.sampled_from(["", "0", "1", "9", "30", "2", "2006", "0001", "9999", "-1", "1e9", "nan", "100", "33.33", PARTY]),
    st.text(max_size=30),
    st.uuids().map(str),
)


@pytest.mark.django_db
def test_malformed_posts(partnership: Callable[[str], Any]) -> None:
    client = Client(raise_request_exception=True)
    client.force_login(partnership("council.governance"))
    reference = Matter.objects.filter(standing=False).latest("pk").reference

    @settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(PAGES), st.dictionaries(st.sampled_from(NAMES), VALUES), st.booleans())
    def posts(page: str, post: dict[str, str], with_key: bool) -> None:
        before = (Matter.objects.count(), Event.objects.count())
        sent = post | ({"key": str(uuid.uuid4())} if with_key else {})
        response = client.post(page.format(reference=reference), sent)
        assert response.status_code in (200, 302, 400, 404)
        if response.status_code != 302:
            assert (Matter.objects.count(), Event.objects.count()) == before

    posts()
