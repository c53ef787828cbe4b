"""A child who moves: its record is offered to the index of another area, and follows once that area accepts."""

import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from sharewell.children.around import involving, missing
from sharewell.children.around.involving import Contact
from sharewell.children.around.overviews import overview
from sharewell.children.guarding import shielding
from sharewell.children.intake import delivering, making
from sharewell.children.intake.actions import correct
from sharewell.children.intake.delivering import Gone
from sharewell.children.matches import joining
from sharewell.children.models import Child, Involvement, MatchKey, Offer, OfferAnswer, Partner, Possible, Shielding
from sharewell.children.moves import transfers
from sharewell.children.moves.moving import NothingToMove
from sharewell.children.moves.transfers import CannotMove
from sharewell.children.records import ending, facts
from sharewell.children.records.policies import policy_of_index
from sharewell.children.records.queries import NoSuchChild, child_of, rows_of
from sharewell.children.search.finding import find
from sharewell.children.search.seeking import Seeking
from sharewell.ledger.acts import act
from sharewell.ledger.models import Leaf
from sharewell.partners.context import seeing
from sharewell.partners.models import Membership, Organisation
from tests.children.kids import the_eldest
from tests.children.moves.cast import ANN, AT_HOME, accepted, offered, put, signed
from tests.sharing.cast import COUNCIL, TRUST, at, now, today
from tests.walls.roles import as_role, refused

pytestmark = pytest.mark.django_db


def acts(row):
    """What the ledger says was done about a row."""
    found = Leaf.objects.filter(about=f"{row._meta.label_lower}:{row.pk}").order_by("index")
    return [json.loads(bytes(leaf.body))["act"] for leaf in found]


# --- the offer ------------------------------------------------------------------------------------------


def test_an_offer_waits_for_the_other_area_ten_working_days(child, there, manager, other):
    row = offered(child, there, manager, on=date(2026, 6, 1))
    (mine,), (theirs,) = transfers.made(manager.organisation), transfers.received(other.organisation)
    assert mine == theirs
    assert (theirs.offer.reference, theirs.due, theirs.clause) == (child.reference, date(2026, 6, 15), "7.1")
    assert (theirs.is_late(theirs.due), theirs.is_late(theirs.due + timedelta(days=1))) == (False, True)
    assert acts(row) == ["transfer-offered"]
    assert find(child.index, ANN).candidates  # the old area keeps it until then
    assert not find(there, ANN).candidates


def test_an_offer_says_nothing_of_the_child(child, there, manager, other):
    offered(child, there, manager)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(children_offer)::text FROM children_offer")
        (row,) = cursor.fetchone()
    for words in (*ANN.values(), *AT_HOME.values()):
        assert words not in row
    with as_role("app"), seeing(organisation=other.organisation_id):
        assert Offer.objects.get().reference == child.reference
        assert not Child.objects.exists()


def test_only_the_keeper_offers_and_only_in_the_role_for_it(child, there, manager, members):
    practitioner = Membership.objects.get(user__email="social.worker@example.org")
    trust = Membership.objects.get(user__email="health.manager@example.org")
    for by, said in ((practitioner, "Your role"), (trust, f"Only {COUNCIL}")):
        with pytest.raises(CannotMove, match=said):
            offered(child, there, by)
    with pytest.raises(CannotMove, match="in this index already"):
        offered(child, child.index, manager)
    with pytest.raises(CannotMove, match="why"):
        offered(child, there, manager, reason="mother drinks")
    assert not Offer.objects.exists()


def test_a_record_is_offered_to_one_area_at_a_time_and_a_form_once(child, there, manager):
    told = signed(manager)
    first = transfers.offer(child=child, to=there, reason="lives-there", **told)
    assert transfers.offer(child=child, to=there, reason="lives-there", **told) == first
    with pytest.raises(CannotMove, match="offered already"):
        offered(child, there, manager)
    withdrawn = transfers.withdraw(offer=first, **signed(manager))
    assert acts(withdrawn) == ["transfer-withdrawn"]
    assert offered(child, there, manager) != first


