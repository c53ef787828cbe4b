"""An invented child, and how she comes into an index."""

from sharewell.children.intake.actions import register
from sharewell.partners.models import Organisation
from tests.sharing.cast import now

MARY = {"forename": "Mary", "surname": "Quintrell", "birth_date": "2015-05-01", "postcode": "TQ13 8DF"}


def put(index, by, record="1", **changes):
    return register(index=index, details=MARY | changes, source="roll", record=record, by=by, at=now())


def organisation(name):
    return Organisation.objects.get(name=name)
