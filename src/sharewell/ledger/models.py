"""The tree as rows. The database's own function `ledger_append` writes leaves, nodes, salts and the state.

The web's role can read these tables and call that function; it cannot change or remove a leaf, a node or a checkpoint.
"""

from __future__ import annotations

from django.db import models


class Leaf(models.Model):
    """One act, as it is hashed. Nothing in it tells of a person."""

    index = models.BigIntegerField(primary_key=True)  # from 0, without a gap
    about = models.CharField(max_length=200)  # what it is about, as "sharing.disclosure:17": finds it, proves nothing
    hash = models.BinaryField()  # RFC 9162's, of the body
    body = models.BinaryField()  # canonical JSON
    at = models.DateTimeField()

    class Meta:
        ordering = ["index"]
        indexes = [models.Index(fields=["about"], name="leaves_about")]

    def __str__(self) -> str:
        return f"leaf {self.index}"


class Salt(models.Model):
    """What opens the commitment of a leaf. Apart from it, so that it can be erased and the tree still stands."""

    leaf = models.BigIntegerField(primary_key=True)
    salt = models.BinaryField()

    def __str__(self) -> str:
        return f"salt of leaf {self.leaf}"


class Node(models.Model):
    """A complete subtree above the leaves, which never changes: level 1 joins two leaves."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"node {self.index} of level {self.level}"


class State(models.Model):
    """The one row that appends take turns on: how many leaves there are, and what the next is joined to."""

    id = models.BooleanField(primary_key=True, default=True)
    size = models.BigIntegerField()
    frontier = models.BinaryField()  # the hashes of the complete subtrees, the largest first, one after the other

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=True), name="one_state")]

    def __str__(self) -> str:
        return f"{self.size} leaves"


class Checkpoint(models.Model):
    """The signed root of the tree at one size. The text is what was signed, with the log's own signature."""

    size = models.BigIntegerField(primary_key=True)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["size"]

    def __str__(self) -> str:
        return f"checkpoint of {self.size} leaves"


class Cosignature(models.Model):
    """A partner's word that a checkpoint continues all it saw before. `witness` is its key, as others write it down."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=2000)  # a verifier key: name, id and public key
    line = models.TextField()  # of the note
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checkpoint", "witness"], name="one_cosignature_of_a_witness")]

    def __str__(self) -> str:
        return f"cosignature under {self.checkpoint}"
