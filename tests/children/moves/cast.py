"""An invented child of one area, and how her record is offered to another and accepted there."""

from uuid import uuid4

from sharewell.children.intake.actions import register
from sharewell.children.moves import transfers
from tests.sharing.cast import at, now

ANN = {"forename": "Ann", "surname": "Quintrell", "birth_date": "2015-05-01", "postcode": "TQ13 8DF"}
AT_HOME = {"school": "Ashcombe Primary", "phone": "01632 960123"}


def put(index, by, record="1", **changes):
    return register(index=index, details=ANN | AT_HOME | changes, source="roll", record=record, by=by, at=now()).child


def signed(by, on=None):
    return {"by": by, "at": at(on) if on else now(), "key": uuid4()}


def offered(child, there, by, on=None, reason="lives-there"):
    return transfers.offer(child=child, to=there, reason=reason, **signed(by, on))


def accepted(child, there, manager, other):
    offer = offered(child, there, manager)
    return transfers.accept(offer=offer, **signed(other)).became
