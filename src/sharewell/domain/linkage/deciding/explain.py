"""Why two records are taken for one person, or not: field by field in words, as a table and as a waterfall picture.

The picture begins at how rare a match is at all, adds each field's bits as a bar, and ends at the weight. It is SVG
with its own title and description; the table beside it says the same without colour or sight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import accumulate
from math import isclose
from typing import Final

from sharewell.domain.linkage.deciding.decide import Decision, Outcome
from sharewell.domain.linkage.values.fields import UNKNOWN, Kind
from sharewell.domain.linkage.weighing.compare import Compared, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the table."""

    what: str
    left: str
    right: str
    agreement: str
    bits: float
    after: float
    """The weight when this and all lines before are added."""


_VERDICTS: Final = {
    Outcome.LINK: "These are the same person",
    Outcome.REVIEW: "A person should look at these",
    Outcome.NEW: "These are two people",
}


def table(compared: Compared) -> list[Line]:
    """From how rare a match is to the whole weight."""
    bits = [compared.start, *(step.bits for step in compared.steps)]
    sums = list(accumulate(bits))
    first = Line(
        what="before comparing", left="", right="", agreement="any two records", bits=compared.start, after=sums[0]
    )
    steps = [
        Line(what=s.field.name, left=s.left, right=s.right, agreement=s.agreement, bits=s.bits, after=after)
        for s, after in zip(compared.steps, sums[1:], strict=True)
    ]
    return [first, *steps]


Called = Callable[[str], str]
"""What a column is called inside a sentence."""


def _spoken(column: str) -> str:
    return " ".join(word.upper() if word in _LETTERS else word for word in column.replace("_", " ").split())


_LETTERS: Final = frozenset({"nhs", "upn"})


def in_words(compared: Compared, decision: Decision, *, called: Called = _spoken) -> Iterator[str]:
    """The verdict with its reason, then a sentence for each field, those that weigh most first; unknown ones in one."""
    yield f"{_VERDICTS[decision.outcome]}: {decision.because}."
    yield from reasons(compared, called=called)


def reasons(compared: Compared, *, called: Called = _spoken) -> Iterator[str]:
    """What the verdict rests on: the whole weight, then each field."""
    yield f"Together {compared.weight:+.1f} bits: {_chances(compared.weight)}."
    for step in sorted(compared.steps, key=lambda step: -abs(step.bits)):
        if step.level != UNKNOWN:
            yield _sentence(step, called)
    if unknown := [called(step.field.name) for step in compared.steps if step.level == UNKNOWN]:
        yield f"Of these too little is known to count: {', '.join(unknown)}."


def _sentence(step: Step, called: Called) -> str:
    shown = _SHOWN.get(step.field.kind, str)
    values = " and ".join(f"“{shown(value)}”" for value in dict.fromkeys((step.left, step.right)))
    name = called(step.field.name)
    return f"{name[:1].upper()}{name[1:]}: {values}, {step.agreement}; {_said_for(step.bits)}."


def _day(eight: str) -> str:
    """In words as much as is known of a day; what is none as it is written."""
    try:
        day = date(int(eight[:4]), int(eight[4:6]) or 1, int(eight[6:]) or 1)
    except ValueError:
        return eight
    known = "%Y" if eight.endswith("0000") else "%B %Y" if eight.endswith("00") else f"{day.day} %B %Y"
    return day.strftime(known)


_SHOWN: Final[Mapping[Kind, Callable[[str], str]]] = {
    **dict.fromkeys((Kind.FORENAME, Kind.SURNAME, Kind.MIDDLE_NAME), str.title),
    Kind.BIRTH_DATE: _day,
    Kind.SEX: str.upper,
    Kind.POSTCODE: str.upper,
}
"""How a value is shown to a person: names and postcodes are compared in small letters."""


def _said_for(bits: float) -> str:
    if isclose(bits, 0, abs_tol=0.05):
        return "it says nothing either way"
    times = 2 ** abs(bits)
    many = f"{times:,.0f}" if times >= 10 else f"{times:.1f}"
    return f"{many} times more likely for {'one person' if bits > 0 else 'two people'} ({bits:+.1f})"


def _chances(weight: float) -> str:
    times = 2 ** abs(weight)
    many = f"{times:,.0f}" if times < 1e9 else "more than a thousand million"
    return f"{many} to 1 that it is {'one person' if weight >= 0 else 'two people'}"


# --- the picture ----------------------------------------------------------------------------------------

_ROW, _LABELS, _BARS, _FIGURES = 34, 170, 220, 55  # so narrow that a telephone shows all of it, and letters to read
_FOR, _AGAINST, _NEUTRAL, _INK = "#00703c", "#d4351c", "#505a5f", "#0b0c0c"


def waterfall(compared: Compared, *, called: Called = _spoken) -> str:
    """An SVG picture: a bar for each field from the weight before it to the weight after it."""
    lines = table(compared)
    reached = [0.0, *(line.after for line in lines)]
    low, high = min(reached) - 1, max(reached) + 1
    scale = _BARS / (high - low)
    height = _ROW * (len(lines) + 2)

    def at(bits: float) -> float:
        return round(_LABELS + (bits - low) * scale, 1)

    title = f"{compared.weight:+.1f} bits: {_chances(compared.weight)}"
    described = "; ".join(f"{called(line.what)}, {line.agreement}, {line.bits:+.1f}" for line in lines)
    drawn = [
        f'<line x1="{at(0)}" x2="{at(0)}" y1="0" y2="{height - _ROW}" stroke="{_NEUTRAL}" stroke-dasharray="3 3"/>',
        _text(at(0), height - 10, "as likely as not", anchor="middle"),
    ]
    before = 0.0
    for place, line in enumerate(lines):
        drawn += _bar(called(line.what), line.bits, at(before), at(line.after), place)
        before = line.after
    drawn += _bar("together", compared.weight, at(0), at(compared.weight), len(lines))
    width = _LABELS + _BARS + _FIGURES
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="waterfall-title waterfall-description" font-family="sans-serif" font-size="15">'
        f'<title id="waterfall-title">{escape(title)}</title>'
        f'<desc id="waterfall-description">{escape(described)}</desc>{"".join(drawn)}</svg>'
    )


def _bar(label: str, bits: float, start: float, end: float, place: int) -> list[str]:
    top = place * _ROW + 6
    left, wide = min(start, end), max(abs(end - start), 1.0)
    colour = _NEUTRAL if isclose(bits, 0, abs_tol=0.05) else _FOR if bits > 0 else _AGAINST
    return [
        _text(_LABELS - 10, top + 16, label, anchor="end"),
        f'<rect x="{left}" y="{top}" width="{round(wide, 1)}" height="{_ROW - 12}" fill="{colour}"/>',
        _text(_LABELS + _BARS + 8, top + 16, f"{bits:+.1f}"),
    ]


def _text(x: float, y: float, words: str, *, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{_INK}">{escape(words)}</text>'
