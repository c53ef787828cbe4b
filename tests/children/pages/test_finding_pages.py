"""Finding a child on the pages: what one must say first, who is shown and why, and what goes on record."""

import re
from datetime import timedelta

import pytest

from sharewell.children.intake.actions import register
from sharewell.children.models import Child, LookUp
from sharewell.children.pages import remembering
from sharewell.ledger.models import Leaf
from tests.children.browsing import MARY, WHY, words
from tests.sharing.cast import COUNCIL, TRUST, now

pytestmark = pytest.mark.django_db


def asking(**changes):
    asked = {
        "forename": "Mary",
        "surname": "Quintrell",
        "birth_date-day": "1",
        "birth_date-month": "5",
        "birth_date-year": "2015",
        "postcode": "TQ13 8DF",
    }
    return asked | WHY | changes


@pytest.fixture
def put(index, members):
    def put(record="1", by=TRUST, **changes):
        told = MARY | changes
        return register(index=index, details=told, source="roll", record=record, by=members[by], at=now()).child

    return put


def test_the_one_who_is_beyond_doubt_opens_at_once(worker, put):
    mary = put()
    page = worker.post("/children", asking(), follow=True)
    assert [address for address, _ in page.redirect_chain] == ["/children/found", f"/children/{mary.reference}"]
    assert "Born 1 May 2015" in words(page)
    assert "Lantern Lane" in words(page)
    assert "Ashcombe Primary" in words(page)


def test_brothers_and_sisters_are_shown_side_by_side_with_what_agrees(worker, put):
    put(), put(record="2", forename="Tom", birth_date="2013-02-11", sex="m")
    page = worker.post(
        "/children",
        asking(forename="", **{"birth_date-day": "", "birth_date-month": "", "birth_date-year": ""}),
        follow=True,
    )
    said = words(page)
    assert "2 children may match" in said
    assert "Mary Quintrell" in said
    assert "Tom Quintrell" in said
    assert "The same: Postcode and last name" in said or "The same: Last name and postcode" in said


def test_why_calls_each_detail_what_the_page_calls_it(worker, put):
    put(), put(record="2", forename="Tom", birth_date="2013-02-11", sex="m")
    worker.post("/children", WHY | {"surname": "Quintrell", "postcode": "TQ13 8DF"})
    said = words(worker.get("/children/found?all=1"))
    assert "Last name: “Quintrell”, the same" in said
    assert "Of these too little is known to count: first name, date of birth, gender" in said
    assert "do not show that it is one child: it may be a brother or sister" in said
    assert "Forename" not in said


def test_who_shares_an_address_alone_is_not_shown(worker, put):
    put(), put(record="2", forename="Zed", surname="Okafor", birth_date="2010-02-03", sex="m")
    page = worker.post("/children", WHY | {"surname": "Quintrell", "postcode": "TQ13 8DF"}, follow=True)
    assert "Zed" not in words(page)
    assert LookUp.objects.order_by("pk")[0].answered == 1


@pytest.mark.parametrize("postcode", ["TQ13", "N1 1AA"])
def test_a_district_or_the_postcode_of_a_new_home_hides_nobody_whose_names_are_known(worker, put, postcode):
    mary = put()
    page = worker.post(
        "/children", WHY | {"forename": "Mary", "surname": "Quintrell", "postcode": postcode}, follow=True
    )
    assert mary.reference in page.content.decode()


def test_a_number_that_agrees_is_not_called_little(worker, put):
    mary = put(nhs_number="9000000009")
    page = worker.post("/children", WHY | {"nhs_number": "900 000 0009"}, follow=True)
    said = words(page)
    assert mary.reference in page.content.decode()
    assert "You looked for NHS number 900 000 0009" in said
    assert "This may be the child" in said
    assert "Little agrees" not in said
    assert "two people: " not in said


def test_what_looks_wrong_is_said_and_looked_for_all_the_same(worker, put):
    put()
    worker.post("/children", asking(nhs_number="9000000001"))
    said = words(worker.get("/children/found?all=1"))
    assert "“9000000001” is not an NHS number: its check digit does not hold" in said
    assert "Mary Quintrell" in said


@pytest.mark.parametrize("born", ["2015", "2015-05"])
def test_a_year_or_a_district_alone_is_not_called_wrong(worker, put, born):
    put(birth_date=born)
    year, _, month = born.partition("-")
    parts = {"birth_date-day": "", "birth_date-month": month, "birth_date-year": year}
    worker.post("/children", asking(postcode="TQ13", **parts))
    page = worker.get("/children/found?all=1")
    assert "Mary Quintrell" in words(page)
    assert "is no" not in words(page)
    child = worker.get(re.search(r"/children/C-[\w-]+", page.content.decode())[0])
    assert "is no" not in words(child)


def test_a_number_by_which_nobody_can_be_found_is_told_where_it_was_entered(worker, put):
    page = worker.post("/children", WHY | {"nhs_number": "9000000001"})
    assert "check digit does not hold" in words(page)
    assert 'href="#id_nhs_number"' in page.content.decode()


