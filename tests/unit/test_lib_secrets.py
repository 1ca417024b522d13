"""What the client never tells: keys, tokens, codes and signatures."""

import logging
import pickle
import traceback

import pytest
import requests
from client_world import HOST, KEY, LIST, TOKEN, ok

from odoo.addons.shopee_krsc_connector.lib.errors import AuthError, Rejected
from odoo.addons.shopee_krsc_connector.lib.signing import sign


def test_neither_client_nor_principal_shows_secrets(shop):
    assert repr(shop) == f"<Client shop 220000123 at {HOST}>"
    assert KEY not in str(shop) and TOKEN not in str(shop)


@pytest.mark.parametrize(
    "answer",
    [
        {"body": requests.ConnectionError(f"{LIST}?access_token={TOKEN}&sign=abc refused")},
        {"json": {"error": "error_param", "message": f"Bad access_token {TOKEN} of key {KEY}"}},
        {"json": {"error": "error_x", "message": f"token={TOKEN}"}, "status": 500},
        {"body": f"<html>{TOKEN}</html>", "status": 500},
        {"body": f"{TOKEN} {KEY}"},
    ],
)
def test_errors_and_logs_hold_no_secret(shopee, shop, caplog, answer):
    caplog.set_level(logging.DEBUG)
    shopee.get(LIST, **answer)
    with pytest.raises(Exception) as caught:
        shop.get("order/get_order_list")
    signature = sign(KEY, "1000001", "/api/v2/order/get_order_list", 1760000000, TOKEN, "220000123")
    told = "\n".join(
        [
            str(caught.value),
            repr(caught.value),
            repr(pickle.dumps(caught.value)),
            "".join(traceback.format_exception(caught.value)),
            caplog.text,
        ]
    )
    assert "Shopee" in caplog.text
    for secret in (TOKEN, KEY, signature):
        assert secret not in told
    assert caught.value.__context__ is None, "the context would hold the signed address"


def test_an_echoed_code_is_hidden(shopee, public, caplog):
    caplog.set_level(logging.DEBUG)
    shopee.post(f"{HOST}/api/v2/auth/token/get", json=ok(error="invalid_code", message="c-o-d-e is used"))
    with pytest.raises(AuthError, match="… is used"):
        public.post("auth/token/get", code="c-o-d-e")
    assert "c-o-d-e" not in caplog.text


def test_urllib3_does_not_log_signed_queries(caplog):
    """urllib3 writes the address it asks for at its debug level."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("urllib3.connectionpool").debug(
        '%s://%s:%s "%s %s %s" %s %s',
        "https",
        "partner.example.com",
        443,
        "GET",
        f"/api/v2/shop/get_shop_info?access_token={TOKEN}&sign=f00d",
        "HTTP/1.1",
        200,
        17,
    )
    assert '"GET /api/v2/shop/get_shop_info?… HTTP/1.1" 200 17' in caplog.text
    assert TOKEN not in caplog.text


def test_calls_are_logged_with_their_request_id(shopee, shop, caplog):
    caplog.set_level(logging.DEBUG, logger="odoo.addons.shopee_krsc_connector.lib.client")
    shopee.get(LIST, json=ok({}))
    shopee.get(LIST, json=ok(error="order.error_x", message="no"))
    shop.get("order/get_order_list")
    with pytest.raises(Rejected):
        shop.get("order/get_order_list")
    assert "GET order/get_order_list: ok" in caplog.text and "request req-1" in caplog.text
    assert "GET order/get_order_list: order.error_x no" in caplog.text
