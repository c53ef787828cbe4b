"""What a system asks in plain sight is refused."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sharewell.api.failing import OURS, told

DETAIL = "Ask by https. What was just sent could be read on its way: revoke its token, and make another."


def refuse_plain(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a page that is asked for by http leads to https, but a system that was led on would never know that
    it sends its token in plain sight each time (ASVS V4.1.2)."""

    def respond(request: HttpRequest) -> HttpResponse:
        plain = settings.SECURE_SSL_REDIRECT and not request.is_secure()
        return told(request, 403, DETAIL) if plain and request.path_info.startswith(OURS) else get_response(request)

    return respond
