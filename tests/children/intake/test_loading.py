"""Extracts taken in whole: each row once, whatever is delivered again, together, or stopped half way."""

import threading
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from sharewell.children.guarding import shielding
from sharewell.children.intake import loading, reading
from sharewell.children.intake.loading import TOGETHER
from sharewell.children.intake.reading import read
from sharewell.children.models import Child, Delivery, Source
from sharewell.children.records.policies import policy_at
from sharewell.database import base
from sharewell.database.journey import carry
from sharewell.domain.linkage.values import normalise
from sharewell.ledger.models import Leaf
from sharewell.partners.context import seeing
from tests.children import kids
from tests.sharing.cast import COUNCIL, TRUST, now
from tests.walls.roles import as_role

HEAD = "id,forename,surname,dob,sex,postcode,phone,nhs number\n"


def rows(children):
    return "".join(
        f"{c.id},{c.forename},{c.surname},{c.birth_date},{c.sex},{c.postcode},{c.phone},{c.nhs_number}\n"
        for c in children
    )


@pytest.fixture
def delivers(index, members, tmp_path):
    """Load words as a file, as the web would: in the role of the web, as one of the trust."""

    def delivers(words, by=TRUST, source="records", **options):
        file = tmp_path / f"{uuid4()}.csv"
        file.write_text(words)
        member = members[by]
        job = loading.Load(
            read=read(file, policy_at(index, now()), told={}),
            index=index, source=source, by=member, at=now(),
        )  # fmt: skip
        with as_role("app"):
            return loading.load(job, key=uuid4(), **options)

    return delivers


def records():
    return Child.objects.count()


