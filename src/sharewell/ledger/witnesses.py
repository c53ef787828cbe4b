"""Asking partners to cosign a checkpoint: the client's side of c2sp.org/tlog-witness, and the same by file.

A partner that was away is simply asked to cosign the latest checkpoint: the proof begins where that partner last was.
"""

from __future__ import annotations

import http.client
from datetime import datetime
from urllib.parse import urlsplit

from sharewell.domain.errors import BadInput
from sharewell.domain.merkle.checkpoints import read_size
from sharewell.domain.merkle.policies import Party
from sharewell.domain.merkle.tree import consistency_proof
from sharewell.domain.merkle.witness import SIZE_TYPE, write_request
from sharewell.ledger.actions import keep_cosignatures
from sharewell.ledger.keys import policy
from sharewell.ledger.models import Checkpoint, Cosignature
from sharewell.ledger.queries import read

PATIENCE = 10  # seconds
TRIES = 3  # other processes may be asking the same witness
LONGEST = 100_000  # bytes of an answer


class NoCosignature(BadInput):
    """A partner did not cosign; says why, as far as it told."""


def ask_all(checkpoint: Checkpoint, *, at: datetime) -> dict[str, str]:
    """Ask every witness of the policy that has an address and has not cosigned yet: name -> what went wrong, or ""."""
    signed = set(checkpoint.cosignatures.values_list("witness", flat=True))
    told = {}
    for name, witness in policy().witnesses.items():
        if witness.url and str(witness.key) not in signed:
            try:
                keep_cosignatures(lines=_asked(witness, checkpoint), at=at, checkpoint=checkpoint)
                told[name] = ""
            except BadInput as error:
                told[name] = str(error)
    return told


def request_for(witness: Party, checkpoint: Checkpoint) -> str:
    """What to send a partner by other means, from the size it last cosigned as far as we know."""
    return _request(_last_size(witness, checkpoint), checkpoint)


def _last_size(witness: Party, checkpoint: Checkpoint) -> int:
    cosigned = Cosignature.objects.filter(witness=str(witness.key), checkpoint__lte=checkpoint.size)
    return cosigned.order_by("-checkpoint").values_list("checkpoint", flat=True).first() or 0


def _request(old: int, checkpoint: Checkpoint) -> str:
    return write_request(old, consistency_proof(old, checkpoint.size, read), checkpoint.text)


def _asked(witness: Party, checkpoint: Checkpoint) -> bytes:
    """The witness's cosignature lines. Raises NoCosignature."""
    old = _last_size(witness, checkpoint)
    for _ in range(TRIES):
        status, kind, body = _post(witness.url, _request(old, checkpoint))
        if status == 200:
            return body
        if status != 409 or kind != SIZE_TYPE:
            why = " ".join(body.decode(errors="replace").split())[:200]
            raise NoCosignature(f"The witness {witness.key.name} answered {status}. {why}")
        old = read_size(body.decode(errors="replace").rstrip("\n"))
        if old > checkpoint.size:
            raise NoCosignature(f"The witness {witness.key.name} has seen a larger ledger, of {old} leaves.")
    raise NoCosignature(f"The witness {witness.key.name} was asked by others at the same time.")


def _post(url: str, body: str) -> tuple[int, str, bytes]:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise NoCosignature(f"{url} is no address of a witness: one begins with https://.")
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=PATIENCE)
    try:
        connection.request("POST", f"{parts.path.rstrip('/')}/add-checkpoint", body=body.encode())
        answer = connection.getresponse()
        return answer.status, answer.headers.get_content_type(), answer.read(LONGEST)
    except (OSError, http.client.HTTPException) as error:
        raise NoCosignature(f"{parts.hostname} does not answer: {error or type(error).__name__}.") from error
    finally:
        connection.close()
