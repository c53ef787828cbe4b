"""The witness over HTTP: `POST <prefix>/add-checkpoint` and nothing else.

TLS is the business of a proxy before it, and so are senders that are slow: each one would hold up a thread here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from sharewell.domain.merkle.witness import Refused
from sharewell.witness import records
from sharewell.witness.cosigning import add_checkpoint

LARGEST = 262_144  # bytes: 63 hashes and a checkpoint with 60 signatures of the longest kind
Answer = tuple[HTTPStatus, str, dict[str, str]]
_TEXT = {"Content-Type": "text/plain; charset=utf-8"}


def application() -> Callable[[dict[str, Any], Callable[..., object]], Iterable[bytes]]:
    """A WSGI application for the witness in the usual folder. Raises RecordsUnusable where there is none."""
    home = records.folder()
    records.key(home)

    def respond(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        status, words, headers = _answer(environ)
        body = words.encode()
        headers["Content-Length"] = str(len(body))
        start_response(f"{status.value} {status.phrase}", [*headers.items(), ("X-Content-Type-Options", "nosniff")])
        return [body]

    def _answer(environ: dict[str, Any]) -> Answer:
        if not environ["PATH_INFO"].endswith("/add-checkpoint"):
            return HTTPStatus.NOT_FOUND, "A witness answers POST /add-checkpoint.\n", dict(_TEXT)
        if environ["REQUEST_METHOD"] != "POST":
            return HTTPStatus.METHOD_NOT_ALLOWED, "Send it by POST.\n", {"Allow": "POST", **_TEXT}
        body = environ["wsgi.input"].read(LARGEST + 1)
        if len(body) > LARGEST:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {LARGEST:,} bytes are read.\n", dict(_TEXT)
        try:
            return HTTPStatus.OK, add_checkpoint(body, home=home, now=lambda: int(time.time())), dict(_TEXT)
        except Refused as refused:
            return refused.status, refused.body, {"Content-Type": refused.content_type}
        except Exception:
            # A witness that cannot store must not sign; whoever runs it reads why in its own log.
            logging.getLogger(__name__).exception("A checkpoint could not be cosigned.")
            return HTTPStatus.INTERNAL_SERVER_ERROR, "The witness cannot cosign at the moment.\n", dict(_TEXT)

    return respond
