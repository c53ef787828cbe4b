"""What every form of a page carries unseen: proof that the page is ours, and a key of its own."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from markupsafe import Markup

from sharewell.once.middleware import FIELD


class Unseen:
    """`csrf_input` in a template. Each time it is written out it has another key: a page may hold several forms."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def __html__(self) -> str:
        key = Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, uuid4())
        return csrf_input(self.request) + key

    __str__ = __html__


def unseen(request: HttpRequest) -> dict[str, Unseen]:
    """A context processor; Django's own input comes first and is replaced."""
    return {"csrf_input": Unseen(request)}
