"""A witness at work: one request to cosign, from the network or from a file somebody sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sharewell.domain.merkle.cosignatures import sign
from sharewell.domain.merkle.witness import check_continues, check_signed, read_request
from sharewell.witness import records


def add_checkpoint(body: bytes, *, home: Path, now: Callable[[], int]) -> str:
    """The cosignature line for a log's checkpoint. Raises Refused, with the status and body to answer.

    The record is on the disk before the signature exists, so that no crash leaves a signature that it denies.
    """
    request = read_request(body)
    check_signed(request, records.logs(home))
    origin = request.checkpoint.origin
    with records.turn(home, origin) as latest:
        check_continues(request, latest)
        if latest is None or latest.size < request.checkpoint.size:
            records.keep(home, origin, request.note)
        return sign(request.note.text, records.key(home), at=now()).line()
