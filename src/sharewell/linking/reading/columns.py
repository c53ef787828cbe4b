"""Which column of an extract is which field: by its name, and where the name says nothing by what it holds."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from sharewell.domain.errors import BadInput
from sharewell.domain.linkage.values import normalise
from sharewell.domain.linkage.values.fields import DETAILS, Field, Kind
from sharewell.linking.reading import dates
from sharewell.linking.reading.dependence import settled
from sharewell.linking.reading.extracts import Extract


class BadColumns(BadInput):
    """Columns that are not there, or of which nothing can be made."""


# Looked for in this order in a name of lower-case words with single spaces and no accents, such as "date of birth". The
# second line of each is what its neighbours in Europe and Wales write.
_BY_NAME: Final = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"\be ?mail\b|\bemail", Kind.EMAIL),
        (r"\b(tele)?phone\b|\bmobile\b|\btel\b|\bphone"
         r"|\btelef\w+|^mobil$|^handy|^ffon$", Kind.PHONE),
        (r"\bpost ?code\b|\bzip ?(code)?\b|\bpostal code\b"
         r"|^plz$|\bpostleitzahl\b|\bcode postal\b|\bcodigo postal\b|^cap$|\bkod pocztowy\b|^post ?nummer$|^cod post$",
         Kind.POSTCODE),
        (r"\bd ?o ?b\b|birth ?(date|day)|date of birth|\bborn( on)?$|\bdatebirth\b"
         r"|\bgeburts(datum|tag)\b|\bnaissance\b|\bnacimiento\b|\bgeboorte ?datum\b|\bnascita\b|\bdata urodzenia\b"
         r"|\bnascimento\b|^f\w? ?dselsda(to|g)$|\bdyddiad geni\b", Kind.BIRTH_DATE),
        (r"\b(first|given|fore|christian) ?names?\b|^[fg]name\b|^forename|^given$|^first$"
         r"|^(vor|ruf)name$|^prenoms?$|^nombres?$|^voor(naam|namen)$|^nome$|^imi(e|ona)$|^forna(vn|mn)$"
         r"|^enw cyntaf$", Kind.FORENAME),
        (r"\b(sur|last|family) ?names?\b|^[ls]name\b|^surname|^family$|^last$"
         r"|^(nach|familien)name$|^nom( de famille)?$|^apellidos?$|^achternaam$|^cognome$|^nazwisko$"
         r"|^(etter|efter)na(vn|mn)$|^sobrenome$|^apelido$|^cyfenw$", Kind.SURNAME),
        (r"^(sex|gender)\b|\b(sex|gender)$"
         r"|^geschlecht$|^sex[eo]$|^geslacht$|^sesso$|^rhyw$", Kind.SEX),
        (r"\b(ssn|sin|nino|nhs|upn|uln|passport|mrn|chi|soc sec id|national id|tax id|licen[cs]e)\b", Kind.IDENTIFIER),
        (r"\b(street|house|flat|building|unit) ?(number|no|num|nr)\b", Kind.NUMBER),
    )
)  # fmt: skip
_WHOLE_NAME: Final = re.compile(
    r"^((full|whole|display|complete|legal|person|patient|child|pupil|student|client|customer|contact|member|resident|tenant"
    r"|applicant|claimant|subject|service user|voter|elector|deceased|infant|baby) ?)?names?$"
    r"|\bfull ?name|\bfirst\w* and (sur|last)"
    r"|^n(om|ome|ombre) complet[oe]?$|^nom et prenoms?$|^nombre y apellidos?$|^name,? vorname$|^imie i nazwisko$"
    r"|^nazwisko i imie$|^naam$|^enw( llawn)?$"
)
_MORE_NAMES: Final = re.compile(
    r"\b(mid(dle|l)?|second|maiden|former|previous|other|known as|alias|nick) ?(name|initial|forename)?s?\b"
    r"|^aka$|^mname$|(fore|first|given|sur|last|family|\b[fls]) ?name ?(c ?)?[2-9]$"
)
_MIDDLE_NAME: Final = re.compile(r"\bmid(dle|l)?\b|^mname$|\bsecond (fore|given )?names?\b")
# What an earlier linkage or the maker of a file says of who is who is an answer, not a detail of the person.
_AN_ANSWER: Final = re.compile(
    r"^(true |ground |real )?(cluster|entity|ent|label|truth|match|group|duplicate|dup|golden|master)s?"
    r"( ?(id|no|number|label|key|of))?$|^(is|true) (match|dup\w*)$"
    r"|^(source|source dataset|source file|dataset|split|weight|probability|row|index|unnamed 0)$"
)
# A mother's forename is none of the child's, and a school's postcode is nobody's home. What tells of the home that they
# share keeps its kind: a parent's telephone is the one at which the child is reached.
_OF_FAMILY: Final = re.compile(
    r"\b(mother|father|mum|dad|parent|guardian|carer|spouse|partner|husband|wife|brother|sister|sibling|depend[ae]nt"
    r"|next of kin|nok|emergency)s?\b"
)
_OF_A_BODY: Final = re.compile(
    r"\b(employer|company|organi[sz]ation|school|nursery|college|gp|doctor|practice|surgery|practitioner|hospital|clinic"
    r"|teacher|worker|nurse|visitor|referrer)s?\b"
)
_AT_HOME: Final = frozenset({Kind.POSTCODE, Kind.PHONE, Kind.EMAIL, Kind.NUMBER, Kind.TEXT})
_AN_ID: Final = re.compile(
    r"^((rec|record|row|unique|person|source|local) ?)?(id|no|number|key|ref|reference|identifier)$"
    r"|^(rec|record|unique|row) ?id\b|^id\b"
)
_TITLES: Final = re.compile(
    r"(mr|mrs|ms|miss|mx|mstr|master|dr|rev|prof|sir|dame|lady|lord|herr|frau)\.?", re.IGNORECASE
)
_HEADER_IN_PARTS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z]{2})(?=(?:Number|Num|No|Code|Name|Date)(?![a-z]))")


def spoken(header: str) -> str:
    """'dateOfBirth', 'date_of_birth' and 'DATE OF BIRTH' are 'date of birth', and 'Prénom' is 'prenom'."""
    return " ".join(re.sub(r"[^0-9a-z]+", " ", normalise.plain(_HEADER_IN_PARTS.sub(" ", header))).split())


MOST_NAMED: Final = 20


def some(headers: Sequence[str]) -> str:
    """The first of the columns; a file may have a thousand, and names as long as a page."""
    more = f" and {len(headers) - MOST_NAMED:,} more" if len(headers) > MOST_NAMED else ""
    return ", ".join(header[:60] for header in headers[:MOST_NAMED]) + more


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What each extract calls the fields, and the further columns that hold names."""

    fields: tuple[Field, ...]
    columns: tuple[dict[str, str], ...]
    """For each extract the column of each field, by the field's name."""
    names: tuple[tuple[str, ...], ...]
    """For each place of a further name, its column in each extract; empty where an extract has none."""
    notes: tuple[str, ...]
    """What is not taken as it looks."""


