from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class Ledger(AppConfig):
    name = "sharewell.ledger"

    def ready(self) -> None:
        # By whichever door a person signs in: where the leaf cannot be written, nobody is signed in.
        user_logged_in.connect(_signed_in, dispatch_uid="signing_in_enters_the_ledger")


def _signed_in(sender: type, user: Any, **_: object) -> None:
    from django.utils import timezone

    from sharewell.ledger.acts import Entry, about, act, enter

    with act():
        enter(Entry(act="sign-in", about=about(user), at=timezone.now(), person=user.pk))
