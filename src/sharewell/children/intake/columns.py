"""Which column of a delivered file holds which detail of a child, as its name tells or its deliverer says.

A column is read only where its whole name says what it holds: "School" is one, "School attendance" is another. What no
row of the table names is not guessed from its values, since a wrong guess would keep what must not be kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sharewell.domain.errors import BadInput
from sharewell.domain.index.held import Refusal, field_refused
from sharewell.domain.index.policy import Policy
from sharewell.domain.words import code_of
from sharewell.linking.reading.columns import MOST_NAMED, some, spoken


class BadColumns(BadInput):
    """Columns that are not there, that must not be held, or without which no child can be found.

    Args:
        say: what a deliverer may say of them (`linking.columns.as_said`), or an example of it.
    """

    def __init__(self, said: str, *, say: str = "") -> None:
        self.said, self.say = said, say
        super().__init__(f"{said}: --columns '{say}'." if say else said)


class RefusedColumns(BadColumns):
    """Columns that the index must not hold, or that no name explains.

    Args:
        reasons: why, each in a sentence.
        never: whether the text names all of them as never held, so that nobody may call them anything else.
    """

    def __init__(self, names: Sequence[str], reasons: Sequence[str], *, say: str, never: bool) -> None:
        self.names, self.reasons, self.never = names, reasons, never
        super().__init__(f"{' '.join(reasons)} To load the rest without", say=say)


RECORD: Final = "source_record"
"""The number that the origin has for the child."""
NAME: Final = "name"
"""A name written whole: "Smith, Ann Mary" or "Ann Mary Smith"."""
IGNORED: Final = "ignore"

_OF_CHILD: Final = r"((the|legal|current|home|childs?|pupils?|patients?|clients?|persons?) )*"
_WHO: Final = r"(parent|carer|guardian|mother|father|mum|dad|next of kin|nok|parent (or )?carer)s?"
_NUMBER: Final = r"(number|no|num|nr)"
_PHONE: Final = rf"((tele)?phone|mobile|home phone|tel|contact)( {_NUMBER})?( \d)?"
# Tried in this order on the whole of a name in lower-case words with single spaces.
_BY_NAME: Final = tuple(
    (re.compile(pattern), field)
    for pattern, field in (
        (rf"{_WHO} e ?mail( address)?( \d)?", "parent_email"),
        (rf"({_WHO}|emergency( contact)?) {_PHONE}", "parent_phone"),
        (rf"{_WHO}( full)?( name)?( \d)?|name of parent or carer", "parent_name"),
        (rf"{_OF_CHILD}nhs( ?{_NUMBER}| ?id)?", "nhs_number"),
        (rf"{_OF_CHILD}upn|unique pupil ({_NUMBER}|id)", "upn"),
        (rf"{_OF_CHILD}(school|setting|nursery|college|school or setting)( name)?", "school"),
        (rf"{_OF_CHILD}(gp|(gp )?practice|(gp )?surgery|doctor|gppractice)( name)?", "gp_practice"),
        (rf"{_OF_CHILD}(health visitor|hv)s?( name)?", "health_visitor"),
        (rf"{_OF_CHILD}(former|previous|maiden|birth) (names?|surname|last name|family name)", "former_name"),
        (r"(also )?known as|aka|alias(es)?|(preferred|nick|other)( (fore|first|given|last|sur))? ?names?", "aliases"),
        (rf"{_OF_CHILD}(middle|second) (names?|initials?)|mname", "middle_names"),
        (rf"{_OF_CHILD}(fore|first|given|christian) ?names?|fname|given", "forename"),
        (rf"{_OF_CHILD}(sur|last|family) ?names?|lname|family", "surname"),
        (rf"{_OF_CHILD}((full|whole|display) ?)?names?( of child)?", NAME),
        (rf"{_OF_CHILD}(dob|d o b|date of birth|birth ?dates?|birthday|born( on)?)", "birth_date"),
        (rf"{_OF_CHILD}(sex|gender)( code| at birth)?", "sex"),
        (rf"{_OF_CHILD}(post ?code|postal code|zip( code)?)", "postcode"),
        (rf"{_OF_CHILD}{_PHONE}", "phone"),
        (rf"(house|building|flat|unit)( {_NUMBER}| name|( name)? or {_NUMBER})?|paon|saon", "house"),
        (r"(street|road)( name)?", "street"),
        (r"(post ?)?town|city", "town"),
        (rf"{_OF_CHILD}(full )?address( ?(line)? ?\d?)?|locality|village|county|district|suburb", "address"),
        (
            r"((source|local|child|pupil|person|patient|client|system|rec|record|row|unique) )*"
            rf"(record |reference )?(id|{_NUMBER}|key|ref|reference|identifier|source record)( {_NUMBER})?",
            RECORD,
        ),
    )
)
FIELDS: Final = tuple(dict.fromkeys(field for _, field in _BY_NAME))
JOINED: Final[Mapping[str, str]] = {"address": ", ", "middle_names": " ", "aliases": ", ", "former_name": ", "}
"""Fields that several columns may make up together, and what stands between."""

_WIDER: Final = ("address", "locality", "village", "suburb", "district", "county")
MOST_TOLD: Final = 5
"""Columns whose refusal is told by its clause; a wide file is not all said back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of each field, as places in a row, and those that are left out because somebody said so."""

    headers: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    ignored: tuple[str, ...]

    def said(self) -> dict[str, str]:
        """What each column is taken to hold, by its name: kept for the next delivery, and shown before the first."""
        found = {self.headers[at]: field for field, places in self.places.items() for at in places}
        return {header: found.get(header, IGNORED) for header in self.headers}


def columns_of(headers: Sequence[str], policy: Policy, *, told: Mapping[str, str]) -> Columns:
    """Raises BadColumns, with the clause for each column that must not be held.

    Args:
        told: what columns hold, by their names: one of FIELDS, or IGNORED.
    """
    _check_told(told, headers)
    places: dict[str, list[int]] = {}
    refused = []
    for at, header in enumerate(headers):
        holds = told.get(header) or _by_name(header)
        if holds == IGNORED:
            continue
        named_never = code_of(header) in policy.refused  # whatever else its deliverer calls it
        if holds is None or named_never or (holds not in (RECORD, NAME) and field_refused(holds, policy)):
            refused.append((header, field_refused(header, policy)))
        elif holds in places and holds not in JOINED:
            first = headers[places[holds][0]]
            raise BadColumns(
                f"“{first}” and “{header}” both look like “{holds}”. Say which to leave out",
                say=_saying(header, IGNORED),
            )
        else:
            places.setdefault(holds, []).append(at)
    if refused:
        unread = "No name says what its column holds of a child: does the first line name the columns?"
        left_out = ",".join(_saying(header[:60], IGNORED) for header, _ in refused[:MOST_NAMED])
        reasons = [*([] if {*places} - {RECORD} else [unread]), *_why(refused)]
        names = [header for header, _ in refused]
        never = all(code_of(name) in policy.refused for name in names)
        raise RefusedColumns([name[:60] for name in names], reasons, say=left_out, never=never)
    _check_names({field: headers[at] for field, (at, *_) in places.items()})
    return Columns(
        headers=tuple(headers),
        places={field: tuple(sorted(at, key=lambda at: _rank(headers[at]))) for field, at in places.items()},
        ignored=tuple(header for header in headers if told.get(header) == IGNORED),
    )


def _check_told(told: Mapping[str, str], headers: Sequence[str]) -> None:
    for header, field in told.items():
        if field not in (*FIELDS, IGNORED):
            raise BadColumns(
                f"“{field}” is nothing that a column can hold. Choose from {', '.join((*FIELDS, IGNORED))}."
            )
        if header not in headers:
            raise BadColumns(f"The file has no column “{header}”. It has: {some(headers)}.")


def _check_names(called: Mapping[str, str]) -> None:
    """Raises BadColumns where a name is told both whole and in parts, or not at all.

    Args:
        called: what the first column of each field is called.
    """
    parts = [part for part in ("forename", "surname") if part in called]
    if NAME in called and parts:
        whole, other = called[NAME], "surname" if parts == ["forename"] else "forename"
        raise BadColumns(
            f"“{whole}” looks like a whole name, and “{called[parts[0]]}” is a part of one. Say what “{whole}” holds",
            say=_saying(whole, IGNORED if len(parts) == 2 else other),
        )
    if NAME not in called and not parts:
        raise BadColumns("No column holds a name: nobody could be found. Say which does", say="Vorname=forename")


def _by_name(header: str) -> str | None:
    said = spoken(re.sub(r"['’(]s\b\)?", "s", header))  # "Mother's name(s)"
    return next((field for pattern, field in _BY_NAME if pattern.fullmatch(said)), None)


def _rank(header: str) -> tuple[int, str]:
    """Columns that make up one value stand in the same order however a file has them: "2 High Street, Tottenham"."""
    said = spoken(header)
    return next((at for at, word in enumerate(_WIDER) if word in said), 0), said


def _why(refused: Sequence[tuple[str, Refusal | None]]) -> list[str]:
    reasons = []
    for header, refusal in refused[:MOST_TOLD]:
        header = header[:60]
        if refusal is None:
            reasons.append(f"“{header}” is entered on the child's own page, and not read from files.")
        else:
            reasons.append(refusal.said.replace(f"“{refusal.field}”", f"“{header}”"))
    if len(refused) > MOST_TOLD:
        reasons.append(f"{len(refused) - MOST_TOLD:,} more are refused too.")
    return reasons


def _saying(header: str, holds: str) -> str:
    """As `linking.columns.as_said` reads it."""
    return f'"{header}={holds}"' if "," in header else f"{header}={holds}"
