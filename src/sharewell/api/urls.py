"""The routes under /api/, and the pages on which a person makes and revokes their tokens."""

from django.urls import URLPattern, include, path, re_path

from sharewell.api import views
from sharewell.api.fhir import ROOT as FHIR_ROOT
from sharewell.api.fhir import fault, fhir, negotiated
from sharewell.api.fhir import nothing_here as nothing_in_fhir
from sharewell.api.opening import nothing_here, one_transaction
from sharewell.api.routes import ROOT, api

_routes = [each for each in api.urls[0] if isinstance(each, URLPattern) and each.name != "api-root"]
for _each in _routes:
    _each.callback = one_transaction(_each.callback)

_fhir = [each for each in fhir.urls[0] if isinstance(each, URLPattern) and each.name != "api-root"]
for _each in _fhir:
    _each.callback = one_transaction(negotiated(_each.callback), refused=fault)

_nothing_in_fhir = one_transaction(nothing_in_fhir, refused=fault)
urlpatterns = [
    path(FHIR_ROOT.lstrip("/"), include((_fhir, "fhir"))),
    path(ROOT.lstrip("/"), include((_routes, "api"))),
    path(FHIR_ROOT.strip("/"), _nothing_in_fhir, name="fhir_root"),
    re_path(r"^api/fhir/", _nothing_in_fhir, name="fhir_nothing"),
    re_path(r"^api/", nothing_here, name="api_nothing"),
    path("tokens", views.tokens, name="tokens"),
    path("tokens/new", views.make, name="token_make"),
    path("tokens/<int:token>/revoke", views.revoke, name="token_revoke"),
]
