"""The application proves itself with a signed statement and gets a token for some minutes (NHS England, "Application-
restricted RESTful APIs: signed JWT authentication"; RFC 7523).
"""

from __future__ import annotations

import json
import time
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from sharewell.demographics.service import BadService, Signing

STATEMENT_LASTS: Final = 4 * 60
"""Seconds: NHS England takes five minutes at most, by a clock of its own that may be behind ours."""
EARLY: Final = 30
"""Seconds before a token ends from which a new one is taken."""
GRANT: Final = "client_credentials"
STATEMENT: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

_held: dict[str, tuple[str, float]] = {}
"""By API key the token and when it ends, on the clock of this process."""


def held_token(signing: Signing) -> str | None:
    """The token that still lasts; None where a new one must be asked for."""
    token, ends = _held.get(signing.api_key, ("", 0.0))
    return token if ends - EARLY > time.monotonic() else None


def keep_token(signing: Signing, answer: bytes) -> str:
    """Keep the token of an answer. Raises BadService."""
    try:
        told = json.loads(answer)
        token, lasts = told["access_token"], float(told["expires_in"])
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise BadService("NHS England's sign-in answered with something that is no token.") from error
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():  # else an error would quote it
        raise BadService("NHS England's sign-in answered with something that is no token.")
    _held[signing.api_key] = (token, time.monotonic() + lasts)
    return token


def drop_token(signing: Signing) -> None:
    """Hold none any more: it was refused."""
    _held.pop(signing.api_key, None)


def request_body(signing: Signing) -> bytes:
    """What to send to the token's address. Raises BadService where the private key is none."""
    claims = {
        "iss": signing.api_key,
        "sub": signing.api_key,
        "aud": signing.token_address,
        "jti": str(uuid4()),
        "exp": int(time.time()) + STATEMENT_LASTS,
    }
    try:
        key = RSAKey.import_key(signing.private_key)
        statement = jwt.encode({"alg": "RS512", "kid": signing.key_id}, claims, key, algorithms=["RS512"])
    except (JoseError, ValueError) as error:
        raise BadService("The private key for the Personal Demographics Service is no RSA key in PEM.") from error
    sent = {"grant_type": GRANT, "client_assertion_type": STATEMENT, "client_assertion": statement}
    return urlencode(sent).encode()
