"""Two acts on one child at the same moment: the second finds what the first left, and nothing comes back."""

from contextlib import contextmanager
from datetime import date, timedelta
from threading import Thread
from uuid import uuid4

import pytest
from django.db import OperationalError, connection

from sharewell.children.around import doubting, involving
from sharewell.children.around.involving import Contact
from sharewell.children.guarding import shielding
from sharewell.children.intake import delivering, loading, making, reading
from sharewell.children.intake.actions import correct, found
from sharewell.children.matches import joining, reviewing
from sharewell.children.models import Child, Ending, LeadProfessional, MatchKey
from sharewell.children.moves import moving, transfers
from sharewell.children.records import ending, facts, keying, proving
from sharewell.children.records.policies import is_kept_longer, policy_at
from sharewell.children.records.queries import rows_of
from sharewell.partners.models import Membership
from tests.children.cast import put
from tests.sharing.cast import COUNCIL, TRUST, at, now, today

pytestmark = pytest.mark.django_db(transaction=True)

NINETEEN = date(2034, 5, 1)


@pytest.fixture
def child(index, members):
    return put(index, members[TRUST], phone="01632 960123").child


@pytest.fixture
def beside(monkeypatch):
    """Whenever this function is called next, that is done beside, and has a second before the call goes on."""

    @contextmanager
    def doing(module, name, what, seconds=1):
        real, threads = getattr(module, name), []

        def do():
            try:
                what()
            finally:
                connection.close()

        def called(*args, **kwargs):
            if not threads:
                threads.append(Thread(target=do))
                threads[0].start()
                threads[0].join(seconds)
            return real(*args, **kwargs)

        monkeypatch.setattr(module, name, called)
        yield
        threads[0].join(300)

    return doing


def signed(by):
    return {"by": by, "at": now(), "key": uuid4()}


def keys_agree(child):
    """Whether the child is found by what is told of it, and by nothing else."""
    row = Child.objects.get(pk=child.pk)
    kept = set(MatchKey.objects.filter(child=child).values_list("key", flat=True))
    return kept == set(keying.keys_of(row.index_id, facts.row(row.told)).every)


def test_what_is_shielded_while_it_is_delivered_anew_is_found_by_nothing_hidden(index, members, child, beside):
    manager = Membership.objects.get(user__email="council.manager@example.org")
    hide = {"child": child, "ground": "danger", "views": "mother", **signed(manager)}
    with beside(delivering, "is_kept_longer", lambda: shielding.shield(**hide)):
        put(index, members[TRUST], phone="01632 960555")
    assert Child.objects.get(pk=child.pk).shows is not None
    assert keys_agree(child)


def test_what_is_destroyed_while_it_is_delivered_anew_stays_destroyed(index, members, child, beside):
    with beside(delivering, "is_kept_longer", lambda: [*ending.destroy_due(index, at=at(NINETEEN))]):
        put(index, members[TRUST], phone="01632 960555")
    assert Child.objects.get(pk=child.pk).is_destroyed
    assert not MatchKey.objects.filter(child=child).exists()
    assert proving.prove(index, child.reference)


def test_what_is_kept_longer_while_it_is_delivered_anew_is_kept_longer(index, members, child, beside):
    longer = {"child": child, "by": members[TRUST], "at": now()}
    with beside(delivering, "is_kept_longer", lambda: ending.keep(longer=True, **longer)):
        put(index, members[TRUST], phone="01632 960555")
    row = Child.objects.get(pk=child.pk)
    assert is_kept_longer(index, row.details, row.last_day, on=today())


def test_nothing_is_joined_to_a_record_that_is_being_destroyed(index, members, child, beside):
    young = put(index, members[COUNCIL], forename="Bo", surname="Zennor", birth_date="2020-11-21", postcode="EX4 4QJ")
    refused = []

    def join():
        with pytest.raises(joining.CannotJoin, match="has ended"):
            joining.join(rows=[young.child], into=child, **signed(members[COUNCIL]))
        refused.append(True)

    with beside(ending, "_destroy", join):
        assert len([*ending.destroy_due(index, at=at(NINETEEN))]) == 1
    assert refused
    assert Child.objects.get(pk=young.child.pk).merged_into_id is None


@pytest.fixture
def becoming_one(index, members, child, beside):
    """While the child is joined to another that is done beside; gives the rows of the one child that they became."""

    def joined_while(what):
        other = put(index, members[COUNCIL], forename="Bo", surname="Zennor", birth_date="2020-11-21").child
        with beside(joining, "_move", what):
            joining.join(rows=[child], into=other, **signed(members[COUNCIL]))
        rows = list(rows_of(other))
        assert len(rows) == 2
        return rows

    return joined_while


def test_a_child_that_is_joined_to_another_while_it_is_shielded_is_hidden_whole(members, child, becoming_one):
    hide = {"child": child, "ground": "danger", "views": "mother", **signed(members[COUNCIL])}
    rows = becoming_one(lambda: shielding.shield(**hide))
    assert all(row.shows and keys_agree(row) for row in rows)


