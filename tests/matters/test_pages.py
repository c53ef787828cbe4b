"""The pages, asked as a signed-in person asks them."""

import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sharewell.matters.models import Attestation, Event, Matter

PROTOCOL = "haringey/children"
COUNCIL, TRUST = "Haringey Council", "Haringey Teaching Primary Care Trust"


@pytest.fixture
def council(partnership: Callable[[str], Any], client: Client) -> Client:
    client.force_login(partnership("council.governance"))
    return client


def boxes(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def breach(client: Client, **other: Any) -> str:
    """Records a breach and says the address of its page."""
    today = timezone.localdate()
    post = {
        "key": str(uuid.uuid4()),
        **boxes("breach-occurred-date", today - timedelta(days=3)),
        "breach-occurred-party": TRUST,
        **boxes("breach-identified-date", today),
        "breach-identified-party": COUNCIL,
        **other,
    }
    response = client.post(f"/matters/start/{PROTOCOL}/about/6-breaches", post)
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"]


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_every_page_opens(council: Client) -> None:
    address = breach(council)
    for page in (
        "/matters/",
        f"/matters/start/{PROTOCOL}",
        f"/matters/start/{PROTOCOL}/about/6-breaches",
        address,
        f"{address}/step/breach-decided",
        f"{address}/step/shares-agreed",
        f"{address}/step/mediator-asked",
        "/due",
    ):
        assert council.get(page).status_code == 200, page
    itself = council.get(f"/matters/protocol/{PROTOCOL}")
    assert council.get(itself.headers["Location"]).status_code == 200


def test_a_breach_shows_what_is_due_from_whom_with_its_clause(council: Client) -> None:
    page = words(council.get(breach(council)))
    for clause in ("6.1", "6.2", "6.3"):
        assert f"clause&nbsp;{clause}" in page
    assert f"{COUNCIL}: A breach is identified" in page
    assert f"{TRUST}: The protocol is breached" in page


def test_the_party_in_breach_may_not_decide(council: Client) -> None:
    address = breach(council)
    today = timezone.localdate()
    post = {"key": str(uuid.uuid4()), **boxes("date", today)}
    council.post(f"{address}/step/report-presented", post)
    decided = {"key": str(uuid.uuid4()), **boxes("date", today), "taking_part": [COUNCIL, TRUST]}
    refused = council.post(f"{address}/step/breach-decided", decided)
    assert "There is a problem" in words(refused)
    assert "(6.4)" in words(refused)
    assert not Event.objects.filter(code="breach-decided").exists()
    allowed = council.post(f"{address}/step/breach-decided", decided | {"taking_part": [COUNCIL]})
    assert allowed.status_code == 302


def test_a_form_sent_twice_is_recorded_once(council: Client) -> None:
    key = str(uuid.uuid4())
    before = Matter.objects.count()
    assert breach(council, key=key) == breach(council, key=key)
    assert Matter.objects.count() == before + 1


def test_a_form_without_its_key_is_no_request_of_ours(council: Client) -> None:
    address = breach(council)
    assert (
        council.post(f"{address}/step/breach-reported", boxes("date", timezone.localdate()) | {"key": ""}).status_code
        == 400
    )


def test_what_is_wrong_is_said_and_nothing_is_recorded(council: Client) -> None:
    before = Matter.objects.count()
    address = f"/matters/start/{PROTOCOL}/about/6-breaches"
    nothing = council.post(address, {"key": str(uuid.uuid4())})
    assert "Enter the date of something that happened." in words(nothing)
    late = timezone.localdate() + timedelta(days=1)
    future = {"key": str(uuid.uuid4()), **boxes("breach-occurred-date", late), "breach-occurred-party": TRUST}
    assert "Date must be today or in the past" in words(council.post(address, future))
    nobody = {"key": str(uuid.uuid4()), **boxes("breach-occurred-date", timezone.localdate())}
    assert "Select the party in breach" in words(council.post(address, nobody))
    assert Matter.objects.count() == before


def test_a_stranger_finds_nothing(council: Client, partnership: Callable[[str], Any]) -> None:
    """The owner and a team mate see a matter, another party sees it, an organisation that is no party does not."""
    from sharewell.partners.models import Membership, Organisation

    address = breach(council)
    for name, status in (("social.worker", 200), ("officer", 200)):
        other = Client()
        other.force_login(partnership(name))
        assert other.get(address).status_code == status
    stranger = partnership("officer")
    elsewhere = Organisation.objects.create(name="Another Council")
    Membership.objects.filter(user=stranger).update(organisation=elsewhere)
    other = Client()
    other.force_login(stranger)
    for path in ("", "/step/breach-reported", "/record/anything"):
        assert other.get(f"{address}{path}").status_code == 404
    assert other.get("/matters/").status_code == 200
    assert "Nothing has been recorded" in words(other.get("/matters/"))
    assert "Nothing is due" in words(other.get("/due"))
    assert other.get(f"/matters/protocol/{PROTOCOL}").status_code == 404


def test_what_was_recorded_in_error_is_taken_back_and_stays_to_be_seen(
    council: Client, partnership: Callable[[str], Any]
) -> None:
    address = breach(council)
    row = Event.objects.filter(matter__reference=address.rsplit("/", 1)[1], code="breach-occurred").get()
    page = f"{address}/take-back/{row.pk}"
    council.force_login(partnership("council.manager"))  # it lifts a recusal: see below
    assert "Enter why it is taken back" in words(council.post(page, {"key": str(uuid.uuid4())}))
    assert council.post(page, {"key": str(uuid.uuid4()), "reason": "Another day"}).status_code == 302
    shown = words(council.get(address))
    assert "Another day" in shown
    assert "clause&nbsp;6.2" not in shown
    assert Event.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("recorder", "withdrawer", "refused"),
    [
        ("council.governance", "council.governance", "you recorded it yourself"),
        ("council.manager", "council.manager", "you recorded it yourself"),
        ("council.governance", "social.worker", "Ask a designated manager"),
        ("council.governance", "council.manager", ""),
        ("social.worker", "council.governance", ""),
    ],
)
def test_a_recusal_is_lifted_by_a_second_person_with_the_role_for_it(
    council: Client, partnership: Callable[[str], Any], recorder: str, withdrawer: str, refused: str
) -> None:
    council.force_login(partnership(recorder))
    address = breach(council)
    council.force_login(partnership(withdrawer))
    named = Event.objects.get(matter__reference=address.rsplit("/", 1)[1], code="breach-occurred")
    told = {"key": str(uuid.uuid4()), "reason": "Another party"}
    response = council.post(f"{address}/take-back/{named.pk}", told)
    assert (response.status_code == 302) is not bool(refused)
    assert refused in words(response)
    assert Event.objects.filter(withdraws=named).exists() is not bool(refused)


