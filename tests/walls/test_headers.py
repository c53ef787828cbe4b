"""What every answer tells a browser, over every address there is; and what a browser may tell us."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import NoReverseMatch, reverse

from tests.project.addresses import ROUTES

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]

ARGUMENTS = [
    {},
    {"text_id": "haringey/children"},
    {"text_id": "haringey/children", "edition": "2006-09-01"},
    {"protocol": "haringey/children"},
    {"interview": "7c3f7a3e-98a1-4a8e-8d0e-8a6ec8d7e6a0"},
    {"reference": "AAAA-AAAA-AAAA"},
    {"secret": "x"},
]


def addresses():
    for name in ROUTES:
        for arguments in ARGUMENTS:
            try:
                yield name, reverse(name, kwargs=arguments)
            except NoReverseMatch:
                continue


def test_no_page_is_kept_and_only_our_own_files_run_on_it(client, partnership):
    client.force_login(partnership("social.worker"))
    seen = list(addresses())
    assert len({name for name, _ in seen}) > 25
    for name, address in seen:
        answer = client.get(address)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'self'" in policy, name
        assert "unsafe" not in policy, name
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin", name
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["Referrer-Policy"] == "same-origin", name
        assert "no-store" in answer["Cache-Control"], name


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"csp-report": {"effective-directive": "script-src-elem", "document-uri": "/share/Jo-Private"}}', True),
        (b'[{"type": "csp-violation", "body": {"effectiveDirective": "img-src", "documentURL": "Jo-Private"}}]', True),
        (b'{"csp-report": {"effective-directive": "x\\nJo-Private"}}', False),
        (b"[" * 100_000, False),
        (b"\xff", False),
        (b"", False),
        (b'[[], 1, {"body": []}, {"csp-report": null}]', False),
    ],
)
def test_a_browser_reports_a_broken_rule_and_nothing_else_is_written_down(client, caplog, body, said):
    with caplog.at_level(logging.WARNING):
        assert client.post("/policy-report", body, content_type="application/csp-report").status_code == 204
    assert ("policy forbids" in caplog.text) is said
    assert "Private" not in caplog.text


@pytest.mark.parametrize(
    "command",
    [
        ["bandit", "--quiet", "--recursive", "src", "--configfile", "pyproject.toml"],
        ["ruff", "check", "--quiet", "src"],
    ],
    ids=lambda command: command[0],
)
def test_no_insecure_code_goes_unexplained(command):
    program, *arguments = command
    found = subprocess.run(
        [Path(sys.executable).parent / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout
