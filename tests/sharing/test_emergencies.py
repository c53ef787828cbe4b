"""Breaking the glass: ground and reason, the guardian told at once, shut by itself, reviewed by somebody else."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from sharewell.ledger.models import Leaf
from sharewell.project.due import after_sharing
from sharewell.sharing import emergencies, queries
from sharewell.sharing.actions import CannotRecord
from sharewell.sharing.jobs import tell_guardian
from sharewell.sharing.models import Opening
from tests.sharing.cast import now, requested, today

OWNER, MATE, STRANGER, GUARDIAN = "social.worker", "teacher", "health.visitor", "council.guardian"
WHY = "Kate is with him tonight"


@pytest.fixture
def record(published):
    return requested(published(OWNER))


def opened(record, by, **changes):
    given = {"reference": record.reference, "ground": "significant-harm", "reason": WHY, "key": uuid4(), "at": now()}
    return emergencies.break_glass(by=by, **given | changes)


def sees(record, viewer):
    return queries.requests(viewer).filter(pk=record.pk).exists()


def test_a_colleagues_record_opens_and_shuts_by_itself(published, record):
    mate = published(MATE)
    assert not sees(record, mate)
    opened(record, mate, at=now() - timedelta(minutes=59))
    assert sees(record, mate)


def test_an_hour_later_it_is_shut(published, record):
    mate = published(MATE)
    opened(record, mate, at=now() - timedelta(minutes=60, seconds=1))
    assert not sees(record, mate)


def test_a_form_sent_twice_opens_once(published, record):
    key = uuid4()
    assert opened(record, published(MATE), key=key) == opened(record, published(MATE), key=key)
    assert Opening.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        (MATE, {"ground": "curiosity"}, "on what ground"),
        (MATE, {"reason": "  "}, "why it cannot wait"),
        (MATE, {"reference": "XXXX-XXXX-XXXX"}, "no record with this reference"),
        (OWNER, {}, "open to you already"),
        (STRANGER, {}, "no record with this reference"),
        (GUARDIAN, {}, "Your role does not open"),
    ],
)
def test_what_does_not_open_a_record(published, record, name, changes, said):
    with pytest.raises(CannotRecord, match=said):
        opened(record, published(name), **changes)
    assert not Opening.objects.exists()


def test_the_guardian_is_told_by_reference_alone(published, record):
    opening = opened(record, published(MATE))
    job = ProcrastinateJob.objects.get(task_name="sharewell.sharing.jobs.tell_guardian")
    tell_guardian(**job.args)
    (letter,) = mail.outbox
    assert letter.to == [published(GUARDIAN).user.email]
    told = letter.subject + letter.body
    assert record.reference in told
    assert reverse("sharing:opening", args=[opening.pk]) in told
    for personal in (WHY, "K-117", published(MATE).user.name, published(MATE).user.email, "Haringey"):
        assert personal not in told
    assert WHY not in json.dumps(job.args)


def test_the_ledger_holds_that_it_was_opened_and_not_why(published, record):
    opening = opened(record, published(MATE))
    leaf = bytes(Leaf.objects.get(about=f"sharing.opening:{opening.pk}").body).decode()
    assert "significant-harm" in leaf
    assert WHY not in leaf


def test_it_waits_for_a_second_person_for_two_working_days(published, record):
    thursday = datetime(2026, 12, 24, 18, tzinfo=UTC)  # Friday and Monday are bank holidays
    opening = opened(record, published(MATE), at=thursday)
    assert emergencies.review_due(opening).isoformat() == "2026-12-30"
    due = [row for row in after_sharing(viewer=published(GUARDIAN), on=today()) if "emergency" in row.what]
    assert [row.due.isoformat() for row in due] == ["2026-12-30"]
    assert not [row for row in after_sharing(viewer=published(MATE), on=today()) if "emergency" in row.what]


def test_somebody_else_reviews_it_once(published, record):
    opening, guardian = opened(record, published(MATE)), published(GUARDIAN)
    given = {"opening": opening, "justified": False, "reason": "It could wait", "at": now()}
    made = emergencies.review(by=guardian, key=uuid4(), **given)
    assert not made.justified
    assert not emergencies.to_review(guardian).exists()
    with pytest.raises(CannotRecord, match="reviewed this already"):
        emergencies.review(by=published("council.manager"), key=uuid4(), **given)


def test_nobody_reviews_what_they_opened(published, record):
    opening = opened(record, published(MATE))
    published(MATE).__class__.objects.filter(user=published(MATE).user).update(capacity="designated manager")
    with pytest.raises(CannotRecord, match="somebody else must review"):
        emergencies.review(opening=opening, justified=True, reason="x", by=published(MATE), at=now(), key=uuid4())


def test_the_pages_open_and_review(published, client_of, record, settings):
    settings.PROOF_LASTS_SECONDS = -1
    mate, guardian = client_of(MATE), client_of(GUARDIAN)
    address = reverse("sharing:request", args=[record.reference])
    assert mate.get(address).status_code == 404
    assert "guardian is told at once" in mate.get("/share/emergency").content.decode()
    proof = {"proof-of": "POST", "proof-password": "the-words-are-the-program"}
    form = {"reference": record.reference, "ground": "vital-interest", "reason": WHY}
    asked = mate.post("/share/emergency/open", form)
    assert asked.status_code == 200
    assert not Opening.objects.exists(), "signed in without a proof: one is asked for first"
    assert mate.post("/share/emergency/open", form | proof).url == address
    assert mate.get(address).status_code == 200
    opening = Opening.objects.get()
    page = reverse("sharing:opening", args=[opening.pk])
    assert WHY in guardian.get(page).content.decode()
    assert mate.get(page).status_code == 403
    assert client_of("health.guardian").get(page).status_code == 404
    assert guardian.post(page, {"found": "yes", "reason": "Right"} | proof).url == reverse("sharing:openings")
    assert "Justified" in guardian.get(reverse("sharing:openings")).content.decode()
