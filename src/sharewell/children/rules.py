"""What is told of a child, as the linkage reads it: each value written one way, with all names that it goes by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

<<<<<<< HEAD:src/sharewell/children/facts.py
from sharewell.domain.linkage import normalise
from sharewell.domain.linkage.compare import record
from sharewell.domain.linkage.fields import NAMES, Field, Kind

FIELDS: Final = (
    Field(name="forename", kind=Kind.FORENAME),
    Field(name="surname", kind=Kind.SURNAME),
    Field(name="birth_date", kind=Kind.BIRTH_DATE),
    Field(name="sex", kind=Kind.SEX),
    Field(name="postcode", kind=Kind.POSTCODE),
    Field(name="phone", kind=Kind.PHONE),
    Field(name="nhs_number", kind=Kind.IDENTIFIER),
)
_MORE_NAMES: Final = ("middle_name", "middle_names", "alias", "aliases", "former_name")
_AS: Final = {
    "date_of_birth": "birth_date",
    "gender": "sex",
    "parent_phone": "carer_phone",
    "phone_of_parent_or_carer": "carer_phone",
    "unique_pupil_number": "upn",
}
_KEYED_ONLY: Final = {"carer_phone": normalise.phone, "upn": normalise.identifier}


def row(details: Mapping[str, str]) -> dict[str, str]:
    """What makes keys and what is compared, from what was told of a child."""
    told = {_AS.get(name, name): value for name, value in details.items()}
    made = record(FIELDS, told)
    further = [
        word for name in _MORE_NAMES if name in told for word in normalise.name_words(normalise.name(told[name]))
    ]
    if further:
        made[NAMES] = " ".join(dict.fromkeys([*made.get(NAMES, "").split(), *further]))
    for name, written in _KEYED_ONLY.items():
        if name in told and (value := written(told[name])):
            made[name] = value
    return made
=======
from sharewell.children.models import Index
from sharewell.domain.index.policy import Policy, policy_of
from sharewell.protocols.queries import library


def rules_of(index: Index, *, on: date) -> Policy:
    """The rules in force on a day. Raises NotPublished, NotPublishable and NotAnIndex."""
    edition = library().edition(index.protocol, on=on)
    return _rules(index.protocol, on, tuple(text.hash for text in edition.texts))


@lru_cache(16)
def _rules(protocol: str, on: date, texts: tuple[str, ...]) -> Policy:
    return policy_of(library().edition(protocol, on=on))
>>>>>>> bced4f8 (wip pages 2):src/sharewell/children/rules.py
