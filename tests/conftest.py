"""The real parts that tests run on: an embedded PostgreSQL of their own, the whole web application, Debian's Chromium.

The server starts with the first test that needs a database, once for all of xdist's workers; each has its own database
in it. Nothing here is shared with an installation: everything lies in a directory that is removed at the end.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
import hypothesis
import pytest
from django.test import TransactionTestCase, override_settings

TESTS = Path(__file__).parent
ROOT = TESTS.parent
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
if not IS_WORKER:
    os.environ["SHAREWELL_DATA"] = tempfile.mkdtemp(prefix="sharewell-tests-")
os.environ["SHAREWELL_DATABASE_ROLE"] = "owner"  # may make and empty tables
os.environ["DJANGO_SETTINGS_MODULE"] = "sharewell.project.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in the thread of the test
os.environ.pop("DATABASE_URL", None)

from sharewell.project import postgres  # noqa: E402 (after the environment above)
from sharewell.project.datadir import keep_secrets  # noqa: E402
from tests import rows  # noqa: E402

cleaner = pytest.StashKey[subprocess.Popen[bytes]]()
SERVER = postgres.Server(data=Path(os.environ["SHAREWELL_DATA"]).resolve())
CHROMIUM = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
CHROMIUM += "--disable-component-update --disable-sync"
# No example is failed for being slow, nor for being made slowly: nothing here is a timed test. The same examples every
# time, so that a run says something of the change before it; `make drill` looks for others.
hypothesis.settings.register_profile(
    "patient",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize="SHAREWELL_SEARCH" not in os.environ,
)
hypothesis.settings.load_profile("patient")
PATIENCE = 60_000  # milliseconds: a busy machine is slow, and slow is not wrong
CHEAP = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a good hash is slow, and most tests ask no password
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 812}


# Waits in a process of its own until this one ends, however it ends: a killed run must not leave a server behind.
CLEANER = """
import shutil, sys
sys.stdin.read()
from pathlib import Path
from sharewell.project.postgres import Server, stop
server = Server(data=Path(sys.argv[1]))
stop(server)
shutil.rmtree(server.data)
"""


def pytest_configure(config: pytest.Config) -> None:
    if not IS_WORKER:
        keep_secrets(SERVER.data)  # settings read the passwords before the server starts
        config.stash[cleaner] = subprocess.Popen(
            [sys.executable, "-c", CLEANER, SERVER.data], stdin=subprocess.PIPE, start_new_session=True
        )
    django.setup()  # before modules of tests import models
    TransactionTestCase._fixture_teardown = rows.emptied  # Django's takes as long as most of our tests


def pytest_unconfigure(config: pytest.Config) -> None:
    if not IS_WORKER:
        config.stash[cleaner].communicate()


# Each takes whole minutes, and a file is never split: were one of them last, one worker would wait for the other.
LONG = ("project", "journeys", "children", "linking", "ledger")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest folders first. xdist keeps the order that it is given where it is told not to have one of its own."""
    items.sort(key=lambda item: LONG.index(folder) if (folder := _folder(item)) in LONG else len(LONG))


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]


# The database


@pytest.fixture(scope="session")
def embedded() -> postgres.Server:
    """The embedded server of these tests, running."""
    postgres.start(SERVER)
    with postgres.alone(SERVER):  # one worker after the other: PostgreSQL refuses to alter a role twice at once
        with SERVER.connect(postgres.SUPERVISOR) as connection:
            connection.execute("ALTER ROLE owner CREATEDB")  # only tests make databases
            # Tests make rows past the walls, so that each can say what is there; the web stays behind them (`_as_app`).
            connection.execute("ALTER ROLE owner BYPASSRLS")
            connection.execute("GRANT app, worker, auditor TO owner")
            connection.execute(rows.MAY_LEAVE_UNCHECKED)
        with SERVER.connect(postgres.SUPERVISOR, dbname="template1") as connection:
            postgres.grant(connection)
    return SERVER


@pytest.fixture(scope="session")
def static_files() -> None:
    """The static files, collected as an installation has them."""
    from django.core.management import call_command

    with postgres.alone(SERVER):
        if not (SERVER.data / "static").exists():
            call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, embedded: postgres.Server, static_files: None
) -> None:
    """pytest-django makes this worker's database once the server runs."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, embedded: postgres.Server) -> Iterator[None]:
    """At the end nobody is left in the database, which could not be removed else: threads keep their connections."""
    from django.db import connection

    yield
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
    with embedded.connect(postgres.SUPERVISOR) as supervisor:
        supervisor.execute(end, [connection.settings_dict["NAME"]])


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = CHEAP


@pytest.fixture(autouse=True)
def _forms_carry_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """As every form of a page does: Django's test client sends what it is given and has seen no page."""
    from django.test import Client

    sends = Client.post

    def post(client: Client, path: str, data: Any = None, *args: Any, **kwargs: Any) -> Any:
        if (data is None or isinstance(data, dict)) and not args and "content_type" not in kwargs:
            data = {"key": str(uuid.uuid4())} | (data or {})
        return sends(client, path, data, *args, **kwargs)

    monkeypatch.setattr(Client, "post", post)


