"""What is decided and done stands on record once, under the text that held, and is never rewritten."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from sharewell.protocols.locked import RowLocked
from sharewell.sharing import actions, queries
from sharewell.sharing.models import Decision, Disclosure, Interview, Request, Withholding
from tests.sharing.cast import HARM, NO_HARM, answers, requested

REASONS = {
    "confidentiality": {
        "the reasons": "harm",
        "the evidence they rest on": "seen",
        "each third party told": "nobody else",
        "what each was given": "nothing",
    }
}
REFUSAL = {"refusal": {"the circumstances": "no consent", "who was told and how to escalate it": "the sender"}}


def shared(decision, by, **changes):
    form = {"items": [0], "how": "By telephone", "given_to": "a social worker", "records": {}, "key": uuid4()}
    return actions.share(decision=decision, by=by, at=timezone.now(), **(form | changes))


def test_a_decision_keeps_its_text_and_is_given_again_to_the_letter(published):
    decision = queries.latest_decision(requested(published("health.visitor")))
    assert decision.answer["outcome"] == "share"
    assert decision.texts[decision.request.protocol] == decision.answer["protocol"]["hash"]
    assert queries.replay(decision) == decision.answer


def test_a_decision_whose_text_is_gone_is_not_given_again_under_another(published):
    decision = queries.latest_decision(requested(published("health.visitor")))
    decision.texts = {**decision.texts, "haringey/children": "0" * 64}
    with pytest.raises(queries.TextsGone):
        queries.replay(decision)


def test_an_interview_sent_twice_makes_one_request_and_is_then_forgotten(published):
    by, now = published("health.visitor"), timezone.now()
    interview = actions.begin(by=by, on=timezone.localdate(now), answers=answers())
    first = actions.decide(interview=interview.pk, by=by, at=now)
    assert actions.decide(interview=interview.pk, by=by, at=now) == first
    assert Request.objects.count() == 1
    assert not Interview.objects.exists()


def test_an_interview_lasts_seven_days_and_not_eight(published):
    by, today = published("health.visitor"), timezone.localdate()
    actions.begin(by=by, on=today)
    assert queries.interviews(by.user, by.organisation, on=today + timedelta(days=7)).exists()
    assert not queries.interviews(by.user, by.organisation, on=today + timedelta(days=8)).exists()
    actions.begin(by=by, on=today + timedelta(days=8))
    assert Interview.objects.count() == 1


def test_what_still_turns_on_a_question_is_not_decided(published):
    with pytest.raises(actions.CannotRecord):
        requested(published("health.visitor"), facts={})
    assert not Request.objects.exists()


def test_a_disclosure_is_recorded_once_however_often_the_form_is_sent(published):
    by, key = published("health.visitor"), uuid4()
    decision = queries.latest_decision(requested(by))
    first = shared(decision, by, key=key)
    assert shared(decision, by, key=key) == first
    assert Disclosure.objects.count() == 1
    assert [item["item"] for item in queries.left_open(decision)] == ["address"]


def test_a_key_of_one_form_does_not_pass_for_another(published):
    by, key = published("health.visitor"), uuid4()
    shared(queries.latest_decision(requested(by)), by, key=key)
    with pytest.raises(actions.CannotRecord):
        shared(queries.latest_decision(requested(by)), by, key=key)


@pytest.mark.parametrize("items", [[], [9], [-1]])
def test_only_what_is_open_can_be_recorded_as_shared(published, items):
    by = published("health.visitor")
    decision = queries.latest_decision(requested(by))
    with pytest.raises(actions.CannotRecord):
        shared(decision, by, items=items)
    assert not Disclosure.objects.exists()


def test_yesterdays_decision_is_decided_again_before_anything_is_shared(published):
    by = published("health.visitor")
    request = requested(by)
    tomorrow = timezone.now() + timedelta(days=1)
    form = {"by": by, "at": tomorrow, "how": "x", "given_to": "y", "records": {}, "items": [0]}
    with pytest.raises(actions.CannotRecord):
        actions.share(decision=queries.latest_decision(request), key=uuid4(), **form)
    decision = actions.decide_for_today(request=request, by=by, at=tomorrow, key=uuid4())
    assert decision.number == 2
    assert actions.share(decision=decision, key=uuid4(), **form)


def test_a_refusal_states_every_word_that_the_text_asks_for(published):
    by = published("health.visitor")
    decision = queries.latest_decision(requested(by, requester={"organisation": "A charity", "role": ""}))
    assert decision.answer["outcome"] == "refuse"
    form = {"decision": decision, "by": by, "at": timezone.now(), "key": uuid4()}
    with pytest.raises(actions.CannotRecord, match="refusal record must state"):
        actions.refuse(records={"refusal": {"the circumstances": "none"}}, **form)
    row = actions.refuse(records=REFUSAL, **form)
    assert (row.records, len(row.items)) == (REFUSAL, 2)
    assert actions.refuse(records=REFUSAL, **form) == row
    with pytest.raises(actions.CannotRecord, match="Nothing withheld"):
        actions.refuse(records=REFUSAL, **(form | {"key": uuid4()}))
    assert Withholding.objects.count() == 1


def test_nobody_needs_to_share_what_they_may(published):
    by = published("health.visitor")
    decision = queries.latest_decision(requested(by))
    row = actions.refuse(decision=decision, by=by, at=timezone.now(), key=uuid4(), records=REFUSAL, nothing_shared=True)
    assert len(row.items) == 2


def manager_says(request, by, decision="approved", **changes):
    form = {"at": timezone.now(), "key": uuid4(), "reason": "I have read it"} | changes
    return actions.record_manager_decision(request=request, by=by, decision=decision, **form)


def test_a_designated_manager_of_the_organisation_approves_and_nobody_else(published):
    request = requested(published("health.visitor"), facts=HARM)
    assert queries.latest_decision(request).answer["outcome"] == "refer"
    with pytest.raises(actions.CannotRecord, match="designated manager"):
        manager_says(request, published("health.visitor"))
    decision = manager_says(request, published("health.manager"))
    assert (decision.number, decision.answer["outcome"]) == (2, "share")
    assert queries.replay(decision) == decision.answer
    assert list(queries.waiting(published("health.manager"))) == []
    with pytest.raises(actions.CannotRecord, match="no longer waits"):
        manager_says(request, published("health.manager"))


def test_what_a_manager_refuses_may_not_go(published):
    request = requested(published("health.visitor"), facts=HARM, items=[{"item": "health-information"}])
    assert queries.manager_choices(queries.latest_decision(request)) == ("approved", "refused")
    assert manager_says(request, published("health.manager"), "refused").answer["outcome"] == "refuse"


def test_what_goes_by_exception_starts_a_duty_that_is_due_until_it_is_done(published):
    by, today = published("health.visitor"), timezone.localdate()
    request = requested(by, facts=HARM)
    assert queries.exception_allowed(queries.latest_decision(request))
    decision = actions.record_exceptional_reason(
        request=request, by=by, at=timezone.now(), key=uuid4(), reason="It is night and nobody answers"
    )
    assert decision.answer["outcome"] == "share"
    assert queries.due(by, on=today) == []
    with pytest.raises(actions.CannotRecord, match="confidentiality record must state"):
        shared(decision, by)
    disclosure = shared(decision, by, records=REASONS)
    (duty,) = queries.due(by, on=today)
    assert (duty.state, duty.disclosure, duty.reference) == ("open", disclosure.pk, request.reference)
    assert queries.due(by, on=duty.due)[0].state == "open"
    assert queries.due(by, on=duty.due + timedelta(days=1))[0].state == "late"
    done = {"disclosure": disclosure, "clause": duty.clause, "by": by, "at": timezone.now()}
    with pytest.raises(actions.CannotRecord):
        actions.fulfil(what="something else", **done)
    assert actions.fulfil(what=duty.what, **done) == actions.fulfil(what=duty.what, **done)
    assert queries.due(by, on=today) == []


def test_no_exception_is_offered_where_it_would_change_nothing(published):
    decision = queries.latest_decision(requested(published("health.visitor"), facts=NO_HARM))
    assert not queries.exception_allowed(decision)


def test_rows_on_record_are_never_changed(published):
    decision = queries.latest_decision(requested(published("health.visitor")))
    for write in (
        decision.save,
        decision.delete,
        Decision.objects.all().delete,
        lambda: Decision.objects.update(reason=""),
    ):
        with pytest.raises(RowLocked):
            write()


def test_a_clause_tells_how_often_it_was_cited_by_my_organisation_only(published):
    by = published("health.visitor")
    requested(by)
    requested(by)
    mine = queries.happened_under(organisation=by.organisation, protocol="haringey/children")
    assert mine["3.8(b)"] == "Cited in 2 decisions"
    other = published("social.worker").organisation
    assert queries.happened_under(organisation=other, protocol="haringey/children") == {}
