"""A picture of how cost grows: lines over powers of ten on both axes, as SVG with a title and a description."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

_WIDE, _HIGH, _LEFT, _BELOW, _RIGHT, _TOP = 720, 420, 70, 50, 170, 26
_COLOURS = ("#1d70b8", "#d4351c", "#00703c", "#4c2c92", "#b58840")


def plotted(sizes: Sequence[int], lines: Mapping[str, Sequence[float]], *, across: str, up: str) -> str:
    every = [value for values in lines.values() for value in values]
    low, high = floor(log10(min(every))), ceil(log10(max(every)))
    first, last = floor(log10(sizes[0])), ceil(log10(sizes[-1]))
    wide, tall = _WIDE - _LEFT - _RIGHT, _HIGH - _TOP - _BELOW

    def x(size: float) -> float:
        return round(_LEFT + wide * (log10(size) - first) / max(1, last - first), 1)

    def y(value: float) -> float:
        return round(_TOP + tall * (high - log10(value)) / max(1, high - low), 1)

    ends = [values[-1] for values in lines.values()]
    drawn = []
    for power in range(first, last + 1):
        drawn.append(_line(x(10**power), _TOP, x(10**power), _TOP + tall, "#b1b4b6"))
        drawn.append(_text(x(10**power), _HIGH - 28, f"{10**power:,}", "middle"))
    for power in range(low, high + 1):
        drawn.append(_line(_LEFT, y(10.0**power), _LEFT + wide, y(10.0**power), "#b1b4b6"))
        drawn.append(_text(_LEFT - 8, y(10.0**power) + 5, f"{10.0**power:g}", "end"))
    for values, colour in zip(lines.values(), _COLOURS, strict=False):
        points = " ".join(f"{x(size)},{y(value)}" for size, value in zip(sizes, values, strict=True))
        drawn.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="3"/>')
        drawn += [
            f'<circle cx="{x(size)}" cy="{y(value)}" r="4" fill="{colour}"/>'
            for size, value in zip(sizes, values, strict=True)
        ]
    free = 0.0
    for name, colour, end in sorted(zip(lines, _COLOURS, map(y, ends), strict=False), key=lambda each: each[2]):
        free = max(end + 5, free)  # the name of a line is moved down where the one above it stands
        drawn.append(_text(_LEFT + wide + 12, free, name, "start", colour))
        free += 16
    drawn += [_text(_LEFT + wide / 2, _HIGH - 8, across, "middle"), _text(8, 12, up, "start")]
    told = "; ".join(
        f"{name}: " + ", ".join(f"{value:.3g} at {size:,}" for size, value in zip(sizes, values, strict=True))
        for name, values in lines.items()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" role="img" font-family="sans-serif" '
        f'font-size="14" aria-labelledby="t d"><title id="t">{escape(up)} against {escape(across)}</title>'
        f'<desc id="d">{escape(told)}</desc><rect width="{_WIDE}" height="{_HIGH}" fill="#fff"/>'
        f"{''.join(drawn)}</svg>\n"
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}"/>'


def _text(x: float, y: float, words: str, anchor: str, colour: str = "#0b0c0c") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'
