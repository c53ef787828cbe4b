"""The pages of what comes after: somebody stops working with a child, looks again, or takes the next step."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from sharewell.children.around import involving, missing
from sharewell.children.around.involving import Contact
from sharewell.children.guarding import shielding
from sharewell.children.models import Ending, MissingStep, Reviewed
from sharewell.partners.models import Membership
from tests.children.browsing import HERE, opened, post, words
from tests.sharing.cast import COUNCIL, TRUST, now, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(put):
    return put(**HERE)


def day(on):
    return {"day-day": str(on.day), "day-month": str(on.month), "day-year": str(on.year)}


def signed(by):
    return {"by": by, "at": now(), "key": uuid4()}


def works_with(child, by, contact="Bo Hill"):
    told = {"child": child, "service": "speech therapy", "contact": Contact(contact), "since": date(2025, 1, 6)}
    return involving.involve(**told, **signed(by))


def test_whoever_stops_working_with_a_child_says_since_when_and_is_called_no_more(worker, child, members):
    row = works_with(child, members[COUNCIL])
    page = opened(worker, child)
    way = f"/children/{child.reference}/end/involvement/{row.pk}"
    assert way in page.content.decode()
    ended = post(worker, way, **day(today())).url
    assert ended == f"/children/{child.reference}?ended=involvement"
    said = words(worker.get(ended))
    assert "It is on record that you no longer work with this child." in said
    assert "Bo Hill" not in said
    assert Ending.objects.get().on == today()


def test_it_ends_on_no_day_before_it_began_or_ahead(worker, child, members):
    row = works_with(child, members[COUNCIL])
    for on, said in ((date(2025, 1, 5), "before it began"), (today() + timedelta(days=1), "on or before")):
        assert said in words(post(worker, f"/children/{child.reference}/end/involvement/{row.pk}", **day(on)))
    assert not Ending.objects.exists()


def test_what_another_organisation_put_on_record_is_not_ours_to_end(worker, child, members):
    row = works_with(child, members[TRUST], "Wilhelmina Zander")
    way = f"/children/{child.reference}/end/involvement/{row.pk}"
    assert way not in opened(worker, child).content.decode()
    assert worker.get(way).status_code == 404
    assert post(worker, way, **day(today())).status_code == 404


@pytest.mark.parametrize("way", ["end/shielding/1", "mend/involvement/1", "step/lead/1"])
def test_nothing_else_is_done_with_anything(worker, child, way):
    assert worker.get(f"/children/{child.reference}/{way}").status_code == 404


def test_a_concern_still_holds_until_its_next_day(worker, child, members):
    row = involving.raise_concern(
        child=child, contact="Bo Hill", told=True, review_by=today() + timedelta(days=20), **signed(members[COUNCIL])
    )
    assert "asks to be called about this child: ask for Bo Hill." in words(opened(worker, child))
    way = f"/children/{child.reference}/review/concern/{row.pk}"
    assert way in worker.get("/children/guarded").content.decode()
    assert "Enter a day of review" in words(post(worker, way, **day(today() + timedelta(days=400))))
    assert post(worker, way, **day(today() + timedelta(days=60))).url == "/children/guarded"
    assert Reviewed.objects.get().next_by == today() + timedelta(days=60)


def test_who_may_not_shield_does_not_keep_a_record_shielded(worker, client_of, child, members):
    manager = Membership.objects.get(user__email="council.manager@example.org")
    row = shielding.shield(child=child, ground="danger", views="child", **signed(manager))
    way = f"/children/{child.reference}/review/shielding/{row.pk}"
    assert worker.get(way).status_code == 403
    assert post(client_of("council.manager"), way, **day(today() + timedelta(days=100))).status_code == 302


def test_the_list_of_children_missing_education_leads_through_the_steps(worker, child, members):
    row = missing.report(child=child, **signed(members[COUNCIL]))
    way = f"/children/{child.reference}/step/missing/{row.pk}"
    for step in ("Enquiries", "Teaching"):
        listed = worker.get("/children/missing")
        assert f"{step} due by" in words(listed)
        assert "Children in Haringey who may not be on any school’s roll." in words(listed)
        assert way in listed.content.decode()
        assert f"{step} for {child.reference}" in words(worker.get(way))
        assert post(worker, way, **day(today())).url == "/children/missing"
    assert "Nobody is on the list" in words(worker.get("/children/missing"))
    assert MissingStep.objects.count() == 2