def test_what_is_withdrawn_or_declined_stays_where_it_was(child, there, manager, other):
    for answer, by, more in (
        (transfers.withdraw, manager, {}),
        (transfers.decline, other, {"reason": "not-here"}),
    ):
        offer = offered(child, there, manager)
        answer(offer=offer, **more, **signed(by))
        assert not transfers.received(other.organisation)
        with pytest.raises(CannotMove, match="already"):
            transfers.accept(offer=offer, **signed(other))
        assert child_of(child.index, child.reference) == child
        assert not Child.objects.filter(index=there).exists()


def test_each_gives_its_own_answer_alone(child, there, manager, other):
    offer = offered(child, there, manager)
    with pytest.raises(CannotMove, match=f"Only {COUNCIL}"):
        transfers.withdraw(offer=offer, **signed(other))
    for answer, more in ((transfers.accept, {}), (transfers.decline, {"reason": "not-here"})):
        with pytest.raises(CannotMove, match="Only Metropolitan Police"):
            answer(offer=offer, **more, **signed(manager))
    with pytest.raises(CannotMove, match="why"):
        transfers.decline(offer=offer, reason="", **signed(other))


def test_the_database_itself_shows_an_offer_to_the_two_keepers_alone(child, there, manager, other, members):
    offer = offered(child, there, manager)
    trust = members[TRUST].organisation  # a partner of the one index
    for organisation, seen in ((manager.organisation, 1), (other.organisation, 1), (trust, 0)):
        with as_role("app"), seeing(organisation=organisation.pk):
            assert Offer.objects.count() == seen
    said = {"child": child, "reference": child.reference, "to": there, "reason": "lives-there", "since": today()}
    for by, index in ((other, child.index), (other, there)):
        with as_role("app"), seeing(organisation=other.organisation_id), refused():
            forged(Offer(index=index, organisation=by.organisation, by=by.user, at=now(), key=uuid4(), **said))
    for by, index, outcome in (
        (manager, there, "accepted"),
        (manager, child.index, "declined"),
        (other, there, "withdrawn"),
        (members[TRUST], child.index, "withdrawn"),
    ):
        with as_role("app"), seeing(organisation=by.organisation_id), refused():
            told = {"offer": offer, "child": child, "index": index, "outcome": outcome}
            forged(OfferAnswer(organisation=by.organisation, by=by.user, at=now(), key=uuid4(), **told))
    with as_role("app"), seeing(organisation=other.organisation_id):
        transfers.decline(offer=offer, reason="not-here", **signed(other))
    with as_role("app"), seeing(organisation=trust.pk):
        assert not OfferAnswer.objects.exists()


def forged(row):
    with act():
        row.save(by_action=True)


# --- the move -------------------------------------------------------------------------------------------


def test_an_accepted_record_is_found_in_the_new_area_and_no_longer_in_the_old(child, there, manager, other):
    keys = MatchKey.objects.filter(child=child).count()
    with as_role("app"), seeing(organisation=manager.organisation_id):
        offer = offered(child, there, manager)
    with as_role("app"), seeing(organisation=other.organisation_id):
        answer = transfers.accept(offer=Offer.objects.get(), **signed(other))
        assert find(there, ANN).candidates[0].child.details == ANN | AT_HOME
    assert answer.became.organisation == other.organisation
    assert answer.became.reference != child.reference
    assert keys
    assert not MatchKey.objects.filter(child=child).exists()
    assert not find(child.index, ANN).candidates
    with pytest.raises(NoSuchChild):
        child_of(child.index, child.reference)
    assert acts(offer) == ["transfer-offered"]
    assert acts(answer) == ["transfer-accepted"]
    assert acts(answer.became) == ["child-registered"]


