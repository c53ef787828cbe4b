"""The one base of every error that is the input's fault, not ours."""


class BadInput(Exception):
    """What is wrong, where, and what to do: one sentence fit for a caseworker. Exit code 2, or a 4xx answer."""