@pytest.mark.django_db
class TestOneAfterTheOther:
    def test_every_row_is_taken_in_and_counted(self, delivers):
        done = delivers(HEAD + rows(kids.children(60, seed=1)))
        assert records() == 60
        assert done.delivery.rows == 60 == sum(done.delivery.outcomes.values())
        assert not done.faults

    def test_the_same_file_again_changes_nothing(self, delivers):
        words = HEAD + rows(kids.children(60, seed=1))
        delivers(words)
        before, leaves = list(Child.objects.values()), Leaf.objects.count()
        assert delivers(words).delivery.outcomes == {"unchanged": 60}
        assert list(Child.objects.values()) == before
        assert Leaf.objects.count() == leaves + 1  # of the delivery

    def test_the_same_rows_in_another_file_and_order_change_nothing(self, delivers):
        children = kids.children(60, seed=1)
        delivers(HEAD + rows(children))
        assert delivers(HEAD + rows(children[::-1])).delivery.outcomes == {"unchanged": 60}

    def test_a_row_that_changed_is_a_correction_of_that_child_alone(self, delivers):
        children = kids.children(5, seed=1)
        delivers(HEAD + rows(children))
        words = rows(children).replace(children[2].postcode, "N17 8AA", 1)
        assert delivers(HEAD + words).delivery.outcomes == {"unchanged": 4, "corrected": 1}
        assert records() == 5

    def test_an_id_that_was_another_childs_never_overwrites_that_child(self, delivers):
        one, other = kids.children(40, seed=1)[0::39]
        delivers(HEAD + rows([one]))
        done = delivers(HEAD + rows([other]).replace(other.id, one.id))
        assert done.delivery.outcomes == {"refused": 1}
        assert "another child" in done.faults[0].said
        assert Child.objects.get().details["surname"] == one.surname

    @pytest.mark.parametrize(
        ("said", "outcome"),
        [
            ("Tom,Quintrell,2012-02-11,m,N17 8AA,01632 960123,", "refused"),
            ("Tom,Quintrell,2012-02-11,m,N17 8AA,01632 960123,9434765919", "corrected"),
            ("Tom,Quintrell,2015-05-01,m,N17 8AA,01632 960123,", "corrected"),
            ("Ann,Quintrell,2012-02-11,f,N17 8AA,01632 960123,", "corrected"),
        ],
    )
    def test_an_id_that_is_a_brothers_now_never_overwrites_the_child(self, delivers, said, outcome):
        delivers(HEAD + "1,Ann,Quintrell,2015-05-01,f,N17 8AA,01632 960123,9434765919\n")
        assert delivers(f"{HEAD}1,{said}\n").delivery.outcomes == {outcome: 1}

    @pytest.mark.parametrize(
        ("said", "outcome"),
        [
            ("Beth,Marsh,2015-05-01,f,N17 8AA,01632 960123,", "corrected"),  # by her home alone
            ("Beth,Marsh,2015-05-01,f,SW1A 8AB,01632 960777,", "refused"),
            ("Beth,Marsh,2016-08-09,f,N17 8AA,01632 960123,", "refused"),
        ],
    )
    @pytest.mark.parametrize("hidden", [False, True])
    def test_whether_an_id_is_another_childs_is_the_same_of_one_who_is_shielded(
        self, delivers, members, said, outcome, hidden
    ):
        delivers(HEAD + "1,Ann,Quintrell,2015-05-01,f,N17 8AA,01632 960123,\n")
        if hidden:
            child, signed = Child.objects.get(), {"by": members[COUNCIL], "at": now(), "key": uuid4()}
            shielding.shield(child=child, ground="danger", views="child", **signed)
        assert delivers(f"{HEAD}1,{said}\n").delivery.outcomes == {outcome: 1}

    def test_one_at_fault_is_refused_and_the_others_are_taken_in(self, delivers):
        words = HEAD + rows(kids.children(5, seed=1)) + "99,,,2010-01-01,f,N17 8AA,,\n"
        done = delivers(words)
        assert done.delivery.outcomes["refused"] == 1
        assert records() == 5
        assert [fault.line for fault in done.faults] == [7]
        assert done.delivery.faults == [[7, "surname", done.faults[0].said]]

    def test_a_date_of_birth_that_systems_write_for_none_is_held_as_it_is(self, delivers):
        loaded = delivers(HEAD + "1,Ada,Smith,31/12/9999,f,N17 9LJ,,\n2,Bob,Jones,09/03/2014,m,N17 9LJ,,\n")
        assert (loaded.faults, records()) == ((), 2)
        assert "31/12/9999" in {child.told["birth_date"] for child in Child.objects.all()}

    def test_rows_are_made_ready_while_the_database_works(self, delivers, monkeypatch):
        journeys, made, record_of = [], [], loading.record_of
        monkeypatch.setattr(base, "carry", lambda *told: journeys.append(len(made)) or carry(*told))
        monkeypatch.setattr(loading, "record_of", lambda *told, **more: made.append(1) or record_of(*told, **more))
        delivers(HEAD + rows(kids.children(150, seed=1)))
        assert records() == 150 == len(made)
        assert any(TOGETHER < so_far < 2 * TOGETHER for so_far in journeys)  # some of the next rows, between two

    def test_what_the_text_no_longer_lets_it_hold_is_refused_though_it_was_made_ready_before(
        self, delivers, monkeypatch
    ):
        delivering, asked = loading.delivering, []

        def stricter_later(**told):
            asked.append(to := delivering(**told))
            if len(asked) < 4:  # before the rows, and for each fifty of them
                return to
            return replace(to, policy=replace(to.policy, holds=to.policy.holds - {"phone"}))

        monkeypatch.setattr(loading, "delivering", stricter_later)
        children = [child for child in kids.children(300, seed=1) if child.phone][:150]
        done = delivers(HEAD + rows(children))
        assert done.delivery.outcomes["refused"] == 50 == len(done.faults)
        assert "phone" in done.faults[0].said

    def test_what_was_taken_in_stays_where_a_later_row_cannot_be_read_again(self, delivers, monkeypatch):
        details, read_so_far, taken_in = reading._Reading._details, [], []

        def breaks(columns, values):
            read_so_far.append(values)
            if len(read_so_far) == 100 + 70:  # every row is read once before
                raise OSError("the disk is gone")
            return details(columns, values)

        monkeypatch.setattr(reading._Reading, "_details", breaks)
        with pytest.raises(OSError, match="disk"):
            delivers(HEAD + rows(kids.children(100, seed=1)), progress=taken_in.append)
        assert taken_in == [TOGETHER]

    def test_all_or_nothing_writes_nothing_where_one_is_at_fault(self, delivers):
        leaves = Leaf.objects.count()
        words = HEAD + rows(kids.children(5, seed=1)) + "99,,,2010-01-01,f,N17 8AA,,\n"
        with pytest.raises(loading.NothingLoaded, match="Line 7"):
            delivers(words, all_or_nothing=True)
        assert not Child.objects.exists()
        assert not Source.objects.exists()
        assert Leaf.objects.count() == leaves

    def test_all_or_nothing_takes_in_all_of_a_sound_file_with_one_turn_for_all(self, delivers):
        """A turn for each key of each row would fill the database's memory for turns."""
        with CaptureQueriesContext(connection) as asked:
            done = delivers(HEAD + rows(kids.children(130, seed=1)), all_or_nothing=True)
        assert records() == done.delivery.rows == 130
        assert sum("registering in" in query["sql"] for query in asked) == 1

    def test_a_row_that_is_refused_on_its_way_in_undoes_all_where_asked(self, delivers, monkeypatch):
        record_of = loading.record_of

        def refuses_the_last(to, details, *, record):
            if record == "c00000119":
                raise loading.NothingLoaded("Not this one.")
            return record_of(to, details, record=record)

        monkeypatch.setattr(loading, "record_of", refuses_the_last)
        words = HEAD + rows(kids.children(120, seed=1))
        with pytest.raises(loading.NothingLoaded, match="Not this one"):
            delivers(words, all_or_nothing=True)
        assert not Child.objects.exists()
        assert delivers(words).delivery.outcomes["refused"] == 1
        assert records() == 119

    def test_how_columns_were_read_is_kept_for_the_next_time(self, delivers, index, members):
        delivers("Vorname,surname\nAnn,Smith\n".replace("Vorname", "first name"))
        assert loading.columns_so_far(index, "records", by=members[TRUST]) == {
            "first name": "forename",
            "surname": "surname",
        }
        assert loading.columns_so_far(index, "another", by=members[TRUST]) == {}
        assert loading.columns_so_far(index, "records", by=members[COUNCIL]) == {}

    def test_two_sources_may_use_the_same_ids(self, delivers):
        one, other = kids.children(40, seed=1)[0::39]
        delivers(HEAD + rows([one]))
        delivers(HEAD + rows([other]).replace(other.id, one.id), source="clinic")
        assert records() == 2

    def test_a_delivery_is_on_the_ledger_and_its_own_organisations_to_see(self, delivers, members):
        delivery = delivers(HEAD + rows(kids.children(3, seed=1))).delivery
        assert Leaf.objects.filter(about=f"children.delivery:{delivery.pk}").count() == 1
        for name, sees in ((TRUST, 1), (COUNCIL, 0)):
            with as_role("app"), seeing(organisation=members[name].organisation_id):
                assert Delivery.objects.count() == sees
                assert Source.objects.count() == sees

    def test_a_delivery_says_nothing_of_anybody(self, delivers):
        child = kids.children(1, seed=1)[0]
        delivers(HEAD + rows([child]) + f"{child.nhs_number},,,2010-01-01,f,N17 8AA,,\n")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT to_jsonb(d)::text || to_jsonb(s)::text FROM children_delivery AS d, children_source AS s"
            )
            (kept,) = cursor.fetchone()
        for word in (child.forename, child.surname, child.birth_date, child.postcode, child.nhs_number, "N17"):
            assert normalise.plain(word) not in kept.casefold()


@pytest.mark.django_db(transaction=True)
def test_two_loads_of_the_same_file_at_once_make_each_child_once(index, members, tmp_path):
    file = Path(tmp_path / "both.csv")
    children = kids.children(150, seed=4)
    file.write_text(HEAD + rows(children))
    outcomes, failed = [], []
    start = threading.Barrier(2)

    def one(turned):
        try:
            words = rows(children[::-1] if turned else children)
            mine = tmp_path / f"{turned}.csv"
            mine.write_text(HEAD + words)
            job = loading.Load(
                read=read(mine, policy_at(index, now()), told={}),
                index=index, source="records", by=members[TRUST], at=now(),
            )  # fmt: skip
            start.wait()
            outcomes.append(loading.load(job, key=uuid4()).delivery.outcomes)
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(turned,)) for turned in (False, True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert not failed
    assert records() == 150
    made = sum(count for each in outcomes for what, count in each.items() if what != "unchanged")
    assert made == 150
    assert sum(sum(each.values()) for each in outcomes) == 300
