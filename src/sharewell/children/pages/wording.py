"""A child's details as pages write them: their labels, and names, days and homes as people say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from sharewell.children.intake import reading
from sharewell.domain.linkage.values.normalise import birth_date
from sharewell.ui.words import day, listed

LABELS: Final[Mapping[str, str]] = {
    "forename": "First name",
    "middle_names": "Middle names",
    "surname": "Last name",
    "aliases": "Other names",
    "former_name": "Former name",
    "birth_date": "Date of birth",
    "sex": "Gender",
    "house": "House number or name",
    "street": "Street",
    "address": "Address",
    "town": "Town",
    "postcode": "Postcode",
    "phone": "Phone",
    "nhs_number": "NHS number",
    "upn": "Unique pupil number",
    "parent_name": "Parent or carer",
    "parent_phone": "Parent or carer’s phone",
    "parent_email": "Parent or carer’s email",
    "school": "School or setting",
    "gp_practice": "GP practice",
    "health_visitor": "Health visitor",
}
"""What each detail is called on a page, in the order in which it is shown."""
SEXES: Final = {"f": "Female", "m": "Male"}
_NAMES: Final = {"forename", "middle_names", "surname", "aliases", "former_name", "parent_name", "health_visitor"}


def called(details: Mapping[str, str]) -> str:
    """A child's name as people say it."""
    parts = (details.get(name, "") for name in ("forename", "middle_names", "surname"))
    return " ".join(filter(None, (_capitals(part) for part in parts))) or "Name not known"


def shown(name: str, value: str) -> str:
    """A detail as a page writes it; what was delivered is kept as it was."""
    if name == "birth_date":
        return born(value)
    if name == "sex":
        return SEXES.get(value.strip().lower()[:1], value)
    if name in {"postcode", "upn"}:
        return value.upper()
    if name == "nhs_number" and len(figures := "".join(filter(str.isdigit, value))) == 10:
        return f"{figures[:3]} {figures[3:6]} {figures[6:]}"
    return _capitals(value) if name in _NAMES else value


def born(written: str, *, on: date | None = None) -> str:
    """A birth date in words, as far as it is known, with the age on a day."""
    eight = birth_date(written)
    if len(eight) != 8:
        return written
    year, month, number = int(eight[:4]), int(eight[4:6]), int(eight[6:])
    try:
        if not month:
            return str(year)
        if not number:
            return f"{date(year, month, 1):%B %Y}"
        exact = date(year, month, number)
    except ValueError:
        return written
    if on is None or exact > on:
        return day(exact)
    years = on.year - exact.year - ((on.month, on.day) < (exact.month, exact.day))
    return f"{day(exact)} ({years} years old)" if years != 1 else f"{day(exact)} (1 year old)"


def _capitals(written: str) -> str:
    """A name in small letters or in capitals alone was typed so in haste; any other way is somebody's own."""
    return written.title() if written == written.lower() or written == written.upper() else written


def lives(details: Mapping[str, str]) -> str:
    """Where a child lives, in one line."""
    house, *parts = (details.get(name, "") for name in ("house", "street", "address", "town"))
    if house[:1].isdigit() and parts[0]:
        parts[0] = f"{house} {parts[0]}"  # a number, and not a house's name
    else:
        parts.insert(0, house)
    return ", ".join([*filter(None, parts), *filter(None, [details.get("postcode", "").upper()])])


def together(all_details: Iterable[Mapping[str, str]]) -> dict[str, list[str]]:
    """What several organisations say of one child: each value once, as a page writes it, by the detail's name."""
    found: dict[str, list[str]] = {}
    for details in all_details:
        for name in LABELS:
            if (value := details.get(name)) and (written := shown(name, value)) not in found.setdefault(name, []):
                found[name].append(written)
    return found


def asked(details: Mapping[str, str]) -> list[tuple[str, str]]:
    """What somebody looks for, as a sentence names it."""
    return [(one_named(name), shown(name, details[name])) for name in LABELS if details.get(name)]


def odd(details: Mapping[str, str]) -> list[str]:
    """What looks wrong, each in a sentence."""
    return [f"{LABELS[name]}: {said}" for name, said in reading.odd(details)]


def named(names: Iterable[str]) -> str:
    """Details inside a sentence, by what pages call them."""
    return listed(map(one_named, names))


def one_named(name: str) -> str:
    """A detail inside a sentence. Short forms, such as NHS, keep their capitals."""
    words = label(name)
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def label(name: str) -> str:
    """What a detail is called; one without a label, as a model may have, by its own name."""
    return LABELS.get(name, name.replace("_", " ").capitalize())
