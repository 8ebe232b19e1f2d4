"""Secrets of second factors are encrypted in the database: a stolen copy of it gives no codes.

The key is derived from SECRET_KEY; what was encrypted under a key of SECRET_KEY_FALLBACKS is still read.
"""

from __future__ import annotations

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes

PURPOSE = b"lms.people.second_factor_secrets"


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.blake2b(PURPOSE, key=_key(key), digest_size=32).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def _key(secret: str | bytes) -> bytes:
    """blake2b takes keys of at most 64 bytes; SECRET_KEY may be longer."""
    return hashlib.sha512(force_bytes(secret)).digest()


class EncryptingAdapter(DefaultMFAAdapter):
    """Encrypts what allauth stores of authenticator apps and recovery codes."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises cryptography.fernet.InvalidToken for what was not encrypted here, or was altered."""
        return _cipher().decrypt(encrypted_text.encode()).decode()
