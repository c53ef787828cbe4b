"""Writes: each one transaction, by one person acting for one organisation. A form sent twice writes once.

Deciding again never rewrites: it adds a decision. Whatever is recorded is recorded under the latest decision of its
request, and only on the day that decision was taken for, since a day can end a consent or begin an age.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from sharewell.domain.answer import to_json
from sharewell.domain.errors import BadInput
from sharewell.keys import actions as keys
from sharewell.keys.actions import key_for
from sharewell.keys.models import SubjectKey
from sharewell.ledger import actions as ledger
from sharewell.ledger.acts import Entry, about, act, enter, no_act
from sharewell.partners.models import Membership
from sharewell.partners.roles import Action, may
from sharewell.prepared import Ahead, Given, Prepared
from sharewell.protocols.locked import Locked, take_turns
from sharewell.protocols.queries import library
from sharewell.sharing.facts import RecordWanted, considered, decided, records_wanted
from sharewell.sharing.models import (
    Decision,
    Disclosure,
    Fulfilment,
    Interview,
    Opening,
    Request,
    Review,
    Sent,
    Withholding,
)
from sharewell.sharing.queries import (
    due,
    edition_of,
    exception_allowed,
    gone,
    interview_made,
    interviews,
    latest_decision,
    left_open,
    left_withheld,
    manager_choices,
    register_kinds,
)

KEPT_FOR = timedelta(days=7)
UNDECIDED = "answers on their way to a decision: nothing is decided or shared, and they are gone in a week"
Row = TypeVar("Row", bound=Locked)
Form = TypeVar("Form", bound=Sent)


class CannotRecord(BadInput):
    """What somebody wants to put on record does not stand: says why and what to do."""


# --- the interview --------------------------------------------------------------------------------------


@no_act(UNDECIDED)
def begin(*, by: Membership, on: date, answers: Mapping[str, Any] | None = None) -> Interview:
    """Start an interview, and forget those whose time is over."""
    _forget(Interview.objects.filter(until__lt=on))
    return Interview.objects.create(
        user=by.user,
        organisation=by.organisation,
        sealed_under=key_for(organisation=by.organisation),
        answers=dict(answers or {}),
        until=on + KEPT_FOR,
    )


@no_act(UNDECIDED)
def answer(*, interview: Interview, answers: Mapping[str, Any]) -> Interview:
    """Put the answers of an interview in place of what they were."""
    interview.answers = dict(answers)
    interview.save(update_fields=["answers"])
    return interview


@no_act(UNDECIDED)
def forget(*, interview: Interview) -> None:
    _forget(Interview.objects.filter(pk=interview.pk))


# --- deciding -------------------------------------------------------------------------------------------


@act()
def decide(*, interview: UUID, by: Membership, at: datetime) -> Request:
    """End an interview with its decision on record. Raises CannotRecord, and BadInput where it cannot be decided."""
    on = timezone.localdate(at)
    row = interviews(by.user, by.organisation, on=on).select_for_update().filter(pk=interview).first()
    if row is None:
        made = interview_made(interview, user=by.user, organisation=by.organisation)
        if made is None:
            raise CannotRecord("These answers are no longer kept. Start again.")
        return made
    answers = row.answers
    request = _add(
        Request(
            id=row.pk,
            organisation=by.organisation,
            made_by=by.user,
            made_at=at,
            protocol=answers.get("protocol", ""),
            recipient=answers.get("requester", {}).get("organisation", ""),
            sealed_under=key_for(organisation=by.organisation, reference=answers.get("reference", "")),
            subject_reference=answers.get("reference", ""),
            answers=answers,
        )
    )
    _decide(request=request, number=1, key=row.pk, by=by, at=at, manager={"decision": "none"})
    _forget(Interview.objects.filter(pk=row.pk))
    return request


@act()
def decide_for_today(*, request: Request, by: Membership, at: datetime, key: UUID) -> Decision:
    """Decide the same request again, as the texts and the day now stand."""
    _lock(request)
    last = latest_decision(request)
    return _once(Decision, key, by, request) or _decide_again(
        last, key=key, by=by, at=at, manager=last.considered["manager"]
    )


@act()
def record_manager_decision(
    *, request: Request, by: Membership, at: datetime, key: UUID, decision: str, reason: str
) -> Decision:
    """Put a designated manager's decision on record, and decide again with it."""
    if not may(by, Action.APPROVE):
        raise CannotRecord("Only a designated manager of your organisation can decide this.")
    _lock(request)
    if found := _once(Decision, key, by, request):
        return found
    last = latest_decision(request)
    if decision not in manager_choices(last):
        raise CannotRecord("This request no longer waits for that decision. Open it again to see how it stands.")
    manager = last.considered["manager"] | {"decision": decision, "name": by.user.name, "at": at.isoformat()}
    return _decide_again(last, key=key, by=by, at=at, manager=manager, reason=reason)


