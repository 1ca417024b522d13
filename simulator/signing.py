"""Signatures of the Open Platform, as the platform computes them."""

from __future__ import annotations

import hashlib
import hmac


def request_signature(
    partner_key: str,
    partner_id: int | str,
    path: str,
    timestamp: int | str,
    access_token: str = "",
    principal_id: int | str = "",
) -> str:
    """Hex HMAC-SHA256 over the parts glued together; a public call has neither token nor id."""
    message = f"{partner_id}{path}{timestamp}{access_token}{principal_id}"
    return hmac.new(partner_key.encode(), message.encode(), hashlib.sha256).hexdigest()


def push_signature(partner_key: str, url: str, body: bytes) -> str:
    """Value of the ``Authorization`` header of a push: over callback URL, ``|`` and raw body."""
    message = url.encode() + b"|" + body
    return hmac.new(partner_key.encode(), message, hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare without telling how much was equal."""
    return hmac.compare_digest(left.encode(), right.encode())
