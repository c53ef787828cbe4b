"""What an index holds of a child as the health service writes a person, and the other way round."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sharewell.domain.fhir.patient import Name, Person, is_date
from sharewell.domain.linkage.values.normalise import birth_date, digits, full_name

_GENDERS: Final = {"f": "female", "m": "male"}


def person_of(details: Mapping[str, str]) -> Person:
    """The particulars that a Patient has a place for."""
    given = " ".join(filter(None, (details.get("forename", ""), details.get("middle_names", ""))))
    street = " ".join(filter(None, (details.get("house", ""), details.get("street", ""))))
    others = [_other_name(each, Name(given=(each,))) for each in _several(details.get("aliases", ""))]
    former = [_other_name(each, Name(family=each)) for each in _several(details.get("former_name", ""))]
    return Person(
        name=Name(family=details.get("surname", ""), given=tuple(given.split())),
        also_called=(*others, *former),
        birth_date=_iso(details.get("birth_date", "")),
        gender=_GENDERS.get(details.get("sex", "").strip().lower()[:1], ""),
        lines=tuple(filter(None, (street, details.get("address", ""), details.get("town", "")))),
        postcode=details.get("postcode", "").upper(),
        phones=tuple(filter(None, [details.get("phone", "")])),
        nhs_number=digits(details.get("nhs_number", "")),
        practice="",
    )


def details_of(person: Person) -> dict[str, str]:
    """The other way round: what an index may be asked with, or hold."""
    told = {
        "forename": person.name.given[0] if person.name.given else "",
        "middle_names": " ".join(person.name.given[1:]),
        "surname": person.name.family,
        "aliases": ", ".join(" ".join((*name.given, name.family)).strip() for name in person.also_called),
        "birth_date": person.birth_date,
        "sex": person.gender[:1] if person.gender in _GENDERS.values() else "",
        "address": ", ".join(person.lines),
        "postcode": person.postcode,
        "phone": person.phones[0] if person.phones else "",
        "nhs_number": person.nhs_number,
    }
    return {name: value for name, value in told.items() if value}


def _several(written: str) -> list[str]:
    return [each for part in written.replace(";", ",").split(",") if (each := part.strip())]


def _other_name(written: str, alone: Name) -> Name:
    """A whole other name, or one that stands alone: by what one is called, or a former surname."""
    if " " not in written:
        return alone
    forename, surname = full_name(written)
    return Name(family=surname.title(), given=(forename.title(),) if forename else ())


def _iso(written: str) -> str:
    """As much of a birth date as the calendar knows, since we hold 30 February too; empty where not even the year."""
    eight = birth_date(written)
    parts = (eight[:4], eight[4:6], eight[6:])
    return next((much for most in (3, 2, 1) if is_date(much := "-".join(parts[:most]))), "")
