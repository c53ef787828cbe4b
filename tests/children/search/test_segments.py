"""Asked through a segment a look-up gets the answer that the database alone would give, whatever was done meanwhile."""

import json
import os
import socket
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from random import Random
from threading import Event, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from sharewell.children.guarding import shielding
from sharewell.children.intake.actions import register
from sharewell.children.matches import joining
from sharewell.children.models import Changed, Child
from sharewell.children.moves import transfers
from sharewell.children.records import blinding, facts
from sharewell.children.records.ending import destroy_due
from sharewell.children.records.scoring import scorer
from sharewell.children.search import finding, nearby, segments
from sharewell.children.search.answering import answer, listening
from sharewell.children.search.asking import YEARS
from sharewell.children.search.finding import find
from sharewell.children.search.look_ups import BEHIND, _worth_showing
from sharewell.domain.linkage.deciding.decide import LEAST, LIKELY, REVIEW
from sharewell.domain.linkage.keys.index_keys import Stage, keys, likenesses, probes, stage
from sharewell.domain.linkage.weighing.compare import weighable
from sharewell.linking.inventing import errors
from sharewell.partners.context import seeing
from tests.children import kids
from tests.children.cast import MARY, organisation, put
from tests.children.moves.cast import accepted, offered, signed
from tests.sharing.cast import COUNCIL, POLICE, TRUST, now
from tests.walls.roles import as_role

pytestmark = pytest.mark.django_db

KIDS = kids.children(60, seed=6)
ERRORS = tuple(errors.ASKED)


@pytest.fixture
def through(monkeypatch):
    """Look-ups of an index go through a segment of it from then on."""

    def through(living):
        def ask(index, row):
            found = living.find(row, most=24) if index == living.index.pk and living.keep_up() else None
            return None if found is None else [(near.child, near.weight) for near in found]

        monkeypatch.setattr(nearby, "ask", ask)
        return living

    return through


def told(index, asked):
    return [
        (each.reference, each.child.pk, round(each.weight, 9)) for each in _worth_showing(find(index, asked)).candidates
    ]


def every(index, asked):
    """What `told` must be: all children of the index gone through, each by what it shares with what is asked."""
    row = facts.row(asked)
    weighed, wanted, score = weighable(row, facts.FIELDS), probes(row, years=YEARS), scorer(index)
    children = [(child, facts.row(child.told)) for child in Child.objects.filter(index=index, until=None)]
    found = {}
    for common in (False, True):
        if any(weight >= LIKELY for weight, *_ in found.values()):
            break
        shared = {key for key in wanted if (stage(key) is Stage.FALLBACK) is common}
        shared |= set(likenesses(row, years=YEARS)) if common else set()
        for child, theirs in children:
            levels = score.levels(weighed, theirs)
            weight = score.weight(levels, weighed)
            if shared & set(keys(theirs)) and weight >= LEAST:
                best = found.get(child.first, (weight, -child.pk, child, levels))
                found[child.first] = max(best, (weight, -child.pk, child, levels), key=lambda each: each[:2])
    best = sorted(found.values(), key=lambda each: each[:2], reverse=True)[: finding.MOST]
    return [
        (child.merged_into.reference if child.merged_into else child.reference, child.pk, round(weight, 9))
        for weight, _, child, _ in best
        if weight >= min(REVIEW, best[0][0] - BEHIND)
    ]


def alone(index, asked, monkeypatch):
    with monkeypatch.context() as without:
        without.setattr(nearby, "ask", lambda index, row: None)
        return told(index, asked)


