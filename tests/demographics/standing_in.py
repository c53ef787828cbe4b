"""A server that answers as the Personal Demographics Service is described to (NHS England, PDS FHIR API, /Patient).

Everybody in it is invented. What the description leaves open is ours: a field that agrees only in part, as by its
sound, costs a tenth of a point in twenty of the score, unless a test says what scores are given.
"""

from __future__ import annotations

import json
import re
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID, uuid4

from joserfc import jwt
from joserfc.jwk import RSAKey

KNOWN = {
    *("_fuzzy-match", "_exact-match", "_history", "_max-results", "family", "given", "gender", "birthdate"),
    *("death-date", "address-postalcode", "address-postcode", "general-practitioner", "email", "phone"),
}
FUZZY_NEEDS = (
    {"given", "family", "birthdate"},
    {"family", "birthdate", "gender", "postcode"},
    {"given", "birthdate", "gender", "postcode"},
)
DATE = re.compile(r"(eq|ge|le)?([0-9]{4}-[0-9]{2}-[0-9]{2})")
MISSED = 0.055  # what a field that agrees only in part costs


class Refused(Exception):
    def __init__(self, status: int, code: str, said: str = "", after: str = "") -> None:
        super().__init__(said)
        self.status, self.code, self.said, self.after = status, code, said, after


@dataclass
class Kept:
    """Somebody in the service's records."""

    number: str
    family: str
    given: tuple[str, ...]
    born: str
    gender: str = "unknown"
    postcode: str = ""
    restricted: bool = False
    died: str = ""
    once: tuple[str, ...] = ()  # former surnames
    score: float | None = None  # in place of what agreeing comes to


@dataclass
class Service:
    people: list[Kept] = field(default_factory=list)
    per_second: int = 5
    single: bool = True  # as for an application without a health worker: one answer or none
    public_key: RSAKey | None = None
    behind: float = 0.0  # seconds by which its clock is behind ours
    faults: list[tuple[int, str]] = field(default_factory=list)  # status and Retry-After of the next answers
    slow: float = 0.0
    drips: float = 0.0  # seconds between the bytes of an answer
    answers: bytes | None = None  # in place of what is found
    breaks: int = 0  # how many of the next answers break off half way
    tls: ssl.SSLContext | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)  # by the name that each gives itself
    tokens: set[str] = field(default_factory=set)
    address: str = ""
    _lately: deque[float] = field(default_factory=deque)

    # --- the search -----------------------------------------------------------------------------------

    def search(self, headers: Any, query: str) -> dict[str, Any]:
        self.requests.append(headers["X-Request-ID"])
        self._in_turn()
        pairs = parse_qsl(query, keep_blank_values=True)
        self.asked.append(dict(pairs))
        if self.public_key and headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            raise Refused(401, "ACCESS_DENIED", "Access Token not valid")
        try:
            UUID(headers["X-Request-ID"] or "")
        except ValueError:
            raise Refused(400, "MISSING_VALUE", "Missing value - 'X-Request-ID'") from None
        if unknown := {name for name, _ in pairs} - KNOWN:
            raise Refused(400, "ADDITIONAL_PROPERTIES", f"Unrecognised - {unknown}")
        given = [value for name, value in pairs if name == "given"]
        dates = [DATE.fullmatch(value) for name, value in pairs if name == "birthdate"]
        if not all(dates):
            raise Refused(400, "INVALID_VALUE", "Invalid value in field 'birthdate'")
        told = {name.replace("postalcode", "postcode").removeprefix("address-"): value for name, value in pairs}
        if told.get("gender", "male") not in {"male", "female", "other", "unknown"}:
            raise Refused(400, "INVALID_VALUE", "Invalid value in field 'gender'")
        fuzzy, exact = (told.get(name) == "true" for name in ("_fuzzy-match", "_exact-match"))
        enough = any(needs <= told.keys() for needs in (FUZZY_NEEDS if fuzzy else ({"family", "birthdate"},)))
        starred = any("*" in value for value in told.values())
        if not enough or (starred and (fuzzy or exact)) or any(v.find("*") in (0, 1) for v in told.values()):
            raise Refused(400, "INVALID_SEARCH_DATA", f"Invalid search data - {sorted(told)}")
        history = fuzzy or told.get("_history") == "true"
        found = []
        for each in self.people:
            if each.restricted and "postcode" in told:
                continue
            agree = _agree(each, told, given, [d.groups() for d in dates if d], fuzzy=fuzzy, history=history)
            if agree is None or (exact and (agree or each.score not in (None, 1.0))):
                continue
            score = each.score if each.score is not None else max(0.0, 1 - MISSED * agree)
            found.append((score, each))
        most = int(told.get("_max-results", 1 if self.single else 50))
        if self.single and most > 1:
            raise Refused(403, "INVALID_VALUE", "Invalid value in field '_max-results'")
        if len(found) > most:
            raise Refused(200, "TOO_MANY_MATCHES")
        found.sort(key=lambda pair: -pair[0])
        return {
            "resourceType": "Bundle",
            "type": "searchset",
            "timestamp": "2026-11-21T12:00:00+00:00",
            "total": len(found),
            "entry": [
                {
                    "fullUrl": f"{self.address}/Patient/{each.number}",
                    "search": {"score": score},
                    "resource": _resource(each),
                }
                for score, each in found
            ],
        }

    def _in_turn(self) -> None:
        now = time.monotonic()
        self.arrived.append(now)
        if self.faults:
            status, after = self.faults.pop(0)
            code = "TOO_MANY_REQUESTS" if status == 429 else "UNABLE_TO_CALL_SERVICE"
            raise Refused(status, code, "The child is called Smith", after)  # what must go into no error of ours
        while self._lately and self._lately[0] < now - 1:
            self._lately.popleft()
        if len(self._lately) >= self.per_second:
            raise Refused(429, "TOO_MANY_REQUESTS", after="1")
        self._lately.append(now)

    # --- the token ------------------------------------------------------------------------------------

    def token(self, body: bytes) -> dict[str, Any]:
        sent = dict(parse_qsl(body.decode()))
        assert self.public_key
        statement = jwt.decode(sent["client_assertion"], self.public_key, algorithms=["RS512"])
        claims = statement.claims
        right = (
            sent["grant_type"] == "client_credentials"
            and sent["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            and statement.header["kid"] == "sharewell-1"
            and claims["iss"] == claims["sub"] == "the-key"
            and claims["aud"].endswith("/oauth2/token")
            and 0 < claims["exp"] - (time.time() - self.behind) <= 300
            and UUID(claims["jti"])
        )
        if not right:
            raise Refused(400, "invalid_request")
        self.tokens.add(token := str(uuid4()))
        return {"access_token": token, "expires_in": "599", "token_type": "Bearer"}


def _agree(
    each: Kept,
    told: dict[str, str],
    given: list[str],
    dates: list[tuple[str | None, str]],
    *,
    fuzzy: bool,
    history: bool,
) -> int | None:
    """How many fields agree only in part; None where one differs."""
    partly = 0
    families = (each.family, *(each.once if history else ()))
    wanted: list[tuple[str, tuple[str, ...]]] = [(value, each.given) for value in given]
    if "family" in told:
        wanted.append((told["family"], families))
    if not fuzzy and given and len(given) > len(each.given):
        return None
    turned = (
        fuzzy
        and given
        and _sounds(given[0]) == _sounds(each.family)
        and _sounds(told["family"]) == _sounds(each.given[0])
    )
    for value, held in wanted:
        if any(value.casefold() == one.casefold() for one in held[:1]):
            continue
        heard = fuzzy and any(_sounds(value) == _sounds(one) for one in held)
        if not (heard or turned or any(_starred(value).fullmatch(one) for one in held)):
            return None
        partly += 1
    for how, day in dates:
        if {"ge": each.born < day, "le": each.born > day}.get(how or "eq", each.born != day):
            return None
        partly += how in {"ge", "le"}
    if "gender" in told and told["gender"] != each.gender:
        return None
    if "postcode" in told:
        wanted_code, held_code = told["postcode"].replace(" ", ""), each.postcode.replace(" ", "")
        if not _starred(wanted_code).fullmatch(held_code):
            if not fuzzy:
                return None
            partly += 1
        partly += "*" in wanted_code
    return partly


def _starred(value: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, value.split("*"))), re.IGNORECASE)


