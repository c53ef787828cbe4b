"""The one base of every error that is the input's fault, not ours; and what sealed records say when they stay shut."""


class BadInput(Exception):
    """What is wrong, where, and what to do: one sentence fit for a caseworker. Exit code 2, or a 4xx answer."""


class Erased(BadInput):
    """What was recorded of a person is gone, with their key. `about` is what the ledger's entry of it is about."""

    def __init__(self, said: str, *, about: str) -> None:
        super().__init__(said)
        self.about = about


class Altered(Exception):
    """What is kept is not as it was put there: somebody changed or moved it past the program."""