def test_a_child_that_is_joined_to_another_while_it_is_kept_longer_is_kept_whole(index, members, child, becoming_one):
    longer = {"child": child, "by": members[TRUST], "at": now()}
    rows = becoming_one(lambda: ending.keep(longer=True, **longer))
    assert all(is_kept_longer(index, row.details, row.last_day, on=today()) for row in rows)


def test_what_somebody_takes_for_a_child_that_is_being_shielded_is_hidden_too(index, members, child, beside):
    other = put(index, members[COUNCIL], forename="Bo", surname="Zennor", birth_date="2020-11-21").child
    hide = {"child": child, "ground": "danger", "views": "mother", **signed(members[COUNCIL])}
    with beside(reviewing, "weighed", lambda: shielding.shield(**hide)):
        reviewing.ask_about(one=other, other=child, **signed(members[TRUST]))
    assert Child.objects.get(pk=other.pk).shows is not None


def test_what_is_delivered_anew_while_its_child_moves_is_refused_and_leaves_nothing(index, members, child, beside):
    """Of a child of two rows, the one that was joined to the other."""
    roles = ("council.manager", "police.manager")
    mine, theirs = (Membership.objects.get(user__email=f"{name}@example.org") for name in roles)
    told = {"area": "Elsewhere", "protocol": index.protocol, "partners": [], "by": theirs, "at": now()}
    there = found(name="Children of Elsewhere", **told)
    joined = put(index, members[COUNCIL], phone="01632 960124").child
    offer = transfers.offer(child=child, to=there, reason="lives-there", **signed(mine))

    def deliver():
        with pytest.raises(delivering.Gone):
            put(index, members[COUNCIL], phone="01632 960555")

    with beside(moving, "_still", deliver):
        became = transfers.accept(offer=offer, **signed(theirs)).became
    assert Child.objects.get(pk=joined.pk).first == child.pk
    assert {row.details["phone"] for row in rows_of(became)} == {"01632 960123", "01632 960124"}
    assert not MatchKey.objects.filter(child__in=[child, joined]).exists()


def test_a_load_corrects_one_row_of_a_child_and_links_another_while_the_child_is_shielded(
    index, members, child, beside, tmp_path
):
    put(index, members[TRUST], record="2", phone="01632 960123")
    file = tmp_path / "roll.csv"
    rows = ("2,Mary,Quintrell,2015-05-01,TQ13 8DF,01632 960999", "3,Mary,Quintrell,2015-05-01,TQ13 8DF,01632 960123")
    file.write_text("\n".join(("id,forename,surname,dob,postcode,phone", *rows)))
    read = reading.read(file, policy_at(index, now()), told={})
    hide, wrong = {"child": child, "ground": "danger", "views": "mother", **signed(members[COUNCIL])}, []

    def shield():
        try:
            shielding.shield(**hide)
        except OperationalError as error:
            wrong.append(error)

    # It holds the second row by then. Who has waited for longer when the two meet is whom the database ends.
    with beside(making, "hold", shield, seconds=0.4):
        told = loading.Load(read=read, index=index, source="roll", by=members[TRUST], at=now())
        loaded = loading.load(told, key=uuid4())
    assert not wrong
    assert loaded.delivery.outcomes == {"corrected": 1, "linked": 1}
    assert all(row.shows and keys_agree(row) for row in rows_of(child))


def test_two_corrections_of_one_record_both_hold(index, members, child):
    both = [Child.objects.get(pk=child.pk) for _ in range(2)]
    changes = ({"school": "High Cross School"}, {"phone": "01632 960777"})
    for seen, change in zip(both, changes, strict=True):  # the second was opened before the first was made
        correct(child=seen, details=change, by=members[TRUST], at=now())
    now_told = Child.objects.get(pk=child.pk).details
    assert now_told == now_told | changes[0] | changes[1]
    assert keys_agree(child)


def test_a_doubt_that_is_answered_while_the_row_is_corrected_ends_once(members, child, beside):
    said = {"fields": ["postcode"], "should_be": {}, **signed(members[COUNCIL])}
    doubt = doubting.doubt(child=child, **said)
    with beside(doubting, "take_turns", lambda: doubting.answer(doubt=doubt, **signed(members[TRUST]))):
        correct(child=child, details={"postcode": "TQ13 8DG"}, by=members[TRUST], at=now())
    assert Ending.objects.filter(child=child).count() == 1
    assert Child.objects.get(pk=child.pk).details["postcode"] == "TQ13 8DG"


def test_no_change_of_who_leads_lies_before_another(members, child):
    def lead(days):
        since = today() - timedelta(days=days)
        try:
            involving.lead(child=child, who=Contact(f"Cy Lane {days}"), since=since, **signed(members[TRUST]))
        except involving.CannotNote:
            pass
        finally:
            connection.close()

    threads = [Thread(target=lead, args=(days,)) for days in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    days = list(LeadProfessional.objects.order_by("pk").values_list("since", flat=True))
    assert days == sorted(days)
