"""What somebody did in their own right, of which no page of a request, a matter or a text gives the receipt."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from sharewell.api.models import Token
from sharewell.children.models.identity import Acted
from sharewell.keys.models import SubjectKey
from sharewell.ledger.acts import about
from sharewell.ledger.views import MOST
from sharewell.matters.models import Feed
from sharewell.partners.models import Membership
from sharewell.partners.roles import Action, may


def beside_people(acting: Membership) -> list[str]:
    """Tokens, calendar addresses and all that was done in an index; and, for who may have people erased, erasures."""
    own, membership = {"organisation": acting.organisation, "by": acting.user}, {"membership": acting}
    of: list[QuerySet[Any]] = [Token.objects.filter(**membership), Feed.objects.filter(**membership)]
    of += [kind.objects.filter(**own) for kind in apps.get_models() if issubclass(kind, Acted)]
    if may(acting, Action.ERASE):
        of.append(SubjectKey.objects.filter(organisation=acting.organisation, erased_at__isnull=False))
    return [about(row) for rows in of for row in rows.order_by("-pk").only("pk")[:MOST]]
