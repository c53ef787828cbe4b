"""What the database shows and takes, by whom it was told it works for: every role, and every table there is."""

import os
import subprocess
import sys
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import IntegrityError

from sharewell.ledger.acts import act
from sharewell.matters.models import Attestation, Event, Feed, Matter
from sharewell.partners.context import see, seeing
from sharewell.partners.models import Membership, Organisation
from sharewell.protocols.models import Edition
from sharewell.sharing import queries
from sharewell.sharing.models import Decision, Disclosure, Fulfilment, Interview, Request, Withholding
from tests.sharing.cast import COUNCIL, PROTOCOL, TRUST, now, today
from tests.walls.roles import as_role, refused

pytestmark = pytest.mark.django_db

OWN = [Interview, Request, Decision, Disclosure, Withholding, Fulfilment, Feed]
SHARED = [Matter, Event, Attestation]

ROOT = Path(__file__).parents[2]
# Each with its reason, in the one place where pgrls reads it too.
COMMON = {
    table.removeprefix("public.")
    for table in tomllib.loads((ROOT / "pgrls.toml").read_text())["lint"]["rules"]["SEC001"]["allowlist"]
}


def organisation(name):
    return Organisation.objects.get(name=name).pk


@pytest.fixture
def stranger(published):
    """An organisation that is no party to anything."""
    return Organisation.objects.create(name="Elsewhere Council").pk


MODELS = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_table_stands_behind_the_wall_or_is_common_for_a_reason(model):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table]
        )
        walled = cursor.fetchone() == (True, True)
    assert walled is not (model._meta.db_table in COMMON)


@pytest.mark.parametrize("role", ["app", "worker", "auditor"])
@pytest.mark.parametrize("model", [*OWN, *SHARED, Membership], ids=lambda model: model._meta.label)
def test_until_it_is_told_for_whom_nobody_sees_a_row(rows, model, role):
    assert model.objects.exists() or model is Attestation
    if role == "auditor" and model in (Interview, Feed):
        return  # it may not even ask
    known = set(Edition.objects.values_list("published_by", flat=True))
    with as_role(role):
        assert set(model.objects.values_list("pk", flat=True)) <= (known if model is Membership else set())


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_an_organisation_sees_its_own_rows_and_no_others(rows, model):
    every = set(model.objects.values_list("pk", "organisation__name"))
    assert {name for _, name in every} == {TRUST, COUNCIL}
    for name in (TRUST, COUNCIL):
        with as_role("app"), seeing(organisation=organisation(name)):
            assert set(model.objects.values_list("pk", flat=True)) == {pk for pk, whose in every if whose == name}


@pytest.mark.parametrize("model", [Interview, Feed], ids=lambda model: model._meta.label)
def test_nobody_changes_or_removes_anothers_row(rows, model):
    before = list(model.objects.order_by("pk").values())
    with as_role("app"), seeing(organisation=organisation(COUNCIL)):
        others = model._base_manager.exclude(organisation=organisation(COUNCIL))
        assert others.update(id=None) == 0
        assert others._raw_delete(others.db) == 0
        with refused():
            model.objects.update(organisation=organisation(TRUST))
    assert list(model.objects.order_by("pk").values()) == before


def test_nobody_adds_a_row_in_anothers_name(rows):
    row = Interview(user=rows[TRUST].made_by, organisation_id=organisation(TRUST), until=today(), answers={})
    row.sealed_under = rows[COUNCIL].sealed_under
    with as_role("app"), seeing(organisation=organisation(COUNCIL)), refused():
        row.save(force_insert=True)


def test_nobody_hangs_a_row_on_anothers_and_so_learns_that_it_is_there(rows):
    decision = rows[TRUST].decisions.get()
    here = organisation(COUNCIL)
    with as_role("app"), seeing(organisation=here):
        for pk in (decision.pk, decision.pk + 1_000_000):
            with refused(), connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO sharing_withholding (organisation_id, decision_id, key, by_id, at, items, records)"
                    " VALUES (%s, %s, gen_random_uuid(), %s, now(), '[]', '{}')",
                    [here, pk, rows[COUNCIL].made_by_id],
                )