def as_said(columns: str) -> dict[str, str]:
    """What somebody says that columns hold: COLUMN=KIND with a comma between, or a line each.

    A name that holds a comma stands between quotation marks. Raises BadColumns.
    """
    said = {}
    for line in columns.splitlines():
        for pair in filter(str.strip, next(csv.reader([line], skipinitialspace=True))):
            column, _, kind = (part.strip() for part in pair.rpartition("="))
            if not column or not kind:
                raise BadColumns(f"What columns hold: cannot read “{pair}”. Write COLUMN=KIND, as in Vorname=forename.")
            said[column] = kind
    return said


MEANT_AS_AN_ID: Final = 0.9
"""The share of different values from which a column called an id is taken for one, with some by mistake twice."""


def id_columns(extracts: Sequence[Extract], wanted: str | None) -> tuple[str, ...]:
    """For each extract the column that names its rows: the one asked for, or one called so whose values are all
    different. None at all where there is none."""
    if wanted is not None:
        return _asked_for(extracts, wanted)
    shared = [header for header in extracts[0].columns if all(header in e.columns for e in extracts)]
    named = _called_ids(shared)
    # One that nearly names the rows was meant to, and `opened` refuses it: row numbers in its place go unnoticed.
    meant = [h for h in named if all(len(set(e.columns[h])) > MEANT_AS_AN_ID * len(e) for e in extracts)]
    sure = [h for h in named if all(_all_differ(e.columns[h]) for e in extracts)]
    if one := (sure or meant)[:1]:
        return (*one,) * len(extracts)
    own = [[h for h in _called_ids([*e.columns]) if _all_differ(e.columns[h])][:1] for e in extracts]
    return tuple(h for (h,) in own) if all(own) else ()


