"""E-mails about signing in. They name nobody and hold nothing personal: what happened, and where to look."""

import logging
from dataclasses import dataclass
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.db import transaction

from sharewell.accounts.models import User

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    subject: str
    text: str


ENDING = """

If this was not you, tell the person who looks after Sharewell in your organisation at once.
You can see how you sign in, and end what you do not know, at {address}
"""
# By the name that allauth gives to what happened.
NEWS = {
    "mfa/email/webauthn_added": "A passkey was added to your sign-in.",
    "mfa/email/webauthn_removed": "A passkey was removed from your sign-in.",
    "mfa/email/totp_activated": "An authenticator app was added to your sign-in.",
    "mfa/email/totp_deactivated": "The authenticator app was removed from your sign-in.",
    "mfa/email/recovery_codes_generated": "New recovery codes were made for your sign-in. The old ones are void.",
    "socialaccount/email/account_connected": "Your organisation's own sign-in now opens Sharewell for you.",
    "account/email/password_changed": "The password of your sign-in was changed.",
}
INVITATION = """You have been given access to Sharewell.

Open this address to choose how you will sign in. It works once, for three days, and only for you:

{address}

If you did not expect this, do nothing, and tell your organisation.
"""


def news(what: str, *, address: str) -> Letter:
    """The letter that tells a person of a change; `address` is that of their own sign-in page."""
    return Letter(subject="Your sign-in to Sharewell has changed", text=NEWS[what] + ENDING.format(address=address))


def invitation(*, address: str) -> Letter:
    return Letter(subject="Your access to Sharewell", text=INVITATION.format(address=address))


def send(letter: Letter, *, to: User) -> None:
    """Send it once what it speaks of stands. A mail server that fails undoes nothing; the log says that it failed."""

    def deliver() -> None:
        try:
            EmailMessage(letter.subject, letter.text, to=[to.email]).send()
        except (OSError, SMTPException):
            log.exception("A letter about signing in could not be sent")

    transaction.on_commit(deliver)
