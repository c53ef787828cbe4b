"""What many tests begin with is put back as it was made, and what a test committed is gone after it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from sharewell.accounts.models import User
from sharewell.once.jobs import forget_posted
from sharewell.partners.models import Membership, Organisation
from sharewell.project.demo import seed
from tests import rows

SINCE = date(2020, 1, 1)


@pytest.fixture
def calls(db):
    """A place to count in how often it was made."""
    return []


@pytest.fixture
def kept(calls):
    def make():
        calls.append(None)
        seed()

    return rows.keep(make)


def everything():
    return lines({table: rows._copied(table) for table in rows._filled(rows._tables())})


def lines(copied):
    """In no order: a table that others have emptied takes rows wherever there is room."""
    return {table: sorted(each.splitlines()) for table, each in copied.items()}


def test_keeping_leaves_nothing(db):
    before = everything()
    rows.keep(seed)
    assert everything() == before


def test_what_is_put_back_is_what_was_made_to_the_letter(kept, calls):
    rows.put_back(kept)
    assert {**everything(), **lines(kept.rows)} == everything()
    assert User.objects.get(email="social.worker@example.org").memberships.exists()
    assert len(calls) == 1


def test_it_is_made_anew_beside_what_is_there(kept, calls):
    User.objects.create_user(email="first@example.org", name="First")
    rows.put_back(kept)
    assert User.objects.filter(email__in=["first@example.org", "social.worker@example.org"]).count() == 2
    assert len(calls) == 2


def test_it_is_made_anew_on_another_day(kept, calls, monkeypatch):
    monkeypatch.setattr(rows, "timezone", SimpleNamespace(localdate=lambda: date(2030, 1, 1)))
    rows.put_back(kept)
    assert len(calls) == 2


def test_rows_that_were_put_back_are_met_by_no_new_one_and_are_checked_as_ever(kept):
    rows.put_back(kept)
    Organisation.objects.create(name="Vale Council")
    person = User.objects.create_user(email="first@example.org", name="First")
    stranger = Membership(organisation_id=-1, user=person, capacity="practitioner", since=SINCE)
    with transaction.atomic():
        stranger.save()
        with pytest.raises(IntegrityError, match="foreign key"):
            connection.check_constraints()
        transaction.set_rollback(True)


def test_what_was_committed_is_gone_whatever_refers_to_what(transactional_db):
    before = everything()
    seed()
    assert everything() != before
    rows.emptied(None)
    assert everything() == before
    with pytest.raises(IntegrityError, match="foreign key"):
        Membership.objects.create(organisation_id=-1, user_id=-1, capacity="practitioner", since=SINCE)


def test_no_job_that_was_committed_waits_for_the_next_test(transactional_db):
    forget_posted.defer(timestamp=1)
    assert ProcrastinateJob.objects.exists()
    rows.emptied(None)
    assert not ProcrastinateJob.objects.exists()
