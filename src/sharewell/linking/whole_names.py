"""A name written whole, "Smith, Ann" or "Ann Smith", as the forename and the surname that it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sharewell.domain.linkage import normalise
from sharewell.domain.linkage.fields import Kind
from sharewell.linking.columns import kinds_of
from sharewell.linking.extracts import Extract

PARTS: Final = (Kind.FORENAME.value, Kind.SURNAME.value)
"""What the columns of the parts are called, in the order of `normalise.full_name`."""


def with_parted_names(extracts: Sequence[Extract], told: Mapping[str, str]) -> list[Extract]:
    """The extracts with a column of each part where they have a name written whole and none of its parts."""
    return [_parted(extract, kinds_of(extract, told)) for extract in extracts]


def _parted(extract: Extract, kinds: Mapping[str, str]) -> Extract:
    whole = next((header for header, kind in kinds.items() if kind == "whole"), None)
    if whole is None or {*PARTS} & {*kinds.values(), *extract.columns}:
        return extract
    written = extract.columns[whole]
    parts = {value: normalise.full_name(value) for value in set(written)}
    columns = {part: [parts[value][at] for value in written] for at, part in enumerate(PARTS)}
    return replace(extract, columns=columns | extract.columns)
