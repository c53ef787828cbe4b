"""Possible matches on the pages: who may decide, what is decided, and taking it back."""

import re
from itertools import pairwise
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from sharewell.children.guarding import emergency, shielding
from sharewell.children.intake.actions import register
from sharewell.children.models import Child, Joining, Possible, Settled
from sharewell.children.pages import comparing, review_views
from sharewell.children.pages.comparing import strength
from sharewell.ledger.models import Leaf
from sharewell.partners.models import Capacity, Membership
from tests.children.browsing import MARY, WHY, words
from tests.sharing.cast import COUNCIL, TRUST, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def possible(index, members):
    """Two rows that may be one child: a person must look."""
    for name, more in ((COUNCIL, {}), (TRUST, {"forename": "Marta", "birth_date": "2015-05-02"})):
        register(index=index, details=MARY | more, source="roll", record="1", by=members[name], at=now())
    return Possible.objects.get()


def test_a_practitioner_does_not_decide_it(client_of, possible):
    worker = client_of("social.worker")
    for address in ("/children/review", f"/children/review/{possible.pk}"):
        assert worker.get(address).status_code == 403
    assert worker.post(f"/children/review/{possible.pk}", {"same": "same"}).status_code == 403
    assert not Settled.objects.exists()


def test_the_two_are_shown_beside_each_other_with_what_it_weighs(keeper, possible):
    page = keeper.get(f"/children/review/{possible.pk}")
    said = words(page)
    assert "Mary" in said
    assert "Marta" in said
    assert "one digit apart" in said
    assert "<svg" in page.content.decode()
    assert "Together so far" in said
    assert Leaf.objects.filter(about=f"children.possible:{possible.pk}").count() == 2  # asked about, and seen


def test_what_differs_comes_first_and_what_is_the_same_is_said_once(keeper, possible):
    page = keeper.get(f"/children/review/{possible.pk}")
    said = words(page)
    assert said.index("Mary") < said.index("one digit apart") < said.index("Quintrell")
    assert said.split("Is this one child?")[1].count("Quintrell") == 1
    assert page.content.decode().count('data-whose="Both"') == len(MARY) - 2


def test_what_one_record_alone_says_comes_last_since_it_tells_nothing_of_the_two():
    one = {"forename": "Ann", "surname": "Quintrell", "school": "Ashcombe Primary", "town": "London"}
    other = {"forename": "Fanny", "surname": "Quintrell", "school": "High Cross School"}
    rows = comparing.differences_first(comparing.beside(one, other))
    assert [row.label for row in rows] == ["First name", "School or setting", "Last name", "Town"]


def test_each_pair_has_a_title_of_its_own_that_names_nobody(keeper, possible):
    page = keeper.get(f"/children/review/{possible.pk}").content.decode()
    assert f"<title>Is this one child? Pair {possible.pk} – Sharewell</title>" in page


@pytest.mark.parametrize(
    ("bits", "said"), [(20.0, "Strong match"), (19.9, "Fair match"), (5.0, "Fair match"), (4.9, "Weak match")]
)
def test_how_strong_a_match_is_has_a_word(bits, said):
    assert strength(bits) == said


def test_the_list_says_how_strong_a_match_is_and_no_figure(keeper, possible):
    page = words(keeper.get("/children/review"))
    assert f"{strength(possible.weight)}, waiting since" in page
    assert "bits" not in page


def test_two_rows_of_one_organisation_are_told_apart_by_their_references(keeper, index, members):
    for record, more in (("1", {}), ("2", {"forename": "Marta", "birth_date": "2015-05-02"})):
        register(index=index, details=MARY | more, source="roll", record=record, by=members[COUNCIL], at=now())
    pair = Possible.objects.get()
    page = keeper.get(f"/children/review/{pair.pk}").content.decode()
    for row in (pair.one, pair.other):
        assert f'data-whose="{row.reference}"' in page


@pytest.mark.parametrize(("answer", "children", "settled"), [("same", 1, 1), ("different", 2, 1), ("ask", 2, 0)])
def test_what_is_decided_is_done_and_what_is_not_stays_in_the_list(keeper, possible, answer, children, settled):
    keeper.post(f"/children/review/{possible.pk}", {"same": answer})
    assert Child.objects.filter(merged_into=None).count() == children
    assert Settled.objects.count() == settled
    waits = "Nothing waits" not in words(keeper.get("/children/review"))
    assert waits is (answer == "ask")


