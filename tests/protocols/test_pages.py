"""The pages of the published texts, and of checking a draft."""

import base64
import hashlib
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sharewell.protocols.actions import publish
from sharewell.protocols.forms import packed
from sharewell.protocols.models import Edition
from tests.protocols.vale import NOW, PROTOCOL, UNREAD, WORDS, later

PAGE = "/protocols/vale/children/2020-01-01"


@pytest.fixture
def as_lead(lead, client):
    client.force_login(lead.user)
    return client


@pytest.fixture
def published(lead):
    return publish(words=(WORDS, PROTOCOL), by=lead, at=NOW)


def text_of(response):
    """What the page says; a link is no break in a sentence."""
    said = re.sub(r"<a [^>]*>|</a>", "", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", said).split())


@pytest.mark.parametrize("address", ["/protocols/", PAGE, f"{PAGE}.md", "/protocols/vale/children"])
def test_whoever_is_signed_in_reads_what_is_published(address, published, member, client):
    assert client.get(address).status_code == 302
    assert client.get(address).headers["Location"].startswith("/sign-in") or "next=" in client.get(address)["Location"]
    client.force_login(member("practitioner").user)
    assert client.get(address, follow=True).status_code == 200


@pytest.mark.parametrize(
    "address", ["/protocols/vale", f"{PAGE[:-1]}2", "/protocols/vale/children/2020-02-31", "/protocols/x/2020-01-01.md"]
)
def test_what_is_not_published_is_not_found(address, published, as_lead):
    assert as_lead.get(address).status_code == 404


def test_every_clause_has_one_anchor(published, as_lead):
    page = as_lead.get(PAGE).content.decode()
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {"1.1", "1.2", "1.3", "2.1", "3.1", "4.1", "W1", "W2", "W3"} <= set(ids)


def test_beside_a_sentence_stands_how_it_is_read(published, as_lead):
    shown = text_of(as_lead.get(PAGE))
    assert "A clock for the party that found it. Due 5 working days" in shown
    assert "A note to 2.1, which nobody reads but people." in shown


def test_the_file_is_the_published_bytes(published, as_lead):
    content = as_lead.get(f"{PAGE}.md").content
    assert content == PROTOCOL.encode()
    assert hashlib.sha256(content).hexdigest() in as_lead.get(PAGE).content.decode()


def test_markup_in_a_text_stays_words(lead, as_lead):
    publish(words=(WORDS + "\n> **W9** <script>alert(1)</script>\n",), by=lead, at=NOW)
    page = as_lead.get("/protocols/vale/words/2020-01-01").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


# Checking and publishing


@pytest.mark.parametrize("capacity", ["practitioner", "designated manager", "auditor", "administrator"])
def test_only_leads_check_and_publish(capacity, member, client):
    client.force_login(member(capacity).user)
    assert client.get("/protocols/check").status_code == 403
    assert client.post("/protocols/check", {"pasted": WORDS}).status_code == 403
    assert client.post("/protocols/publish", {"packed": packed((WORDS,))}).status_code == 403
    assert not Edition.objects.exists()


def test_a_draft_with_a_fault_shows_its_clause_and_line_and_no_button(as_lead):
    as_lead.post("/protocols/publish", {"packed": packed((WORDS,))})
    shown = text_of(as_lead.post("/protocols/check", {"pasted": UNREAD}))
    assert "1 thing stands in the way" in shown
    assert "Clause 3.1, line 33" in shown
    assert "Publish" not in shown
    assert Edition.objects.count() == 1


def test_pasted_line_breaks_are_the_drafters(as_lead):
    page = as_lead.post("/protocols/check", {"pasted": WORDS.replace("\n", "\r\n")}).content.decode()
    (value,) = re.findall(r'name="packed" value="([^"]+)"', page)
    assert as_lead.post("/protocols/publish", {"packed": value}).status_code == 302
    assert Edition.objects.get().words == WORDS


def test_a_change_asks_for_the_day_it_was_agreed(published, as_lead):
    changed = later(PROTOCOL, "2020-06-01")
    shown = text_of(as_lead.post("/protocols/check", {"pasted": changed}))
    assert "On which day was it that the board agrees a change?" in shown
    sent = {"packed": packed((changed,))}
    assert "There is a problem" in text_of(as_lead.post("/protocols/publish", sent))
    day = {"change-agreed-day": "2", "change-agreed-month": "6", "change-agreed-year": "2020"}
    assert "Clause 4.1" in text_of(as_lead.post("/protocols/publish", sent | day))
    assert Edition.objects.count() == 2
    assert as_lead.post("/protocols/publish", sent | day | {"change-agreed-day": "1"}).status_code == 302
    assert Edition.objects.get(edition="2020-06-01").agreed == {"change-agreed": "2020-06-01"}


MANGLED = st.builds(
    lambda words, at, cut, put: words[:at] + put + words[at + cut :],
    st.sampled_from([WORDS, PROTOCOL, UNREAD]),
    st.integers(0, 900),
    st.integers(0, 60),
    st.text(max_size=40)
    | st.sampled_from(["---", "\n**2.1** ", ":\n\n- ", "\0", " if ", "\n> ", "# ", "2.1 prevails over 9."]),
)
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@FUZZ
@given(words=MANGLED | st.text(max_size=300))
def test_no_draft_breaks_the_page(words, as_lead):
    Edition.objects.all()._raw_delete("default")
    assert as_lead.post("/protocols/check", {"pasted": words}).status_code == 200
    response = as_lead.post("/protocols/publish", {"packed": packed((words,))})
    assert response.status_code in (200, 302)
    assert Edition.objects.count() == (response.status_code == 302)


@FUZZ
@given(value=st.text(max_size=50) | st.binary(max_size=50).map(lambda b: base64.b64encode(b).decode()))
def test_nothing_but_what_was_checked_can_be_published(value, as_lead):
    assert as_lead.post("/protocols/publish", {"packed": value}).status_code == 400
    assert not Edition.objects.exists()
