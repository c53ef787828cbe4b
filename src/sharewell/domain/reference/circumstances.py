"""What is so in a request that leaves nothing unknown: conditions, consent, papers, and who is who."""

from __future__ import annotations

from datetime import date

from sharewell.domain import rules
from sharewell.domain.request import Asked, Consent, Named, Paper, Request, normal
from sharewell.domain.words import Vocabulary


class Circumstances:
    def __init__(self, known: Vocabulary) -> None:
        self.known = known

    def is_true(self, condition: rules.Condition, asked: Asked, request: Request) -> bool:
        held = [self.holds(atom, asked, request) for atom in condition.atoms]
        return any(held) if condition.any else all(held)

    def holds(self, atom: rules.Atom, asked: Asked, request: Request) -> bool:
        match atom:
            case rules.FactIs():
                return request.facts[atom.fact] == atom.value
            case rules.Consented():
                return self._consented(atom.giver, asked, request)
            case rules.ConsentedToRecipient():
                return any(
                    consent.by in atom.givers and consent.recipients is not None and _opens(consent, request)
                    for consent in request.consents or ()
                )
            case rules.HolderIs():
                return atom.kind in (request.holder_kinds or ())
            case rules.RequesterIs():
                return atom.kind in (request.requester_kinds or ())
            case rules.ManagerHas():
                return request.manager.decision in atom.decisions
            case rules.ExceptionRecorded():
                return request.manager.exceptional_reason != ""

    def _consented(self, giver: str, asked: Asked, request: Request) -> bool:
        """The latest word counts, and where the order of words is not known the one against."""
        words = [c for c in request.consents or () if c.by == giver and _addressed(c, request)]
        given = [c.date or date.min for c in words if _opens(c, request) and names(c.items, asked)]
        against = [c for c in words if c.state != "given" and _touches(c.items, asked)]
        if giver in self.known.several and any(c.state == "refused" for c in against):
            return False
        return bool(given) and all(c.date is not None and c.date < max(given) for c in against)

    def is_one(self, recipient: rules.Recipient | None, request: Request) -> bool:
        if recipient is None:
            return True
        if recipient.party:
            return request.requester in self.known.parties
        if recipient.kind is not None:
            return recipient.kind in (request.requester_kinds or ())
        return request.requester == recipient.organisation


def papers(kind: str, request: Request) -> list[Paper]:
    """The papers of a kind that count: complete, not dated ahead, to this holder, for this requester."""
    return [
        paper
        for paper in request.papers or ()
        if paper.kind == kind
        and paper.complete
        and (paper.date is None or paper.date <= request.date)
        and paper.addressed_to in (None, request.holder)
        and paper.recipient in (None, request.requester)
    ]


def _addressed(consent: Consent, request: Request) -> bool:
    """Whether a word is spoken by the day of the request, and of this recipient."""
    spoken = consent.date is None or consent.date <= request.date
    return spoken and (consent.recipients is None or request.requester in consent.recipients)


def _opens(consent: Consent, request: Request) -> bool:
    return consent.state == "given" and consent.explicit and _addressed(consent, request)


def names(items: tuple[Named, ...] | None, asked: Asked) -> bool:
    """Whether a list names all that is asked: the item whole, or this very part. No list names everything."""
    return items is None or any(n.item == asked.item and n.what in (None, normal(asked.what)) for n in items)


def _touches(items: tuple[Named, ...] | None, asked: Asked) -> bool:
    """Whether a list names any of what is asked: a word against a part holds up the whole."""
    return items is None or any(
        n.item == asked.item and (n.what is None or asked.what is None or n.what == normal(asked.what)) for n in items
    )
