"""What a witness answers to a log's new checkpoint: c2sp.org/tlog-witness, the call `add-checkpoint`.

    old <the size that the witness last cosigned, or 0>
    <the proof that the new tree continues the old one, a hash a line>

    <the new checkpoint, signed by its log>

Here is the decision alone. Whoever keeps the witness's record must hold on to it from reading `latest` until the
checkpoint decided upon is safely stored, and may only then sign and answer: of two requests at once, the slower
would else roll the record back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sharewell.domain.errors import BadInput
from sharewell.domain.merkle import checkpoints, notes
from sharewell.domain.merkle.checkpoints import BadCheckpoint, Checkpoint, read_hash, read_size
from sharewell.domain.merkle.cosignatures import signers
from sharewell.domain.merkle.keys import Key, base64
from sharewell.domain.merkle.notes import BadNote, Note
from sharewell.domain.merkle.tree import EMPTY_ROOT, verify_consistency

MOST_HASHES = 63
SIZE_TYPE = "text/x.tlog.size"


class Refused(BadInput):
    """The answer to a request that is not cosigned: its status, and a body that says why."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.body = f"{why}\n"
        self.content_type = "text/plain; charset=utf-8"


class WrongOldSize(Refused):
    """The log is to try again from the size that the body names."""

    def __init__(self, size: int) -> None:
        super().__init__(HTTPStatus.CONFLICT, f"This witness last cosigned the checkpoint of {size} leaves.")
        self.size = size
        self.body = f"{size}\n"
        self.content_type = SIZE_TYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """The body of a request, read but not believed."""

    old: int
    proof: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint


def write_request(old: int, proof: Sequence[bytes], note: str) -> str:
    """What a log sends: its checkpoint, and the proof that it continues the tree of the old size."""
    return "".join(f"{line}\n" for line in (f"old {old}", *map(base64, proof), "")) + note


def read_request(body: bytes) -> Submission:
    """Raises Refused with 400."""
    head, empty, note = body.partition(b"\n\n")
    try:
        if b"\r" in body:
            raise BadNote(
                "Its line ends were changed on the way: send it as an attachment, and not as words of a mail."
            )
        old, *proof = head.decode("ascii").split("\n")
        if not empty or not old.startswith("old ") or len(proof) > MOST_HASHES:
            raise BadNote("It must begin with an “old” line, at most 63 hashes, and an empty line.")
        signed = notes.read(note)
        return Submission(
            old=read_size(old.removeprefix("old ")),
            proof=tuple(map(read_hash, proof)),
            note=signed,
            checkpoint=checkpoints.read(signed.text),
        )
    except UnicodeError:
        raise Refused(HTTPStatus.BAD_REQUEST, "The request is not text.") from None
    except (BadNote, BadCheckpoint) as error:
        raise Refused(HTTPStatus.BAD_REQUEST, f"The request could not be read. {error}") from None


def check_signed(request: Submission, logs: Mapping[str, Iterable[Key]]) -> None:
    """Is it by a log that the witness knows? `logs` has the keys of each by its origin. Raises Refused: 404 or 403."""
    origin = request.checkpoint.origin
    if origin not in logs:
        raise Refused(HTTPStatus.NOT_FOUND, "This witness does not know that log.")
    try:
        signed = signers(request.note, logs[origin])
    except BadNote as error:
        raise Refused(HTTPStatus.FORBIDDEN, str(error)) from None
    if not signed:
        raise Refused(HTTPStatus.FORBIDDEN, "The checkpoint is not signed with a key that this witness knows.")


def check_continues(request: Submission, latest: Checkpoint | None) -> None:
    """Does it continue the latest that was cosigned, None where none was? Raises Refused: 400, 409 or 422."""
    new = request.checkpoint
    size, root = (latest.size, latest.root) if latest else (0, EMPTY_ROOT)
    if request.old > new.size:
        raise Refused(HTTPStatus.BAD_REQUEST, "The old size is larger than the checkpoint.")
    if request.old != size:
        raise WrongOldSize(size)
    if new.size == size and new.root != root:
        raise Refused(HTTPStatus.CONFLICT, f"This witness cosigned another tree of {size} leaves: the log has forked.")
    proved = not request.proof if size == 0 else verify_consistency(size, new.size, request.proof, root, new.root)
    if not proved:
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"The proof does not show that this tree continues the one of {size} leaves: it was changed or has forked.",
        )
