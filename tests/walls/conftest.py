"""Rows of two organisations, made past the walls."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.sharing.cast import COUNCIL, TRUST, answers, now, today
from tests.sharing.conftest import published

__all__ = ["published"]

ASKS = {TRUST: {"organisation": COUNCIL, "role": "social worker"}, COUNCIL: {"organisation": TRUST, "role": "nurse"}}


@pytest.fixture
def rows(published: Any) -> dict[str, Any]:
    """A request to the trust and one to the council, each decided, shared and followed up; by its holder's name."""
    from sharewell.partners.models import Membership

    members = Membership.objects.select_related("organisation", "user")
    return {name: _acted_on(members.filter(organisation__name=name)[0]) for name in ASKS}


def _acted_on(by: Any) -> Any:
    from sharewell.ledger.acts import act
    from sharewell.matters.actions import renew_feed
    from sharewell.sharing import actions
    from sharewell.sharing.models import Fulfilment, Withholding
    from sharewell.sharing.queries import latest_decision

    renew_feed(membership=by, at=now())
    told = answers(requester=ASKS[by.organisation.name])
    actions.begin(by=by, on=today(), answers=told)
    interview = actions.begin(by=by, on=today(), answers=told)
    request = actions.decide(interview=interview.pk, by=by, at=now())
    decision = latest_decision(request)
    form = {"items": [0], "how": "By telephone", "given_to": "a nurse", "records": {}, "key": uuid4()}
    disclosure = actions.share(decision=decision, by=by, at=now(), **form)
    with act():  # neither follows from so plain a request; the walls ask nothing of that
        Withholding(decision=decision, key=uuid4(), by=by.user, at=now(), items=[], records={}).save(by_action=True)
        Fulfilment(disclosure=disclosure, clause="1", what="x", by=by.user, at=now()).save(by_action=True)
    return request
