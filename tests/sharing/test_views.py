"""Who sees what: the owner, a team mate, and the organisation that asked. And what a broken form is told."""

import os
import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sharewell.sharing import actions, queries
from sharewell.sharing.forms import STEPS
from sharewell.sharing.models import Disclosure, Interview, Request, Withholding
from tests.sharing.cast import HARM, answers, requested

OWNER, MATE, STRANGER = "health.visitor", "health.manager", "social.worker"
OF_A_REQUEST = ("request", "share", "refuse", "exception", "receipt")


def begun(by, **changes):
    return actions.begin(by=by, on=timezone.localdate(), answers=answers(**changes))


@pytest.mark.parametrize(("name", "status"), [(OWNER, 302), (MATE, 404), (STRANGER, 404)])
def test_an_interview_is_its_own_persons_alone(published, client_of, name, status):
    interview = begun(published(OWNER))
    client = client_of(name)
    assert client.get(reverse("sharing:carry-on", args=[interview.pk])).status_code == status
    for page in ("undecided", "answer", "check"):
        assert (
            client.get(reverse(f"sharing:{page}", args=[interview.pk])).status_code in (200, 302, 404)[-1:]
            or status == 302
        )
    assert client.post(reverse("sharing:delete", args=[interview.pk])).status_code == status
    assert Interview.objects.exists() is (status == 404)


@pytest.mark.parametrize("known", [[], ["protocol"], ["protocol", "requester", "subject"]])
def test_answers_that_are_not_whole_are_not_put_on_record_but_asked_for(published, client_of, known):
    whole = answers()
    interview = actions.begin(by=published(OWNER), on=timezone.localdate(), answers={k: whole[k] for k in known})
    told = client_of(OWNER).post(reverse("sharing:check", args=[interview.pk]))
    assert told.status_code == 302
    assert str(interview.pk) in told.url
    assert not Request.objects.exists()


@pytest.mark.parametrize("page", OF_A_REQUEST)
@pytest.mark.parametrize(("name", "seen"), [(OWNER, True), (MATE, True), (STRANGER, False)])
def test_a_request_is_its_holders_alone(published, client_of, name, seen, page):
    request = requested(published(OWNER), facts=HARM)
    address = reverse(f"sharing:{page}", args=[request.reference])
    assert client_of(name).get(address).status_code in ((200, 302) if seen else (404,))


@pytest.mark.parametrize("page", ["share", "refuse", "exception", "today", "again", "done", "request"])
def test_a_stranger_writes_nothing(published, client_of, page):
    request = requested(published(OWNER), facts=HARM)
    address = reverse(f"sharing:{page}", args=[request.reference])
    form = {"key": str(uuid4()), "decision": "approved", "reason": "x"}
    assert client_of(STRANGER).post(address, form).status_code == 404
    assert request.decisions.count() == 1


def test_lists_hold_my_organisations_rows_and_no_others(published, client_of):
    request = requested(published(OWNER), facts=HARM)
    for name, seen in ((OWNER, True), (MATE, True), (STRANGER, False)):
        for page in ("start", "requests"):
            assert (request.reference in client_of(name).get(reverse(f"sharing:{page}")).content.decode()) is seen


@pytest.mark.parametrize("page", OF_A_REQUEST)
def test_a_practitioner_sees_their_own_requests_and_not_a_colleagues(published, client_of, page):
    theirs = requested(published("teacher"), facts=HARM)
    mine = requested(published("social.worker"), facts=HARM)
    client = client_of("social.worker")
    assert client.get(reverse(f"sharing:{page}", args=[mine.reference])).status_code in (200, 302)
    assert client.get(reverse(f"sharing:{page}", args=[theirs.reference])).status_code == 404
    for address in (reverse("sharing:requests"), reverse("sharing:start"), reverse("matters:due")):
        shown = client.get(address).content.decode()
        assert mine.reference in shown
        assert theirs.reference not in shown


def test_who_guards_sees_all_and_is_offered_nothing_to_record(published, client_of):
    request = requested(published(OWNER), facts=HARM)
    page = client_of("health.guardian").get(reverse("sharing:request", args=[request.reference]))
    assert page.status_code == 200
    assert not re.search(r'/(share|refuse|exception|again)"', page.content.decode())
    assert client_of("health.guardian").get(reverse("sharing:share", args=[request.reference])).status_code == 403