class History:
    """What partners put on record, one act after the other, each of which may change who is found."""

    def __init__(self, index, members, random):
        self.index, self.members, self.random, self.joined = index, members, random, []
        self.acts = (self.register, self.register, self.correct, self.join, self.undo, self.shield, self.unshield)

    def go_on(self):
        with suppress(joining.CannotJoin, shielding.CannotShield):  # then nothing was done
            self.random.choice(self.acts)()

    def register(self):
        kid = self.random.choice(KIDS)
        wrong = errors.ASKED[self.random.choice(ERRORS)](kid, self.random) if self.random.random() < 0.5 else kid
        self._deliver(self.random.choice((COUNCIL, TRUST)), uuid4().hex, wrong.details)

    def correct(self):
        self._deliver(TRUST, f"r{self.random.randrange(8)}", self.random.choice(KIDS).details)

    def _deliver(self, who, record, told):
        register(index=self.index, details=told, source="roll", record=record, by=self.members[who], at=now())

    def join(self):
        one, other = self._any(), self._any()
        self.joined.append(joining.join(rows=[one], into=other, **self._signed()))

    def undo(self):
        if self.joined:
            joining.undo(joining=self.joined.pop(), **self._signed())

    def shield(self):
        shielding.shield(child=self._any(), ground="danger", views="heard", **self._signed())

    def unshield(self):
        shielding.unshield(child=self._any(), **self._signed())

    def _any(self):
        return self.random.choice(list(Child.objects.filter(until=None).order_by("pk")))

    def _signed(self):
        return {"by": self.members[COUNCIL], "at": now(), "key": uuid4()}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_its_answers_are_exact_and_those_of_the_database_whatever_was_done_since_it_was_built(
    index, members, through, monkeypatch, seed
):
    monkeypatch.setattr(
        blinding, "_secret", lambda index, blind_key: b"one secret, of thirty-two bytes."
    )  # the database ranks by it
    random = Random(seed)
    history = History(index, members, random)
    for at in range(8):
        history._deliver(TRUST, f"r{at}", KIDS[at].details)
    for _ in range(12):
        history.go_on()
    living, compared = through(segments.build(index)), 0
    for _ in range(40):
        history.go_on()
        for kid in random.sample(KIDS, 2):
            asked = errors.ASKED[random.choice(ERRORS)](kid, random).details
            answer = told(index, asked)
            assert answer == every(index, asked)
            assert set(alone(index, asked, monkeypatch)) <= set(answer)  # where the database opens enough of them
            compared += bool(answer)
    assert compared > 20
    assert living.segment.newer
    as_built_now = through(segments.build(index))
    assert as_built_now.segment.newer == 0
    for kid in KIDS[:20]:
        assert told(index, kid.details) == every(index, kid.details)


def test_it_misses_nobody_for_what_others_do_meanwhile(index, members, through):
    put(index, members[TRUST], record="2", forename="Ned")
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")  # a transaction that begins after ours and ends before it
    other.close()
    through(segments.build(index))
    mary = put(index, members[TRUST]).child
    assert find(index, MARY).candidates[0].child == mary


def test_whom_a_merge_made_one_is_answered_once(index, members, through):
    mary = put(index, members[TRUST]).child
    through(segments.build(index))
    put(index, members[COUNCIL], record="2", surname="Quintrel")
    assert [each.reference for each in find(index, MARY).candidates] == [mary.reference]


def test_a_destroyed_child_is_gone_from_it(index, members, through):
    mary = put(index, members[TRUST]).child
    living = through(segments.build(index))
    assert find(index, MARY).candidates
    night = timezone.make_aware(datetime.combine(date(2034, 5, 1), time(0, 20)))
    assert [made.child_id for made in destroy_due(index, at=night)] == [mary.pk]
    assert not find(index, MARY).candidates
    assert not living.segment._kept.values.any()


def test_who_moved_to_another_area_is_gone_from_it_and_who_comes_back_is_there(index, manager, other, there, through):
    child = put(index, manager).child
    through(segments.build(index))
    assert find(index, MARY).candidates
    became = accepted(child, there, manager, other)
    assert not find(index, MARY).candidates
    transfers.accept(offer=offered(became, index, other), **signed(manager))
    assert find(index, MARY).candidates[0].child == child


def test_nothing_that_is_hidden_of_a_shielded_child_is_in_its_memory(index, members, through):
    mary = put(index, members[TRUST]).child
    living = through(segments.build(index))
    shielding.shield(child=mary, ground="danger", views="heard", by=members[COUNCIL], at=now(), key=uuid4())
    assert find(index, MARY).candidates
    assert not living.segment._kept.values.any()
    assert "postcode" not in living.segment._newest._rows[mary.pk]
    built = segments.build(index).segment
    assert "postcode" not in {f.name for f, v in zip(built.model.fields, built._kept.values[0], strict=False) if v}


def test_partners_alone_are_shown_whom_it_tells_of(index, members, through):
    put(index, members[TRUST])
    living = through(segments.build(index))
    living.keep_up = lambda: True  # the process of segments sees them; whoever asks may not
    for name, found in ((COUNCIL, True), (TRUST, True), (POLICE, False)):
        with as_role("app"), seeing(organisation=organisation(name).pk):
            assert bool(find(index, MARY).candidates) is found


def test_the_web_s_role_can_build_one_and_keep_it_up(index, members, through):
    mary = put(index, members[TRUST]).child
    with as_role("app"):
        living = segments.build(index)
        with seeing(organisation=members[TRUST].organisation_id):
            put(index, members[TRUST], forename="Molly")
        assert living.keep_up()
        assert [near.child for near in living.find({"nhs_number": "x"} | facts.row(MARY), most=5)] == [mary.pk]
        assert living.segment.newer == 1


def test_after_very_much_at_once_it_answers_no_more_and_must_be_built_anew(index, members, through, monkeypatch):
    monkeypatch.setattr(segments, "LATE", 2)
    living = through(segments.build(index))
    for at in range(3):
        put(index, members[TRUST], record=str(at), forename="Ann" * (at + 1))
    assert not living.keep_up()
    assert living.is_old
    assert find(index, MARY).candidates  # the database answers