@pytest.fixture
def queue(index, members):
    """Four pairs that wait, the strongest first."""
    families = (
        ("Quintrell", "TQ13 8DF"),
        ("Zennor", "N17 9LJ"),
        ("Featherstone", "LS11 6AD"),
        ("Abernethy", "SE1 1AA"),
    )
    for year, (surname, postcode) in enumerate(families, 2012):
        for name, forename, day in ((COUNCIL, "Mary", 1), (TRUST, "Marta", 2)):
            details = {
                "forename": forename,
                "surname": surname,
                "birth_date": f"{year}-05-0{day}",
                "postcode": postcode,
            }
            register(index=index, details=details, source="roll", record=surname, by=members[name], at=now())
    found = list(Possible.objects.order_by("-weight", "pk"))
    assert len(found) == 4
    return found


@pytest.mark.parametrize(
    ("answer", "told"),
    [("same", "are one child now."), ("different", "are two children."), ("ask", "stay in the list.")],
)
def test_the_next_pair_follows_and_says_what_was_done_of_the_one_before(keeper, queue, answer, told):
    first, second, *_ = queue
    decided = keeper.post(f"/children/review/{first.pk}", {"same": answer})
    assert decided.url == f"/children/review/{second.pk}?after={first.pk}"
    page = words(keeper.get(decided.url))
    assert f"{first} {told}" in page
    assert f"One of {4 if answer == 'ask' else 3} pairs that wait" in page
    assert ("Take it back" in page) is (answer != "ask")


def test_whoever_asks_first_about_each_comes_to_the_end_and_to_the_list(keeper, queue):
    for one, other in pairwise(queue):
        assert keeper.post(f"/children/review/{one.pk}", {"same": "ask"}).url.startswith(
            f"/children/review/{other.pk}?"
        )
    last = keeper.post(f"/children/review/{queue[-1].pk}", {"same": "ask"}).url
    assert last == f"/children/review?after={queue[-1].pk}"
    assert "stay in the list." in words(keeper.get(last))


@pytest.mark.parametrize("answer", ["same", "different"])
def test_what_was_decided_is_taken_back_from_the_next_page_and_decided_anew(keeper, queue, answer):
    first = queue[0]
    page = keeper.post(f"/children/review/{first.pk}", {"same": answer}).url
    taken = keeper.post(f"/children/review/{first.pk}/again")
    pair = Possible.objects.latest("pk")
    assert taken.url == f"/children/review/{pair.pk}?again"
    assert {pair.one_id, pair.other_id} == {first.one_id, first.other_id}
    assert Child.objects.filter(merged_into=None).count() == 8
    said = words(keeper.get(taken.url))
    assert "Put back" in said
    assert "One of 4 pairs that wait" in said
    assert ("Take it back" in words(keeper.get(page))) is (answer == "different")  # which is asked again, and not twice
    assert keeper.post(f"/children/review/{pair.pk}", {"same": "same"}).url.endswith(f"?after={pair.pk}")
    assert Child.objects.filter(merged_into=None).count() == 7


def test_what_is_taken_back_in_the_list_waits_again(keeper, possible):
    keeper.post(f"/children/review/{possible.pk}", {"same": "same"})
    keeper.post(f"/children/joined/{Joining.objects.get().pk}/undo")
    assert "1 pair waits" in words(keeper.get("/children/review"))


def test_the_list_tells_what_a_person_joined_from_what_was_joined_automatically(keeper, possible, index, members):
    register(index=index, details=MARY, source="list", record="1", by=members[TRUST], at=now())
    assert "Joined automatically: " in words(keeper.get("/children/review"))
    keeper.post(f"/children/review/{possible.pk}", {"same": "same"})
    assert "Joined: " in words(keeper.get("/children/review"))


def test_what_is_joined_automatically_does_not_crowd_out_what_people_decided(
    keeper, possible, index, members, monkeypatch
):
    keeper.post(f"/children/review/{possible.pk}", {"same": "same"})
    monkeypatch.setattr(review_views, "LATEST", 1)
    for record in ("1", "2"):
        register(index=index, details=MARY, source="list", record=record, by=members[TRUST], at=now())
    said = words(keeper.get("/children/review"))
    assert re.search(f"Recent decisions Joined: {possible.one} and {possible.other}.*Joined automatically", said)


def test_nobody_else_takes_it_back(client_of, keeper, possible):
    keeper.post(f"/children/review/{possible.pk}", {"same": "different"})
    assert client_of("social.worker").post(f"/children/review/{possible.pk}/again").status_code == 403
    assert keeper.get(f"/children/review/{possible.pk}/again").status_code == 405
    assert Possible.objects.count() == 1