def test_an_auditor_sees_who_did_what_and_nothing_of_whom_it_concerned(published, client_of):
    request = requested(published("social.worker"))
    actions.share(
        decision=queries.latest_decision(request),
        by=published("social.worker"),
        at=timezone.now(),
        key=uuid4(),
        items=[0],
        how="By telephone",
        given_to="Ms Receiver",
        records={},
    )
    page = client_of("auditor").get(reverse("sharing:trail")).content.decode()
    for seen in (request.reference, "Amara Okafor", "Recorded what was shared", "may be shared"):
        assert seen in page
    for personal in (request.subject_reference, "Ms Receiver", "2015", "address"):
        assert personal not in page
    assert client_of("auditor").get(reverse("sharing:requests")).status_code == 403
    assert request.reference not in client_of("council.governance").get(reverse("sharing:counts")).content.decode()


@pytest.mark.parametrize(("made", "told"), [(4, "Fewer than 5"), (5, "5</td>")])
def test_a_small_number_is_not_told(published, client_of, made, told):
    for _ in range(made):
        requested(published("social.worker"))
    requested(published(OWNER))  # of another organisation
    page = client_of("analyst").get(reverse("sharing:counts")).content.decode()
    assert page.count("haringey/children") == 1
    assert told in page


def test_a_practitioner_cannot_decide_for_the_manager(published, client_of):
    request = requested(published(OWNER), facts=HARM)
    form = {"key": str(uuid4()), "decision": "approved", "reason": "x"}
    address = reverse("sharing:request", args=[request.reference])
    assert client_of(OWNER).post(address, form).status_code == 403
    assert client_of(MATE).post(address, form).status_code == 302
    assert queries.latest_decision(request).answer["outcome"] == "share"


def test_a_form_sent_twice_shows_the_receipt_both_times(published, client_of):
    request, client = requested(published(OWNER)), client_of(OWNER)
    form = {"key": str(uuid4()), "items": ["0", "1"], "how": "By telephone", "given_to": "A. Okafor"}
    for _ in range(2):
        answer = client.post(reverse("sharing:share", args=[request.reference]), form)
        assert answer.url == reverse("sharing:receipt", args=[request.reference])
    assert Disclosure.objects.count() == 1


def test_a_receipt_and_every_address_tell_nothing_of_the_person(published, client_of):
    request = requested(published(OWNER), items=[{"item": "name", "what": "her married name"}])
    page = client_of(OWNER).get(reverse("sharing:receipt", args=[request.reference])).content.decode()
    assert "K-117" not in page
    assert "married" not in page
    assert "K-117" not in request.reference


def test_a_form_without_its_key_records_nothing(published, client_of):
    request = requested(published(OWNER))
    for key in ("", "x", "0" * 40):
        answer = client_of(OWNER).post(reverse("sharing:share", args=[request.reference]), {"key": key})
        assert answer.status_code == 400
    assert not Disclosure.objects.exists()


def test_nobody_skips_a_page(published, client_of):
    interview = actions.begin(by=published(OWNER), on=timezone.localdate(), answers={"protocol": "haringey/children"})
    answer = client_of(OWNER).get(reverse("sharing:step", args=[interview.pk, "items"]))
    assert answer.url == reverse("sharing:step", args=[interview.pk, "who"])


def test_a_new_item_asks_for_consent_again_and_another_person_for_everything(published, client_of):
    interview, client = begun(published(OWNER)), client_of(OWNER)
    client.post(reverse("sharing:step", args=[interview.pk, "items"]), {"level-1": ["case-notes"]})
    interview.refresh_from_db()
    assert ("consents" in interview.answers, "facts" in interview.answers) == (False, True)
    client.post(reverse("sharing:step", args=[interview.pk, "whom"]), {"person": "yes", "reference": "K-118"})
    interview.refresh_from_db()
    assert "facts" not in interview.answers


