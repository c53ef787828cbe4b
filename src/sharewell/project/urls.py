"""Every address. An app's own are in its `urls.py`."""

from django.urls import include, path

from sharewell.project.views import health, home, policy_report, ready

urlpatterns = [
    path("", home, name="home"),
    path("health", health, name="health"),
    path("ready", ready, name="ready"),
    path("policy-report", policy_report, name="policy_report"),
    path("", include("sharewell.sharing.urls")),  # the most asked for first: they are tried in this order
    path("", include("sharewell.accounts.urls")),
    path("", include("sharewell.partners.urls")),
    path("", include("sharewell.protocols.urls")),
    path("", include("sharewell.matters.urls")),
    path("", include("sharewell.children.urls")),
    path("", include("sharewell.ledger.urls")),
    path("", include("sharewell.api.urls")),
    path("", include("sharewell.ui.urls")),
]

handler400 = "sharewell.ui.views.bad_request"
handler403 = "sharewell.ui.views.forbidden"
handler404 = "sharewell.ui.views.not_found"
handler500 = "sharewell.ui.views.server_error"
