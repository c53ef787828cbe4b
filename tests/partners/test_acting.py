"""Whom a person acts for: by dates, from the next request on."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from playwright.sync_api import expect

from sharewell.accounts.models import User
from sharewell.partners.models import Membership, Organisation
from sharewell.partners.queries import acting_membership

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


@pytest.fixture
def user():
    return User.objects.create_user(email="jo@example.org", name="Jo Example")


@pytest.fixture
def council():
    return Organisation.objects.create(name="A Council", kinds=["a local authority"])


def member(user, organisation, since=TODAY, until=None):
    return Membership.objects.create(
        user=user, organisation=organisation, capacity="practitioner", since=since, until=until
    )


@pytest.mark.parametrize(
    ("since", "until", "acts"),
    [
        (TODAY, None, True),
        (TODAY + DAY, None, False),
        (TODAY - DAY, TODAY, True),
        (TODAY - DAY, TODAY - DAY, False),
    ],
)
def test_a_membership_holds_from_its_first_day_to_its_last(user, council, since, until, acts):
    member(user, council, since, until)
    assert bool(acting_membership(user, on=TODAY)) is acts


def test_with_two_organisations_nothing_is_assumed(user, council):
    first = member(user, council)
    second = member(user, Organisation.objects.create(name="A Trust"))
    assert acting_membership(user, on=TODAY) is None
    assert acting_membership(user, on=TODAY, chosen=second.pk) == second
    second.until = TODAY
    second.save()
    assert acting_membership(user, on=TODAY + DAY, chosen=second.pk) == first


def test_another_persons_membership_cannot_be_chosen(user, council):
    member(user, council)
    member(user, Organisation.objects.create(name="A Trust"))
    other = member(User.objects.create_user(email="al@example.org", name="Al Example"), council)
    assert acting_membership(user, on=TODAY, chosen=other.pk) is None


def test_one_person_is_one_member_of_an_organisation_at_a_time(user, council):
    member(user, council, TODAY, TODAY + DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        member(user, council, TODAY + DAY)
    member(user, council, TODAY + 2 * DAY)


def test_a_membership_cannot_end_before_it_begins(user, council):
    with pytest.raises(IntegrityError):
        member(user, council, TODAY, TODAY - DAY)


def test_an_address_is_one_person_however_it_is_typed(user):
    assert user == User.objects.get(email="jo@example.org")
    with pytest.raises(IntegrityError):
        User.objects.create_user(email="Jo@Example.org", name="Another")


def test_a_leaver_is_out_at_the_next_request(client, partnership):
    person = partnership("teacher")
    client.force_login(person)
    assert client.get("/acting").status_code == 200
    person.memberships.update(until=date(2020, 1, 1))
    response = client.get("/acting")
    assert response.status_code == 403
    assert "not acting for any organisation" in response.content.decode()


def test_the_way_on_from_choosing_stays_on_this_site(client, partnership):
    person = partnership("two.hats")
    client.force_login(person)
    choice = {"membership": person.memberships.first().pk}
    assert client.post("/acting?next=/help", choice)["Location"] == "/help"
    assert client.post("/acting?next=https://elsewhere.example/", choice)["Location"] == "/"


@pytest.mark.parametrize("choice", [{}, {"membership": "x"}, {"membership": "999999999999999999999"}])
def test_an_impossible_choice_is_asked_again(client, partnership, choice):
    client.force_login(partnership("two.hats"))
    response = client.post("/acting", choice)
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()


def test_a_person_of_two_organisations_chooses(page, partnership, sign_in, axe):
    sign_in(page, partnership("two.hats"))
    page.goto("/acting")
    axe(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name="Select who you are acting for")).to_be_visible()
    axe(page)
    page.get_by_label("Haringey Council").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("banner").get_by_text("Haringey Council")).to_be_visible()
