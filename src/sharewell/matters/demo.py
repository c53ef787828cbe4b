"""What happened in the invented partnership, read from `texts/demo/matters.json`: days are counted back from today."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from sharewell.domain.happenings import Happening
from sharewell.matters import actions
from sharewell.matters.models import Matter
from sharewell.matters.queries import protocols_of
from sharewell.partners.models import Membership

MATTERS = Path(__file__).parents[3] / "texts/demo/matters.json"


def seed(*, by: Membership, at: datetime) -> None:
    """Make what is not there yet: a matter in progress, and the events of the protocol itself."""
    if Matter.objects.exists():
        return
    told = json.loads(MATTERS.read_text())
    today = timezone.localdate(at)
    parties = protocols_of(by.organisation, on=today)[told["protocol"]].known.parties
    itself = actions.standing_matter(protocol=told["protocol"], by=by, at=at)
    own = [*told["itself"], *(each | {"party": name} for each in told["itself_each_party"] for name in parties)]
    for happening in _happened(own, today):
        actions.record(matter=itself, happening=happening, by=by, at=at, key=uuid.uuid4())
    for events in told["matters"]:
        first, *others = _happened(events, today)
        matter = actions.open_matter(protocol=told["protocol"], happened=[first], by=by, at=at, key=uuid.uuid4())
        for happening in others:
            actions.record(matter=matter, happening=happening, by=by, at=at, key=uuid.uuid4())


def _happened(events: Iterable[Mapping[str, Any]], today: date) -> list[Happening]:
    return [
        Happening(event=e["event"], date=today - timedelta(days=e["days_ago"]), party=e.get("party")) for e in events
    ]
