"""The ways of searching for one person, the surest first, and what their answers come to together.

A way is asked only where all that it needs is known, and no further one once a match is sure. Each leans on what the
service's description says of it (NHS England, Personal Demographics Service FHIR API): an exact or plain search finds
few wrong ones, a fuzzy one hears Smith in Smythe and finds names exchanged. Searches with a postcode find nobody whose
record is restricted, so some go without. The thresholds are those of the Department for Education's matching service.

A score says how closely the record agrees with what was asked, not with what is known. So a way that asks for less than
is known, or for something else, is sure of nobody, however high its score: without a forename a twin agrees in all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain
from typing import Any, Final

from sharewell.domain.errors import BadInput
from sharewell.domain.fhir.patient import BadResource, Person, read
from sharewell.domain.linkage.values.normalise import nhs_number_holds, postcode

SURE: Final = 0.95
LIKELY: Final = 0.85
RANGE: Final = timedelta(days=182)

Parameters = tuple[tuple[str, str], ...]
_EXACT: Final[Parameters] = (("_exact-match", "true"),)
_HISTORY: Final[Parameters] = (("_history", "true"),)
_FUZZY: Final[Parameters] = (("_fuzzy-match", "true"),)


class TooLittle(BadInput):
    """Not enough is known of a person to look for their number."""


class Unreadable(BadInput):
    """The service answered with what its description does not provide for."""


class Status(StrEnum):
    MATCH = "match"
    POTENTIAL = "potential"
    MANY = "many"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Somebody the service named."""

    person: Person
    score: float
    """From 0 to 1, as the service gives it: how closely what was asked agrees with its record."""
    restricted: bool
    """Whether the record is marked as sensitive; then address, telephone and practice are withheld."""
    died: bool
    """Whether the record says that they have died: a living child's number it is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What one search found: those named, best first, or that there were too many to name."""

    found: tuple[Found, ...] = ()
    too_many: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: Status
    best: Found | None = None
    """For a match or a potential match, who it is."""
    way: str = ""
    """Which way found them."""


# --- asking ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Way:
    name: str
    parameters: Callable[[Person], Parameters | None]
    """None where too little is known for it."""
    sure: Callable[[Person, Person], bool] = lambda asked, found: True
    """Whether who is found with a high score is the one who is asked for."""


def ways(person: Person) -> list[tuple[Way, Parameters]]:
    """The searches for this person, in their order. Raises TooLittle."""
    asked = [(way, parameters) for way in _WAYS if (parameters := way.parameters(person)) is not None]
    if not asked:
        raise TooLittle(
            "The NHS number can be looked for once a surname and a whole date of birth are known, and a forename or "
            "a gender and a postcode with them. Add what is missing first."
        )
    # The same question twice, as of somebody born on the third of March, is asked once.
    once = {frozenset(parameters): (way, parameters) for way, parameters in reversed(asked)}
    return list(reversed(once.values()))


def _exact(person: Person) -> Parameters | None:
    return _joined(_named(person), _born(person), _at(person), _EXACT)


def _plain(person: Person) -> Parameters | None:
    return _joined(_named(person), _born(person), _HISTORY)


def _nearby(person: Person) -> Parameters | None:
    """Letters of the area alone, since people move within their town."""
    area = _postcode(person)[:2].rstrip("0123456789")
    at = _one("address-postalcode", f"{area}*" if len(area) == 2 else "")
    return _joined(_named(person), _born(person), at, _HISTORY)


def _fuzzy(person: Person) -> Parameters | None:
    return _joined(_named(person), _born(person), _FUZZY)


def _fuzzy_at_home(person: Person) -> Parameters | None:
    return _joined(_named(person), _born(person), _at(person), _FUZZY)


def _first_forename(person: Person) -> Parameters | None:
    """Many records hold no middle names."""
    first = _named(person)[:2] if len(person.name.given) > 1 else ()
    return _joined(first, _born(person), _HISTORY)


def _fuzzy_without_forename(person: Person) -> Parameters | None:
    gender = _one("gender", "" if person.gender == "unknown" else person.gender)
    return _joined(_surname(person), _born(person), gender, _at(person), _FUZZY)


def _fuzzy_turned(person: Person) -> Parameters | None:
    """Day and month in each other's place."""
    year, month, day = person.birth_date.split("-") if _day(person) else ("", "", "")
    turned = _written(f"{year}-{day}-{month}")
    return _joined(_named(person), _one("birthdate", f"eq{turned}" if turned else ""), _FUZZY)


def _plain_in_that_year(person: Person) -> Parameters | None:
    born = _day(person)
    if born is None or born > date.max - RANGE or born < date.min + RANGE:  # 31/12/9999 is written for a day not known
        return None
    within = (("birthdate", f"ge{born - RANGE}"), ("birthdate", f"le{born + RANGE}"))
    return _joined(_named(person), within, _at(person), _HISTORY)


def _never(asked: Person, found: Person) -> bool:
    return False


def _no_other_forename(asked: Person, found: Person) -> bool:
    """Brothers may share the first of their forenames, such as Muhammad."""
    return len(found.name.given) == 1


_WAYS: Final = (
    Way("exact", _exact),
    Way("plain", _plain),
    Way("plain, in the same area", _nearby),
    Way("plain, the first forename alone", _first_forename, _no_other_forename),
    Way("fuzzy", _fuzzy),
    Way("fuzzy, at the same postcode", _fuzzy_at_home),
    Way("fuzzy, without a forename", _fuzzy_without_forename, _never),
    Way("fuzzy, day and month exchanged", _fuzzy_turned, _never),
    Way("plain, born within half a year", _plain_in_that_year, _never),
)