@pytest.fixture(scope="session")
def _kept_partnership(django_db_setup: None, django_db_blocker: Any) -> rows.Kept:
    """Made before a test's own fixtures change any setting: whichever test comes first, all have the same."""
    from sharewell.project.demo import seed

    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=CHEAP):
        return rows.keep(seed)


@pytest.fixture
def partnership(db: None, _kept_partnership: rows.Kept) -> Callable[[str], Any]:
    """The invented partnership of the demo; call it with the first part of an address for that person."""
    from sharewell.accounts.models import User

    rows.put_back(_kept_partnership)
    return lambda name: User.objects.get(email=f"{name}@example.org")


# The web


@pytest.fixture(autouse=True)
def _as_app() -> Iterator[None]:
    """Every request, a test client's too, runs as the database role that the web has in an installation."""
    from django.core.signals import request_finished, request_started
    from django.db import connection

    def become(role: str) -> None:
        with suppress(RuntimeError), connection.cursor() as cursor:  # a test without a database
            cursor.execute(f"SET ROLE {role}")

    def started(**_: Any) -> None:
        become("app")

    def finished(**_: Any) -> None:
        become("NONE")

    request_started.connect(started)
    request_finished.connect(finished)
    yield
    request_started.disconnect(started)
    request_finished.disconnect(finished)


@pytest.fixture(scope="session")
def _web(django_db_setup: None) -> Iterator[str]:
    from django.test.testcases import LiveServerThread

    from sharewell.project.wsgi import application

    thread = LiveServerThread("127.0.0.1", static_handler=lambda _: application)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://{thread.host}:{thread.port}"
    thread.terminate()


@pytest.fixture
def site(transactional_db: None, _web: str) -> str:
    """The address of the whole web application, on this test's own rows."""
    from django.core.cache import cache

    cache.clear()  # limits on sign-in outlive a test
    return _web


# The browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    found = subprocess.run([ROOT / "tools/find-browser"], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.fail(found.stderr.strip())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=CHROMIUM.split())
        yield browser
        browser.close()


def _open_page(browser: Any, address: str, **options: Any) -> Iterator[Any]:
    """A page whose test fails when a script of it does, or when the policy of the page stops one."""
    context = browser.new_context(base_url=address, **{"viewport": DESKTOP, **options})
    context.set_default_timeout(PATIENCE)
    context.without_scripts = options.get("java_script_enabled") is False
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    context.close()
    assert not faults, f"The browser complained: {faults}"


@pytest.fixture
def page(browser: Any, site: str) -> Iterator[Any]:
    """A desktop browser's page; `page.goto("/…")` opens an address of the site."""
    yield from _open_page(browser, site)


@pytest.fixture
def page_phone(browser: Any, site: str) -> Iterator[Any]:
    """The same on a phone."""
    yield from _open_page(browser, site, viewport=PHONE, is_mobile=True, has_touch=True)


@pytest.fixture
def page_no_js(browser: Any, site: str) -> Iterator[Any]:
    """The same without JavaScript."""
    yield from _open_page(browser, site, java_script_enabled=False)


@pytest.fixture
def sign_in(site: str) -> Callable[..., None]:
    """`sign_in(page, user)`: the page's browser is that person's, signed in. The sign-in page has its own tests."""
    from django.conf import settings
    from django.test import Client

    def sign_in(page: Any, user: Any) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])

    return sign_in


@pytest.fixture(scope="session")
def _page_for_copies(browser: Any) -> Iterator[Any]:
    """One for all: to open one takes longer than axe."""
    context = browser.new_context()
    context.without_scripts = False
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def axe(_page_for_copies: Any) -> Callable[[Any], None]:
    """`axe(page)`: fails with what axe-core finds on the page as it is, each with the elements at fault."""
    import axe_playwright_python

    source = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()

    def check(page: Any) -> None:
        page.wait_for_load_state()  # a click waits for the next page to begin, not for all of it
        if page.context.without_scripts:
            _show_the_same(page, on=_page_for_copies)
            check(_page_for_copies)
            return
        page.evaluate(source)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        lines = []
        for violation in (SimpleNamespace(**each) for each in found["violations"]):
            lines.append(f"{violation.impact}: {violation.help} ({violation.id})")
            lines += [f"    {node['html']}" for node in violation.nodes]
        assert not lines, f"{page.url} has accessibility faults:\n" + "\n".join(lines)

    return check


def _show_the_same(page: Any, *, on: Any) -> None:
    """The same document where axe can run, without the page's own scripts.

    axe waits on timers, and where scripts are off none fires: on the page itself it would hang, not fail.
    """
    source = page.content()
    on.goto("about:blank")  # else an address that ends in # would be gone to without a new document
    on.unroute_all()
    on.context.clear_cookies()
    on.context.add_cookies(page.context.cookies())
    on.set_viewport_size(page.viewport_size)
    on.route("**/*.js", lambda route: route.abort())
    on.route(page.url, lambda route: route.fulfill(body=source, content_type="text/html; charset=utf-8"))
    on.goto(page.url)
