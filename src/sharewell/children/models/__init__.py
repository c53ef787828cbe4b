"""Who is in an `index`, which rows are one child (`identity`), who works `around` it, who was `looking`; `delivery`.

`guarding` has what must be looked at again and how records ended, `transfers` what was offered to other areas.

Every row repeats the index that it is of: the database's walls show it to the partners of that index and nobody else.
"""

from sharewell.children.models.around import (
    Assessment,
    Concern,
    Doubt,
    Ending,
    Involvement,
    LeadProfessional,
    Noted,
    Shielding,
)
from sharewell.children.models.delivery import Delivery, Source
from sharewell.children.models.guarding import Destruction, Home, Missing, MissingStep, OverrideReview, Reviewed
from sharewell.children.models.identity import Joining, Possible, Settled
from sharewell.children.models.index import Changed, Child, Index, MatchKey, Partner, Tally, in_sight
from sharewell.children.models.looking import LookUp, Override
from sharewell.children.models.transfers import Offer, OfferAnswer

__all__ = [
    "Assessment",
    "Changed",
    "Child",
    "Concern",
    "Delivery",
    "Destruction",
    "Doubt",
    "Ending",
    "Home",
    "Index",
    "Involvement",
    "Joining",
    "LeadProfessional",
    "LookUp",
    "MatchKey",
    "Missing",
    "MissingStep",
    "Noted",
    "Offer",
    "OfferAnswer",
    "Override",
    "OverrideReview",
    "Partner",
    "Possible",
    "Reviewed",
    "Settled",
    "Shielding",
    "Source",
    "Tally",
    "in_sight",
]
