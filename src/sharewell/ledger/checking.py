"""Is the ledger in the database as it must be? All of it is derived anew; the first wrong row is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

from sharewell.domain.errors import Altered, Erased
from sharewell.domain.merkle import fsck, leaves
from sharewell.domain.merkle.fsck import Checked, Signed, Wrong
from sharewell.domain.merkle.policies import Policy
from sharewell.domain.merkle.tree import Node
from sharewell.ledger.acts import about, row_values
from sharewell.ledger.keys import log_key
from sharewell.ledger.models import Checkpoint, Leaf, Salt
from sharewell.ledger.queries import note_of, state

CHUNK = 2_000  # rows

_LEAVES = "SELECT index, hash, body FROM ledger_leaf ORDER BY index"
_NODES = "SELECT level, index, hash FROM ledger_node ORDER BY (index + 1) << level, level"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """How the rows of one kind of act agree with their leaves. `erased`: the person's key is gone, by an erasure."""

    kind: str
    rows: int
    erased: int
    wrong: Wrong | None


def check_tree(policy: Policy, *, progress: Callable[[int], None] = lambda done: None) -> Checked:
    """Derive every hash and check every signature, as all of it stood at one moment."""
    own, key = not connection.in_atomic_block, log_key()
    with transaction.atomic():
        if own:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return fsck.check(
            leaves=(fsck.Leaf(index, bytes(hash_), bytes(body)) for index, hash_, body in _rows(_LEAVES)),
            nodes=(Node(level, index, bytes(hash_)) for level, index, hash_ in _rows(_NODES)),
            signed=(Signed(row.size, str(note_of(row))) for row in Checkpoint.objects.order_by("size").iterator()),
            state=state(),
            log=[*(party.key for party in policy.logs), key.public],
            witnesses=[witness.key for witness in policy.witnesses.values()],
            origin=key.name,
            progress=progress,
        )


def check_rows(model: type[models.Model], *, views: Iterable[Callable[[], AbstractContextManager[None]]]) -> Rows:
    """Is every row of a kind of act as it was entered, and is every row there that was entered?

    `views` each make some organisation's rows visible; together they must show all of them.
    """
    seen: set[str] = set()
    erased = 0
    wrong: Wrong | None = None
    for view in views:
        with view():
            rows = _with_keys(model).order_by("pk").iterator(chunk_size=CHUNK)
            while not wrong and (chunk := list(islice(rows, CHUNK))):
                wrong, gone = _compared([row for row in chunk if about(row) not in seen])
                seen.update(map(about, chunk))
                erased += gone
    if not wrong:
        entered = Leaf.objects.filter(about__startswith=f"{model._meta.label_lower}:").order_by("index")
        abouts = entered.values_list("about", flat=True).iterator(chunk_size=CHUNK)
        lost = next((name for name in abouts if name not in seen), None)
        wrong = Wrong(lost, "it entered the ledger, and its row is gone.") if lost else None
    return Rows(kind=str(model._meta.verbose_name), rows=len(seen), erased=erased, wrong=wrong)


def check_row(row: models.Model) -> Wrong | None:
    """What is wrong with one row that has a leaf of its own, if anything."""
    return _compared([row])[0]


def _compared(found: list[models.Model]) -> tuple[Wrong | None, int]:
    entered = _commitments([about(row) for row in found])
    erased = 0
    for row in found:
        name = about(row)
        if name not in entered:
            return Wrong(name, "it never entered the ledger."), erased
        commitment, salt = entered[name]
        try:
            values, repeated = row_values(row), _worked_out(row)
        except Erased as gone:
            if not Leaf.objects.filter(about=gone.about).exists():
                return Wrong(name, "its key is gone, and no erasure of it entered the ledger."), erased
            erased += 1
            continue
        except Altered as altered:
            return Wrong(name, f"it does not open. {altered}"), erased
        if salt is None:
            return Wrong(name, "its salt is gone, though nobody was erased."), erased
        if not leaves.opens(commitment, salt, values) or any(getattr(row, c) != v for c, v in repeated.items()):
            return Wrong(name, "it is not as it was entered."), erased
    return None, erased


def _with_keys(model: type[models.Model]) -> models.QuerySet[Any]:
    """The rows, each with the key that it is sealed under: asked for one by one, a row costs three queries."""
    rows, sealed_by = model._base_manager.all(), getattr(model, "sealed_by", None)
    return rows.select_related(sealed_by) if sealed_by else rows


def _worked_out(row: models.Model) -> dict[str, Any]:
    return row.worked_out() if hasattr(row, "worked_out") else {}


def _commitments(abouts: list[str]) -> dict[str, tuple[str, bytes | None]]:
    """The commitment to each row and its salt, None where that is erased."""
    told = {}
    for index, name, body in (
        Leaf.objects.filter(about__in=abouts).order_by("-index").values_list("index", "about", "body")
    ):
        commitment = json.loads(bytes(body)).get("commitment")
        if commitment:
            told[name] = (commitment, index)
    salts = dict(Salt.objects.filter(leaf__in=[index for _, index in told.values()]).values_list("leaf", "salt"))
    return {
        name: (commitment, bytes(salts[index]) if index in salts else None)
        for name, (commitment, index) in told.items()
    }


def _rows(statement: str) -> Iterator[tuple]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while chunk := cursor.fetchmany(CHUNK):
            yield from chunk