@act()
def record_exceptional_reason(*, request: Request, by: Membership, at: datetime, key: UUID, reason: str) -> Decision:
    """Put on record why a disclosure cannot wait, and decide again with it."""
    _lock(request)
    if found := _once(Decision, key, by, request):
        return found
    last = latest_decision(request)
    if not (last.answer["waiting"] and exception_allowed(last)):
        raise CannotRecord("This request does not wait for a manager, or its text lets nothing go before one decides.")
    manager = last.considered["manager"] | {"exceptional_reason": reason}
    return _decide_again(last, key=key, by=by, at=at, manager=manager, reason=reason)


def _decide_again(
    last: Decision, *, key: UUID, by: Membership, at: datetime, manager: Mapping[str, str], reason: str = ""
) -> Decision:
    return _decide(request=last.request, number=last.number + 1, key=key, by=by, at=at, manager=manager, reason=reason)


def _decide(
    *,
    request: Request,
    number: int,
    key: UUID,
    by: Membership,
    at: datetime,
    manager: Mapping[str, str],
    reason: str = "",
) -> Decision:
    holder = request.organisation.name
    stated = considered(request.answers, holder=holder, on=timezone.localdate(at), manager=manager)
    kinds = register_kinds(holder=holder, requester=request.recipient)
    found, edition = decided(stated, kinds=kinds, library=library())
    if found.questions:
        raise CannotRecord("This cannot be decided yet: a question that matters is still open.")
    return _add(
        Decision(
            request=request,
            number=number,
            key=key,
            by=by.user,
            at=at,
            reason=reason,
            considered=stated,
            kinds=dict(kinds),
            answer=to_json(found),
            texts={text.id: text.hash for text in edition.texts},
        )
    )


@act()
def look_up(*, request: Request, by: Membership, at: datetime) -> None:
    """Put on record that somebody opened what is held of a person under a request."""
    enter(Entry(act="look-up", about=about(request), at=at, person=by.user_id, organisation=by.organisation_id))


# --- what was done --------------------------------------------------------------------------------------


@act()
def share(
    *,
    decision: Decision,
    by: Membership,
    at: datetime,
    key: UUID,
    items: Iterable[int],
    how: str,
    given_to: str,
    records: Mapping[str, Mapping[str, str]],
) -> Disclosure:
    """Put on record what was shared: `items` are places in `left_open(decision)`."""
    _lock(decision.request)
    later, before = _later(decision), gone(decision.organisation_id, decision.request.reference)
    if found := _once(Disclosure, key, by, decision.request):
        return found
    _must_hold(decision, at, later)
    open_items = left_open(decision, before)
    chosen = [open_items[at_] for at_ in sorted(set(items)) if 0 <= at_ < len(open_items)]
    if not chosen:
        raise CannotRecord("Nothing that you may share is left to record.")
    wanted = records_wanted(decision.answer["records"], edition_of(decision), withheld=False)
    return _add(
        Disclosure(
            decision=decision,
            key=key,
            by=by.user,
            at=at,
            items=chosen,
            how=how,
            given_to=given_to,
            records=_stating(records, wanted),
            follow_up=decision.answer["follow_up"],
        )
    )


