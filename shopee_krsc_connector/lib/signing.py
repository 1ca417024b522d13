"""Signatures of the Open Platform (guide "API calls" and "Push mechanism")."""

import hashlib
import hmac


def sign(partner_key, partner_id, path, timestamp, access_token="", principal_id=""):
    """Signature of a call: lower-case hex HMAC-SHA256 under the partner key as plain text.

    :param str path: from ``/api/v2/`` on, without host and query
    :param int timestamp: unix seconds; Shopee accepts five minutes
    :param access_token: with ``principal_id`` for calls of a shop or merchant, both empty for public ones
    """
    message = f"{partner_id}{path}{timestamp}{access_token}{principal_id}"
    return _digest(partner_key, message.encode())


def push_signature(key, url, body):
    """Value of the ``Authorization`` header of a push.

    :param str url: callback address exactly as it was typed in the console
    :param bytes body: as received; a JSON round trip would change it
    """
    return _digest(key, url.encode() + b"|" + body)


def is_push_authentic(key, url, body, header):
    """Whether a push comes from Shopee; compared in constant time."""
    return bool(key) and hmac.compare_digest(
        push_signature(key, url, body).encode(), (header or "").strip().lower().encode()
    )


def _digest(key, message):
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