def test_a_key_that_another_organisation_used_is_free(rows):
    key = Withholding.objects.get(organisation__name=TRUST).key
    decision = rows[COUNCIL].decisions.get()
    form = {"key": key, "by": rows[COUNCIL].made_by, "at": now(), "items": [], "records": {}}
    with as_role("app"), seeing(organisation=organisation(COUNCIL)), act():
        Withholding(decision=decision, **form).save(by_action=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            Withholding(decision=decision, **form).save(by_action=True)


def test_a_matter_is_seen_by_every_party_of_its_protocol_and_by_nobody_else(rows, stranger):
    every = {model: model.objects.count() for model in SHARED}
    for name in (TRUST, COUNCIL):
        with as_role("app"), seeing(organisation=organisation(name)):
            assert {model: model.objects.count() for model in SHARED} == every
            # Each event tells which party put it on record.
            assert Event.objects.select_related("by__organisation").count() == every[Event]
    with as_role("app"), seeing(organisation=stranger):
        assert not any(model.objects.exists() for model in SHARED)


def test_a_party_writes_in_its_own_name_and_a_stranger_not_at_all(rows, stranger):
    trust = Membership.objects.filter(organisation__name=TRUST)[0]
    matter = Matter.objects.filter(standing=False)[0]
    event = {"code": "x", "date": today(), "at": now(), "matter": matter}
    with as_role("app"), seeing(organisation=organisation(TRUST)), act():
        Event(by=trust, key=matter.key, **event).save(by_action=True)
    with as_role("app"), seeing(organisation=organisation(COUNCIL)), refused(), act():
        Event(by=trust, key=matter.key, **event).save(by_action=True)
    mine = Membership.objects.create(user=trust.user, organisation_id=stranger, capacity="auditor", since=today())
    with as_role("app"), seeing(organisation=stranger):
        with refused(), act():
            Event(by=mine, key=matter.key, **event).save(by_action=True)
        with refused(), act():
            Matter(protocol=PROTOCOL, opened_by=mine, opened_at=now()).save(by_action=True)


def test_a_person_sees_their_own_memberships_before_they_say_for_whom_they_act(published, partnership):
    person = partnership("two.hats")
    with as_role("app"), seeing(person=person.pk):
        own = Membership.objects.filter(user=person)
        assert own.count() == 2
        assert own.update(until=today() + timedelta(days=1)) == 0  # it is the organisation that ends it


def test_a_stranger_sees_who_published_and_nobody_else(published, stranger):
    known = set(Edition.objects.values_list("published_by", flat=True))
    with as_role("app"), seeing(organisation=stranger):
        assert set(Membership.objects.values_list("pk", flat=True)) == known


def test_a_feed_is_found_by_its_name_alone(rows):
    feed = Feed.objects.get(organisation__name=TRUST)
    with as_role("app"):
        assert not Feed.objects.exists()
        with seeing(feed=str(feed.name)):
            assert Feed.objects.get() == feed


def test_whom_it_works_for_ends_with_the_transaction_and_an_inner_one_gives_it_back(rows):
    trust, council = organisation(TRUST), organisation(COUNCIL)
    with as_role("app"):
        with seeing(organisation=trust):
            with seeing(organisation=council):
                assert Request.objects.get() == rows[COUNCIL]
            assert Request.objects.get() == rows[TRUST]
            with pytest.raises(ZeroDivisionError), seeing(organisation=council):
                raise ZeroDivisionError
            assert Request.objects.get() == rows[TRUST]
            see(organisation=council)
            assert Request.objects.get() == rows[COUNCIL]
        assert not Request.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_used_again_remembers_nobody(rows):
    with as_role("app"):
        with seeing(organisation=organisation(TRUST)):
            assert Request.objects.exists()
        assert not Request.objects.exists()
        with transaction.atomic():
            assert not Request.objects.exists()


def test_every_request_runs_as_the_web_and_sees_one_organisation(client, rows, monkeypatch):
    seen, requests = [], queries.requests

    def look(*whose, **more):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, (SELECT array_agg(organisation_id) FROM sharing_request)")
            seen.append(cursor.fetchone())
        return requests(*whose, **more)

    monkeypatch.setattr(queries, "requests", look)
    client.force_login(rows[COUNCIL].made_by)
    assert client.get("/share/requests").status_code == 200
    assert seen == [("app", [organisation(COUNCIL)])]


def test_a_page_that_fails_keeps_nothing_of_what_it_wrote(client, rows, monkeypatch):
    def write_and_fail(*_, **__):
        Organisation.objects.create(name="Half made")
        raise ZeroDivisionError

    monkeypatch.setattr(queries, "requests", write_and_fail)
    client.force_login(rows[COUNCIL].made_by)
    client.raise_request_exception = False
    assert client.get("/share/requests").status_code == 500
    assert not Organisation.objects.filter(name="Half made").exists()


# An independent check


@pytest.fixture
def pgrls(django_db_setup, embedded):
    """pgrls on the database of these tests, with the project's own configuration."""

    def run(*arguments):
        parameters = embedded.parameters("supervisor")
        url = f"postgresql://supervisor@/{connection.settings_dict['NAME']}?host={parameters['host']}&port=5432"
        command = [Path(sys.executable).parent / "pgrls", *arguments, "--database-url", url]
        environment = os.environ | {"PGPASSWORD": parameters["password"]}
        return subprocess.run(
            command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False, timeout=300
        )

    return run


def test_pgrls_finds_no_error(pgrls):
    result = pgrls("lint", "--min-severity", "error", "--fail-on", "error")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("mode", ["anon", "cross-tenant", "write"])
def test_pgrls_proves_what_is_an_organisations_own(pgrls, mode):
    result = pgrls("verify", "--mode", mode)
    assert result.returncode == 0, result.stdout + result.stderr
    for model in OWN:
        if mode != "write" and model is Feed:
            continue  # seen by its name too, which is no organisation's
        verdict = next(line for line in result.stdout.splitlines() if f".{model._meta.db_table} " in line)
        assert "PROVEN" in verdict, result.stdout
