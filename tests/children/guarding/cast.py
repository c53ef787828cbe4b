"""Invented children who are shielded, with all that is hidden of them then."""

from uuid import uuid4

from sharewell.children.guarding import shielding
from sharewell.children.intake.actions import register
from tests.sharing.cast import now

ANN = {
    "forename": "Ann",
    "surname": "Quintrell",
    "birth_date": "2015-05-01",
    "sex": "f",
    "postcode": "TQ13 8DF",
    "phone": "01364 652304",
    "address": "4 Mill Lane",
    "school": "Mill Lane School",
    "aliases": "Anna Smith",
    "nhs_number": "943 476 5919",
    "parent_name": "Jo Quintrell",
    "parent_phone": "07700 900123",
}
FORENAMES = ("Ann", "Bea", "Cy", "Dov", "Eve", "Fay", "Gil", "Hal", "Ivy", "Jem", "Kit", "Lea")
SURNAMES = tuple(f"{first}{last}" for first in ("Bram", "Cald", "Dun", "Esk", "Fen", "Gar") for last in ("ley", "wick"))


def person(random):
    day = f"{random.randint(2010, 2022)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    return {
        "forename": random.choice(FORENAMES),
        "surname": random.choice(SURNAMES),
        "birth_date": day,
        "sex": random.choice("fm"),
    }


def place(random):
    """What is hidden: few different values, so that many children share them and a search would find several."""
    area = random.randint(1, 40)
    return {
        "postcode": f"N{area % 20 + 1} {random.randint(1, 9)}AB",
        "phone": f"0207946{random.randint(0, 300):04}",
        "parent_phone": f"07700900{random.randint(0, 300):03}",
        "upn": f"A{random.randint(10**10, 10**11 - 1)}0",
        "aliases": f"{random.choice(FORENAMES)} {random.choice(SURNAMES)}",
        "address": f"{random.randint(1, 99)} Mill Lane",
        "school": f"School {area}",
    }


def put(index, by, record="1", **changes):
    return register(index=index, details=ANN | changes, source="roll", record=record, by=by, at=now()).child


def shield(child, by, *, at=None):
    return shielding.shield(child=child, ground="danger", views="child", by=by, at=at or now(), key=uuid4())
