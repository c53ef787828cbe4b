"""Who is named on a child's page: everybody but whose name alone would tell of a sensitive service."""

from __future__ import annotations

from typing import Final

from sharewell.children.models import LookUp
from sharewell.domain.index.policy import Policy
from sharewell.domain.index.shown import is_sensitive
from sharewell.domain.words import capital
from sharewell.partners.models import Organisation

UNNAMED: Final = "an organisation that is not named"


def whose(organisation: Organisation, policy: Policy, viewer: Organisation) -> str:
    """An organisation by its name; to others not, where it names a sensitive service as a mental health trust does."""
    named = organisation == viewer or not is_sensitive(str(organisation), policy)
    return str(organisation) if named else UNNAMED


def looker(look: LookUp, policy: Policy, viewer: Organisation) -> str:
    """Who looked. Whoever works where is not named is not named either."""
    found = whose(look.organisation, policy, viewer)
    return capital(found) if found == UNNAMED else f"{look.by}, {found}"