@pytest.mark.parametrize("after", ["x", "0", "9" * 40, "", "-1", "²"])
def test_of_a_pair_that_is_not_there_nothing_is_said(keeper, possible, after):
    for address in ("/children/review", f"/children/review/{possible.pk}"):
        page = keeper.get(address, {"after": after, "done": after})
        assert page.status_code == 200
        assert "govuk-notification-banner" not in page.content.decode()


def test_every_pair_of_a_long_list_is_come_to(keeper, queue, monkeypatch):
    monkeypatch.setattr(review_views, "LATEST", 3)
    first, second = (words(keeper.get(f"/children/review?page={page}")) for page in (1, 2))
    assert "4 pairs wait" in first
    assert [str(each) in first for each in queue] == [True, True, True, False]
    assert [str(each) in second for each in queue] == [False, False, False, True]


def test_a_pair_that_a_colleague_decided_leads_on_to_the_next_and_at_the_end_to_the_list(keeper, client_of, queue):
    colleague = client_of("council.manager")
    ways = [f'{other.pk}">Go on to the next pair' for other in queue[1:]]
    for pair, way in zip(queue, [*ways, 'review">Go to the possible matches'], strict=True):
        keeper.post(f"/children/review/{pair.pk}", {"same": "same"})
        for page in (
            colleague.get(f"/children/review/{pair.pk}"),
            colleague.post(f"/children/review/{pair.pk}", {"same": "different"}),
        ):
            assert page.status_code == 409
            assert way in page.content.decode()