def _called_ids(headers: Sequence[str]) -> list[str]:
    return sorted((h for h in headers if _AN_ID.search(spoken(h))), key=lambda h: len(spoken(h)) > 12)


def _asked_for(extracts: Sequence[Extract], wanted: str) -> tuple[str, ...]:
    """A column of both, or where they call it differently the one's and the other's with a comma between."""
    columns = (wanted,) * len(extracts)
    if not any(wanted in extract.columns for extract in extracts):
        each = next(csv.reader([wanted], skipinitialspace=True), [])
        columns = tuple(map(str.strip, each)) if len(each) == len(extracts) else columns
    for extract, column in zip(extracts, columns, strict=True):
        if column not in extract.columns:
            have = some(list(extract.columns))
            two = " Where two files call it differently, write both: --id LEFT,RIGHT." if len(extracts) > 1 else ""
            raise BadColumns(f"{extract.name} has no column “{column}” for --id. It has: {have}.{two}")
    return columns


def _all_differ(values: Sequence[str]) -> bool:
    return all(values) and len(set(values)) == len(values)


def recognise(extracts: Sequence[Extract], *, without: Sequence[str], told: Mapping[str, str]) -> Recognised:
    """The fields that all extracts have.

    Args:
        without: the column of ids of each, or none.
        told: from --columns: the kind that a column holds, 'name' for a name written whole, or 'ignore', by column.
    """
    for column in told:
        if not any(column in extract.columns for extract in extracts):
            raise BadColumns(f"No extract has a column “{column}”, which --columns names.")
    for extract in extracts:
        refuse_values_for_names(extract.name, list(extract.columns))
    named = without or ("",) * len(extracts)
    kinds = [{h: k for h, k in kinds_of(e, told).items() if h != id_} for e, id_ in zip(extracts, named, strict=True)]
    fields, columns = _paired(kinds)
    files = [{name: e.columns[h] for name, h in of.items()} for e, of in zip(extracts, columns, strict=True)]
    fields, notes = settled(fields, files, told=told)
    mores = [[h for h, k in of.items() if k in ("whole", "more")] for of in kinds]
    middles = [[h for h in more if _MIDDLE_NAME.search(spoken(h))][:1] for more in mores]
    if all(middles):
        fields.append(Field(name=middles[0][0], kind=Kind.MIDDLE_NAME))
        columns = [{**of, middles[0][0]: middle} for of, (middle,) in zip(columns, middles, strict=True)]
    if not fields:
        raise BadColumns(
            f"No column of {' and '.join(e.name for e in extracts)} could be recognised: say what they hold, such as "
            "--columns 'Vorname=forename,Nachname=surname'."
        )
    most = max(map(len, mores))
    names = tuple(tuple(more[at] if at < len(more) else "" for more in mores) for at in range(most))
    return Recognised(fields=tuple(fields), columns=tuple(columns), names=names, notes=tuple(notes))


