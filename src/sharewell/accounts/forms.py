from typing import Any

from allauth.account.forms import LoginForm


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
        email.widget.attrs["autocomplete"] = "username"
        password.label = "Password"
        password.help_text = ""
        password.error_messages["required"] = "Enter your password"
