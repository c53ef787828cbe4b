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
from django.conf import settings
from django.utils.module_loading import import_string

from sharewell.domain.linkage.compare import Row
from sharewell.keys import sealing

_SHORT = 16  # bytes of a hash that is compared for equality alone


def match_keys(index: int, packed: Sequence[int]) -> list[int]:
    """The numbers under which keys of `domain.linkage.index_keys` are stored."""
    blocks = b"".join(pack(">qq", key, 0) for key in packed)
    return list(unpack(">" + "q8x" * len(packed), _cipher(index, _blind_key()).encryptor().update(blocks)))


def day(index: int, when: date) -> int:
    """The number that stands for a day."""
    return match_keys(index, [when.toordinal()])[0]


def origin(index: int, organisation: int, source: str, record: str) -> bytes:
    """Tells whether a record was delivered before. Its id may be the child's NHS number."""
    return sealing.blind(_blind_key(), "origin", str(index), str(organisation), source, record)[:_SHORT]


def content(index: int, details: Row) -> bytes:
    """Tells whether what was delivered is what is there."""
    told = [part for name in sorted(details) for part in (name, details[name])]
    return sealing.blind(_blind_key(), "content", str(index), *told)[:_SHORT]


def _blind_key() -> bytes:
    key: bytes = import_string(settings.BLIND_KEY)()
    return key


@lru_cache(maxsize=256)
def _cipher(index: int, blind_key: bytes) -> Cipher[modes.ECB]:
    # Single blocks that are each hidden alone: the mode has nothing to chain.
    secret = sealing.blind(blind_key, "match keys", str(index))
    return Cipher(algorithms.AES256(secret), modes.ECB())  # noqa: S305 # nosec B305