def test_with_many_newer_children_it_answers_and_is_built_anew(index, members, through, monkeypatch):
    monkeypatch.setattr(segments, "SOON", 1)
    living = through(segments.build(index))
    for record, old in (("1", False), ("2", True)):
        put(index, members[TRUST], record=record, forename=record)
        assert living.keep_up()
        assert living.is_old is old


def test_a_change_is_noted_by_the_database_and_by_nobody_s_remembering(index, members):
    mary = put(index, members[TRUST]).child
    Changed.objects.all().delete()
    Child.objects.filter(pk=mary.pk).update(shows=["forename"])
    assert Changed.objects.get().child_id == mary.pk


def test_what_changed_is_remembered_for_longer_than_a_segment_lives(index, members):
    from sharewell.children.jobs import REMEMBERED, forget_what_changed
    from sharewell.project.segments import LIVES

    assert REMEMBERED.total_seconds() > 2 * LIVES
    put(index, members[TRUST])
    put(index, members[TRUST], record="2", forename="Ned")
    old = Changed.objects.order_by("pk")[0]
    Changed.objects.filter(pk=old.pk).update(at=timezone.now() - REMEMBERED - timedelta(minutes=1))
    with as_role("app"):
        forget_what_changed(0)
    assert [row.pk for row in Changed.objects.all()] == [old.pk + 1]


# --- over the socket -------------------------------------------------------------------------------------


@pytest.fixture
def answering(index, settings, tmp_path):
    """A process of segments, as a thread with a connection of its own; called, it ends."""
    settings.SEGMENTS, settings.DATA = True, tmp_path / ("a name that is too long for a socket" * 4)
    settings.DATA.mkdir()
    ready, end = Event(), Event()

    def live():
        try:
            living = {index.pk: segments.build(index)}
            with listening(settings.DATA) as listener:
                ready.set()
                for _ in answer(listener, living):
                    if end.is_set():
                        return
        finally:
            connection.close()

    thread = Thread(target=live)
    thread.start()
    assert ready.wait(300)

    def ended():
        end.set()
        thread.join()

    yield ended
    ended()
    nearby._asking.give_up()
    nearby._asking.not_before = 0.0


@pytest.fixture
def patient(monkeypatch):
    monkeypatch.setattr(nearby, "PATIENCE", 300)  # a busy machine is slow, and slow is not wrong


@pytest.mark.django_db(transaction=True)
def test_what_was_put_on_record_a_moment_ago_is_answered(index, members, patient, answering, monkeypatch):
    asked = []
    monkeypatch.setattr(finding, "in_stages", lambda *args, **named: asked.append(args))  # the other way
    assert not find(index, MARY).candidates
    child = put(index, members[TRUST]).child
    assert [each.child for each in find(index, MARY).candidates] == [child]
    assert not asked


@pytest.mark.django_db(transaction=True)
def test_its_socket_is_open_to_nobody_else(index, settings, answering):
    assert os.stat(settings.DATA / nearby.NAME).st_mode & 0o777 == 0o600


@pytest.mark.django_db(transaction=True)
def test_where_it_has_ended_the_database_answers(index, members, patient, answering):
    put(index, members[TRUST])
    assert find(index, MARY).candidates
    answering()
    assert find(index, MARY).candidates
    assert nearby.ask(index.pk, facts.row(MARY)) is None


@pytest.mark.django_db(transaction=True)
def test_whoever_sends_nonsense_is_hung_up_on_and_others_are_answered(index, settings, patient, answering):
    with socket.socket(socket.AF_UNIX) as other, nearby.near_by(settings.DATA) as directory:
        other.connect(f"{directory}/{nearby.NAME}")
        other.sendall(b"?\n")
        assert other.recv(100) == b""
    assert nearby.ask(index.pk, facts.row(MARY)) == []


@pytest.mark.django_db(transaction=True)
def test_whoever_is_gone_before_the_answer_stands_in_nobody_elses_way(index, settings, patient, answering):
    for _ in range(20):
        with socket.socket(socket.AF_UNIX) as other, nearby.near_by(settings.DATA) as directory:
            other.connect(f"{directory}/{nearby.NAME}")
            other.sendall(json.dumps([index.pk, facts.row(MARY)]).encode() + b"\n")
    assert nearby.ask(index.pk, facts.row(MARY)) == []


def test_an_answer_that_comes_too_late_is_not_taken_for_the_next(settings, tmp_path, monkeypatch):
    settings.SEGMENTS, settings.DATA = True, tmp_path
    monkeypatch.setattr(nearby, "PATIENCE", 0.01)
    with listening(tmp_path):  # where nobody answers
        assert nearby.ask(1, {}) is None
        assert nearby._asking.connection is None
        assert nearby.ask(1, {}) is None  # and nobody is asked for some seconds
        assert nearby._asking.connection is None
    nearby._asking.not_before = 0.0
