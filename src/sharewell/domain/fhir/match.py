"""`Patient/$match`: what a system asks with, and the answer (HL7 FHIR 4.0.1, Operation patient-match)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sharewell.domain.fhir.patient import BadResource, Person, must_mean_what_it_says, read, write

CONTENT_TYPE: Final = "application/fhir+json"
JSON: Final = {CONTENT_TYPE, "application/json", "text/json", "json"}
"""What FHIR calls its JSON, the only form spoken here."""
VERSIONS: Final = {"4.0", "4.0.1"}
"""Of FHIR, by which a system may say that it means R4."""
GRADE: Final = "http://hl7.org/fhir/StructureDefinition/match-grade"
MOST: Final = 20
"""How many are named at most: whoever has not found a child among so many must say more of it."""
_KNOWN: Final = {"resource", "onlyCertainMatches", "count"}


class Grade(StrEnum):
    """How likely somebody is the one who is looked for (code system http://terminology.hl7.org/CodeSystem/match-grade)."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    person: Person
    only_certain: bool = False
    count: int = MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Somebody who may be the one: `score` is how probable that is, `url` where our record of them is."""

    reference: str
    url: str
    person: Person
    score: float
    grade: Grade


def in_json(wanted: str) -> bool:
    """Whether JSON of R4 will do, of the kinds that an Accept header, a Content-Type or the parameter _format names."""
    return any(_is_json(*kind.split(";")) for kind in wanted.lower().split(","))


def _is_json(kind: str, *parameters: str) -> bool:
    versions = [told.strip().partition("=")[2].strip('"') for told in parameters if "fhirversion" in told]
    # A plus that was not written %2B arrives as a space.
    named = kind.strip().replace("fhir json", "fhir+json")
    return named in JSON | {"", "*/*", "application/*"} and all(version in VERSIONS for version in versions)


def read_asked(body: Any) -> Asked:
    """From the Parameters of the operation, or from its one needed parameter, a Patient alone. Raises BadResource."""
    if isinstance(body, dict) and body.get("resourceType") == "Patient":
        return Asked(person=_searched(body))
    if not isinstance(body, dict) or body.get("resourceType") != "Parameters":
        raise BadResource("Parameters are needed here, with a Patient as the parameter “resource”", at="Parameters")
    must_mean_what_it_says(body)
    told = _parameters(body.get("parameter"))
    if "resource" not in told:
        raise BadResource("the parameter “resource” is needed, a Patient", at="Parameters.parameter")
    only = told.get("onlyCertainMatches", {"valueBoolean": False}).get("valueBoolean")
    count = told.get("count", {"valueInteger": MOST}).get("valueInteger")
    if not isinstance(only, bool):
        raise BadResource("its valueBoolean is true or false", at="Parameters.parameter.onlyCertainMatches")
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise BadResource("its valueInteger is a whole number above 0", at="Parameters.parameter.count")
    return Asked(person=_searched(told["resource"].get("resource")), only_certain=only, count=min(count, MOST))


def _parameters(rows: Any) -> Mapping[str, Mapping[str, Any]]:
    at = "Parameters.parameter"
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadResource("a list of parameters is needed here", at=at)
    names = [str(row.get("name")) for row in rows]
    for name in names:
        if name not in _KNOWN:
            raise BadResource(f"each has one of the names {', '.join(sorted(_KNOWN))}", at=at)
        if names.count(name) > 1:
            raise BadResource(f"“{name}” is there twice", at=at)
    return dict(zip(names, rows, strict=True))


def _searched(resource: Any) -> Person:
    person = read(resource)
    if not (person.name.family or person.name.given or person.nhs_number):
        raise BadResource("a name, or an NHS number, is needed to look for somebody", at="Patient")
    return person


def chosen(matches: Sequence[Match], asked: Asked) -> list[Match]:
    """Those to be named. Who asks for certain ones alone gets one, and only where nobody else comes near."""
    if asked.only_certain:
        return list(matches) if len(matches) == 1 and matches[0].grade is Grade.CERTAIN else []
    return list(matches[: asked.count])


def write_answer(matches: Sequence[Match], *, at: datetime) -> dict[str, Any]:
    """A searchset, the likeliest first."""
    entries = [
        {
            "fullUrl": match.url,
            "resource": write(match.person, reference=match.reference),
            "search": {
                "extension": [{"url": GRADE, "valueCode": match.grade.value}],
                "mode": "match",
                "score": round(match.score, 6),
            },
        }
        for match in matches
    ]
    bundle = {
        "resourceType": "Bundle",
        "type": "searchset",
        "timestamp": at.isoformat(timespec="seconds"),
        "total": len(entries),
    }
    return bundle | ({"entry": entries} if entries else {})


def write_fault(code: str, said: str, *, at: str = "") -> dict[str, Any]:
    """An OperationOutcome with one error; `code` is of the value set issue-type."""
    issue: dict[str, Any] = {"severity": "error", "code": code, "diagnostics": said}
    return {"resourceType": "OperationOutcome", "issue": [issue | ({"expression": [at]} if at else {})]}
