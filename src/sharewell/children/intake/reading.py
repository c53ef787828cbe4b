"""A delivered file's rows as details of children: what is wrong with a row, what is odd about it, and what it holds.

A row is refused where the text does not let something of it be held, or where nobody could be found by it. Odd values
are warned about and held as they are: a child with an odd date of birth is still a child to be found.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar, Final

from django.utils import timezone

from sharewell.children.intake.columns import JOINED, NAME, RECORD, Columns, columns_of
from sharewell.children.records.policies import end
from sharewell.domain.errors import BadInput
from sharewell.domain.index.held import Refusal, is_sentence, refusals
from sharewell.domain.index.policy import Policy
from sharewell.domain.linkage.values import normalise
from sharewell.linking.reading.columns import refuse_values_for_names
from sharewell.linking.reading.dates import Dates, dates_of
from sharewell.linking.reading.extracts import BadExtract, Row, begin, of_wrong_length
from sharewell.ui.words import day, listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What is said of a row."""

    line: int
    record: str
    field: str
    said: str
    taken_in: ClassVar[str]


class Fault(Remark):
    """Why a row is not taken in. It names the field and the clause, and no value, so that it may be kept."""

    taken_in = "no"


class Oddity(Remark):
    """What is odd about a row that is taken in all the same. It quotes the value."""

    taken_in = "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a row says of a child."""

    line: int
    record: str
    """The origin's own number for the child; where the file has none, one made of all that the row says."""
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A file that was read through once, and can be read again row by row."""

    name: str
    columns: Columns
    rows: int
    faults: tuple[Fault, ...]
    late: tuple[Fault, ...]
    """Of rows whose record has ended by their birth date: a load refuses each that is not known and kept longer."""
    oddities: tuple[Oddity, ...]
    first: tuple[Told, ...]
    """The first few rows as they are understood."""
    content: str
    """SHA-256 of the file, hexadecimal."""
    again: Callable[[], Iterator[Told]]

    @property
    def sound(self) -> int:
        """How many rows can be taken in."""
        return self.rows - len({fault.line for fault in self.faults})

    @property
    def in_time(self) -> int:
        """How many of these have not ended."""
        return self.sound - len(self.late)


FIRST: Final = 5
MOST_TOLD: Final = 10_000
"""Faults and oddities that are told one by one; of a file with more, something is wrong as a whole."""


def read(path: Path, policy: Policy, *, told: Mapping[str, str], so_far: Mapping[str, str] | None = None) -> Read:
    """Read a file through. Raises BadExtract and BadColumns where nothing of it can be taken in.

    Args:
        told: what columns hold, as the deliverer says now.
        so_far: what they held in the delivery before; columns that are no longer there do not matter.
    """
    as_it_was = _state(path)
    delivered = begin(path)
    if not told:
        refuse_values_for_names(delivered.name, delivered.headers)
    known = {header: field for header, field in (so_far or {}).items() if header in delivered.headers}
    columns = columns_of(delivered.headers, policy, told=known | dict(told))
    dates = columns.places.get("birth_date", ())
    written = [row.values[dates[0]] for row in delivered.rows if len(row.values) > dates[0]] if dates else []
    reading = _Reading(columns, policy, dates_of(written))
    today = timezone.localdate()
    faults: list[Fault] = []
    late: list[Fault] = []
    oddities: list[Oddity] = []
    first: list[Told] = []
    rows = 0
    for found in reading.rows(_rows(path, as_it_was)):
        rows += 1
        if isinstance(found, Told):
            oddities.extend(_oddities(found))
            late.extend(_late(found, policy, today))
            first += [found] if len(first) < FIRST else []
        else:
            faults.extend(found)
    if not rows:
        raise BadExtract(f"{path.name} has column names but no rows.")
    return Read(
        name=path.name, columns=columns, rows=rows, faults=tuple(faults), late=tuple(late),
        oddities=tuple(oddities), first=tuple(first), content=_hash(path),
        again=lambda: (found for found in reading.rows(_rows(path, as_it_was)) if isinstance(found, Told)),
    )  # fmt: skip


_State = tuple[int, int, int] | None
"""Which file it is, how long, and when it was written last."""


class Changed(BadInput):
    """A file that somebody wrote while it was being read: its columns need no longer be those that were seen."""


def _rows(path: Path, as_it_was: _State) -> Iterator[Row]:
    for row in begin(path).rows:
        if _state(path) != as_it_was:
            raise Changed(
                f"{path.name} was changed while it was being read: load it again. What is there is passed over."
            )
        yield row


def _state(path: Path) -> _State:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_ino, state.st_size, state.st_mtime_ns


@dataclass(frozen=True, slots=True)
class _Reading:
    columns: Columns
    policy: Policy
    dates: Dates

    def rows(self, rows: Iterable[Row]) -> Iterator[Told | tuple[Fault, ...]]:
        """What each row tells, or why it is not taken in."""
        seen: dict[str, int] = {}
        return (self._row(row, seen) for row in rows)

    def _row(self, row: Row, seen: dict[str, int]) -> Told | tuple[Fault, ...]:
        wide = len(self.columns.headers)
        if len(row.values) != wide:
            return (Fault(line=row.line, record="", field="", said=_capital(of_wrong_length(len(row.values), wide))),)
        details = self._details(row.values)
        record = self._record(row.values, details)

        def fault(field: str, said: str) -> Fault:
            return Fault(line=row.line, record=record, field=field, said=said)

        if record in seen:
            return (fault(RECORD, f"Line {seen[record]:,} is of the same record: leave one of the two out."),)
        seen[record] = row.line
        faults = [fault(*self._as_delivered(refusal)) for refusal in refusals(details, self.policy)]
        if not (details.get("forename") or details.get("surname")):
            faults.append(fault("surname", "It has neither forename nor surname: nobody could find the child."))
        return tuple(faults) or Told(line=row.line, record=record, details=details)

    def _as_delivered(self, refusal: Refusal) -> tuple[str, str]:
        """A refused field, and why, by what its column is called where that is no sentence: it may be kept."""
        field = refusal.field.replace("-", "_")
        places = self.columns.places.get(field) or self.columns.places.get(NAME, ())
        called = [name for at in places if not is_sentence(name := self.columns.headers[at])]
        words = listed(called) or field.replace("_", " ")
        return field, refusal.said.replace(f"“{refusal.field}”", f"“{words}”")

    def _details(self, values: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for field, places in self.columns.places.items():
            if field == RECORD:
                continue
            value = JOINED.get(field, " ").join(part for at in places if (part := " ".join(values[at].split())))
            if not value or not normalise.plain(value):
                continue  # "n/a" and "-" say nothing
            found |= _in_parts(value) if field == NAME else {field: value}
        if "birth_date" in found:
            found["birth_date"] = _as_day(self.dates.read(found["birth_date"])) or found["birth_date"]
        return found

    def _record(self, values: Sequence[str], details: Mapping[str, str]) -> str:
        own = " ".join(values[at] for at in self.columns.places.get(RECORD, ()) if values[at])
        return own or hashlib.sha256(json.dumps(sorted(details.items())).encode()).hexdigest()[:32]


def _in_parts(name: str) -> dict[str, str]:
    """A name written whole: "Smith, Ann Mary" and "Ann Mary Smith" alike."""
    last, comma, first = name.partition(",")
    words = first.split() if comma else name.split()
    surname = last.strip() if comma else words.pop() if words else ""
    parts = {"forename": words[0] if words else "", "middle_names": " ".join(words[1:]), "surname": surname}
    return {field: value for field, value in parts.items() if value}


def _as_day(eight: str) -> str:
    """Eight digits as a day is written for machines; empty where they are no whole day."""
    return "" if len(eight) != 8 or normalise.odd_date(eight) else f"{eight[:4]}-{eight[4:6]}-{eight[6:]}"


def _odd_birth_date(written: str) -> str | None:
    eight = normalise.birth_date(written)
    if eight <= f"{timezone.localdate():%Y%m%d}":
        return Dates().odd(written)  # which knows a year alone for one
    whole = _as_day(eight)
    return f"“{day(date.fromisoformat(whole)) if whole else written}” lies ahead."


_ODD: Final[Mapping[str, Callable[[str], str | None]]] = {
    "birth_date": _odd_birth_date,
    "postcode": normalise.odd_postcode,
    "phone": normalise.odd_phone,
    "parent_phone": normalise.odd_phone,
    "nhs_number": normalise.odd_nhs_number,
    "upn": normalise.odd_upn,
}


def odd(details: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What looks wrong and is taken in all the same: the detail's name, and a sentence that quotes it."""
    for field, said_of in _ODD.items():
        if said := said_of(details.get(field, "")):
            yield field, said


def _oddities(told: Told) -> Iterator[Oddity]:
    for field, said in odd(told.details):
        yield Oddity(line=told.line, record=told.record, field=field, said=said)
    if not {"birth_date", "postcode", "nhs_number", "upn"} & told.details.keys():
        said = "Neither date of birth, postcode nor number is known: the child can hardly be told from others."
        yield Oddity(line=told.line, record=told.record, field="birth_date", said=said)


def _late(told: Told, policy: Policy, today: date) -> Iterator[Fault]:
    reckoned = end(told.details, policy)
    if reckoned is not None and reckoned.out_of_sight <= today:
        said = "By this date of birth the record has ended: it is not taken in, unless it is there and is kept longer."
        yield Fault(line=told.line, record=told.record, field="birth_date", said=said)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