def refuse_values_for_names(name: str, headers: Sequence[str]) -> None:
    """A file without a line of column names would lose its first person, unnoticed. Raises BadColumns."""
    if any(pattern.search(spoken(header)) for header in headers for pattern, _ in _BY_NAME):
        return
    for header in headers:
        if any(looks.fullmatch(header) for looks in (_LOOKS_DATE, _LOOKS_POSTCODE, _LOOKS_EMAIL)):
            raise BadColumns(
                f"The first line of {name} is a row (“{header}”) where the names of the columns should be: "
                "put a line of names above it."
            )


def kinds_of(extract: Extract, told: Mapping[str, str]) -> dict[str, str]:
    """The kind of each column that says something of a person: a Kind, 'whole' or 'more'."""
    found: dict[str, str] = {}
    for header, values in extract.columns.items():
        if header in told:
            if told[header] != "ignore":
                found[header] = "whole" if told[header] == "name" else Kind(told[header]).value
            continue
        said = spoken(header)
        if _AN_ANSWER.search(said):
            continue
        known = _by_name(said)
        if known is Kind.BIRTH_DATE and all(len(value) <= 2 for value in values):
            known = None  # the day alone, beside columns of month and year
        if whose(header):
            if kind := known or _by_content(said, values):
                found[header] = kind if kind in _AT_HOME and not _OF_A_BODY.search(said) else Kind.TEXT
        elif _WHOLE_NAME.search(said):
            found[header] = "whole"
        elif _MORE_NAMES.search(said):
            found[header] = "more"
        elif (kind := known or _by_content(said, values)) is not None:
            found[header] = kind.value
    return _of_one_person(found, extract, told)


def _of_one_person(found: dict[str, str], extract: Extract, told: Mapping[str, str]) -> dict[str, str]:
    """The kinds where nobody has two birth dates, forenames or surnames: the first name counts, and others are further
    names; a date whose name does not say that it is of birth is one only where none does, and the earliest."""
    called = {h for h in found if h in told or _by_name(spoken(h)) is Kind.BIRTH_DATE}
    guessed = [h for h, kind in found.items() if kind == Kind.BIRTH_DATE and h not in called]
    if guessed and not any(found[h] == Kind.BIRTH_DATE for h in called):
        guessed.remove(min(guessed, key=lambda header: _middle(extract.columns[header])))
    names = []
    for kind in (Kind.FORENAME, Kind.SURNAME):
        names += sorted((h for h, own in found.items() if own == kind), key=lambda h: h not in told)[1:]
    # A title tells the sex, where nothing else does; and a marriage is no other one.
    titles = [h for h, kind in found.items() if kind == Kind.TEXT and h not in told and _titles(extract.columns[h])]
    if titles and Kind.SEX not in found.values():
        found |= {titles[0]: Kind.SEX.value}
    return found | dict.fromkeys(guessed, Kind.NUMBER.value) | dict.fromkeys(names, "more")


def _titles(values: Sequence[str]) -> bool:
    different = {*filter(None, values[:2_000])}
    return len(different) > 1 and all(map(_TITLES.fullmatch, different))


def _by_name(said: str) -> Kind | None:
    return next((kind for pattern, kind in _BY_NAME if pattern.search(said)), None)


