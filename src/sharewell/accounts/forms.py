from contextlib import suppress
from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal.auth import parse_registration_response
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from sharewell.accounts.models import User
from sharewell.ui import fields
from sharewell.ui.forms import Form

MISSING_CODE = "Enter the code"
NO_PASSKEY = "The browser sent no passkey. Try again."


class SignInForm(LoginForm):
    """allauth's form in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        email, password = self.fields["login"], self.fields["password"]
        email.label = "E-mail address"
        email.error_messages |= {
            "required": "Enter your e-mail address",
            "invalid": "Enter an e-mail address in the correct format, like name@example.org",
        }
        email.widget.attrs["autocomplete"] = "username webauthn"
        password.label = "Password"
        password.help_text = ""
        password.error_messages["required"] = "Enter your password"


class SecondStepForm(AuthenticateForm):
    """After the password: a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["code"].label = "Code"
        self.fields["code"].help_text = "The 6 digits your authenticator app shows now, or one of your recovery codes."
        self.fields["code"].error_messages["required"] = MISSING_CODE


class AuthenticatorAppForm(ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["code"].label = "Code that the app shows"
        self.fields["code"].error_messages["required"] = MISSING_CODE


class PasskeyForm(AddWebAuthnForm):
    """What a browser answers with when it has made a passkey."""

    def clean_credential(self) -> dict[str, Any]:
        # allauth checks only what is true to Python, so that `0` would be kept as a passkey that nobody made; and it
        # takes for granted that an answer has all its parts.
        credential = self.cleaned_data["credential"]
        if isinstance(credential, dict):
            with suppress(KeyError, TypeError, ValueError, ValidationError):
                parse_registration_response(credential)
                return credential
        raise ValidationError(NO_PASSKEY)


class _Answer(AuthenticateWebAuthnForm):
    """What a browser answers with when somebody uses a passkey."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except (KeyError, TypeError, ValueError) as error:  # a part of the answer is missing, or is something else
            raise ValidationError(NO_PASSKEY) from error


class SignInPasskeyForm(_Answer, LoginWebAuthnForm):
    pass


class ProofPasskeyForm(_Answer, ReauthenticateWebAuthnForm):
    """To prove again who one is."""


class PasswordForm(Form):
    """A new password, typed once: it can be shown."""

    password = fields.PasswordField(
        "New password",
        hint="At least 12 characters. Three words that do not belong together are easy to remember.",
        autocomplete="new-password",
        missing="Enter a new password",
        max_length=200,
        strip=False,
    )

    def __init__(self, person: User, data: Any = None) -> None:
        super().__init__(data)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        try:
            validate_password(password, self.person)
        except ValidationError as error:
            raise ValidationError(
                [PASSWORD_FAULTS.get(str(fault.code), str(fault)) for fault in error.error_list]
            ) from None
        return password


PASSWORD_FAULTS = {
    "password_too_short": "The password must be 12 characters or more",
    "password_too_common": "Choose another password: this one is among the first that are guessed",
    "password_too_similar": "Choose another password: this one is too much like your name or e-mail address",
}
