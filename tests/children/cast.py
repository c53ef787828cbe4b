"""An invented child, how she comes into an index, and how somebody looks her up there."""

from uuid import uuid4

from sharewell.children.intake.actions import register
from sharewell.children.models import LookUp
from sharewell.ledger.acts import act
from sharewell.partners.models import Organisation
from tests.sharing.cast import now

MARY = {"forename": "Mary", "surname": "Quintrell", "birth_date": "2015-05-01", "postcode": "TQ13 8DF"}


def put(index, by, record="1", **changes):
    return register(index=index, details=MARY | changes, source="roll", record=record, by=by, at=now())


def organisation(name):
    return Organisation.objects.get(name=name)


def look(index, by, *, at, child=None, kin=False):
    told = {"index": index, "organisation": by.organisation, "by": by.user, "at": at, "key": uuid4()}
    with act():
        LookUp(reason="safeguarding", ground="K-1", answered=1, child=child, kin=kin, **told).save(by_action=True)
