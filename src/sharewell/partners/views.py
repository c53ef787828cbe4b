from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from sharewell.accounts.sessions import end_all
from sharewell.partners.acting import CHOSEN, ActingRequest, organisation_not_required
from sharewell.partners.forms import ActingForm
from sharewell.partners.queries import current_memberships
from sharewell.ui.forms import sent
from sharewell.ui.views import question


@organisation_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def acting(request: ActingRequest) -> HttpResponse:
    """Choose whom to act for."""
    memberships = current_memberships(request.user, on=timezone.localdate())
    if not memberships:
        end_all(request.user)
        logout(request)
        return render(request, "partners/nobody.jinja", status=403)
    initial = {"membership": str(request.acting.pk)} if request.acting else {}
    form = ActingForm(memberships, sent(request), initial=initial)
    if form.is_valid():
        request.session[CHOSEN] = int(form.cleaned_data["membership"])
        after = request.GET.get("next", "")
        return redirect(after if url_has_allowed_host_and_scheme(after, {request.get_host()}) else "home")
    return question(request, form)
