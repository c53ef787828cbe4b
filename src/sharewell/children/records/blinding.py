"""What an index is searched by, hidden: equal values have equal numbers, which tell nothing without the secret.

Each index has a secret of its own, made of the installation's blind key. A match key is enciphered with AES, in a block
of its own, and cut to 64 bits: two of a thousand million keys meet by chance once in some dozen indexes, and the score
tells them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from struct import pack, unpack

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from sharewell.domain.linkage.keys.index_keys import NAME_WORDS
from sharewell.domain.linkage.values import nicknames
from sharewell.domain.linkage.values.fields import NAMES
from sharewell.domain.linkage.weighing.compare import Row
from sharewell.keys import sealing
from sharewell.keys.models import blind_key

_TAGS = 32
_EVEN = 20  # NAME_WORDS times twice as much is below 256
_UP = [bytes(b"01"[pull > _EVEN * words] for pull in range(256)) for words in range(NAME_WORDS + 1)]
_SHORT = 16  # bytes of a hash that is compared for equality alone


def hidden(index: int, packed: Sequence[int], row: Row) -> tuple[list[int], int]:
    """The `match_keys` and the `tags` of one record."""
    key = blind_key()
    return _match_keys(packed, index, key), _tags(row, index, key)


def match_keys(index: int, packed: Sequence[int]) -> list[int]:
    """The numbers under which keys of `domain.linkage.index_keys` are stored."""
    return _match_keys(packed, index, blind_key())


def _match_keys(packed: Sequence[int], index: int, key: bytes) -> list[int]:
    blocks = ">" + "q8x" * len(packed)
    return list(unpack(blocks, _cipher(index, key).encryptor().update(pack(blocks, *packed))))


def _tags(row: Row, index: int, key: bytes) -> int:
    """32 bits in which alike names differ in few: by them a thousand children are put in order and none is opened.

    A hash that keeps likeness (Charikar 2002) of the pairs of letters of all name words, short forms as their full
    names. Which pairs weigh for which bit only the secret tells.
    """
    secret = _secret(index, key)
    words = row.get(NAMES, "").split()[:NAME_WORDS]
    pulled = sum(_pulls(secret, word) for word in words).to_bytes(_TAGS)
    bits = int(pulled.translate(_UP[len(words)]), 2)
    return bits - (1 << _TAGS) if bits >> (_TAGS - 1) else bits  # as the database's integers have a sign


def day(index: int, when: date) -> int:
    """The number that stands for a day."""
    return match_keys(index, [when.toordinal()])[0]


def origin(index: int, organisation: int, source: str, record: str) -> bytes:
    """Tells whether a record was delivered before. Its id may be the child's NHS number."""
    return sealing.blind(blind_key(), "origin", str(index), str(organisation), source, record)[:_SHORT]


def content(index: int, details: Row) -> bytes:
    """Tells whether what was delivered is what is there."""
    told = [part for name in sorted(details) for part in (name, details[name])]
    return sealing.blind(blind_key(), "content", str(index), *told)[:_SHORT]


@lru_cache(maxsize=65_536)
def _pulls(secret: bytes, word: str) -> int:
    """How a word pulls each bit up or down: the sum of its pairs of letters, beginning and end among them.

    A byte for each bit, above _EVEN where it pulls up: so that words are added as one number.
    """
    whole = f"^{nicknames.root(word)}$"
    pairs = [int.from_bytes(sealing.blind(secret, whole[at : at + 2])[:4]) for at in range(len(whole) - 1)]
    pulls = (sum(1 if pair >> place & 1 else -1 for pair in pairs) for place in reversed(range(_TAGS)))
    return int.from_bytes(_EVEN + max(-_EVEN, min(_EVEN, pull)) for pull in pulls)


@lru_cache(maxsize=256)
def _secret(index: int, key: bytes) -> bytes:
    return sealing.blind(key, "match keys", str(index))


@lru_cache(maxsize=256)
def _cipher(index: int, key: bytes) -> Cipher[modes.ECB]:
    # Single blocks that are each hidden alone: the mode has nothing to chain.
    secret = _secret(index, key)
    return Cipher(algorithms.AES256(secret), modes.ECB())  # noqa: S305 # nosec B305
