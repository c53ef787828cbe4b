"""Secrets of sign-in that the database may hold, sealed with a key that it does not hold."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

NONCE = 12  # bytes: what AES-GCM takes at random (NIST SP 800-38D, 8.2.2)
USE = b"sharewell accounts: authenticator secrets"


def seal(text: str) -> str:
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, text.encode(), USE)).decode()


def unseal(sealed: str) -> str:
    """The text that was sealed, with today's key or an earlier one; raises InvalidTag where none of them opens it."""
    raw = base64.b64decode(sealed)
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _cipher(key).decrypt(raw[:NONCE], raw[NONCE:], USE).decode()
        except InvalidTag:
            continue
    raise InvalidTag


def _cipher(key: str | bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=USE).derive(force_bytes(key)))