def test_what_looks_wrong_of_a_record_is_said_on_the_child_s_page(worker, put):
    put(nhs_number="9000000001")
    said = words(worker.post("/children", asking(), follow=True))
    assert "NHS number: “9000000001” is not an NHS number" in said


def test_an_address_is_one_line_however_many_organisations_say_it(worker, put):
    mary = put(house="3", town="London")
    worker.post("/children", asking(), follow=True)
    assert "Address 3 Lantern Lane, London, TQ13 8DF" in words(worker.get(f"/children/{mary.reference}"))


def test_what_differs_is_said(worker, put):
    put()
    worker.post("/children", asking(forename="Marie", postcode="N1 1AA"))
    said = words(worker.get("/children/found?all=1"))
    assert "Different: Postcode" in said
    assert "First name: " in said


def test_nobody_is_a_page_with_a_way_on(worker, put):
    put()
    page = worker.post(
        "/children", asking(forename="Zbigniew", surname="Xu", postcode="", **{"birth_date-year": "2001"}), follow=True
    )
    assert "No child on the index matches" in words(page)
    assert "/children/add" in page.content.decode()


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ({"purpose": ""}, "Select why you are looking"),
        ({"reason": ""}, "Enter your case or referral"),
        ({"reason": "Mary Quintrell of Lantern Lane, who"}, "name nobody"),
        ({"reason": "she-was-beaten-by-her-father"}, "no free text: shorten it to that. (Clause 2.3.)"),
        ({"reason": "child with autism"}, "“Your case or referral” says something of a child"),
        ({"forename": "", "surname": ""}, "Enter a first name or a last name"),
        ({"forename": "", "postcode": "", "birth_date-day": "", "birth_date-month": ""}, "one name alone finds nobody"),
        ({"purpose": "curiosity"}, "Select one of the answers listed"),
        ({"birth_date-month": "13"}, "must be a real date"),
        ({"birth_date-year": "2999"}, "must be in the past"),
    ],
)
def test_nobody_is_looked_for_before_it_is_said_who_and_why(worker, put, left_out, said):
    put()
    page = worker.post("/children", asking(**left_out))
    assert page.status_code == 200
    assert said in words(page)
    assert not LookUp.objects.exists()


def test_each_look_is_on_record_with_its_reason_and_without_what_was_asked(worker, put):
    mary = put()
    worker.post("/children", asking(), follow=True)
    search, opened = LookUp.objects.order_by("pk")
    assert (search.reason, search.ground, search.answered, search.child) == (*WHY.values(), 1, None)
    assert search.asked == ["birth_date", "forename", "postcode", "surname"]
    assert opened.child == mary
    assert Leaf.objects.filter(about__startswith="children.lookup:").count() == 2
    assert not any(b"Quintrell" in bytes(leaf.body) for leaf in Leaf.objects.all())


def test_no_address_and_no_kept_sign_in_tells_whom_somebody_looks_for(worker, put):
    put()
    page = worker.post("/children", asking(), follow=True)
    assert not any("uintrell" in address for address, _ in page.redirect_chain)
    assert "uintrell" not in str(dict(worker.session))


def test_who_knows_more_of_a_child_says_so_on_the_same_page(worker, put):
    mary = put(nhs_number="9000000009")
    page = worker.post("/children", WHY | {"nhs_number": "900 000 0009"}, follow=True)
    assert mary.reference in page.content.decode()


def test_who_takes_part_in_several_indexes_says_which(worker, index, members, put):
    from sharewell.children.intake.actions import found

    mary = put()
    found(name="Next door", area="X", protocol=index.protocol, partners=[], by=members[COUNCIL], at=now())
    for address in ("/children", "/children/guarded", "/children/missing"):
        page = worker.get(address)
        assert "In which index?" in words(page)
        assert 'href="?index=Children%20of%20Haringey"' in page.content.decode()
        assert "In which index?" not in words(worker.get(f"{address}?index={index.name}"))
    page = worker.post(f"/children?index={index.name}", asking(), follow=True)
    assert mary.reference in page.content.decode()


# --- opening --------------------------------------------------------------------------------------------


def test_a_reason_holds_for_those_it_found_and_for_half_an_hour(worker, put, monkeypatch):
    mary, other = put(), put(record="2", forename="Zed", surname="Okafor", postcode="N17 9LJ", birth_date="2010-02-03")
    worker.post("/children", asking(), follow=True)
    assert worker.get(f"/children/{mary.reference}").status_code == 200
    assert worker.get(f"/children/{other.reference}")["Location"] == f"/children/{other.reference}/open"
    monkeypatch.setattr(remembering, "HOLDS", timedelta(0))
    assert worker.get(f"/children/{mary.reference}")["Location"] == f"/children/{mary.reference}/open"


def test_who_comes_with_a_reference_says_why_first(worker, put):
    mary = put()
    page = worker.post(f"/children/{mary.reference}/open", {})
    assert "Select why you are looking" in words(page)
    page = worker.post(f"/children/{mary.reference}/open", WHY, follow=True)
    assert "Mary Quintrell" in words(page)
    assert LookUp.objects.get().child == mary


