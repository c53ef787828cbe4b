"""What a signed-in person can go to from every page."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

NAVIGATION = (
    ("May I share?", "sharing:start"),
    ("Protocols", "protocols:index"),
    ("Matters", "matters:index"),
    ("Due", "matters:due"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    text: str
    href: str
    active: bool


def navigation(path: str) -> list[Destination]:
    """Return the destinations in order; the one whose address begins `path` longest is active.

    A row whose page is not installed is left out, so that an installation without an app has no dead link.
    """
    found = []
    for text, name in NAVIGATION:
        try:
            found.append((text, reverse(name)))
        except NoReverseMatch:
            continue
    here = max((href for _, href in found if path.startswith(href)), key=len, default=None)
    return [Destination(text=text, href=href, active=href == here) for text, href in found]
