"""From what was sent to what the actions take, and from rows to what the schemas say."""

from __future__ import annotations

from datetime import date
from typing import Any

from sharewell.api import schemas
from sharewell.domain.answer import Answer
from sharewell.domain.errors import BadInput
from sharewell.domain.request import normal
from sharewell.partners.models import Membership
from sharewell.protocols.queries import library
from sharewell.sharing import queries
from sharewell.sharing.facts import considered, decided, records_wanted
from sharewell.sharing.models import Decision


class NotYours(BadInput):
    """The request names a holder, a day or an item that cannot be meant here: says which."""


def stated(body: schemas.Stated, acting: Membership) -> dict[str, Any]:
    """What was sent, as an interview keeps its answers. Raises NotYours."""
    said = body.model_dump(exclude_unset=True)
    if said.pop("holder", None) not in (None, acting.organisation.name):
        raise NotYours("holder: you can only ask what your own organisation may share; leave it out.")
    return said


def answered(said: dict[str, Any], acting: Membership, *, on: date, manager: Any = None) -> Answer:
    """Decide, and keep nothing. Raises BadInput where it cannot be decided."""
    holder = acting.organisation.name
    kinds = queries.register_kinds(holder=holder, requester=said["requester"]["organisation"])
    asked = considered(said, holder=holder, on=on, manager=manager)
    return decided(asked, kinds=kinds, library=library())[0]


def places(items: list[schemas.Named], decision: Decision) -> list[int]:
    """Where these items stand among those that may still go. Raises NotYours for one that may not."""
    left = [(item["item"], normal(item.get("what"))) for item in queries.left_open(decision)]
    found = []
    for at, each in enumerate(items):
        named = (each.item, normal(each.what))
        if named not in left:
            raise NotYours(f"items[{at}]: this is not among what may still be shared; see “left_to_share”.")
        found.append(left.index(named))
    return found


def request_of(decision: Decision) -> dict[str, Any]:
    row, edition = decision.request, queries.edition_of(decision)
    codes = decision.answer["records"]
    return {
        "reference": row.reference,
        "your_reference": row.subject_reference,
        "protocol": row.protocol,
        "recipient": row.recipient,
        "made_at": row.made_at,
        "decided_for": decision.considered["date"],
        "answer": decision.answer,
        "left_to_share": queries.left_open(decision),
        "left_to_refuse": queries.left_withheld(decision),
        "records_when_shared": [_wanted(each) for each in records_wanted(codes, edition, withheld=False)],
        "records_when_refused": [_wanted(each) for each in records_wanted(codes, edition, withheld=True)],
        "disclosures": [
            {"at": d.at, "items": d.items, "how": d.how, "given_to": d.given_to, "records": d.records}
            for d in queries.disclosures(row)
        ],
        "refusals": [{"at": w.at, "items": w.items, "records": w.records} for w in queries.withholdings(row)],
    }


def _wanted(record: Any) -> dict[str, Any]:
    return {"code": record.code, "name": record.name, "fields": list(record.fields)}