def _joined(*parts: Parameters) -> Parameters | None:
    """None where a part is not known."""
    return tuple(chain.from_iterable(parts)) if all(parts) else None


def _one(parameter: str, value: str) -> Parameters:
    return ((parameter, value),) if value else ()


def _surname(person: Person) -> Parameters:
    return _one("family", _unstarred(person.name.family))


def _named(person: Person) -> Parameters:
    surname, given = _surname(person), filter(None, map(_unstarred, person.name.given))
    return _joined(surname, tuple(("given", word) for word in given)) or ()


def _unstarred(word: str) -> str:
    """A star in what somebody wrote is no wildcard of ours."""
    return word.replace("*", "")


def _born(person: Person) -> Parameters:
    return _one("birthdate", f"eq{born}" if (born := _day(person)) else "")


def _at(person: Person) -> Parameters:
    return _one("address-postalcode", _postcode(person))


def _postcode(person: Person) -> str:
    """A whole British one: with half of one the service finds nobody, and what is none it may refuse."""
    code = postcode(person.postcode)
    return code.upper() if " " in code else ""


def _day(person: Person) -> date | None:
    return _written(person.birth_date)


def _written(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


# --- what was answered ----------------------------------------------------------------------------------


def read_answer(body: Any) -> Searched:
    """Raises Unreadable."""
    match body:
        case {"resourceType": "Bundle", "type": "searchset"}:
            entries = body.get("entry", [])
            if isinstance(entries, list):
                named = [entry for entry in entries if not _is_remark(entry)]
                found = tuple(sorted(map(_entry, named), key=lambda each: -each.score))
                return Searched(too_many=True) if _goes_on(body, len(named)) else Searched(found=found)
        case {"resourceType": "OperationOutcome"} if "TOO_MANY_MATCHES" in _codes(body):
            return Searched(too_many=True)
    raise Unreadable("The Personal Demographics Service answered with something that is no result of a search.")


def _goes_on(bundle: Any, named: int) -> bool:
    """Whether more were found than are named: nobody stands out among those whom one does not see."""
    links, total = bundle.get("link"), bundle.get("total")
    pages = links if isinstance(links, list) else []
    return (isinstance(total, int) and total > named) or any(
        isinstance(each, dict) and each.get("relation") == "next" for each in pages
    )


def _is_remark(entry: Any) -> bool:
    """A searchset may hold remarks on the search beside whom it found."""
    search = entry.get("search") if isinstance(entry, dict) else None
    return isinstance(search, dict) and search.get("mode") == "outcome"


def _entry(entry: Any) -> Found:
    try:
        resource, score = entry["resource"], entry["search"]["score"]
        person = read(resource)
    except (KeyError, TypeError, BadResource) as error:
        raise Unreadable("The Personal Demographics Service named somebody in a way that cannot be read.") from error
    if not nhs_number_holds(person.nhs_number):
        raise Unreadable("The Personal Demographics Service gave a number that is no NHS number.")
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
        raise Unreadable("The Personal Demographics Service gave a score that is not between 0 and 1.")
    died = bool(resource.get("deceasedDateTime") or resource.get("deceasedBoolean"))
    return Found(person=person, score=float(score), restricted=_security(resource) - {"U"} != set(), died=died)


def _security(resource: dict[str, Any]) -> set[str]:
    """R: restricted, V: very restricted, REDACTED: withdrawn. Whatever is not U is not for everybody's eyes."""
    meta = resource.get("meta")
    labels = meta.get("security", []) if isinstance(meta, dict) else []
    return {str(each.get("code")) for each in labels if isinstance(each, dict)} if isinstance(labels, list) else {"?"}


def _codes(outcome: dict[str, Any]) -> set[str]:
    """The service's own codes of what went wrong."""
    issues = outcome.get("issue", [])
    return {
        str(coding.get("code"))
        for issue in (issues if isinstance(issues, list) else [])
        if isinstance(issue, dict) and isinstance(details := issue.get("details"), dict)
        if isinstance(codings := details.get("coding"), list)
        for coding in codings
        if isinstance(coding, dict)
    }


def judged(person: Person, searches: Iterable[tuple[Way, Searched]]) -> Answer:
    """What the searches for a person come to, taken one by one: none is made after the one that is sure.

    Whoever is like enough stands in the way of anybody else, whichever search named them: twins are found side by side,
    and a number that may be the other twin's is nobody's to take.
    """
    likely: dict[str, tuple[bool, float, Found, str]] = {}
    many = False
    for way, searched in searches:
        many = many or searched.too_many
        for each in searched.found:
            if each.score < LIKELY:
                continue
            sure = each.score >= SURE and way.sure(person, each.person)
            number, weighed = each.person.nhs_number, (sure, each.score, each, way.name)
            if number not in likely or weighed[:2] > likely[number][:2]:
                likely[number] = weighed
        if len(likely) > 1:
            return Answer(status=Status.MANY)
        if any(sure for sure, *_ in likely.values()):
            break
    if likely:
        sure, _, best, name = next(iter(likely.values()))
        return Answer(status=Status.MATCH if sure else Status.POTENTIAL, best=best, way=name)
    return Answer(status=Status.MANY if many else Status.NONE)
