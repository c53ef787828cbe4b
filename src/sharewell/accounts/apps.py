from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class Accounts(AppConfig):
    name = "sharewell.accounts"

    def ready(self) -> None:
        from sharewell.accounts.sessions import begin

        # By whichever door a person signs in, the session's clocks start.
        user_logged_in.connect(begin, dispatch_uid="session_begins")
