"""The console script run in this process, and a sound request and case to run it on."""

import io
import json
import sys
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from sharewell.project import cli
from sharewell.protocols import library

ROOT = Path(__file__).parents[2]
CHILDREN = "haringey/children"
COUNCIL = "Haringey Council"
TRUST = "Haringey Teaching Primary Care Trust"


def request(**changes):
    return {
        "protocol": CHILDREN,
        "date": "2006-10-02",
        "holder": COUNCIL,
        "requester": {"organisation": TRUST, "role": "health visitor"},
        "purpose": "background information",
        "subject": {"date_of_birth": "1999-05-01", "additional_needs": False},
        "items": [{"item": "name"}, {"item": "case-notes", "what": "attendance"}],
        "facts": {
            "told": True,
            "competent": False,
            "risk-of-significant-harm": False,
            "may-harm-someone-else": False,
            "urgent-medical-treatment": False,
        },
        "consents": [],
        "evidence": [],
        **changes,
    }


def case(**changes):
    found = {"event": "breach-identified", "date": "2006-12-18", "party": COUNCIL}
    return {"protocol": CHILDREN, "on": "2007-01-12", "events": [found], **changes}


class Result(SimpleNamespace):
    """What a command left: its exit code and both streams."""

    @property
    def json(self):
        return json.loads(self.out)

    def is_refused(self) -> bool:
        """Exit code 2, one line on standard error that is no traceback, and nothing on standard output."""
        one_line = self.err.count("\n") == 1 and len(self.err.splitlines()) == 1
        return self.code == 2 and self.out == "" and one_line and "Traceback" not in self.err


# The texts are read once for all the malformed inputs.
read_once = cache(library.bundled)


def run(*arguments, stdin=b""):
    """The console script in this process."""
    content = stdin if isinstance(stdin, bytes) else stdin.encode()
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["sharewell", *map(str, arguments)])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        patch.setattr(library, "bundled", read_once)
        patch.setattr("sharewell.project.commands.given.bundled", read_once)
        with pytest.raises(SystemExit) as left:
            cli.main()
    return Result(code=left.value.code or 0, out=out.getvalue(), err=err.getvalue())
