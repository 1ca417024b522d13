"""Authorisation: shop/auth_partner (a page, not a call) and auth/*. Public signing."""

import time
from urllib.parse import urlencode

from ..client import API_PREFIX
from ..dto.account import TokenPair
from ..errors import AuthError, AuthorisationLost, Rejected
from ..signing import sign

# Refusals of auth/access_token/get that speak of the refresh token without having a code for it
_REFRESH_REFUSED = {"error_param", "error_permission", "error_not_found"}


def consent_url(host, partner_id, partner_key, *, redirect, timestamp=None):
    """Link to the page on which the seller grants access; good for five minutes.

    Shopee sends the browser back to ``redirect`` with ``code`` and ``main_account_id`` or ``shop_id``. It
    echoes no state: a nonce belongs into ``redirect``.
    """
    timestamp = int(time.time()) if timestamp is None else timestamp
    path = f"{API_PREFIX}shop/auth_partner"
    query = {
        "partner_id": partner_id,
        "timestamp": timestamp,
        "sign": sign(partner_key, partner_id, path, timestamp),
        "redirect": redirect,
    }
    return f"{host.rstrip('/')}{path}?{urlencode(query)}"


def get_token(client, *, code, main_account_id="", shop_id=""):
    """First pair for a code, good for ten minutes and one use (auth/token/get).

    It serves every id in ``shop_ids`` and ``merchant_ids`` until that id is refreshed on its own.

    :param client: without principal
    """
    principal = _one_of(main_account_id=main_account_id, shop_id=shop_id)
    return TokenPair.from_payload(
        client.post("auth/token/get", code=code, partner_id=int(client.partner_id), **principal)
    )


def refresh_access_token(client, *, refresh_token, shop_id="", merchant_id=""):
    """Next pair of one shop or merchant (auth/access_token/get). The old refresh token is dead afterwards.

    :param client: without principal
    :raise AuthorisationLost: Shopee does not take the refresh token
    """
    principal = _one_of(shop_id=shop_id, merchant_id=merchant_id)
    refused = None
    try:
        return TokenPair.from_payload(
            client.post(
                "auth/access_token/get",
                refresh_token=refresh_token,
                partner_id=int(client.partner_id),
                **principal,
            )
        )
    except AuthorisationLost:
        raise
    except AuthError as error:
        refused = error
    except Rejected as error:
        if error.reason not in _REFRESH_REFUSED:
            raise
        refused = error
    raise AuthorisationLost(refused.message, refused.code, refused.request_id)


def _one_of(**principals):
    """The one id that is given, as a number.

    :raise ValueError: Shopee wants exactly one
    """
    given = {name: int(value) for name, value in principals.items() if value}
    if len(given) != 1:
        raise ValueError(f"exactly one of {', '.join(principals)} is needed")
    return given