def test_what_lifts_no_recusal_its_recorder_takes_back_alone(
    council: Client, partnership: Callable[[str], Any]
) -> None:
    council.force_login(partnership("social.worker"))
    address = breach(council)
    found = Event.objects.get(matter__reference=address.rsplit("/", 1)[1], code="breach-identified")
    told = {"key": str(uuid.uuid4()), "reason": "Another day"}
    assert council.post(f"{address}/take-back/{found.pk}", told).status_code == 302


def test_an_auditor_reads_a_matter_and_is_offered_nothing_to_record(
    council: Client, partnership: Callable[[str], Any]
) -> None:
    address = breach(council)
    council.force_login(partnership("auditor"))
    page = council.get(address).content.decode()
    assert "breach" in page
    assert not re.search(rf'href="{address}/(step|record|take-back)', page)
    assert "Record what happened" not in words(council.get("/matters/"))


def test_only_who_recorded_it_takes_it_back(council: Client, partnership: Callable[[str], Any]) -> None:
    address = breach(council)
    row = Event.objects.filter(matter__reference=address.rsplit("/", 1)[1]).first()
    other = Client()
    other.force_login(partnership("officer"))
    assert other.get(f"{address}/take-back/{row.pk}").status_code == 404  # type: ignore[union-attr]


def test_what_is_to_be_put_on_record_says_when_it_last_was(council: Client) -> None:
    itself = council.get(f"/matters/protocol/{PROTOCOL}").headers["Location"]
    page = council.get(itself).content.decode()
    asked = re.search(rf'href="({itself}/record/[^"]+)"', page)
    assert asked
    today = timezone.localdate()
    told = {"key": str(uuid.uuid4()), **boxes("date", today), "stated-0": "In the shared folder"}
    assert council.get(asked[1]).status_code == 200
    assert "Enter where the record is kept" in words(council.post(asked[1], told | {"stated-0": " "}))
    assert council.post(asked[1], told).status_code == 302
    assert council.post(asked[1], told).status_code == 302
    assert Attestation.objects.count() == 1
    assert "Last put on record" in words(council.get(itself))


def test_what_waits_is_due_with_what_is_late_first(council: Client) -> None:
    page = words(council.get("/due"))
    assert page.index("Late") < page.index("Later")
    assert "Review the protocol" in page
    assert "clause&nbsp;5.1" in page


def test_the_feed_answers_to_its_secret_alone(council: Client) -> None:
    council.post("/due/calendar")
    found = re.search(r"/due/[^\"<]+\.ics(?=</code>)", council.get("/due").content.decode())
    assert found
    anybody = Client()
    feed = anybody.get(found[0])
    assert feed["Content-Type"].startswith("text/calendar")
    content = feed.content.decode()
    assert "BEGIN:VTODO" in content
    assert "STATUS:NEEDS-ACTION" in content
    assert "DUE;VALUE=DATE:" in content
    assert "Council" not in content
    assert anybody.get(found[0].replace(".ics", "x.ics")).status_code == 404
    council.post("/due/calendar")
    assert anybody.get(found[0]).status_code == 404


def test_a_leavers_feed_falls_silent(council: Client, partnership: Callable[[str], Any]) -> None:
    from sharewell.partners.models import Membership

    council.post("/due/calendar")
    found = re.search(r"/due/[^\"<]+\.ics(?=</code>)", council.get("/due").content.decode())
    assert found
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=partnership("council.governance")).update(until=yesterday)
    assert Client().get(found[0]).status_code == 404
