"""What is seen of a record: all of it, or the little that stays of one that is shielded; and of who works with a child.

A shielded record is cut before anything else looks at it. Keys, weights, explanations and pages are made of what is
left, so there is nothing hidden by which a search could find it, score it, count it or take longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sharewell.domain import rules
from sharewell.domain.index.held import FIELDS
from sharewell.domain.index.policy import Against, Policy
from sharewell.domain.words import code_of


def stays(name: str, policy: Policy) -> bool:
    """Whether a field, as we or anybody name it, stays in sight when a record is shielded."""
    code = code_of(name)
    field = FIELDS.get(code)
    return (field.under if field else code) in policy.shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What is known when a sensitive service wants to be on the index. Consents are the codes of who gave them."""

    consents: frozenset[str] = frozenset()
    facts: Mapping[str, bool] | None = None  # what is not stated is unknown, and carries nothing

    def meets(self, condition: rules.Condition) -> bool:
        """Whether a clause's condition is known to hold: what is unknown does not meet it."""
        met = (self._is_so(atom) for atom in condition.atoms)
        return any(met) if condition.any else all(met)

    def _is_so(self, atom: rules.Atom) -> bool:
        match atom:
            case rules.FactIs():
                return (self.facts or {}).get(atom.fact) is atom.value
            case rules.Consented():
                return atom.giver in self.consents
            case _:
                return False


def is_sensitive(service: str, policy: Policy) -> bool:
    """Whether a service is one of the text's by its name, also among other words, as “Mental Health Team” is."""
    return _is_named(policy.sensitive, service)


def check_sensitive(service: str, grounds: Grounds, policy: Policy, *, said: bool = False) -> str:
    """The clause that lets a service's involvement be held; empty where none need. Raises Against.

    Args:
        said: whoever puts it on record says that it is sensitive: no text lists every name, such as CAMHS.
    """
    if not (said or is_sensitive(service, policy)):
        return ""
    for clause, condition in policy.sensitive_if:
        if grounds.meets(condition):
            return clause
    clause = policy.sensitive_if[0][0] if policy.sensitive_if else policy.sensitive_clause
    raise Against(
        "This service is sensitive: the index holds that it works with the child only with consent, or where "
        "significant harm is suspected.",
        clause=clause,
    )


def check_unnamed(contacts: Iterable[str], policy: Policy, *, service: str = "") -> None:
    """Raises Against where whom to call is told with the name of a sensitive service: everybody is shown it.

    Args:
        service: what is to be unnamed beside those of the text.
    """
    names = policy.sensitive | {code_of(service)} - {""}
    if any(_is_named(names, contact) for contact in contacts):
        raise Against(
            "Whom to call is shown to everybody, and must not name a sensitive service: enter a broker.",
            clause=policy.sensitive_shows_clause,
        )


def _is_named(services: Iterable[str], written: str) -> bool:
    words = f"-{code_of(written)}-"
    return any(f"-{service}-" in words for service in services)


def involvement_shown(details: Mapping[str, str], *, sensitive: bool, policy: Policy) -> dict[str, str]:
    """What is seen of an involvement: of a sensitive one the broker to call, and nothing that names the service."""
    if not sensitive:
        return dict(details)
    return {name: value for name, value in details.items() if _under(name) in policy.sensitive_shows}


def _under(name: str) -> str:
    code = code_of(name)
    return FIELDS[code].under if code in FIELDS else code
