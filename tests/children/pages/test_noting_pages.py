"""The pages on which somebody puts on record who works with a child, who leads for it, or how long it is kept."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from sharewell.children.around import involving
from sharewell.children.around.involving import Contact
from sharewell.children.guarding import shielding
from sharewell.children.models import Child, Involvement, LeadProfessional
from sharewell.children.pages.noting_forms import LongerForm
from sharewell.children.records import blinding
from sharewell.children.records.ending import destroy_due
from sharewell.children.records.policies import due, policy_at
from sharewell.ui.words import DATE_PARTS
from sharewell.ui.words import day as written
from tests.children.browsing import HERE, opened, post, words
from tests.children.records.cast import NINETEEN
from tests.sharing.cast import TRUST, now

pytestmark = pytest.mark.django_db


DAY = {"since-day": "6", "since-month": "1", "since-year": "2025"}

SERVICE = {"service": "speech therapy", "contact": "Bo Hill", "grounds": "none"} | DAY


def put_on_record(client, child, kind, **form):
    return post(client, f"/children/{child.reference}/note/{kind}", **form)


def test_by_when_a_concern_is_reviewed_is_told_before_anybody_chooses_a_day(worker, put):
    child = put(**HERE)
    opened(worker, child)
    latest = due(policy_at(child.index, now()), "concern-reviewed", now().date())
    assert f"By {written(latest)} at the latest." in words(worker.get(f"/children/{child.reference}/note/concern"))


def test_a_practitioner_says_who_works_with_the_child_and_its_page_says_whom_to_call(worker, put):
    child = put(**HERE)
    opened(worker, child)
    assert put_on_record(worker, child, "involvement", **SERVICE).status_code == 302
    assert put_on_record(worker, child, "lead", name="Cy Lane", **DAY).status_code == 302
    assert put_on_record(worker, child, "assessment", holder="Early Help", **DAY).status_code == 302
    assert put_on_record(worker, child, "missing", sure="yes").status_code == 302
    said = words(worker.get(f"/children/{child.reference}"))
    for shown in ("Bo Hill", "speech therapy", "Cy Lane", "Early Help"):
        assert shown in said
    assert said.count("Haringey Council, since 6 January 2025") == 2
    assert "1 child is on the list" in words(worker.get("/children/guarded"))


@pytest.mark.parametrize(
    ("kind", "form", "said"),
    [
        ("assessment", {"holder": "Early Help"}, "It is on record that an assessment exists."),
        ("missing", {"sure": "yes"}, "The child is on the list of children missing education."),
        ("longer", {"longer": "yes"}, "It is on record how long the record is kept."),
    ],
)
def test_what_was_put_on_record_is_told_also_where_the_child_s_page_shows_nothing_of_it(worker, put, kind, form, said):
    child = put(**HERE)
    opened(worker, child)
    page = worker.get(put_on_record(worker, child, kind, **DAY | form).url)
    assert said in words(page)
    assert said not in words(opened(worker, child))


def test_whoever_works_with_a_child_says_that_the_record_is_kept_to_the_later_age_or_takes_it_back(worker, put):
    child = put(**HERE)  # which another organisation brought
    opened(worker, child)
    for answer, age in (("yes", 25), ("no", 19)):
        assert put_on_record(worker, child, "longer", longer=answer).status_code == 302
        ends = datetime(2015 + age, 5, 1, 12, tzinfo=UTC)
        assert not list(destroy_due(child.index, at=ends - timedelta(days=1)))
        assert Child.objects.get().last_day == blinding.day(child.index_id, ends.date())
    assert "Select whether" in words(put_on_record(worker, child, "longer"))
    assert "additional" not in words(worker.get(f"/children/{child.reference}"))


@pytest.mark.parametrize(("before", "is_told"), [(2, False), (1, True), (-300, True)])
def test_before_a_record_is_kept_no_longer_the_page_says_where_it_is_destroyed_tonight(put, before, is_told):
    asked = "".join(LongerForm(child=put(**HERE), on=NINETEEN - timedelta(days=before)).groups())
    assert ("The usual day is 1 May 2034: the record is destroyed tonight" in asked) is is_told


def test_without_a_year_of_birth_nobody_says_how_long_a_record_is_kept(worker, put):
    child = put(birth_date="unknown")
    opened(worker, child)
    assert "Correct the date of birth first" in words(put_on_record(worker, child, "longer", longer="yes"))


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (SERVICE | {"service": "mental health"}, "Clause 5.2"),
        (SERVICE | {"service": "counselling", "grounds": "unknown"}, "Clause 5.2"),  # its name does not tell
        (SERVICE | {"service": "Hit by her father. Needs help"}, "Clause 2.3"),
        (SERVICE | {"contact": ""}, "Enter"),
    ],
)
def test_what_may_not_be_on_record_is_told_on_the_form(worker, put, form, said):
    assert said in words(put_on_record(worker, put(**HERE), "involvement", **form))


@pytest.mark.parametrize(
    ("service", "grounds", "word"),
    [("mental health", "child", "mental health"), ("The Willow Clinic", "harm", "willow")],
)
def test_a_sensitive_service_shows_its_broker_and_not_itself_whatever_its_name(worker, put, service, grounds, word):
    child = put(**HERE)
    opened(worker, child)
    told = SERVICE | {"service": service, "contact": "The index team", "grounds": grounds}
    assert put_on_record(worker, child, "involvement", **told).status_code == 302
    said = words(worker.get(f"/children/{child.reference}"))
    assert "The index team" in said
    assert word not in said.lower().replace("sexual health, mental health", "")


@pytest.mark.parametrize(
    ("kind", "form", "at"),
    [
        ("involvement", SERVICE | {"contact": "He is rude. His mother drinks!"}, "id_contact"),
        ("involvement", SERVICE | {"phone": "ring me!"}, "id_phone"),
        ("involvement", SERVICE | {"service": "mental health"}, "id_grounds"),
        ("lead", DAY | {"name": "He is rude. His mother drinks!"}, "id_name"),
        ("lead", DAY | {"name": "Cy Lane", "phone": "ring me!"}, "id_phone"),
        ("assessment", DAY | {"holder": "He is rude. His mother drinks!"}, "id_holder"),
        (
            "concern",
            {"contact": "Bo", "told": "yes"}
            | {f"review_by-{part}": "2190" if part == "year" else "1" for part in DATE_PARTS},
            "id_review_by-day",
        ),
    ],
)
def test_what_is_refused_leads_to_the_question_that_it_is_about(worker, put, kind, form, at):
    page = put_on_record(worker, put(**HERE), kind, **form)
    assert f'href="#{at}"' in page.content.decode()
    assert not re.search("“[a-z-]+”", words(page))  # by what stands on the page, and not by what it is held as


def test_nobody_learns_by_a_note_that_somebody_leads_for_a_shielded_child(worker, members, put):
    child, told = put(**HERE), {"by": members[TRUST], "at": now()}
    involving.lead(child=child, who=Contact("Wilhelmina Zander"), since=date(2025, 3, 1), key=uuid4(), **told)
    earlier = {"name": "Cy Lane", "since-day": "1", "since-month": "1", "since-year": "2025"}
    assert "1 March 2025" in words(put_on_record(worker, child, "lead", **earlier))
    shielding.shield(child=child, ground="danger", views="child", key=uuid4(), **told)
    assert put_on_record(worker, child, "lead", **earlier).status_code == 302
    assert LeadProfessional.objects.count() == 2


@pytest.mark.parametrize("grounds", ["child", "parent", "harm"])
def test_a_service_that_is_said_to_be_sensitive_is_not_named_whatever_it_is_called(worker, put, grounds):
    child = put(**HERE)
    opened(worker, child)
    told = SERVICE | {"service": "CAMHS", "contact": "The index team", "grounds": grounds}
    assert put_on_record(worker, child, "involvement", **told).status_code == 302
    said = words(worker.get(f"/children/{child.reference}"))
    assert "The index team" in said
    assert "CAMHS" not in said


@pytest.mark.parametrize(
    ("form", "clause"),
    [
        ({"service": "CAMHS", "grounds": "unknown"}, "5.2"),
        ({"service": "Haringey Mental Health Team", "grounds": "none"}, "5.2"),
        ({"service": "CAMHS", "contact": "CAMHS duty desk", "grounds": "child"}, "5.3"),
        ({"service": "CAMHS", "email": "duty@camhs.example.org", "grounds": "child"}, "5.3"),
        ({"contact": "Bo Hill, mental health"}, "5.3"),
    ],
)
def test_a_sensitive_service_is_neither_held_without_consent_nor_named_by_its_contact(worker, put, form, clause):
    assert f"Clause {clause}" in words(put_on_record(worker, put(**HERE), "involvement", **SERVICE | form))
    assert not Involvement.objects.exists()


@pytest.mark.parametrize(("kind", "field"), [("lead", "name"), ("assessment", "holder")])
def test_who_leads_or_holds_an_assessment_names_no_sensitive_service_either(worker, put, kind, field):
    said = words(put_on_record(worker, put(**HERE), kind, **DAY | {field: "Substance Misuse Service"}))
    assert "Clause 5.3" in said
