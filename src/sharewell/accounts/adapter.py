"""allauth as a partnership needs it, in our words."""

import logging
import time
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal.adapter import BaseAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from qrcode.image.svg import SvgPathImage

from sharewell.accounts import letters, sealing
from sharewell.accounts.models import User
from sharewell.accounts.reauthentication import is_recent

logger = logging.getLogger("sharewell.accounts")
WAIT = "Wait five minutes, then try again: there were too many wrong attempts"


class _Told(BaseAdapter):
    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """What was refused, for whoever watches the log: the kind alone, never whose attempt it was (ASVS V16.3.1)."""
        logger.warning("sign-in refused: %s", code)
        return super().validation_error(code, *args)


class Adapter(_Told, DefaultAccountAdapter):
    """People are invited by their organisation, and nobody signs themselves up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "Check your e-mail address and password: together they are not ones we know",
        "too_many_login_attempts": WAIT,
        "rate_limited": WAIT,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """The second line behind `recently_proved`, which stands at each page that needs a proof."""
        return not is_recent(context.request, now=time.time())

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        address = context.request.build_absolute_uri(reverse("mfa_index"))
        letters.send(letters.news(template_prefix, address=address), to=user)

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing: the next page shows how things stand, and a banner would only repeat it."""


class SecondStepAdapter(_Told, DefaultMFAAdapter):
    """Passkeys, authenticator apps and recovery codes; their secrets are sealed."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Check the code: it is not one that works now",
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        return str(qrcode.make(url, image_factory=SvgPathImage).to_string(encoding="unicode"))

    def get_totp_issuer(self) -> str:
        return "Sharewell"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Sharewell"}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        # Beside the e-mail address the name adds nothing, and a passkey is kept where others may look.
        return super().get_public_key_credential_user_entity(user) | {"display_name": user.email}

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        made: User = user
        return f"Passkey {Authenticator.objects.filter(user=made, type=type).count() + 1}"
