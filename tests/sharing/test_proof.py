"""What may not be done by whoever finds a screen unlocked: sharing without consent, and approving."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from sharewell.project.demo import PASSWORD
from sharewell.sharing.models import Disclosure
from tests.sharing.cast import HARM, requested, unlocked

ASKED = "Prove that it is you"
SHARED = {"items": ["0"], "how": "By telephone", "given_to": "Ms Receiver"}


def wanted(client, address):
    """Every box of the page's form that asks for words, filled."""
    names = re.findall(r'<textarea[^>]* name="([^"]+)"', client.get(address).content.decode())
    return dict.fromkeys(names, "For a good reason")


def hidden(page):
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.content.decode()))


def test_a_manager_approves_and_the_owner_shares_each_with_a_fresh_proof(published, client_of):
    request = requested(published("health.visitor"), facts=HARM)
    manager, owner = unlocked(client_of("health.manager")), unlocked(client_of("health.visitor"))

    page = reverse("sharing:request", args=[request.reference])
    asked = manager.post(page, {"key": str(uuid4()), "decision": "approved", "reason": "The child is at risk"})
    assert ASKED in asked.content.decode()
    assert request.decisions.count() == 1
    assert manager.post(page, hidden(asked) | {"proof-password": PASSWORD}).status_code == 302
    assert request.decisions.count() == 2

    page = reverse("sharing:share", args=[request.reference])
    asked = owner.post(page, {"key": str(uuid4())} | SHARED | wanted(owner, page))
    assert ASKED in asked.content.decode()
    assert not Disclosure.objects.exists()
    assert ASKED in owner.post(page, hidden(asked) | {"proof-password": "wrong"}).content.decode()
    assert not Disclosure.objects.exists()
    done = hidden(asked) | {"proof-password": PASSWORD}
    assert [owner.post(page, done).status_code for _ in range(2)] == [302, 302]
    assert Disclosure.objects.get().given_to == "Ms Receiver"


def test_what_the_family_knows_of_goes_without_a_second_proof(published, client_of):
    request = requested(published("health.visitor"))
    owner = unlocked(client_of("health.visitor"))
    page = reverse("sharing:share", args=[request.reference])
    assert owner.post(page, {"key": str(uuid4())} | SHARED | wanted(owner, page)).status_code == 302
    assert Disclosure.objects.exists()


@pytest.mark.parametrize("name", ["council.governance"])
def test_a_text_is_published_with_a_fresh_proof(published, client_of, name):
    lead = unlocked(client_of(name))
    asked = lead.post(reverse("protocols:publish"), {"key": str(uuid4()), "packed": "x"})
    assert ASKED in asked.content.decode()
