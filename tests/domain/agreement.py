"""Where two evaluators of the same request differ."""

from __future__ import annotations

from collections.abc import Iterator

from sharewell.domain.answer import Answer, Outcome
from sharewell.domain.reference.decisions import Found


def differences(answer: Answer, found: Found) -> Iterator[str]:
    """What the compiled answer and the reference say differently, in words; nothing where they agree."""
    if any("could not decide" in warning for warning in answer.warnings):
        yield "the compiled evaluator failed"
    compared = {
        "outcome": (answer.outcome, found.outcome),
        "questions": (frozenset(q.fact for q in answer.questions), found.questions),
    }
    if answer.outcome is not Outcome.ASK and found.outcome is not Outcome.ASK:
        compared |= {
            "states": (tuple(i.state for i in answer.items), found.states),
            "needs": (tuple(frozenset(i.needs) for i in answer.items), found.needs),
            "records": (frozenset(answer.records), found.records),
            "follow-up": (frozenset((f.clause, f.due) for f in answer.follow_up), found.follow_up),
        }
    for what, (compiled, reference) in compared.items():
        if compiled != reference:
            yield f"{what}: compiled {compiled}, reference {reference}"