def test_a_name_that_is_typed_is_the_party_it_means_and_never_my_own(published, client_of):
    interview, client = begun(published(OWNER)), client_of(OWNER)
    address = reverse("sharing:step", args=[interview.pk, "who"])
    client.post(address, {"organisation": "someone else", "name": " haringey  COUNCIL "})
    interview.refresh_from_db()
    assert interview.answers["requester"]["organisation"] == "Haringey Council"
    own = published(OWNER).organisation.name.lower()
    assert (
        "your own organisation" in client.post(address, {"organisation": "someone else", "name": own}).content.decode()
    )


# Posts that the two tests below send together: a few hundred each time, 10,000 now and then (SHAREWELL_FUZZ=10000).
FUZZ = settings(
    max_examples=int(os.environ.get("SHAREWELL_FUZZ", "300")) // 6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
FIELDS = [
    "protocol",
    "organisation",
    "name",
    "role",
    "person",
    "reference",
    "born-day",
    "born-month",
    "born-year",
    "purpose",
    "level-0",
    "level-1",
    "level-2",
    "needed",
    "what-0",
    "what-9",
    "smallest_count",
    "answer",
    "grounds",
    "chosen",
    "count",
    "state",
    "given_on-day",
    "scope",
    "items",
    "towards",
    "others",
    "another",
    "complete",
    "addressed",
    "dated-day",
    "due-year",
    "key",
    "decision",
    "reason",
    "how",
    "way",
    "given_to",
    "refusal-0",
    "refusal-1",
    "disclosure",
    "clause",
    "what",
]
TELLING = [
    "yes",
    "no",
    "none",
    "all",
    "some",
    "0",
    "1",
    "99",
    "-1",
    "1e9",
    "child",
    "parental-responsibility",
    "court-order",
    "section-29-form",
    "refused",
    "party",
    "others",
    "haringey/children",
    "safeguarding",
    "case-notes",
    "name",
    "aggregate",
    "approved",
    "holder",
]
TELLING += [
    "9" * 30,
    "\x00",
    "someone else",
    "not known",
    "given clearly",
    "another purpose",
    "By telephone",
    "another way",
]
TELLING += ["Haringey Council", "Family Court", "2 10 2006", "31 2 2020", str(uuid4())]
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(TELLING)
POSTS = st.dictionaries(st.sampled_from(FIELDS), st.lists(WORDS, min_size=1, max_size=3), max_size=12)
QUESTIONS = ["consents", "evidence", "date_of_birth", "smallest_count", "told", "competent", "additional-needs", "zz"]


@FUZZ
@given(data=st.data())
def test_no_form_post_breaks_an_interview(published, client_of, data):
    interview, client = begun(published(OWNER), facts={}, consents=None), client_of(OWNER)
    pages = [reverse("sharing:step", args=[interview.pk, name]) for name in STEPS]
    pages += [reverse("sharing:question", args=[interview.pk, code]) for code in QUESTIONS]
    parts = (("consents", "child"), ("evidence", "court-order"))
    pages += [reverse("sharing:part", args=[interview.pk, *each]) for each in parts]
    pages += [reverse("sharing:check", args=[interview.pk])]
    for _ in range(3):
        address = data.draw(st.sampled_from(pages))
        assert client.post(address, data.draw(POSTS)).status_code < 500
        assert client.get(address).status_code < 500
        assert client.get(reverse("sharing:carry-on", args=[interview.pk]), follow=True).status_code < 500
    assert all(row.decisions.count() == 1 for row in Request.objects.all())


@FUZZ
@given(data=st.data())
def test_no_form_post_breaks_a_record(published, client_of, data):
    request = requested(published(OWNER), facts=HARM)
    client = client_of(data.draw(st.sampled_from([OWNER, MATE])))
    for _ in range(3):
        page = data.draw(st.sampled_from([*OF_A_REQUEST, "today", "again", "done"]))
        post = data.draw(POSTS)
        if data.draw(st.booleans()):
            post["key"] = [str(uuid4())]
        assert client.post(reverse(f"sharing:{page}", args=[request.reference]), post).status_code < 500
    assert all(row.records for row in Withholding.objects.all())
    assert all(row.items for row in Disclosure.objects.all())
