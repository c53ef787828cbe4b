from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """allauth as a partnership needs it: people are invited by their organisation, and nobody signs themselves up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "Check your e-mail address and password: together they are not ones we know",
        "too_many_login_attempts": "Wait five minutes, then try again: there were too many wrong attempts",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing: the next page shows who is signed in, and a banner would only repeat it."""