def test_the_same_answer_sent_again_is_one_and_another_is_refused(child, there, manager, other):
    offer, told = offered(child, there, manager), signed(other)
    assert transfers.accept(offer=offer, **told) == transfers.accept(offer=offer, **told)
    with pytest.raises(CannotMove, match="already"):
        transfers.withdraw(offer=offer, **signed(manager))
    assert Child.objects.filter(index=there).count() == 1


def test_what_several_say_of_the_child_stays_several_rows_of_one_child(child, there, manager, other, members):
    put(child.index, members[COUNCIL], phone="01632 960124", aliases="Annie Quint")
    assert rows_of(child).count() == 2
    became = accepted(child, there, manager, other)
    assert sorted(row.details["phone"] for row in rows_of(became)) == ["01632 960123", "01632 960124"]
    assert find(there, {"forename": "Annie", "surname": "Quint", "birth_date": ANN["birth_date"]}).candidates


def test_a_child_who_is_there_already_is_linked_and_one_who_may_be_is_asked_about(
    child, there, manager, other, members
):
    known = put(there, other)
    assert accepted(child, there, manager, other).first == known.pk
    like = {"surname": "Demirtas", "postcode": "N17 9LJ", "phone": "", "school": ""}
    elif_ = put(child.index, members[TRUST], record="2", forename="Elif", **like)
    put(there, other, record="2", forename="Eli", birth_date="2015-06-02", **like)
    accepted(elif_, there, manager, other)
    assert Possible.objects.filter(index=there).count() == 1


def test_who_works_with_the_child_stays_and_what_must_not_be_forgotten_follows(child, there, manager, other, members):
    trust = members[TRUST]
    since = {"child": child, "since": today() - timedelta(days=90)}
    involving.involve(service="speech therapy", contact=Contact("Bo Hill"), **since, **signed(trust))
    involving.lead(who=Contact("Cy Lane"), **since, **signed(trust))
    involving.mark_assessment(holder="Early Help", **since, **signed(trust))
    soon = today() + timedelta(days=20)
    involving.raise_concern(child=child, contact="Di Orr", told=False, review_by=soon, **signed(trust))
    missing.report(child=child, **signed(trust))
    became = accepted(child, there, manager, other)
    seen = overview(child_of(there, became.reference))
    assert (seen.lead, seen.involved) == (None, ())
    assert [(row.details, row.since) for row in seen.assessments] == [({"holder": "Early Help"}, since["since"])]
    assert [(row.details, row.told) for row in seen.concerns] == [({"contact": "Di Orr"}, False)]
    assert involving.to_review(there, by=other) == [(soon, seen.concerns[0])]
    assert [case.report.child_id for case in missing.cases(there, viewer=other.organisation)] == [became.pk]
    assert not involving.to_review(child.index, by=trust)
    assert not missing.cases(child.index, viewer=trust.organisation)
    with pytest.raises(involving.CannotNote, match="ended"):
        involving.involve(service="speech therapy", contact=Contact("Bo Hill"), **since, **signed(trust))


def test_a_review_that_is_late_is_due_at_once_in_the_new_area(child, there, manager, other, members):
    early = today() - timedelta(days=60)
    told = {"contact": "Di Orr", "told": True, "review_by": early + timedelta(days=10)}
    involving.raise_concern(child=child, **told, **signed(members[TRUST], on=early))
    accepted(child, there, manager, other)
    ((day, _),) = involving.to_review(there, by=other)
    assert day == today() + timedelta(days=1)


def test_only_what_the_new_indexs_text_holds_follows(child, there, manager, other, monkeypatch):
    less = policy_of_index(there, on=today())
    less = replace(less, holds=less.holds - {"school-or-setting"})
    monkeypatch.setattr(delivering, "policy_at", lambda index, at: less)
    became = accepted(child, there, manager, other)
    assert became.details == {name: value for name, value in (ANN | AT_HOME).items() if name != "school"}
    assert OfferAnswer.objects.get().left == ["school"]


