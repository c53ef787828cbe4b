"""Django answers a wrong method with an empty page; a person who pasted an address deserves a sentence."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sharewell.ui.views import problem


def method_not_allowed_page(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content:
            page = problem(request, 405)
            page["Allow"] = response["Allow"]
            return page
        return response

    return respond
