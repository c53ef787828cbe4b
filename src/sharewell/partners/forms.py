from collections.abc import Iterable
from typing import Any, cast

from sharewell.partners.models import Membership
from sharewell.ui import fields
from sharewell.ui.forms import Form


class ActingForm(Form):
    membership = fields.RadiosField(
        "Who are you acting for?", heading=True, missing="Select who you are acting for", choices=[]
    )

    def __init__(self, memberships: Iterable[Membership], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(fields.RadiosField, self.fields["membership"]).choices = [
            (str(membership.pk), membership.organisation.name, f"As {membership.capacity}")
            for membership in memberships
        ]