def _sounds(name: str) -> str:
    """Soundex, which the description names."""
    digits = {c: d for d, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), 1) for c in letters}
    letters = [c for c in name.casefold() if c.isalpha()]
    coded, last = "", digits.get(letters[0]) if letters else None
    for c in letters[1:]:
        code = digits.get(c)
        if code and code != last:
            coded += str(code)
        last = last if c in "hw" else code
    return (letters[0] + coded + "000")[:4] if letters else ""


def _resource(each: Kept) -> dict[str, Any]:
    code = "R" if each.restricted else "U"
    body: dict[str, Any] = {
        "resourceType": "Patient",
        "id": each.number,
        "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": each.number}],
        "meta": {"versionId": "2", "security": [{"code": code}]},
        "name": [{"use": "usual", "family": each.family, "given": list(each.given)}],
        "gender": each.gender,
        "birthDate": each.born,
    }
    if each.died:
        body["deceasedDateTime"] = each.died
    if not each.restricted:
        body["address"] = [{"use": "home", "line": ["1 Example Street"], "postalCode": each.postcode}]
        body["telecom"] = [{"system": "phone", "use": "home", "value": "01632960587"}]
        body["generalPractitioner"] = [{"type": "Organization", "identifier": {"value": "Y12345"}}]
    return body


def _outcome(refused: Refused) -> dict[str, Any]:
    system = "https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode"
    coding = [{"system": system, "version": "1", "code": refused.code, "display": refused.code}]
    issue = {"severity": "error", "code": "value", "details": {"coding": coding}, "diagnostics": str(refused)}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


@contextmanager
def standing_in(service: Service) -> Iterator[Service]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Nothing: a real one does not log here either."""

        def do_GET(self) -> None:
            time.sleep(service.slow)
            parts = urlsplit(self.path)
            if parts.path != "/FHIR/R4/Patient":
                self._answer(lambda: (_ for _ in ()).throw(Refused(404, "INVALIDATED_RESOURCE")))
                return
            self._answer(lambda: service.search(self.headers, parts.query))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(lambda: service.token(body))

        def _answer(self, how: Callable[[], Any]) -> None:
            after = ""
            try:
                status, told = 200, how()
            except Refused as refused:
                status, told, after = refused.status, _outcome(refused), refused.after
            sent = json.dumps(told).encode() if service.answers is None else service.answers
            self.send_response(status)
            self.send_header("Content-Type", "application/fhir+json")
            self.send_header("Content-Length", str(len(sent)))
            if after:
                self.send_header("Retry-After", after)
            self.end_headers()
            if service.breaks:
                service.breaks -= 1
                sent = sent[: len(sent) // 2]
            for piece in [sent] if not service.drips else [bytes([byte]) for byte in sent]:
                time.sleep(service.drips)
                self.wfile.write(piece)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if service.tls:
        server.socket = service.tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    scheme = "https" if service.tls else "http"
    service.address = f"{scheme}://127.0.0.1:{server.server_address[1]}/FHIR/R4"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
