"""Asking over HTTP: in turn, with patience, again where that helps, and without a word of the person in what fails.

The published search puts names and dates into the address of the request. So this module logs nothing, and no error it
raises bears an address; `http.client` itself writes no log.
"""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import parsedate_to_datetime
from threading import BoundedSemaphore, Timer
from typing import Any, Final
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from sharewell.demographics import signing_in
from sharewell.demographics.pace import BUSY, TooBusy, wait_for_turn
from sharewell.demographics.service import BadService, Service, Signing
from sharewell.demographics.ways import Answer, Parameters, Searched, Way, judged, read_answer, ways
from sharewell.domain.errors import BadInput
from sharewell.domain.fhir.patient import Person

ONE_ANSWER: Final = 5.0
"""Seconds that one answer may take."""
PATIENCE: Final = 20.0
"""Seconds for all searches for one person: whoever asked sits before a page."""
TRIES: Final = 3
AGAIN: Final = {408, 429, 500, 502, 503, 504}
LARGEST: Final = 2_000_000
"""Bytes of an answer: fifty Patients are far fewer."""
AT_ONCE: Final = 2
"""Persons whom one process looks for at the same time: its other threads go on with pages while the service is slow."""
SHORT_WAIT: Final = 1.0
"""Seconds that one more waits for a place among them."""
_looking: Final = BoundedSemaphore(AT_ONCE)
_LATE: Final = "it did not answer in time"


class NotAnswered(BadInput):
    """The service does not answer, or refuses to; says why, as far as it told."""


def look_for(person: Person, service: Service) -> Answer:
    """Whose number this person's may be. Raises TooLittle, TooBusy, NotAnswered, Unreadable and BadService."""
    asked = ways(person)
    until = time.monotonic() + PATIENCE

    def searched() -> Iterator[tuple[Way, Searched]]:
        for way, parameters in asked:
            yield way, read_answer(_search(parameters, service, until))

    if not _looking.acquire(timeout=SHORT_WAIT):
        raise TooBusy(BUSY)
    try:
        return judged(person, searched())
    finally:
        _looking.release()


def _search(parameters: Parameters, service: Service, until: float) -> Any:
    address = f"{service.address}/Patient?{urlencode(parameters)}"
    request = str(uuid4())  # one for all tries: by it the service knows a question that it was asked before
    for tried in range(1, TRIES + 1):
        try:
            sent = _headers(service, until) | {"X-Request-ID": request}  # to sign in takes its time: the turn is later
            wait_for_turn(service.pace_file, per_second=service.per_second, patience=until - time.monotonic())
            status, headers, body = _send("GET", address, headers=sent, until=until)
        except OSError as error:
            status, headers, body, why = 0, http.client.HTTPMessage(), b"", _plain(error)
        else:
            why = f"it answered {status}{_told(body)}"
        if status == 200:
            return _read(body)
        if status == 401 and service.signing:
            signing_in.drop_token(service.signing)
        elif status and status not in AGAIN:
            break
        pause = _pause(headers, tried)
        if tried == TRIES or time.monotonic() + pause > until:
            break
        time.sleep(pause)
    raise NotAnswered(f"The Personal Demographics Service could not be asked: {why}. Try again later.")


def _headers(service: Service, until: float) -> dict[str, str]:
    headers = {"Accept": "application/fhir+json"}
    if service.organisation:
        headers["NHSD-End-User-Organisation-ODS"] = service.organisation
    if service.signing:
        headers["Authorization"] = f"Bearer {_token(service.signing, until)}"
    return headers


def _token(signing: Signing, until: float) -> str:
    if held := signing_in.held_token(signing):
        return held
    form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    sent = signing_in.request_body(signing)
    status, _, body = _send("POST", signing.token_address, headers=form, until=until, body=sent)
    if status in AGAIN:
        raise NotAnswered(f"NHS England’s sign-in could not be asked: it answered {status}. Try again later.")
    if status != 200:
        raise BadService(f"NHS England’s sign-in refused this service: it answered {status}{_told(body)}.")
    return signing_in.keep_token(signing, body)


def _send(
    method: str, address: str, *, headers: dict[str, str], until: float, body: bytes | None = None
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Raises OSError where no whole answer comes in time. A redirection is not followed: names are in the address."""
    parts = urlsplit(address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    patience = max(0.1, min(ONE_ANSWER, until - time.monotonic()))
    connection, ends = kind(parts.hostname or "", parts.port, timeout=patience), time.monotonic() + patience
    path = parts.path + ("?" + parts.query if parts.query else "")
    try:
        connection.connect()
        with _cut_off(connection.sock, ends):
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            whole = answer.status, answer.headers, answer.read(LARGEST)
            if answer.length and len(whole[2]) < LARGEST:  # what was read so is not checked against the length told
                raise http.client.IncompleteRead(b"")
    except (http.client.HTTPException, OSError) as error:
        broken: OSError = error if isinstance(error, OSError) else OSError(f"it broke off ({type(error).__name__})")
        raise (TimeoutError() if time.monotonic() >= ends else broken) from None
    finally:
        connection.close()
    if time.monotonic() >= ends:
        raise TimeoutError
    return whole


@contextmanager
def _cut_off(connected: socket.socket, ends: float) -> Iterator[None]:
    """A socket's own timeout is for each piece: an answer that came byte by byte would take hours."""

    def cut() -> None:
        with suppress(OSError):
            connected.shutdown(socket.SHUT_RDWR)

    clock = Timer(ends - time.monotonic(), cut)
    clock.start()
    try:
        yield
    finally:
        clock.cancel()


def _pause(headers: http.client.HTTPMessage, tried: int) -> float:
    """Seconds until another try: as long as the service asks for, else longer each time."""
    asked = headers.get("Retry-After", "").strip()
    if asked.isdecimal():
        return float(asked)
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - time.time())
    except ValueError:
        return 0.25 * 2**tried


def _plain(error: OSError) -> str:
    return _LATE if isinstance(error, TimeoutError) else error.strerror or str(error) or type(error).__name__


def _told(body: bytes) -> str:
    """The service's own code of what is wrong, and never its words: these can hold what was asked."""
    try:
        coding = _read(body)["issue"][0]["details"]["coding"][0]["code"]
    except (KeyError, IndexError, TypeError):
        return ""
    return f" ({coding})" if isinstance(coding, str) and coding.isascii() and coding.isprintable() else ""


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None  # which is no result of a search
