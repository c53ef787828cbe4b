"""What every page promises a browser, and what is never written down."""

import logging
import os
import subprocess
import sys

import pytest
from django.urls import reverse

from sharewell.project.logs import Impersonal


@pytest.mark.django_db
def test_every_page_lets_only_our_own_files_run_and_is_never_kept(client):
    for address in (reverse("account_login"), reverse("ui:help"), "/no/such/page"):
        response = client.get(address)
        assert "unsafe" not in response["Content-Security-Policy"]
        assert "default-src 'self'" in response["Content-Security-Policy"]
        assert "no-store" in response["Cache-Control"]
        assert response["X-Content-Type-Options"] == "nosniff"


def test_behind_tls_cookies_are_host_bound_and_browsers_are_told_to_stay():
    code = (
        "from django.conf import settings as s; import sys;"
        "sys.exit(not (s.SESSION_COOKIE_NAME.startswith('__Host-') and s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE"
        " and s.SECURE_HSTS_SECONDS and s.SECURE_SSL_REDIRECT and not s.DEBUG))"
    )
    environment = os.environ | {"SHAREWELL_TLS": "1"}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0


def test_a_log_says_where_and_never_about_whom():
    try:
        raise ValueError("Jo Private, born 2 May 2001")
    except ValueError:
        record = logging.LogRecord("sharewell", logging.ERROR, __file__, 1, "It failed", None, sys.exc_info())
    line = Impersonal().format(record)
    assert "ValueError" in line
    assert "test_settings.py" in line
    assert "Private" not in line.replace('raise ValueError("Jo Private, born 2 May 2001")', "")