def test_by_keyboard_a_reviewer_decides_one_after_the_other(page, queue, published, sign_in, axe):
    sign_in(page, published("council.manager").user)
    page.goto(f"/children/review/{queue[0].pk}")
    for each in queue[1:3]:
        page.get_by_label("Yes, the same child").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(f"/children/review/{each.pk}[?]after="))
        banner = page.get_by_role("alert")
        expect(banner).to_be_focused()
        expect(banner).to_contain_text("are two children.")
        axe(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Take it back")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("two children again, until somebody decides")
    axe(page)


def test_a_pair_with_a_shielded_child_is_nobodys_to_see(keeper, possible):
    Child.objects.filter(pk=possible.one_id).update(shows=["forename"])
    assert "Nothing waits" in words(keeper.get("/children/review"))
    assert keeper.get(f"/children/review/{possible.pk}").status_code == 404


def test_what_was_joined_is_taken_back_once(keeper, possible):
    keeper.post(f"/children/review/{possible.pk}", {"same": "same"})
    joining = Joining.objects.get()
    done = words(keeper.post(f"/children/joined/{joining.pk}/undo", follow=True))
    assert f"Put on record Put back: {possible.other.reference} " in done
    assert Child.objects.filter(merged_into=None).count() == 2
    assert "Put back" in words(keeper.get("/children/review"))
    assert keeper.post(f"/children/joined/{joining.pk}/undo").status_code == 409


def test_a_row_that_is_another_child_is_parted_on_the_childs_page(keeper, index, members):
    rows = [
        register(index=index, details=MARY, source="roll", record="1", by=members[name], at=now()).child
        for name in (COUNCIL, TRUST)
    ]
    assert Joining.objects.count() == 1
    address = f"/children/{rows[0].reference}"
    why = {"purpose": "check or correct the record", "reason": "K-1"}
    assert "Records joined to this child" in words(keeper.post(f"{address}/open", why, follow=True))
    parted = keeper.post(f"/children/{rows[1].reference}/part", follow=True)
    assert f"Put on record Parted: {rows[1].reference} Take it back" in words(parted)
    assert Child.objects.filter(merged_into=None).count() == 2
    assert keeper.post(f"/children/{rows[0].reference}/part").status_code == 404


def look_up(client, *rows):
    """Each opened for a reason; both are then known to the look-up."""
    client.post("/children", {"surname": MARY["surname"], "postcode": MARY["postcode"], **WHY})
    client.get("/children/found?all=1")
    return [client.get(f"/children/{row.reference}").status_code for row in rows]


def test_two_records_that_somebody_takes_for_one_child_are_compared_and_joined(keeper, possible):
    keeper.post(f"/children/review/{possible.pk}", {"same": "different"})
    one, other = possible.one, possible.other
    assert look_up(keeper, one, other) == [200, 200]
    assert "Say that another record is the same child" in words(keeper.get(f"/children/{one.reference}"))
    address = f"/children/{one.reference}/same"
    assert (
        f"<title>Say that another record is the same child: {one.reference} –" in keeper.get(address).content.decode()
    )
    pair = keeper.post(address, {"other": other.reference.lower()}).url
    assert keeper.post(address, {"other": other.reference}).url == pair  # which waits already
    assert "Together so far" in words(keeper.get(pair))
    keeper.post(pair, {"same": "same"})
    assert Child.objects.get(pk=other.pk).first == one.pk
    assert [row.same for row in Settled.objects.order_by("pk")] == [False, True]
    assert keeper.post(address, {"other": other.reference}).status_code == 409


def test_two_records_that_two_look_ups_for_one_reason_found_are_compared(keeper, index, members):
    told = [MARY, {"forename": "Bo", "surname": "Zennor", "birth_date": "2012-02-02"}]
    signed = {"source": "roll", "by": members[TRUST], "at": now()}
    one, other = (register(index=index, details=each, record=each["forename"], **signed).child for each in told)
    for each in told:
        year, month, day = each["birth_date"].split("-")
        born = {"birth_date-day": day, "birth_date-month": month, "birth_date-year": year}
        keeper.post("/children", {"forename": each["forename"], "surname": each["surname"], **born, **WHY}, follow=True)
    pair = keeper.post(f"/children/{one.reference}/same", {"other": other.reference}).url
    assert pair == f"/children/review/{Possible.objects.get().pk}"
    keeper.post("/children", {"surname": "Zennor", "forename": "Bo", **born, **WHY, "reason": "K-2"}, follow=True)
    assert keeper.get(f"/children/{one.reference}/same").url == f"/children/{one.reference}/open"


def test_only_who_was_looked_up_for_a_reason_is_compared_and_nobody_shielded(
    keeper, client_of, possible, index, members
):
    stranger = register(
        index=index,
        details={"forename": "Bo", "surname": "Zennor", "birth_date": "2012-02-02"},
        source="roll", record="9", by=members[TRUST], at=now(),
    ).child  # fmt: skip
    look_up(keeper, possible.one, possible.other)
    address = f"/children/{possible.one.reference}/same"
    assert "Find that child first" in words(keeper.post(address, {"other": stranger.reference}))
    assert client_of("social.worker").get(address).status_code == 403
    Child.objects.filter(pk=possible.other_id).update(shows=["forename"])
    assert keeper.post(address, {"other": possible.other.reference}).status_code == 409
    assert Possible.objects.count() == 1


def test_who_decides_second_is_told_that_it_is_decided(keeper, client_of, possible):
    keeper.post(f"/children/review/{possible.pk}", {"same": "same"})
    late = client_of("council.manager").post(f"/children/review/{possible.pk}", {"same": "different"})
    assert (late.status_code, "decided this already" in words(late)) == (409, True)
    assert Settled.objects.get().same


@pytest.fixture
def shielded(index, members):
    """What the council, then the trust, says of a child who is shielded."""
    rows = [
        register(index=index, details=MARY, source="roll", record="1", by=members[name], at=now()).child
        for name in (COUNCIL, TRUST)
    ]
    shielding.shield(child=rows[0], ground="danger", views="child", by=members[COUNCIL], at=now(), key=uuid4())
    return rows


def test_who_else_delivered_a_shielded_child_is_not_told_by_what_was_joined(keeper, shielded, members):
    said = words(keeper.get("/children/review"))
    assert TRUST not in said
    assert shielded[0].reference not in said
    joining = Joining.objects.get()
    assert keeper.post(f"/children/joined/{joining.pk}/undo").status_code == 404
    assert keeper.post(f"/children/{shielded[1].reference}/part").status_code == 404
    assert Child.objects.filter(merged_into=None).count() == 1


def test_whoever_opened_a_shielded_child_parts_what_is_another_and_then_only(keeper, shielded, published):
    manager, address = published("council.manager"), f"/children/{shielded[1].reference}/part"
    asked = emergency.ask_to_open(
        child=shielded[0], ground="significant-harm", why="x", by=manager, at=now(), key=uuid4()
    )
    assert keeper.post(address).status_code == 404
    emergency.confirm(asked=asked, by=manager, at=now(), key=uuid4())
    assert keeper.post(address).status_code == 302
    assert Child.objects.filter(merged_into=None, shows__isnull=False).count() == 2


def test_an_organisation_takes_back_its_own_joining_of_a_shielded_child(client_of, shielded):
    Membership.objects.filter(organisation__name=TRUST).update(capacity=Capacity.DESIGNATED_OFFICER)
    officer = client_of("health.visitor")
    assert shielded[0].reference in words(officer.get("/children/review"))
    assert officer.post(f"/children/joined/{Joining.objects.get().pk}/undo").status_code == 302
