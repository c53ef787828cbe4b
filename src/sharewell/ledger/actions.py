"""Signing the ledger, and keeping what partners sign of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sharewell.domain.errors import BadInput
from sharewell.domain.merkle import checkpoints, notes
from sharewell.domain.merkle.cosignatures import sign, signers
from sharewell.domain.merkle.notes import Note
from sharewell.domain.merkle.tree import consistency_proof, frontier_root, verify_consistency
from sharewell.ledger.acts import no_act
from sharewell.ledger.keys import log_key, policy
from sharewell.ledger.models import Checkpoint, Cosignature, Leaf, Salt
from sharewell.ledger.queries import read, state

SIGNING = "it signs the acts of others, and tells of no act itself"


class LedgerBroken(BadInput):
    """The ledger does not continue what was signed before: somebody rewrote rows, or an older copy was restored."""


class NotCosigned(BadInput):
    """What was read is no cosignature of a partner on a checkpoint of ours."""


@no_act(SIGNING)
def make_checkpoint(*, at: datetime) -> Checkpoint | None:
    """Sign the tree as it stands, and return its latest checkpoint; None while the ledger is empty.

    Raises LedgerBroken where the tree is not what the last checkpoint grew into: nobody shall sign that.
    """
    tree, latest = state(), Checkpoint.objects.last()
    root = frontier_root(tree)
    if latest is not None:
        _refuse_unless_continued(latest, tree.size, root)
        if latest.size == tree.size:
            return latest
    if not tree.size:
        return None
    key = log_key()
    text = checkpoints.Checkpoint(origin=key.name, size=tree.size, root=root).text()
    made = Checkpoint(size=tree.size, text=str(Note(text, (sign(text, key),))), at=at)
    # Two processes may sign the same size at once; they sign the same words.
    Checkpoint.objects.bulk_create([made], ignore_conflicts=True)
    return made


@no_act("part of an erasure, which enters itself")
def forget(*, abouts: Iterable[str]) -> None:
    """Remove the salts of what was entered about these rows: without them nobody can try out what a row held."""
    Salt.objects.filter(leaf__in=Leaf.objects.filter(about__in=list(abouts)).values("index")).delete()


@no_act(SIGNING)
def keep_cosignatures(*, lines: bytes | str, at: datetime, checkpoint: Checkpoint | None = None) -> list[str]:
    """Keep the cosignatures among these lines that partners of the policy made, and return the partners' names.

    Without a checkpoint the lines are tried on all of the latest hundred, for they came by another way than they
    were asked for. Raises NotCosigned where not one is a partner's.
    """
    read_lines = notes.read_signatures(lines)
    tried = [checkpoint] if checkpoint else Checkpoint.objects.order_by("-size")[:100]
    for each in tried:
        kept = _kept(each, read_lines, at)
        if kept:
            return kept
    raise NotCosigned("None of these lines is a cosignature, by a partner of the policy, on a recent checkpoint.")


def _kept(checkpoint: Checkpoint, lines: tuple[notes.Signature, ...], at: datetime) -> list[str]:
    text, kept = notes.read(checkpoint.text).text, []
    for name, witness in policy().witnesses.items():
        for line in lines:
            try:
                signed = signers(Note(text, (line,)), [witness.key])
            except BadInput:
                continue  # of another checkpoint, or forged
            if signed:
                row = Cosignature(checkpoint=checkpoint, witness=str(witness.key), line=line.line(), at=at)
                Cosignature.objects.bulk_create([row], ignore_conflicts=True)
                kept.append(name)
    return kept


def _refuse_unless_continued(latest: Checkpoint, size: int, root: bytes) -> None:
    signed = checkpoints.read(notes.read(latest.text).text)
    proof = consistency_proof(signed.size, size, read) if signed.size <= size else []
    if not verify_consistency(signed.size, size, proof, signed.root, root):
        raise LedgerBroken(
            f"The ledger does not continue its checkpoint of {signed.size} leaves, so that no further one is signed. "
            "Run sharewell ledger fsck to see which row is wrong."
        )