def test_what_the_new_area_may_not_hold_at_all_stays_and_is_still_offered(child, there, manager, other, members):
    grown = put(child.index, members[TRUST], record="2", birth_date=the_eldest(), forename="Olga", phone="", school="")
    Child.objects.filter(pk=grown.pk).update(last_day=None)
    offer = offered(grown, there, manager)
    with pytest.raises(Exception, match="ended already"):
        transfers.accept(offer=offer, by=other, at=at(date(today().year + 4, 1, 1)), key=uuid4())
    assert child_of(child.index, grown.reference) == grown
    assert transfers.received(other.organisation)


# --- shielded children ----------------------------------------------------------------------------------


def test_a_shielded_child_is_shielded_from_the_moment_it_arrives(child, there, manager, other):
    shielding.shield(child=child, ground="danger", views="mother", **signed(manager))
    became = Child.objects.get(pk=accepted(child, there, manager, other).pk)
    assert became.told == {name: value for name, value in ANN.items() if name != "postcode"}
    assert became.details == ANN | AT_HOME
    shielded = Shielding.objects.get(child=became)
    assert (shielded.details, shielded.organisation) == ({"ground": "danger", "views": "mother"}, other.organisation)
    assert not find(there, {"surname": "Quintrell", "postcode": "TQ13 8DF"}).candidates
    (due,) = involving.to_review(there, by=other)
    assert due[1] == shielded
    assert not involving.to_review(child.index, by=manager)


def test_whoever_may_be_a_shielded_child_that_arrives_is_hidden_with_it(child, there, manager, other):
    known = put(there, other, forename="Annabel")
    shielding.shield(child=child, ground="danger", views="mother", **signed(manager))
    became = accepted(Child.objects.get(pk=child.pk), there, manager, other)
    known.refresh_from_db()
    assert known.first != became.first
    assert "postcode" not in known.told
    assert shielding.perhaps_shielded(there) == [known]


def test_a_shielded_child_who_may_be_one_shielded_there_stays_so_for_its_own_sake(child, there, manager, other):
    known = put(there, other, forename="Annabel")
    for each, by in ((known, other), (child, manager)):
        shielding.shield(child=each, ground="danger", views="mother", **signed(by))
    became = accepted(Child.objects.get(pk=child.pk), there, manager, other)
    assert became.first != known.pk
    assert not shielding.perhaps_shielded(there)


def test_a_shielded_child_is_not_brought_into_sight_by_who_shielded_it_in_the_new_area(
    child, there, manager, other, members
):
    Partner.objects.create(index=there, organisation=members[TRUST].organisation)
    known = put(there, members[TRUST])
    for each, by in ((known, members[TRUST]), (child, manager)):
        shielding.shield(child=each, ground="danger", views="mother", **signed(by))
    became = accepted(Child.objects.get(pk=child.pk), there, manager, other)
    assert became.first == known.pk
    with pytest.raises(shielding.CannotShield, match="the keeper"):
        shielding.unshield(child=became, **signed(members[TRUST]))


def test_a_shielded_child_hides_what_the_new_area_knew_of_it(child, there, manager, other):
    known = put(there, other)
    shielding.shield(child=child, ground="danger", views="mother", **signed(manager))
    assert accepted(child, there, manager, other).first == known.pk
    assert "school" not in Child.objects.get(pk=known.pk).told


# --- the end, and the way back --------------------------------------------------------------------------


def test_what_lies_in_the_old_index_is_destroyed_on_its_day(child, there, manager, other):
    became = accepted(child, there, manager, other)
    last = ending.destroy_due(child.index, at=at(date(2034, 5, 1)))
    assert [row.child_id for row in last] == [child.pk]
    assert Child.objects.get(pk=child.pk).is_destroyed
    assert not Child.objects.get(pk=became.pk).is_destroyed
    assert [row.child_id for row in ending.destroy_due(there, at=at(date(2034, 5, 1)))] == [became.pk]


