"""Every address of the service, read from its own configuration: who may open it, and what strangers learn from it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

Route = tuple[str, Callable[..., Any]]


def routes(resolver: URLResolver, above: str = "") -> Iterator[Route]:
    """Every address as its name, such as "sharing:request", with its view."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, above + (f"{entry.namespace}:" if entry.namespace else ""))
        else:
            assert isinstance(entry, URLPattern)
            yield f"{above}{entry.name}", entry.callback


ROUTES = dict(routes(get_resolver()))


@pytest.mark.parametrize("name", ROUTES)
def test_every_page_says_whom_it_is_for(name: str) -> None:
    """A view without a word would be shut to everybody: better found here than by whoever needs the page."""
    view = ROUTES[name]
    said = (
        hasattr(view, "needs")
        or hasattr(view, "open_to_members")
        or not getattr(view, "login_required", True)
        or not getattr(view, "organisation_required", True)
    )
    assert said, f"{name}: give its view needs(Action.…), or open_to_members, or login_not_required"
