"""A password of words that everybody who works there would try is no password."""

import re

from django.core.exceptions import ValidationError

from sharewell.accounts.models import User
from sharewell.partners.context import seeing
from sharewell.partners.models import Membership

LEFT = 8
"""Characters that must be left of a password without those words."""
OURS = ["sharewell", "safeguarding", "password", "welcome", "children", "council", "police", "school", "hospital"]


class OwnWords:
    """The names of the service, of the field and of a person's organisations count for nothing (ASVS V6.2.11)."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        if len(re.sub("|".join(self._words(user)), "", password.lower())) < LEFT:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return "Use words that have nothing to do with your organisation or your work"

    def _words(self, user: User | None) -> list[str]:
        if user is None or user.pk is None:
            return OURS
        with seeing(person=user.pk):
            names = Membership.objects.filter(user=user).values_list("organisation__name", flat=True)
            named = {word for name in names for word in re.findall(r"\w{4,}", name.lower())}
        return sorted(map(re.escape, named.union(OURS)), key=len, reverse=True)
