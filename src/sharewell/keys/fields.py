"""Columns that are kept sealed. In Python they are what they hold; only the database sees them shut.

A row with such columns has `sealed_under`, the row with its key, and `sealed_as`, a name of the row that never changes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from sharewell.keys import sealing


class _Shut(bytes):
    """As it came from the database: opened when it is first asked for."""


class _Opening:
    def __init__(self, field: Sealed) -> None:
        self.field = field

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:
            row.refresh_from_db(fields=[name])
        kept = row.__dict__[name]
        if isinstance(kept, _Shut):
            kept = row.__dict__[name] = self.field.opened(row, kept)
        return kept

    def __set__(self, row: Any, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class Sealed(models.BinaryField):
    descriptor_class = _Opening

    def written(self, value: Any) -> bytes:
        raise NotImplementedError

    def read(self, content: bytes) -> Any:
        raise NotImplementedError

    def place(self, sealed_as: str) -> str:
        return f"{self.model._meta.db_table}:{self.column}:{sealed_as}"

    def opened(self, row: Any, shut: bytes) -> Any:
        key = row.sealed_under
        if not sealing.is_under(shut, key.key_id):  # else a row could be passed off as an erased person's
            raise sealing.CannotOpen("These words were sealed under another key.")
        return self.read(sealing.open_sealed(key.opened(), shut, key_id=key.key_id, place=self.place(row.sealed_as)))

    def opened_beside(self, shut: bytes, *, wrapped: bytes, key_id: UUID, masters: Sequence[bytes]) -> Any:
        """The same of a row that holds its own key, without a model of it: a search opens a hundred, and shows few."""
        key, name = sealing.unwrap(wrapped, masters, key_id=key_id), str(key_id)
        return self.read(sealing.open_sealed(key, shut, key_id=key_id, place=self.place(name)))

    def from_db_value(self, value: Any, expression: object, connection: object) -> Any:
        return None if value is None else _Shut(value)

    def pre_save(self, row: Any, add: bool) -> bytes:
        key = row.sealed_under
        words = self.written(getattr(row, self.attname))
        return sealing.seal(key.opened(), words, key_id=key.key_id, place=self.place(row.sealed_as))


class SealedJSON(Sealed):
    def written(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder).encode()

    def read(self, content: bytes) -> Any:
        return json.loads(content.decode())  # of bytes it would first find out how they are written


class SealedText(Sealed):
    def get_default(self) -> Any:
        return ""

    def written(self, value: str) -> bytes:
        return value.encode()

    def read(self, content: bytes) -> str:
        return content.decode()