def test_what_one_looked_for_counts_for_one_organisation_alone(worker, members, put):
    put()
    worker.post("/children", asking(), follow=True)
    session = worker.session
    other = members[TRUST]
    assert remembering.kept(session, by=other, at=now()) is None


def test_who_takes_no_part_in_the_index_finds_nobody(client_of, put):
    mary = put()
    officer = client_of("officer")
    assert "takes part in no index" in words(officer.get("/children"))
    assert officer.get(f"/children/{mary.reference}").status_code == 404


def test_who_looked_is_told_on_the_childs_page(worker, client_of, put):
    put()
    worker.post("/children", asking(), follow=True)
    said = words(client_of("health.visitor").post("/children", asking(), follow=True))
    assert "Amara Okafor, Haringey Council" in said


# --- none of these --------------------------------------------------------------------------------------


def test_who_is_not_there_is_added_with_what_was_asked(worker, index, put):
    put()
    worker.post("/children", asking(forename="Zbigniew", surname="Xu", postcode="N17 9LJ"), follow=True)
    assert 'value="Zbigniew"' in worker.get("/children/add").content.decode()
    form = asking(forename="Zbigniew", surname="Xu", postcode="N17 9LJ", school="Ashcombe Primary")
    page = worker.post("/children/add", form, follow=True)
    assert "The child is on the index now. " in words(page)
    assert "Zbigniew Xu" in words(page)
    assert Child.objects.count() == 2
    assert Child.objects.latest("pk").details["birth_date"] == "2015-05-01"


def test_whoever_adds_a_child_who_is_there_after_all_is_told_so(worker, index, put):
    child = put()
    worker.post("/children", asking(forename="Zbigniew", surname="Xu"), follow=True)
    page = worker.post("/children/add", asking(), follow=True)
    assert page.request["PATH_INFO"] == f"/children/{child.reference}"
    assert "The child was on the index already" in words(page)


def test_whom_the_text_lets_the_index_name_can_be_entered_by_hand(worker, index):
    worker.post("/children", asking(forename="Zbigniew", surname="Xu"), follow=True)
    told = {"parent_email": "an.xu@example.org", "gp_practice": "Elm Surgery", "health_visitor": "Elif Demir"}
    said = words(worker.post("/children/add", asking(forename="Zbigniew", surname="Xu", **told), follow=True))
    assert "Health visitor Elif Demir" in said
    assert all(value in said for value in told.values())


def test_nobody_is_added_without_a_search(worker):
    assert worker.get("/children/add")["Location"] == "/children"
    assert worker.post("/children/add", asking(forename="Zbigniew", surname="Xu"))["Location"] == "/children"
    assert not Child.objects.exists()


def test_whoever_was_called_away_while_they_added_a_child_says_why_again_and_loses_nothing(worker, index, monkeypatch):
    told = asking(forename="Zbigniew", surname="Xu", school="Ashcombe Primary")
    worker.post("/children", told, follow=True)
    monkeypatch.setattr(remembering, "HOLDS", timedelta(0))
    late = worker.post("/children/add", {name: value for name, value in told.items() if name not in WHY})
    assert "Select why you are looking" in words(late)
    assert 'value="Ashcombe Primary"' in late.content.decode()
    assert not Child.objects.exists()
    assert worker.get("/children/add")["Location"] == "/children"
    added = worker.post("/children/add", told)
    assert added["Location"] == f"/children/{Child.objects.get().reference}?done=added"
    monkeypatch.undo()
    assert "Ashcombe Primary" in words(worker.get(added["Location"]))


def test_what_must_not_be_held_is_refused_with_its_clause(worker, put):
    worker.post("/children", asking(forename="Zbigniew", surname="Xu"), follow=True)
    form = asking(forename="Zbigniew", surname="Xu", school="He was excluded twice. His mother drinks!")
    page = worker.post("/children/add", form)
    assert "Clause 2.3" in words(page)
    assert "“School or setting” takes" in words(page)
    assert 'href="#id_school"' in page.content.decode()  # else nobody is led to what is at fault
    assert not Child.objects.exists()


def test_a_birth_date_by_which_the_record_would_have_ended_is_told_beside_the_date(worker):
    worker.post("/children", asking(forename="Zbigniew", surname="Xu"), follow=True)
    page = worker.post("/children/add", asking(forename="Zbigniew", surname="Xu", **{"birth_date-year": "1990"}))
    assert "would have ended already" in words(page)
    assert 'href="#id_birth_date-day"' in page.content.decode()


# --- shielded -------------------------------------------------------------------------------------------


def test_of_a_shielded_child_nothing_is_shown_but_what_stays_in_sight(worker, put):
    mary = put(by=COUNCIL)
    Child.objects.filter(pk=mary.pk).update(shows=["forename", "surname", "birth_date", "sex", "nhs_number"])
    worker.post("/children", asking(postcode=""), follow=True)
    for address in ("/children/found?all=1", f"/children/{mary.reference}"):
        said = words(worker.get(address))
        assert "Mary Quintrell" in said
        for hidden in ("TQ13", "Lantern Lane", "Ashcombe", "960123", "From Haringey Council"):
            assert hidden not in said
