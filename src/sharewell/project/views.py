"""The two addresses that belong to no app."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from sharewell.ui.navigation import navigation


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Straight to the first thing a person comes for."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    destinations = navigation(request)
    return redirect(destinations[0].href if destinations else "partners:acting")


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when the web and its database both answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
