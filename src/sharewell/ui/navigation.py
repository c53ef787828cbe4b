"""What a signed-in person can go to from every page."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse

NAVIGATION = (
    ("May I share?", "sharing:start"),
    ("Find a child", "children:find"),
    ("Requests", "sharing:requests"),
    ("Counts", "sharing:counts"),
    ("Who did what", "sharing:trail"),
    ("People", "partners:people"),
    ("Protocols", "protocols:index"),
    ("Matters", "matters:index"),
    ("Due", "matters:due"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    text: str
    href: str
    active: bool


def navigation(request: HttpRequest) -> list[Destination]:
    """Return the destinations in order; the one whose address begins the request's longest is active.

    A row whose page is not installed, or does not open for whoever asks, is left out: nobody gets a dead link.
    """
    path, opens = request.path, getattr(request, "opens", lambda view: True)
    found = []
    for text, name in NAVIGATION:
        try:
            href = reverse(name)
        except NoReverseMatch:
            continue
        if opens(resolve(href).func):
            found.append((text, href))
    here = max((href for _, href in found if path.startswith(href)), key=len, default=None)
    return [Destination(text=text, href=href, active=href == here) for text, href in found]