def _middle(written: Sequence[str]) -> str:
    filled = sorted(filter(None, dates.read([written])))
    return filled[len(filled) // 2]


def _by_content(said: str, values: Sequence[str]) -> Kind | None:
    """The kind by what most values look like; None for a column that says nothing."""
    filled = [value for value in values if value][:2_000]
    different = len(set(filled))
    if different < 2:
        return None

    def most(looks: re.Pattern[str]) -> bool:
        return sum(bool(looks.fullmatch(value.strip())) for value in filled) > 0.8 * len(filled)

    if most(_LOOKS_EMAIL):
        return Kind.EMAIL
    if most(_LOOKS_POSTCODE):
        return Kind.POSTCODE
    if most(_LOOKS_DATE):
        return Kind.BIRTH_DATE
    if most(_LOOKS_PHONE) and different > len(filled) * 0.3:
        return Kind.PHONE
    if _AN_ID.search(said) and _all_differ(values):
        return None  # a number of rows, which no other extract shares
    if most(_LOOKS_NUMBER):
        return Kind.IDENTIFIER if different > len(filled) * 0.5 and len(max(filled, key=len)) > 4 else Kind.NUMBER
    if most(_LOOKS_CODE) and different > len(filled) * 0.5:
        return Kind.IDENTIFIER
    return Kind.TEXT


_LOOKS_EMAIL = re.compile(r"\S+@\S+")
_LOOKS_POSTCODE = re.compile(r"[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}")
_LOOKS_DATE = re.compile(
    r"(1[6-9]|20)\d\d[-/.]?[01]\d[-/.]?[0-3]\d([ T].*)?|[0-3]\d[0-3]\d(19|20)\d\d"
    r"|[0-3]?\d[-/. ]([01]?\d|[A-Za-z]{3,9})[-/. ](1[6-9]|20)?\d\d"
)
_LOOKS_PHONE = re.compile(r"(\+|00?)[\d ()\-.]{9,16}")
_LOOKS_NUMBER = re.compile(r"\d+([.]0)?")
# “12 High Street” is no code: that two rows share it would tell them for one person.
_LOOKS_CODE = re.compile(r"(?=.*\d)(?!.* [A-Za-z]{3})[A-Za-z0-9\-/. ]{5,20}")


def _paired(kinds: Sequence[dict[str, str]]) -> tuple[list[Field], list[dict[str, str]]]:
    """Columns of the same name go together, then those of one kind of which one's name is part of the other's, then
    what is left of one kind, in order."""
    first, last = kinds[0], kinds[-1]
    left = [h for h, k in first.items() if k not in ("whole", "more")]
    right = [h for h, k in last.items() if k not in ("whole", "more")]
    pairs: dict[str, str] = {}
    for alike in (_of_one_name, _in_part, _of_one_kind):
        for header in left:
            other = next((h for h in right if header not in pairs and alike(header, first[header], h, last[h])), None)
            if other is not None:
                pairs[header] = other
                right.remove(other)
    fields: list[Field] = []
    columns: list[dict[str, str]] = [{} for _ in kinds]
    for header in left:
        if header not in pairs:
            continue
        kind, other = Kind(first[header]), pairs[header]
        fields.append(Field(name=header, kind=kind))
        for of, column in zip(columns, (header, other), strict=False):
            of[header] = column
    return fields, columns


def _of_one_name(one: str, _: str, other: str, __: str) -> bool:
    return spoken(one) == spoken(other)


_OF_ANY_NUMBER: Final = frozenset({"no", "number", "num", "id"})
"""What “NHS No” and “NHSNumber” say besides what they are of."""


def _in_part(one: str, kind: str, other: str, others: str) -> bool:
    words, of_other = ({*spoken(header).split()} - _OF_ANY_NUMBER for header in (one, other))
    in_part = bool(words and of_other) and (words <= of_other or words >= of_other)
    return kind == others and in_part and whose(one) == whose(other)


def _of_one_kind(one: str, kind: str, other: str, others: str) -> bool:
    return kind == others not in DETAILS and whose(one) == whose(other)


def whose(header: str) -> tuple[str, ...]:
    """Of which relation or body a column tells; of none for the person's own."""
    return tuple(found[0] for of in (_OF_A_BODY, _OF_FAMILY) if (found := of.search(spoken(header))))


def values(extracts: Sequence[Extract], found: Recognised) -> tuple[dict[str, list[str]], list[list[str]]]:
    """The raw values of each field and of each further name, the extracts one after the other."""
    raw: dict[str, list[str]] = {}
    for field in found.fields:
        each = [e.columns[of[field.name]] for e, of in zip(extracts, found.columns, strict=True)]
        raw[field.name] = dates.read(each) if field.kind is Kind.BIRTH_DATE else [*chain(*each)]
    names = [
        [v for e, header in zip(extracts, place, strict=True) for v in (e.columns[header] if header else [""] * len(e))]
        for place in found.names
    ]
    return raw, names
