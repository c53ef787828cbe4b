"""A person's basic details, read from a FHIR R4 Patient and written as one.

What our record has no place for is left where it is: a Patient may hold much that an index of children must not.
Source: HL7 FHIR 4.0.1, Patient; the systems of identifiers are those of UK Core.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sharewell.domain.errors import BadInput

NHS_NUMBER: Final = "https://fhir.nhs.uk/Id/nhs-number"
ODS_CODE: Final = "https://fhir.nhs.uk/Id/ods-organization-code"
GENDERS: Final = ("male", "female", "other", "unknown")
LONGEST: Final = 200
"""Characters of one value, and the most of one kind: what is longer is nobody's name."""

_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


class BadResource(BadInput):
    """A resource that is not what FHIR says it must be; `at` is the element at fault."""

    def __init__(self, said: str, *, at: str) -> None:
        super().__init__(f"{at}: {said}")
        self.at = at


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    family: str = ""
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What a Patient and our record have in common. What is not known is empty."""

    name: Name = Name()
    also_called: tuple[Name, ...] = ()
    birth_date: str = ""
    """A FHIR date: of a day, or only of a month or a year."""
    gender: str = ""
    """One of GENDERS."""
    lines: tuple[str, ...] = ()
    postcode: str = ""
    phones: tuple[str, ...] = ()
    nhs_number: str = ""
    practice: str = ""
    """The code of the GP practice in the Organisation Data Service."""


# --- reading --------------------------------------------------------------------------------------------


def read(resource: Any) -> Person:
    """Raises BadResource, with the element at fault and never its value."""
    if not isinstance(resource, dict) or resource.get("resourceType") != "Patient":
        raise BadResource("a Patient is needed here, whose resourceType says so", at="Patient")
    must_mean_what_it_says(resource)
    names = sorted(_names(resource), key=lambda named: named[0])
    home, phones = _home(resource), tuple(_telephones(resource))
    name = names[0][1] if names else Name()
    return Person(
        name=name,
        also_called=tuple(dict.fromkeys(other for _, other in names[1:] if other != name)),
        birth_date=_birth_date(resource),
        gender=_gender(resource),
        lines=_words(home, "line", "Patient.address"),
        postcode=_word(home, "postalCode", "Patient.address"),
        phones=tuple(dict.fromkeys(phones)),
        nhs_number=_nhs_number(resource),
        practice=_practice(resource),
    )


def must_mean_what_it_says(resource: Mapping[str, Any]) -> None:
    """FHIR forbids to read what may mean something else, in a way that one does not know. Raises BadResource."""
    for element in ("modifierExtension", "implicitRules"):
        if element in resource:
            said = "it changes what the rest means, in a way that is not known here"
            raise BadResource(said, at=f"{resource['resourceType']}.{element}")


_FIRST: Final = ("official", "usual", "", "temp", "nickname", "anonymous", "maiden", "old")
"""By which name a person is called, of those that FHIR tells apart by their use."""


def _names(resource: Mapping[str, Any]) -> Iterator[tuple[tuple[bool, int], Name]]:
    for at, told in _each(resource, "name", "Patient"):
        use = _word(told, "use", at)
        if use not in _FIRST:
            raise BadResource(f"the use of a name is one of {', '.join(filter(None, _FIRST))}", at=f"{at}.use")
        name = Name(family=_word(told, "family", at), given=_words(told, "given", at))
        if not name.family and not name.given and (text := _word(told, "text", at)):
            *given, family = text.split()
            name = Name(family=family, given=tuple(given))
        if name != Name():
            yield (_ends(told), _FIRST.index(use)), name


def _ends(told: Mapping[str, Any]) -> bool:
    """Whether there is a day on which it is, or was, no longer so."""
    period = told.get("period")
    return isinstance(period, dict) and bool(period.get("end"))


def _home(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """The address where a person lives: one that FHIR marks as home before others, and none that is past."""
    found = [((_ends(told), told.get("use") != "home"), told) for _, told in _each(resource, "address", "Patient")]
    now = [each for each in found if each[1].get("use") != "old"]
    return min(now, key=lambda each: each[0])[1] if now else {}


def _telephones(resource: Mapping[str, Any]) -> Iterator[str]:
    for at, told in sorted(_each(resource, "telecom", "Patient"), key=lambda each: _ends(each[1])):
        if told.get("system") in {"phone", "sms"} and told.get("use") != "old" and (value := _word(told, "value", at)):
            yield value


def _birth_date(resource: Mapping[str, Any]) -> str:
    written = _word(resource, "birthDate", "Patient")
    if written and not is_date(written):
        raise BadResource("a date is one of the calendar, written 2014-03-09, 2014-03 or 2014", at="Patient.birthDate")
    return written


def is_date(written: str) -> bool:
    """Whether FHIR knows such a date: of a day that there was, or only of a month or a year."""
    try:
        return bool(_DATE.fullmatch(written) and date.fromisoformat(f"{written}-01-01"[:10]))
    except ValueError:
        return False


def _gender(resource: Mapping[str, Any]) -> str:
    code = _word(resource, "gender", "Patient")
    if code and code not in GENDERS:
        raise BadResource(f"it is one of {', '.join(GENDERS)}", at="Patient.gender")
    return code


def _nhs_number(resource: Mapping[str, Any]) -> str:
    told = sorted(_each(resource, "identifier", "Patient"), key=lambda each: each[1].get("use") == "old")
    numbers = (_word(each, "value", at) for at, each in told if each.get("system") == NHS_NUMBER)
    return next((number.replace(" ", "") for number in numbers if number), "")


def _practice(resource: Mapping[str, Any]) -> str:
    for at, told in _each(resource, "generalPractitioner", "Patient"):
        if isinstance(identifier := told.get("identifier"), dict) and (code := _word(identifier, "value", at)):
            return code
    return ""


def _each(told: Mapping[str, Any], element: str, where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    rows, at = told.get(element, []), f"{where}.{element}"
    if not isinstance(rows, list) or len(rows) > LONGEST or not all(isinstance(row, dict) for row in rows):
        raise BadResource(f"a list of at most {LONGEST} objects is needed here", at=at)
    return ((f"{at}[{place}]", row) for place, row in enumerate(rows))


def _word(told: Mapping[str, Any], element: str, where: str) -> str:
    return _said(told.get(element, ""), f"{where}.{element}")


def _words(told: Mapping[str, Any], element: str, where: str) -> tuple[str, ...]:
    words, at = told.get(element, []), f"{where}.{element}"
    if not isinstance(words, list) or len(words) > LONGEST:
        raise BadResource("a list of words is needed here", at=at)
    # A null stands for a word of which only something else is told, in the list of the same name with a line before it.
    bare = isinstance(told.get(f"_{element}"), list)
    return tuple(filter(None, (_said(word, at) for word in words if not (bare and word is None))))


def _said(value: Any, at: str) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise BadResource(f"words of at most {LONGEST} characters are needed here", at=at)
    return " ".join(value.split())


# --- writing --------------------------------------------------------------------------------------------


def write(person: Person, *, reference: str = "") -> dict[str, Any]:
    """The Patient that says this and nothing more; `reference` is our own name of the record."""
    address = _filled(use="home", line=list(person.lines), postalCode=person.postcode)
    number = [{"system": NHS_NUMBER, "value": person.nhs_number}] if person.nhs_number else []
    practice = {"type": "Organization", "identifier": {"system": ODS_CODE, "value": person.practice}}
    # Whether another name is a nickname or a former one, we do not hold: none is said to be either.
    names = [_written(person.name, "usual"), *(_written(name, "") for name in person.also_called)]
    return {"resourceType": "Patient"} | _filled(
        id=reference,
        identifier=number,
        name=[name for name in names if name.keys() - {"use"}],
        telecom=[{"system": "phone", "value": phone} for phone in person.phones],
        gender=person.gender,
        birthDate=person.birth_date,
        address=[address] if len(address) > 1 else [],
        generalPractitioner=[practice] if person.practice else [],
    )


def _written(name: Name, use: str) -> dict[str, Any]:
    return _filled(use=use, family=name.family, given=list(name.given))


def _filled(**elements: Any) -> dict[str, Any]:
    """FHIR has no empty strings and no empty lists."""
    return {element: value for element, value in elements.items() if value}
