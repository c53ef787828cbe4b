"""What is told of a child, as the linkage reads it: each value written one way, with all names that it goes by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sharewell.domain.linkage.values import normalise
from sharewell.domain.linkage.values.fields import NAMES
from sharewell.domain.linkage.weighing.compare import Recorder
from sharewell.linking.learning.children_model import FIELDS

_MORE_NAMES: Final = ("middle_name", "middle_names", "alias", "aliases", "former_name")
_AS: Final = {
    "date_of_birth": "birth_date",
    "gender": "sex",
    "parent_phone": "carer_phone",
    "phone_of_parent_or_carer": "carer_phone",
    "unique_pupil_number": "upn",
}
_recorder: Final = Recorder(FIELDS)
_KEYED_ONLY: Final = {"carer_phone": normalise.phone, "upn": normalise.identifier}


def row(details: Mapping[str, str]) -> dict[str, str]:
    """What makes keys and what is compared, from what was told of a child."""
    told = {_AS.get(name, name): value for name, value in details.items()}
    made = _recorder.record(told)
    further = [
        word for name in _MORE_NAMES if name in told for word in normalise.name_words(normalise.name(told[name]))
    ]
    if further:
        made[NAMES] = " ".join(dict.fromkeys([*made.get(NAMES, "").split(), *further]))
    for name, written in _KEYED_ONLY.items():
        if name in told and (value := written(told[name])):
            made[name] = value
    return made
