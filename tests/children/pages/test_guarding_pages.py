"""The pages of what guards children, and what the other pages tell of a shielded child: the same in two worlds."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest

from sharewell.children.around import doubting, involving
from sharewell.children.around.involving import Contact
from sharewell.children.guarding import shielding
from sharewell.children.models import Child, Home, Override
from sharewell.children.pages.noting_forms import KINDS
from sharewell.children.records.ending import destroy_due
from sharewell.children.search import look_ups
from sharewell.partners.models import Capacity, Membership
from tests.children.browsing import HERE, WHY, opened, post, words
from tests.children.records.cast import NINETEEN, night
from tests.sharing.cast import COUNCIL, TRUST, now, today

pytestmark = pytest.mark.django_db

THERE = {"postcode": "N17 9LJ", "street": "Mill Row", "school": "High Cross School", "phone": "01632 960999"}


@pytest.fixture
def ann(put, members):
    """Shielded, with somebody who works with her and somebody who looked."""
    child = put(**HERE)
    told = {"by": members[TRUST], "at": now()}
    works = {"service": "speech therapy", "contact": Contact("Wilhelmina Zander"), "since": date(2025, 1, 6)}
    involving.involve(child=child, **works, key=uuid4(), **told)
    shielding.shield(child=child, ground="danger", views="child", key=uuid4(), **told)
    return Child.objects.get(pk=child.pk)


def searched(client, **asked):
    born = {"birth_date-day": "1", "birth_date-month": "5", "birth_date-year": "2015"}
    asked = {"forename": "Ann", "surname": "Quintrell"} | born | WHY | asked
    client.post("/children", asked)
    return words(client.get("/children/found?all=1"))


def test_a_shielded_child_s_page_tells_who_it_is_and_not_where_or_with_whom(worker, ann):
    said = words(opened(worker, ann))
    assert "Ann Quintrell" in said
    assert "shielded" in said
    assert f"Call {COUNCIL}, which keeps the index" in said
    for hidden in (*HERE.values(), "Wilhelmina", "speech", TRUST, "Who looked"):
        assert hidden not in said


def test_no_page_tells_one_world_from_the_other(worker, put, ann):
    def told():
        pages = [words(opened(worker, ann))]
        for place in (HERE, THERE):
            pages += [searched(worker, postcode=place["postcode"], **more) for more in ({}, {"forename": "Nobody"})]
            pages.append(searched(worker, postcode=place["postcode"], phone=place["phone"], surname="Nobody"))
        return pages

    first = told()
    put(**THERE)
    assert told() == first
    assert not any(
        where in page for page in first for where in (*HERE.values(), *THERE.values()) if where in page[200:]
    )


def test_it_is_opened_in_two_steps_and_then_shows_all_of_it_for_a_while(worker, ann):
    page = post(worker, f"/children/{ann.reference}/shielded", ground="significant-harm", why="She is on the phone")
    asked = Override.objects.get()
    assert page.url == f"/children/{ann.reference}/shielded/{asked.pk}"
    assert "60 minutes" in words(worker.get(page.url))
    assert "Lantern Lane" not in words(opened(worker, ann))
    assert post(worker, page.url).status_code == 302
    said = words(opened(worker, ann))
    for shown in ("Lantern Lane", "Ashcombe Primary", "Wilhelmina Zander", "it shuts by itself on"):
        assert shown in said


def test_whoever_confirms_too_late_or_twice_is_led_to_ask_anew(worker, ann):
    page = post(worker, f"/children/{ann.reference}/shielded", ground="significant-harm", why="She is on the phone")
    assert post(worker, page.url).status_code == 302
    late = post(worker, page.url)
    assert late.status_code == 409
    assert "confirmed already" in words(late)
    assert "permission" not in words(late)
    assert f'href="/children/{ann.reference}/shielded"' in late.content.decode()


def test_the_second_person_finds_it_and_reviews_it(worker, client_of, ann):
    page = post(worker, f"/children/{ann.reference}/shielded", ground="court-order", why="ordered")
    post(worker, page.url)
    manager = client_of("council.manager")
    listed = manager.get("/children/openings")
    assert ann.reference in words(listed)
    number = Override.objects.get(confirms__isnull=False).pk
    assert post(manager, f"/children/openings/{number}", found="yes", reason="It could not wait").status_code == 302
    assert "Justified" in words(manager.get("/children/openings"))
    assert worker.get("/children/openings").status_code == 403


def test_once_the_record_is_destroyed_its_opening_waits_for_no_review(worker, client_of, ann, index):
    page = post(worker, f"/children/{ann.reference}/shielded", ground="court-order", why="ordered")
    post(worker, page.url)
    assert list(destroy_due(index, at=night(NINETEEN)))
    listed = client_of("council.manager").get("/children/openings")
    assert f"{ann.reference}, opened by" in words(listed)
    assert "nothing is left to review" in words(listed)
    assert "Waits" not in words(listed)
    assert "/children/openings/" not in listed.content.decode()  # where nothing can be read or reviewed any more


@pytest.mark.parametrize(
    ("said", "clause"),
    [
        ({"ground": "Her father has hit her and he knows the school"}, "2.3"),
        ({"ground": "domestic violence"}, "2.2"),
        ({"views": "Mother said so. She is afraid"}, "2.3"),
    ],
)
def test_why_it_is_shielded_tells_nothing_that_the_index_must_not_hold(client_of, put, said, clause):
    child, manager = put(**HERE), client_of("council.manager")
    page = post(manager, f"/children/{child.reference}/shield", **{"ground": "danger", "views": "mother"} | said)
    assert f"Clause {clause}" in words(page)
    assert Child.objects.get().shows is None


def test_a_manager_shields_and_ends_it(client_of, put, index):
    child, manager = put(**HERE), client_of("council.manager")
    assert post(manager, f"/children/{child.reference}/shield", ground="danger", views="mother").status_code == 302
    assert Child.objects.get().shows
    assert post(manager, f"/children/{child.reference}/unshield").status_code == 302
    assert Child.objects.get().shows is None


def test_the_childs_page_says_what_was_done_to_it_a_moment_ago(client_of, put, index):
    child, manager = put(**HERE), client_of("council.manager")
    opened(manager, child)
    for way, form, said in (
        ("shield", {"ground": "danger", "views": "the child"}, "The record is shielded now."),
        ("unshield", {}, "The shielding has ended."),
    ):
        then = post(manager, f"/children/{child.reference}/{way}", **form)["Location"]
        assert said in words(manager.get(then))
        assert said not in words(manager.get(f"/children/{child.reference}"))


def test_the_auditor_reads_numbers_and_no_child(worker, published, put):
    opened(worker, put(**HERE))
    me = published("social.worker")
    Membership.objects.filter(pk=me.pk).update(capacity=Capacity.AUDITOR)
    said = words(worker.get("/children/signs"))
    assert "1 person of Haringey Council made 1 look-up in" in said
    for hidden in ("Quintrell", "Lantern", "C-"):
        assert hidden not in said


def test_where_nobody_looked_the_auditor_is_told_so_and_of_no_signs(worker, published):
    Membership.objects.filter(pk=published("social.worker").pk).update(capacity=Capacity.AUDITOR)
    said = words(worker.get("/children/signs"))
    assert "nobody of Haringey Council made a look-up in" in said
    assert "signs" not in said
    assert "There is nothing to ask about." in said


def test_what_is_to_be_looked_at_again_stands_on_a_list(client_of, members, put):
    child = put(**HERE)
    me = Membership.objects.filter(organisation__name=COUNCIL, capacity=Capacity.DESIGNATED_MANAGER)[0]
    day = today().replace(day=1)
    day = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
    involving.raise_concern(child=child, contact="Bo Hill", told=True, review_by=day, by=me, at=now(), key=uuid4())
    said = words(client_of("council.manager").get("/children/guarded"))
    assert child.reference in said
    assert "Concern" in said


def test_a_home_is_declared_and_half_a_postcode_is_not(worker):
    assert "full postcode" in words(post(worker, "/children/home", postcode="N17"))
    assert "You declared where you live" not in words(worker.get("/children/guarded"))
    assert post(worker, "/children/home", postcode="N17 8HG").status_code == 302
    assert "You declared where you live" in words(worker.get("/children/guarded"))
    assert Home.objects.count() == 1


def test_whoever_puts_something_on_record_sees_of_which_child(client_of, put):
    manager, child = client_of("council.manager"), put()
    opened(manager, child)
    for page in (*(f"note/{kind}" for kind in KINDS), "doubt", "same", "shielded"):
        said = manager.get(f"/children/{child.reference}/{page}").content.decode()
        assert f": {child.reference} – Sharewell</title>" in said
        assert f'<span class="govuk-caption-l">{child.reference}</span>' in said


def test_no_browser_keeps_what_is_typed_of_a_child(client_of, put):
    manager, child = client_of("council.manager"), put()
    opened(manager, child)
    pages = ("note/involvement", "note/lead", "note/assessment", "note/concern", "doubt", "shield", "open")
    for address in ("/children", *(f"/children/{child.reference}/{page}" for page in pages)):
        boxes = re.findall(r'<input[^>]* type="(?:text|email)"[^>]*>', manager.get(address).content.decode())
        assert [box for box in boxes if 'autocomplete="off"' not in box] == []


def test_from_what_was_opened_each_finds_back_to_where_they_may_go(client_of, index):
    for person, address in (("council.manager", "/children"), ("council.guardian", "/share/emergency/openings")):
        page = client_of(person).get("/children/openings").content.decode()
        assert f'<a href="{address}" class="govuk-back-link">' in page


def test_whoever_gave_a_reason_goes_back_to_the_child_without_giving_it_again(client_of, put, index):
    child, manager = put(**HERE), client_of("council.manager")
    opened(manager, child)
    post(manager, f"/children/{child.reference}/shield", ground="danger", views="the child")
    stop = post(manager, f"/children/{child.reference}/shielded", ground="court-order", why="ordered").url
    pages = ("shield", "unshield", "looked", "transfer", "shielded")
    for address in (stop, *(f"/children/{child.reference}/{page}" for page in pages)):
        page = manager.get(address).content.decode()
        assert f'href="/children/{child.reference}"' in page
        assert f'href="/children/{child.reference}/open"' not in page
    assert manager.get(f"/children/{child.reference}").status_code == 200


def test_the_keeper_prints_who_looked_and_for_what_and_nobody_else_does(worker, client_of, members, put):
    child = put(**HERE)
    opened(worker, child)
    assert ": safeguarding" in words(worker.get(f"/children/{child.reference}/looked"))


def test_of_a_shielded_child_who_looked_is_for_who_ends_the_shielding_or_opened_the_record(worker, client_of, ann):
    opened(client_of("health.visitor"), ann)
    address = f"/children/{ann.reference}/looked"
    assert worker.get(address).status_code == 403
    manager = client_of("council.manager")
    assert TRUST in words(manager.get(address))
    assert address in opened(manager, ann).content.decode()
    assert address not in opened(worker, ann).content.decode()
    page = post(worker, f"/children/{ann.reference}/shielded", ground="significant-harm", why="She is on the phone")
    post(worker, page.url)
    assert TRUST in words(worker.get(address))


def test_an_organisation_whose_name_tells_of_a_sensitive_service_is_named_to_itself_alone(
    client_of, index, members, put
):
    name = "Tottenham Substance Misuse Service"
    type(members[TRUST].organisation).objects.filter(pk=members[TRUST].organisation_id).update(name=name)
    members[TRUST].organisation.refresh_from_db()
    child = put(**HERE)
    told = {"child": child, "by": members[TRUST], "at": now()}
    involving.lead(who=Contact("Wilhelmina Zander"), since=date(2025, 1, 6), key=uuid4(), **told)
    involving.raise_concern(contact="W Zander", told=True, review_by=today() + timedelta(days=20), key=uuid4(), **told)
    doubting.doubt(fields=["surname"], should_be={}, key=uuid4(), **told)
    look_ups.open_child(**told, **WHY)
    for person, named in (("social.worker", False), ("health.visitor", True)):
        client = client_of(person)
        opened(client, child)
        for page in ("", "/doubt"):
            said = words(client.get(f"/children/{child.reference}{page}"))
            assert "Quintrell" in said
            assert (name in said) is named
        page = words(client.get(f"/children/{child.reference}"))
        assert (str(members[TRUST].user) in page) is named
        assert ("ask for W Zander" in page) is named
