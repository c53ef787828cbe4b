"""All that a stranger could overhear while the service works, to be searched for what tells of a person.

Addresses asked for and led to, the Referer that a browser sends on, titles (which stay in a browser's history), error
pages, the lines of the log as an installation writes them, letters, leaves of the ledger, and what jobs are given.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock
from urllib.parse import unquote_plus

from django.core.handlers.base import BaseHandler
from django.core.mail import EmailMessage

from sharewell.project.logs import Impersonal

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
ERROR = 400


class Overheard(logging.Handler):
    """`said` holds pairs: where it was overheard, and the words."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(Impersonal())
        self.said: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(("log", self.format(record)))

    def answered(self, request: Any, response: Any) -> None:
        self.said.append(("address", request.get_full_path()))
        for where, headers, name in (("Referer", request.headers, "Referer"), ("address", response, "Location")):
            if name in headers:
                self.said.append((where, headers[name]))
        if response.streaming or not response.get("Content-Type", "").startswith(("text/html", "application/problem")):
            return
        body = response.content.decode()
        self.said += [("title", title) for title in TITLE.findall(body)]
        if response.status_code >= ERROR:
            self.said.append(("error page", body))

    def keeps(self) -> Iterable[tuple[str, str]]:
        """What stays in the database that others are shown, or that lies open."""
        from procrastinate.contrib.django.models import ProcrastinateJob

        from sharewell.ledger.models import Leaf

        yield from (("leaf", bytes(body).decode()) for body in Leaf.objects.values_list("body", flat=True))
        yield from (("job", json.dumps(args)) for args in ProcrastinateJob.objects.values_list("args", flat=True))

    def tells(self, values: Iterable[str], *, but: str = "") -> list[str]:
        """Where one of these values was overheard, written as it is or as an address writes it; `but` is left out."""
        said = [(where, words) for where, words in [*self.said, *self.keeps()] if where != but]
        heard = [(where, unquote_plus(words).casefold()) for where, words in said]
        sought = [value.casefold() for value in values]
        return [f"{where}: {words[:300]}" for where, words in heard if any(value in words for value in sought)]


@contextmanager
def overhearing() -> Iterator[Overheard]:
    heard, answers, sends = Overheard(), BaseHandler.get_response, EmailMessage.send

    def answer(handler: Any, request: Any) -> Any:
        response = answers(handler, request)
        heard.answered(request, response)
        return response

    def send(letter: EmailMessage, *args: Any, **kwargs: Any) -> Any:
        heard.said.append(("letter", f"{letter.subject} {letter.body}"))
        return sends(letter, *args, **kwargs)

    loggers = [logging.getLogger(), logging.getLogger("django")]  # the second passes nothing on to the first
    with mock.patch.object(BaseHandler, "get_response", answer), mock.patch.object(EmailMessage, "send", send):
        for logger in loggers:
            logger.addHandler(heard)
        yield heard
        for logger in loggers:
            logger.removeHandler(heard)
