"""What partners of two indexes do, one act after the other, as the web would do it: in their name, behind the walls."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from sharewell.children.around import doubting, involving, missing
from sharewell.children.around.involving import Contact
from sharewell.children.guarding import emergency, shielding
from sharewell.children.intake.actions import correct, register
from sharewell.children.matches import joining, reviewing
from sharewell.children.models import Child, Concern, Doubt, Involvement, Joining, Missing, Offer, Override, Possible
from sharewell.children.moves import transfers
from sharewell.children.records import ending
from sharewell.children.search.look_ups import open_child, search
from sharewell.domain.errors import BadInput
from sharewell.domain.index.shown import Grounds
from sharewell.ledger.acts import gathered
from sharewell.linking.inventing import errors
from sharewell.partners.context import seeing
from tests.children import kids
from tests.children.kids import the_eldest

KIDS = [
    replace(kid, birth_date=the_eldest()[:4] + kid.birth_date[4:]) if at % 4 == 0 else kid  # who ends within the year
    for at, kid in enumerate(kids.children(12, seed=6))
]
# Of a date that the calendar has not, the last day counts that it may be: the text's own tests hold that.
WRONG = [made for name, made in errors.DELIVERED.items() if "date" not in name and "day" not in name]
CLOSE = Grounds(facts={"risk-of-significant-harm": True})


@contextmanager
def acting(by):
    """As a request of theirs is done: their own organisation's sight, one transaction, leaves at its end."""
    with as_app(), seeing(organisation=by.organisation_id, person=by.user_id), gathered():
        yield


@contextmanager
def as_app():
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE app")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


class NobodyThere(Exception):
    """There is nobody yet to do it to, or nothing."""


class Nobody:
    """Takes no note of what was done."""

    def __getattr__(self, name):
        return lambda *_, **__: None


