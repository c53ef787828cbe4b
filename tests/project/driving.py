"""A person at the running service, over real HTTP, without a browser: signs in, fills in forms, sends them again."""

from __future__ import annotations

import http.client
import re
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

Fields = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    status: int
    location: str
    body: str


class NotAcknowledged(Exception):
    """The service did not say that it was done: it may have been, and may not."""


class Person:
    """Keeps its cookies. `post` says what the service answered; `insists` sends the very same until it answers."""

    def __init__(self, host: str, port: int, *, patience: float = 60) -> None:
        self.host, self.port, self.patience = host, port, patience
        self.cookies: dict[str, str] = {}
        self.slowest = 0.0  # seconds: the longest that any one page took

    def ask(self, method: str, path: str, fields: Fields | None = None) -> Answered:
        if fields is None:
            return self.sends(method, path)
        told = {"csrfmiddlewaretoken": self.cookies.get("csrf", "")} | dict(fields)
        return self.sends(
            method, path, urlencode(told, doseq=True), {"Content-Type": "application/x-www-form-urlencoded"}
        )

    def sends(
        self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> Answered:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **(headers or {})}
        connection = http.client.HTTPConnection(self.host, self.port, timeout=self.patience)
        begun = time.monotonic()
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            said = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as error:
            raise NotAcknowledged(type(error).__name__) from error
        finally:
            connection.close()
            self.slowest = max(self.slowest, time.monotonic() - begun)
        if answer.status >= 500:
            raise NotAcknowledged(str(answer.status))
        for header in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: kept.value for name, kept in SimpleCookie(header).items()}
        return Answered(status=answer.status, location=answer.headers.get("Location", ""), body=said)

    def get(self, path: str) -> Answered:
        return self.ask("GET", path)

    def post(self, path: str, fields: Fields) -> Answered:
        """One form with a key of its own, sent once."""
        return self.ask("POST", path, {"key": str(uuid.uuid4())} | dict(fields))

    def insists(self, method: str, path: str, fields: Fields | None = None) -> Answered:
        """Send the same, with the same key, until the service says what became of it."""
        if method == "POST":
            fields = {"key": str(uuid.uuid4())} | dict(fields or {})
        give_up = time.monotonic() + self.patience
        while True:
            try:
                return self.ask(method, path, fields)
            except NotAcknowledged:
                if time.monotonic() > give_up:
                    raise
                time.sleep(0.05)

    def try_sign_in(self, email: str, password: str) -> int:
        """The status of the answer."""
        self.insists("GET", "/sign-in")
        return self.insists("POST", "/sign-in", {"login": email, "password": password}).status

    def sign_in(self, email: str, password: str) -> None:
        status = self.try_sign_in(email, password)
        assert status == 302, f"{email} could not sign in: {status}"


def first_interview(person: Person, *, recipient: str, protocol: str) -> str:
    """Answer an interview whose answer is that name and address may go; return the path of its last page."""
    here = person.insists("POST", "/share", {}).location
    said: dict[str, Fields] = {
        "protocol": {"protocol": protocol},
        "who": {"organisation": recipient},
        "whom": {"person": "yes", "reference": "K-117"},
        "born": {"born-day": "1", "born-month": "5", "born-year": "2015"},
        "purpose": {"purpose": "safeguarding"},
        "items": {f"level-{at}": ["name", "address"] for at in range(1)},
        "details": {"needed": ["0", "1"]},
    }
    for _ in range(20):
        if here.endswith("/answer"):
            return here.removesuffix("answer") + "check"
        page = person.insists("GET", here)
        if page.status == 302:
            here = page.location
            continue
        name = here.partition("?")[0].rpartition("/")[2]
        fields = said.get(name) or _plainest(page.body)
        answered = person.insists("POST", here, fields)
        assert answered.status == 302, f"{here} did not take {fields}: {_words(answered.body)}"
        here = answered.location
    raise AssertionError(f"The interview never ended: {here}")


def _plainest(page: str) -> Fields:
    """Yes to a question; where several may be ticked, that nobody has said anything."""
    inputs = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", page)]
    radios = {each["name"]: "yes" for each in inputs if each["type"] == "radio"}
    ticked = {each["name"]: each["value"] for each in inputs if each["type"] == "checkbox" and each["value"] == "none"}
    return radios | ticked


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())[:2000]


def path_of(location: str) -> str:
    return urlsplit(location).path