@act()
def refuse(
    *,
    decision: Decision,
    by: Membership,
    at: datetime,
    key: UUID,
    records: Mapping[str, Mapping[str, str]],
    nothing_shared: bool = False,
) -> Withholding:
    """Put on record what was not shared: what may not go and, with `nothing_shared`, what might have gone too."""
    _lock(decision.request)
    later = _later(decision)
    if found := _once(Withholding, key, by, decision.request):
        return found
    _must_hold(decision, at, later)
    items = left_withheld(decision) + (left_open(decision) if nothing_shared else [])
    if not items:
        raise CannotRecord("Nothing withheld is left to record.")
    wanted = records_wanted(decision.answer["records"], edition_of(decision), withheld=True)
    return _add(
        Withholding(decision=decision, key=key, by=by.user, at=at, items=items, records=_stating(records, wanted))
    )


@act()
def fulfil(*, disclosure: Disclosure, clause: str, what: str, by: Membership, at: datetime) -> Fulfilment:
    """Put on record that a duty which a disclosure started is done."""
    request = disclosure.decision.request
    _lock(request)
    done = Fulfilment.objects.filter(disclosure=disclosure, clause=clause, what=what).first()
    if done is not None:
        return done
    owed = due(by, on=timezone.localdate(at))
    if (disclosure.pk, clause, what) not in {(d.disclosure, d.clause, d.what) for d in owed}:
        raise CannotRecord("This disclosure started no such duty.")
    return _add(Fulfilment(disclosure=disclosure, clause=clause, what=what, by=by.user, at=at))


def _forget(interviews: QuerySet[Interview]) -> None:
    """With their keys: nothing else is sealed under those."""
    keys = list(interviews.values_list("sealed_under", flat=True))
    interviews.delete()
    SubjectKey.objects.filter(pk__in=keys).delete()


# --- erasure --------------------------------------------------------------------------------------------


@act()
def erase(*, by: Membership, reference: str, clause: str, at: datetime) -> SubjectKey:
    """Destroy the key of a person's records, and what would let anybody try out what they held. Raises CannotRecord."""
    if not may(by, Action.ERASE):
        raise CannotRecord("Their role has nobody erased. A data protection officer or Caldicott guardian decides it.")
    key = keys.erase(by=by, reference=reference, clause=clause, at=at)
    kinds: tuple[type[Any], ...] = (Request, Decision, Disclosure, Withholding, Opening, Review)
    rows = (row for kind in kinds for row in kind.objects.filter(**{kind.sealed_by: key}))
    ledger.forget(abouts=[about(row) for row in rows])
    return key


# --- what every write does ------------------------------------------------------------------------------


def _add(row: Row) -> Row:
    row.save(by_action=True, force_insert=True)
    return row


def _lock(request: Request) -> None:
    # Two forms for one request take turns, so that each sees what the other recorded.
    take_turns(request)


def _once(kind: type[Form], key: UUID, by: Membership, request: Request) -> Form | None:
    """The row that this very form made when it was sent before. Raises CannotRecord where another form did."""
    row = _by_key(kind).row(key=key)
    if row is not None and (row.by_id != by.user.pk or row.about != request):
        raise CannotRecord("This form was sent before, for something else. Open the page again.")
    return row


@cache
def _by_key(kind: type[Form]) -> Prepared[Form]:
    return Prepared(lambda: kind.objects.filter(key=Given("key"))[:1])


def _later(decision: Decision) -> Ahead[Any]:
    """Whether the request was decided again: asked ahead for `_must_hold`, under the lock."""
    return _LATER.ahead(request=decision.request_id, number=decision.number)


def _must_hold(decision: Decision, at: datetime, later: Ahead[Any]) -> None:
    if later.row():
        raise CannotRecord("This request was decided again while you were looking at it. Open it again.")
    if decision.considered["date"] != timezone.localdate(at).isoformat():
        raise CannotRecord("This was decided on another day. Decide it again for today, then record what you did.")


_LATER = Prepared(
    lambda: Decision.objects.filter(request=Given("request"), number__gt=Given("number")).values_list("pk")[:1]
)


def _stating(records: Mapping[str, Mapping[str, str]], wanted: tuple[RecordWanted, ...]) -> dict[str, dict[str, str]]:
    """The records with every field that the text asks for, and nothing else."""
    stated = {}
    for record in wanted:
        given = records.get(record.code, {})
        missing = [field for field in record.fields if not given.get(field, "").strip()]
        if missing:
            raise CannotRecord(f"The {record.name} must state {missing[0]}.")
        stated[record.code] = {field: given[field].strip() for field in record.fields}
    return stated