class Acts:
    def __init__(self, indexes, people, random, clock, saw):
        """
        Args:
            people: memberships; the keepers of both indexes are among them.
            saw: takes note of what was done, as `Expected` does.
        """
        self.indexes, self.people, self.random, self.clock, self.saw = indexes, people, random, clock, saw
        self.delivered = []  # whose row it is, its index and its id in their source
        self.log = []

    def begin(self):
        for by in self.people * 3:
            self.go_on(Acts.register, by)

    def go_on(self, deed=None, by=None):
        """Try one act; returns why it was refused, and then it left nothing."""
        done, by = deed or self.random.choice(self.DEEDS), by or self.random.choice(self.people)
        self.clock.at += timedelta(seconds=self.random.randrange(200))
        self.log.append([done.__name__, by.user.email])
        try:
            with acting(by):
                self.log[-1] += ["did", done(self, by)]
        except BadInput as refusal:
            self.log[-1] += ["not", str(refusal)]
            return str(refusal)
        except NobodyThere:
            self.log.pop()
            return self.go_on()
        return ""

    def _one(self, rows, **usually):
        """One of them; mostly one of those to whom it can be done."""
        if usually and self.random.random() < 0.8:
            rows = rows.filter(**usually)
        if not rows:
            raise NobodyThere
        return self.random.choice(rows)

    # --- what partners say ------------------------------------------------------------------------------

    def register(self, by):
        kid = self.random.choice(KIDS)
        if self.random.random() < 0.4:
            kid = self.random.choice(WRONG)(kid, self.random)
        index, record = self._index(by), uuid4().hex
        done = self._deliver(by, index, record, kid.details)
        self.delivered.append((by.organisation_id, index, record))
        pair = Possible.objects.filter(other=done.child).first()
        self.saw.registered(done.child, kid.details, done.outcome, pair)
        return f"{done.child.pk} {done.outcome}"

    def deliver_anew(self, by):
        _, index, record = self._one([each for each in self.delivered if each[0] == by.organisation_id])
        kid = self.random.choice(KIDS)
        done = self._deliver(by, index, record, kid.details)
        self.saw.delivered(done.child.pk, kid.details, done.outcome)
        return f"{done.child.pk} {done.outcome}"

    def correct(self, by):
        child = self._child(by, organisation=by.organisation)
        change = self.random.choice(
            [
                {"phone": ""},
                {"school": "High Cross School"},
                {"postcode": "TQ13 8DF"},
                {"surname": "Quintrell"},
                {"birth_date": ""},
                {"birth_date": self.random.choice(KIDS).birth_date},
            ]
        )
        told = {name: value for name, value in (dict(child.details) | change).items() if value}
        correct(child=child, details=change, by=by, at=self.at)
        self.saw.delivered(child.pk, told, "corrected")
        return child.pk

    def _deliver(self, by, index, record, details):
        return register(index=index, details=details, source="roll", record=record, by=by, at=self.at)

    # --- who is one child -------------------------------------------------------------------------------

    def join(self, by):
        one, other = self._child(by), self._child(by)
        done = joining.join(rows=[one], into=other, **self._signed(by))
        self.saw.joined(done.pk, one.pk, other.pk)
        return f"{one.pk} into {other.pk}"

    def part(self, by):
        child = self._child(by, merged_into__isnull=False)
        done = joining.part(rows=[child], **self._signed(by))
        self.saw.parted(done.pk, child.pk)
        return child.pk

    def undo(self, by):
        what = self._one(Joining.objects.order_by("-pk"), undone_by=None)
        done = joining.undo(joining=what, **self._signed(by))
        self.saw.undone(what, done)
        return what.rows

    def ask_about(self, by):
        one, other = self._child(by), self._child(by)
        waiting = set(Possible.objects.values_list("pk", flat=True))
        pair = reviewing.ask_about(one=one, other=other, **self._signed(by))
        if pair.pk not in waiting:
            self.saw.waits(pair)
        return pair.pk

    def settle(self, by):
        pair = self._one(reviewing.to_review(by.organisation))
        done = joining.settle(possible=pair, same=self.random.random() < 0.6, **self._signed(by))
        self.saw.settled(pair, done.joining)
        return f"{pair.one_id} and {pair.other_id}: {done.same}"

    # --- what is hidden ---------------------------------------------------------------------------------

    def shield(self, by):
        child = self._child(by)
        shielding.shield(child=child, ground="danger", views="heard", **self._signed(by))
        self.saw.shielded(child.pk, by.organisation_id)
        return child.pk

    def unshield(self, by):
        child = self._child(by, shows__isnull=False)
        shielding.unshield(child=child, **self._signed(by))
        self.saw.unshielded(child.pk, by.organisation_id, child.index.keeper_id)
        return child.pk

    def open_shielded(self, by):
        child = self._child(by, shows__isnull=False)
        told = {"child": child, "ground": "vital-interest", "why": "She is on the phone"}
        asked = emergency.ask_to_open(**told, **self._signed(by))
        return emergency.confirm(asked=asked, **self._signed(by)).until

    def review_opening(self, by):
        opening = self._one(
            Override.objects.filter(confirms__isnull=False).order_by("pk"), organisation=by.organisation
        )
        return emergency.review(opening=opening, justified=True, reason="It was so", **self._signed(by)).pk

    # --- who works with whom ----------------------------------------------------------------------------

    def involve(self, by):
        sensitive = self.random.random() < 0.3
        service, grounds = ("Mental Health Team", CLOSE) if sensitive else ("School nursing", None)
        told = {"service": service, "contact": Contact("Cy Lane"), "since": self._today, "grounds": grounds}
        done = involving.involve(child=self._child(by), **told, **self._signed(by))
        self.saw.noted(done)
        return f"{done.pk} of {done.child_id}"

    def lead(self, by):
        return involving.lead(child=self._child(by), who=Contact("Di Rowe"), since=self._today, **self._signed(by)).pk

    def raise_concern(self, by):
        told = {"contact": "Di Rowe", "told": True, "review_by": self._today + timedelta(days=30)}
        done = involving.raise_concern(child=self._child(by), **told, **self._signed(by))
        self.saw.noted(done)
        return f"{done.pk} of {done.child_id}"

    def end(self, by):
        kind = self.random.choice([Concern, Involvement])
        row = self._one(kind.objects.select_related("child").order_by("pk"), organisation=by.organisation)
        self.saw.ended(row, involving.end(row=row, on=self._today, **self._signed(by)))
        return row.pk

    def doubt(self, by):
        child = self._child(by)
        known = set(Doubt.objects.values_list("pk", flat=True))
        done = doubting.doubt(child=child, fields=["forename"], should_be={}, **self._signed(by))
        if done.pk not in known:
            self.saw.doubted(done)
        return f"{done.pk} of {child.pk}"

    def answer_doubt(self, by):
        doubt = self._one(doubting.doubts(by.organisation))
        doubting.answer(doubt=doubt, **self._signed(by))
        self.saw.answered(doubt)
        return doubt.pk

    def report_missing(self, by):
        return missing.report(child=self._child(by), **self._signed(by)).pk

    def step(self, by):
        row = self._one(Missing.objects.select_related("child").order_by("pk"), organisation=by.organisation)
        event = self.random.choice([*missing.STEPS])
        return missing.step(row=row, event=event, on=self._today, **self._signed(by)).event

    # --- how records go ---------------------------------------------------------------------------------

    def keep(self, by):
        child, longer = self._child(by), self.random.random() < 0.7
        ending.keep(child=child, longer=longer, by=by, at=self.at)
        self.saw.kept(child.pk, longer)
        return f"{child.pk} {longer}"

    def offer(self, by):
        child, to = self._child(by, index__keeper=by.organisation), self.random.choice(self.indexes)
        done = transfers.offer(child=child, to=to, reason="lives-there", **self._signed(by))
        self.saw.offered(done)
        return f"{child.pk} to {to.pk}"

    def accept(self, by):
        offer = self._offer(answer=None, to__keeper=by.organisation)
        done = transfers.accept(offer=offer, **self._signed(by))
        arrived = Child.objects.filter(index=offer.to, until=None).order_by("pk")
        new = (kind.objects.filter(index=offer.to, at=self.at) for kind in (Concern, Possible))
        self.saw.accepted(offer, done.became_id, arrived, *new)
        return f"{offer.child_id} became {done.became_id}"

    def decline(self, by):
        offer = self._offer(answer=None, to__keeper=by.organisation)
        transfers.decline(offer=offer, reason="not-here", **self._signed(by))
        self.saw.refused(offer)

    def withdraw(self, by):
        offer = self._offer(answer=None, index__keeper=by.organisation)
        transfers.withdraw(offer=offer, **self._signed(by))
        self.saw.refused(offer)

    # --- who looks --------------------------------------------------------------------------------------

    def look(self, by):
        asked = self.random.choice([*errors.ASKED.values()])(self.random.choice(KIDS), self.random).details
        why = {"purpose": "safeguarding", "reason": "K-117", "by": by, "at": self.at}
        for each in search(index=self._index(by), asked=asked, **why).candidates[:2]:
            open_child(child=each.child, **why)

    # --- of whom, by whom and when ----------------------------------------------------------------------

    DEEDS = (
        register, register, register, register, deliver_anew, deliver_anew, correct, join, join, part, undo, undo,
        ask_about, settle, settle, shield, shield, unshield, open_shielded, review_opening, involve, lead,
        raise_concern, end, doubt, answer_doubt, report_missing, step, keep, offer, offer, accept, accept, accept,
        decline, withdraw, look,
    )  # fmt: skip

    @property
    def at(self):
        return self.clock.at

    @property
    def _today(self):
        return timezone.localdate(self.at)

    def _index(self, by):
        return self.random.choice([i for i in self.indexes if i.partners.filter(organisation=by.organisation)])

    def _child(self, by, **usually):
        """Whoever the database shows them, those who went now and then too."""
        rows = Child.objects.select_related("index", "organisation").order_by("pk")
        if self.random.random() < 0.9:
            rows = rows.filter(until=None)
        return self._one(rows, **usually)

    def _offer(self, **usually):
        return self._one(Offer.objects.order_by("-pk").select_related("index__keeper", "to__keeper"), **usually)

    def _signed(self, by):
        return {"by": by, "at": self.at, "key": uuid4()}
