"""The model for children of an index, trained by Splink on invented families, and put into our own words.

Splink learns how people agree by chance (u) from pairs taken at random, and how records of one child do (m) from the
extract's rows, whose children are known because they are invented. Names of the training are the only ones whose
frequency the model knows; a postcode, a telephone or a number of an invented child says nothing of a real one's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from random import Random
from string import ascii_uppercase, digits
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
from splink import Linker
from splink.internals.duckdb.database_api import DuckDBAPI

from sharewell.domain.linkage.values.fields import KINDS, Field, Kind
from sharewell.domain.linkage.values.table import Table, table
from sharewell.domain.linkage.weighing.model import LEAST_M, LEAST_U, Comparison, Model
from sharewell.linking.inventing import errors, families, invented_names
from sharewell.linking.inventing.families import Child
from sharewell.linking.learning import splink_model
from sharewell.linking.learning.children_model import FIELDS

CHILDREN: Final = 100_000
REGION: Final = 1_000_000
"""Children among whom those of the training live, so that a district is as rare in it as in a region."""
ROWS: Final = 40_000
PAIRS: Final = 5e6
UNSEEN: Final = 1e-4
"""How often two agree in a way that no pair of the training did."""
SEED: Final = 4
OF_NAMES: Final = 1 / 50_000
"""A name that fewer bear is as rare as this to the model: any further listing would tell of single families."""


def train() -> Model:
    """Train the model anew."""
    invented = list(families.population(REGION, seed=SEED).some(range(CHILDREN)))
    written = [*_as_it_happens(errors.extract(invented[:ROWS], [], seed=SEED), invented)]
    made = _table([*invented, *(child for child, _ in written)])
    whose = np.array([*range(CHILDREN), *(int(true[1:]) for _, true in written)])
    believed = Model(prior=1 / CHILDREN, comparisons=tuple(_begin(field) for field in FIELDS))
    learnt = _learn(believed, made, whose)
    return replace(
        believed, comparisons=tuple(_known(c, each) for c, each in zip(believed.comparisons, learnt, strict=True))
    )


def _as_it_happens(written: Iterator[tuple[Child, str, str]], invented: Sequence[Child]) -> Iterator[tuple[Child, str]]:
    """Half of the rows with their NHS number, and what befalls any row besides the kinds of error: now and then another
    value altogether, or one character wrong."""
    random = Random(SEED)  # noqa: S311 - makes errors up, keeps no secret
    for child, true, _ in written:
        own, other = invented[int(true[1:])], random.choice(invented)
        row = replace(child, nhs_number=own.nhs_number if random.random() < 0.5 else "")
        for name in [n for n, share in _ANOTHER.items() if random.random() < share]:
            row = replace(row, **{name: getattr(other, name)})
        if own.postcode and other.postcode and (moved := random.random()) < _IN_DISTRICT + _IN_AREA:
            area, district = own.postcode[:2].rstrip(digits), own.postcode.split()[0]
            elsewhere = other.postcode.lstrip(ascii_uppercase)
            code = f"{district} {elsewhere.split()[1]}" if moved < _IN_DISTRICT else f"{area}{elsewhere}"
            row = replace(row, postcode=code)
        for name in [n for n, share in _ONE_WRONG.items() if random.random() < share]:
            row = replace(row, **{name: _one_wrong(getattr(row, name), random)})
        if random.random() < _IN_PART:
            row = replace(row, birth_date=row.birth_date[:4])
        if random.random() < _IN_PART:
            row = replace(row, postcode=row.postcode.split(" ")[0])
        yield row, true


_ANOTHER: Final = {
    "forename": 0.005,
    "surname": 0.03,
    "birth_date": 0.005,
    "sex": 0.02,
    "nhs_number": 0.002,
    "postcode": 0.03,
}
"""How often a child's value is another's: known by another name, moved, mistaken."""
_IN_DISTRICT, _IN_AREA = 0.03, 0.03
"""How often a child moved within the postcode's district, or its area: most families who move stay near."""
_ONE_WRONG: Final = {"postcode": 0.02, "phone": 0.02, "nhs_number": 0.01, "forename": 0.02}

_IN_PART: Final = 0.02
"""How often only the year of a birth date is known, or only the district of a postcode."""


def _one_wrong(value: str, random: Random) -> str:
    if not value:
        return value
    at = random.randrange(len(value))
    wrong = random.choice("0123456789" if value[at].isdigit() else "ABCDEFGHJKLMNPQRSTUVWXYZ")
    return value[:at] + wrong + value[at + 1 :]


def _table(rows: Sequence[Child]) -> Table:
    return table(FIELDS, {field.name: [getattr(row, field.name) for row in rows] for field in FIELDS})


def _begin(field: Field) -> Comparison:
    """What is believed of a field before anything is seen, and how common names are."""
    levels = KINDS[field.kind].levels
    often: dict[str, float] = {}
    urn: Callable[[], invented_names.Urn] | None = {
        Kind.FORENAME: invented_names.forenames, Kind.SURNAME: invented_names.surnames,
    }.get(field.kind)  # fmt: skip
    if urn is not None:
        names = urn()
        often = {n: round(float(s), 7) for n, s in zip(names.names, names.shares, strict=True) if s >= OF_NAMES}
    return Comparison(
        field=field,
        m=(*[UNSEEN] * len(levels), 1 - UNSEEN * len(levels)),
        u=(1 - UNSEEN * len(levels), *[UNSEEN] * len(levels)),
        frequencies=often,
        rare=OF_NAMES,
    )


def _learn(believed: Model, made: Table, whose: np.ndarray) -> list[dict[str, Any]]:
    database = duckdb.connect()
    api = DuckDBAPI(connection=database)
    rows = splink_model.as_arrow(believed, made).append_column("whose", pa.array(whose))
    settings = splink_model.settings(believed)
    linker = Linker(api.register(rows, dataset_display_name="training_rows"), settings, log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS, seed=SEED)
    linker.training.estimate_m_from_label_column("whose")
    learnt: list[dict[str, Any]] = linker.misc.save_model_to_json()["comparisons"]
    database.close()
    return learnt


def _known(believed: Comparison, learnt: dict[str, Any]) -> Comparison:
    """A field's comparison as Splink learnt it, kept within what any training can know."""
    _, *tried, differ = learnt["comparison_levels"]
    from_differ = [differ, *reversed(tried)]
    m = [max(LEAST_M, level.get("m_probability") or 0.0) for level in from_differ]
    u = [max(LEAST_U, level.get("u_probability") or 0.0) for level in from_differ]
    # What befalls one child, and no two of the millions of pairs, is rarer by chance than what was never seen at all.
    u = [1 / PAIRS if chance == UNSEEN and of_one > UNSEEN else chance for of_one, chance in zip(m, u, strict=True)]
    m, u = ([share / sum(shares) for share in shares] for shares in (m, u))
    return replace(believed, m=tuple(m), u=tuple(u), rare=believed.rare if believed.frequencies else u[-1])
