"""The drafting guide, printed from the table of sentence forms: what can be written, with an example of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sharewell.domain.calendar import Unit
from sharewell.domain.reading import STANDING
from sharewell.domain.sentences import FORMS, Form
from sharewell.domain.slots import SLOTS
from sharewell.domain.text import HEAD_KEYS, KINDS

_ABOUT = f"""\
# How to draft a text that runs

`sharewell forms` prints this guide; do not edit it by hand. A text is one Markdown file in plain English. People sign
it and the machine reads the same sentences: no rule is stated anywhere else.

## The file

- It begins with front matter between two lines of three hyphens. A text must state its id, title, kind and edition.
  The edition is the day on which it comes into force. The keys are:
  {", ".join(f"`{k}`" for k in HEAD_KEYS)}.
- The kinds are {", ".join(KINDS)}.
  Nothing can prevail over a text of a higher kind. Highest first: {", ".join(STANDING)}, all others.
- A clause begins with its number in bold, and may have a title: `**4.5(i) Harm** Personal information …`.
- Each sentence of a clause must fit exactly one of the forms below and end in a full stop. A sentence that fits none,
  or two, is an error: it names the nearest forms, and the text cannot be published.
- A paragraph that begins with `>` is a note: people read it, and the machine does not.
- A sentence that ends in a colon is followed by a list, one entry a line, each beginning with `- `. “… if any of
  these:” joins the entries with “or”, “… if all of these:” with “and”.
- Declare every word that a sentence depends on, in this text or in one named under `words`.
- Test a draft with `sharewell check draft.md`. See how each clause is held with `sharewell coverage draft.md`.

In a pattern, words in braces are blanks, and you may leave out a part in square brackets. Periods are counted in
{", ".join(f"{unit}s" for unit in Unit)}; the day that starts a period is not counted.
"""


def guide() -> str:
    """The whole guide in Markdown."""
    families = groupby(FORMS, key=lambda form: form.family)
    return "\n".join(
        [_ABOUT, *_blanks(), *(line for family, forms in families for line in _family(family, list(forms)))]
    )


def rows() -> list[dict[str, Any]]:
    """The table for a machine: each form with its blanks and what goes in them."""
    return [
        {
            "family": form.family,
            "name": form.name,
            "pattern": _pattern(form),
            "blanks": {slot: SLOTS[slot].hint for slot in _slots(form)},
            "purpose": form.purpose,
            "example": form.example,
            "held": form.hold.value,
        }
        for form in FORMS
    ]


def _blanks() -> Iterator[str]:
    yield "## What goes in a blank\n"
    for name in dict.fromkeys(slot for form in FORMS for slot in _slots(form)):
        yield f"- `{{{name}}}`: {SLOTS[name].hint}"
    yield ""


def _family(family: str, forms: list[Form]) -> Iterator[str]:
    yield f"## {family[:1].upper()}{family[1:]}\n"
    for form in forms:
        yield f"### {form.name[:1].upper()}{form.name[1:]}\n"
        yield f"`{_pattern(form)}`\n"
        yield form.purpose + (" It declares words." if form.family == "words" else f" It is {form.hold.value}.") + "\n"
        yield from (f"> {line}" if line else ">" for line in form.example.replace("\n", "\n\n", 1).split("\n"))
        yield ""


def _pattern(form: Form) -> str:
    """The pattern with each blank named by what goes in it: "{routes:clauses}" is "{clauses}" to a drafter."""
    return re.sub(r"\{(?:[a-z_]+:)?([a-z_]+)\}", r"{\1}", form.pattern)


def _slots(form: Form) -> list[str]:
    return list(dict.fromkeys(re.findall(r"\{([a-z_]+)\}", _pattern(form))))