def test_a_later_end_goes_along(child, there, manager, other):
    ending.keep(longer=True, child=child, by=manager, at=now())
    became = accepted(child, there, manager, other)
    assert not list(ending.destroy_due(there, at=at(date(2034, 5, 1))))
    assert [row.child_id for row in ending.destroy_due(there, at=at(date(2040, 5, 1)))] == [became.pk]


def test_a_record_that_ended_before_its_answer_is_not_accepted(child, there, manager, other):
    offer = offered(child, there, manager)
    list(ending.destroy_due(child.index, at=at(date(2034, 5, 1))))
    with pytest.raises(NothingToMove, match="ended"):
        transfers.accept(offer=offer, **signed(other))
    transfers.decline(offer=offer, reason="moved-on", **signed(other))


def test_what_went_is_not_brought_back_by_an_old_extract(child, there, manager, other, members):
    accepted(child, there, manager, other)
    for changes in ({}, {"phone": "01632 960999"}):
        with pytest.raises(Gone, match="another area"):
            put(child.index, members[TRUST], **changes)
    assert not find(child.index, ANN).candidates


def test_who_is_registered_while_the_record_leaves_stands_alone_and_is_found(child, there, manager, other, members):
    # As it is for a transaction that looked just before: it found the child, and waited until it was gone.
    stale = Seeking(child.index, [facts.row(ANN | AT_HOME)])
    accepted(child, there, manager, other)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "Seeking", lambda *args, **told: stale)
        late = put(child.index, members[COUNCIL], record="2")
    assert (late.merged_into_id, late.until) == (None, None)
    assert find(child.index, ANN).candidates[0].child == late


def test_nothing_is_joined_to_or_hidden_of_a_record_that_has_gone(child, there, manager, other, members):
    late = put(child.index, members[TRUST], record="2", forename="Zeno", postcode="N17 9LJ", phone="", school="")
    accepted(child, there, manager, other)
    for rows, into in (([late], child), ([child], late)):
        with pytest.raises(joining.CannotJoin, match="another index"):
            joining.join(rows=rows, into=into, **signed(manager))
    with pytest.raises(shielding.CannotShield, match="another index"):
        shielding.shield(child=child, ground="danger", views="mother", **signed(manager))


def test_a_child_who_comes_back_is_the_one_who_left_and_what_is_delivered_counts_again(
    child, there, manager, other, members
):
    trust = members[TRUST]
    involving.involve(child=child, service="speech", contact=Contact("Bo Hill"), since=today(), **signed(trust))
    became = accepted(child, there, manager, other)
    correct(child=became, details={"school": "High Cross School"}, by=other, at=now())
    back = transfers.accept(offer=offered(became, child.index, other), **signed(manager)).became
    assert back == child
    assert {row.details["school"] for row in rows_of(back)} == {"Ashcombe Primary", "High Cross School"}
    assert not Involvement.objects.filter(index=there).exists()
    assert overview(child_of(child.index, child.reference)).involved == ()  # it ended when the child left
    assert put(child.index, trust, phone="01632 960777") == child
    assert find(child.index, {"surname": "Quintrell", "phone": "01632 960777"}).candidates
    again = transfers.accept(offer=offered(back, there, manager), **signed(other)).became
    assert {row.details["school"] for row in rows_of(again)} == {"Ashcombe Primary", "High Cross School"}
    assert Child.objects.filter(index=there, until=None, merged_into=None).count() == 1


def test_whoever_takes_no_part_learns_nothing(child, there, manager, other):
    accepted(child, there, manager, other)
    stranger = Organisation.objects.create(name="Elsewhere Council", kinds=["a local authority"])
    with as_role("app"), seeing(organisation=stranger.pk):
        assert not [*transfers.received(stranger), *transfers.made(stranger), *transfers.answered(stranger)]
