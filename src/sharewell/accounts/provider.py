"""A partner's own sign-in, by OpenID Connect: allauth's protocol, with what it leaves to others added.

Whom a partner's sign-in may vouch for is narrow (ASVS 5.0 V6.8.1): people whom their organisation invited, by a
verified e-mail address of a domain that the settings give to that partner and to no other. From the first sign-in the
person is held to the partner's own name for them (`sub`), so that an address given to somebody new opens nothing.

allauth looks for a module of this name and registers what `provider_classes` lists.
"""

from __future__ import annotations

import logging
import secrets
import time
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import ClaimsOption

from sharewell.accounts.models import User
from sharewell.accounts.reauthentication import note_proof

logger = logging.getLogger("sharewell.accounts")

# Signatures by a key that only the partner holds: never a shared secret, and never none (RFC 8725, 3.1).
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
CLOCK_SKEW = 60  # seconds
NEEDED: ClaimsOption = {"essential": True}


class Adapter(OpenIDConnectOAuth2Adapter):
    """Reads what the partner says of a person, after checking that the partner said it, to us, and now."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        claims = self._verified(kwargs["response"].get("id_token"), app.client_id)
        if "email" not in claims:  # standard claims may be kept for the second address (OpenID Connect Core, 5.3)
            told = self._fetch_user_info(token.token)
            if told.get("sub") != claims["sub"]:
                raise OAuth2Error("The partner's two answers speak of different people")
            claims = told | claims
        login: SocialLogin = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.claims = claims
        return login

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return request.build_absolute_uri(reverse("partner_callback", args=[self.provider_id]))

    def _verified(self, id_token: str | None, client_id: str) -> dict[str, Any]:
        """The claims of an ID token (OpenID Connect Core, 3.1.3.7). Raises OAuth2Error where one check fails."""
        try:
            keys = KeySet.import_key_set(self._fetched(self.openid_config["jwks_uri"]))
            claims = jwt.decode(id_token or "", keys, algorithms=ALGORITHMS).claims
            jwt.JWTClaimsRegistry(
                leeway=CLOCK_SKEW,
                iss={"essential": True, "value": self.openid_config["issuer"]},
                aud={"essential": True, "value": client_id},
                sub=NEEDED,
                exp=NEEDED,
                iat=NEEDED,
                nonce=NEEDED,
            ).validate(claims)
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("The partner's answer did not stand its checks") from error
        if claims.get("azp", client_id) != client_id:
            raise OAuth2Error("The partner's answer was meant for another service")
        return claims

    def _fetched(self, address: str) -> Any:
        with PartnerSignIn().get_requests_session() as session:
            response = session.get(address)
            response.raise_for_status()
            return response.json()


class Provider(OpenIDConnectProvider):
    """State ties the partner's answer to this browser, PKCE to this request, the nonce to this token."""

    id = "partner"
    oauth2_adapter_class = Adapter
    pkce_enabled_default = True

    def redirect(
        self, request: HttpRequest, process: Any, next_url: Any = None, data: Any = None, **kwargs: Any
    ) -> Any:
        nonce = secrets.token_urlsafe(32)
        # What the address of our own page asks for is not passed on: it could ask the partner for anything.
        again = {"prompt": "login", "max_age": "0"} if process == AuthProcess.REDIRECT else {}
        kept = {"nonce": nonce, "asked_at": int(time.time())}
        kwargs |= {"auth_params": {"nonce": nonce, **again}, "scope": self.get_scope()} | kept
        return super().redirect(request, process, next_url, data, **kwargs)

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}  # nothing of what the partner tells is kept but its name for the person

    extract_common_fields = extract_extra_data

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        return []


provider_classes = [Provider]


class PartnerSignIn(DefaultSocialAccountAdapter):
    """Decides whom a partner's answer signs in, if anybody."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Raises ImmediateHttpResponse, with one page for every reason, where it is nobody."""
        claims = sociallogin.claims
        person = _whom(sociallogin) if claims["nonce"] == sociallogin.state.get("nonce") else None
        if person is None:
            raise ImmediateHttpResponse(partner_refused(request))
        if sociallogin.state.get("process") == AuthProcess.REDIRECT:  # signed in already, and proves it again
            if person != request.user or not _proved_since(sociallogin.state["asked_at"], claims):
                raise ImmediateHttpResponse(partner_refused(request))
            note_proof(request)
        elif not sociallogin.is_existing:
            sociallogin.connect(request, person)

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(partner_refused(request))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False


def _proved_since(asked_at: int, claims: dict[str, Any]) -> bool:
    """Whether the person proved who they are after they were asked to, and did not just come back signed in.

    Whoever is asked with `max_age` must say when that was (OpenID Connect Core, 3.1.2.1 and 3.1.3.7, 13).
    """
    at = claims.get("auth_time")
    return type(at) is int and at >= asked_at - CLOCK_SKEW


def _whom(login: SocialLogin) -> User | None:
    """The invited person the partner speaks of, where the partner may speak of them."""
    settings = login.account.get_provider().app.settings
    email = str(login.claims.get("email", "")).strip().lower()
    verified = login.claims.get(settings["verified_claim"])
    if verified is not True or email.rpartition("@")[2] not in settings["domains"]:
        return None
    person = User.objects.filter(email=email).first()
    known = SocialAccount.objects.filter(user=person, provider=login.account.provider).first() if person else None
    if login.is_existing or known:  # held to the partner's own name for them
        return person if known and known.uid == login.account.uid else None
    return person


def partner_refused(request: HttpRequest) -> HttpResponse:
    logger.warning("sign-in refused: partner")
    return render(request, "accounts/partner_refused.jinja", status=403)
