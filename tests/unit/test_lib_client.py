"""What the client sends, how it reads an answer, and what it never tells."""

import json
import logging
import pickle
import traceback
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses
from responses import matchers

from odoo.addons.shopee_krsc_connector.lib import client as client_module
from odoo.addons.shopee_krsc_connector.lib.client import Client, Download, Principal
from odoo.addons.shopee_krsc_connector.lib.errors import (
    AuthError,
    BadPayload,
    InvalidToken,
    Misconfigured,
    RateLimited,
    Rejected,
    Unavailable,
)
from odoo.addons.shopee_krsc_connector.lib.signing import sign

HOST = "https://partner.example.com"
KEY = "made-up-partner-key-0123456789abcdef0123456789abcdef"
TOKEN = "made-up-access-token-000111222"
FRESH = "made-up-access-token-333444555"
LIST = f"{HOST}/api/v2/order/get_order_list"
SHIP = f"{HOST}/api/v2/logistics/ship_order"


class Tokens:
    def __init__(self):
        self.refreshed_for = []

    def access_token(self):
        return TOKEN

    def refreshed(self, stale):
        self.refreshed_for.append(stale)
        return FRESH


@pytest.fixture(autouse=True)
def fixed_time(monkeypatch):
    monkeypatch.setattr(client_module.time, "time", lambda: 1760000000.9)


@pytest.fixture
def shopee():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mocked:
        yield mocked


@pytest.fixture
def tokens():
    return Tokens()


@pytest.fixture
def shop(tokens):
    return Client(HOST, "1000001", KEY, principal=Principal("shop", "220000123"), tokens=tokens)


@pytest.fixture
def public():
    return Client(HOST + "/", 1000001, KEY)


def ok(response=None, **envelope):
    answer = {"request_id": "req-1", "error": "", "message": "", **envelope}
    return {**answer, "response": response} if response is not None else answer


def query(call):
    return parse_qs(urlsplit(call.request.url).query)


# ------------------------------------------------------------
# SENDING
# ------------------------------------------------------------


def test_get_of_a_shop(shopee, shop):
    shopee.get(LIST, json=ok({"more": False}))
    assert shop.get("order/get_order_list", page_size=100, cursor=None, pending=True) == {"more": False}
    assert query(shopee.calls[0]) == {
        "partner_id": ["1000001"],
        "timestamp": ["1760000000"],
        "access_token": [TOKEN],
        "shop_id": ["220000123"],
        "sign": ["433c77ea3f4e7d1271dd91e435040254e7b410d8c5879e3b8b96f0f22312e215"],
        "page_size": ["100"],
        "pending": ["true"],
    }
    assert shopee.calls[0].request.body is None


def test_post_of_a_merchant_signs_in_the_query(shopee, tokens):
    merchant = Client(HOST, "1000001", KEY, Principal("merchant", "3300045"), tokens)
    shopee.post(
        f"{HOST}/api/v2/global_product/update_stock",
        json=ok(),
        match=[matchers.json_params_matcher({"global_item_id": 5, "empty": {}})],
    )
    assert merchant.post("global_product/update_stock", global_item_id=5, empty={}, no=None) == {}
    sent = query(shopee.calls[0])
    assert sent["merchant_id"] == ["3300045"] and "shop_id" not in sent
    assert sent["sign"] == ["cd248cb00c1041dc54ed2bf1f59567f71b897f7d77bb25ca47de7da9a169925f"]


def test_public_call_has_neither_token_nor_id(shopee, public):
    shopee.post(f"{HOST}/api/v2/auth/token/get", json=ok(access_token="a", merchant_id_list=[1]))
    assert public.post("auth/token/get", code="c") == {"access_token": "a", "merchant_id_list": [1]}
    sent = query(shopee.calls[0])
    assert set(sent) == {"partner_id", "timestamp", "sign"}
    assert sent["sign"] == ["b3ba0a458ff036a97b35e96b4bc445bfc64f57ba2230d1c63d9743721ae1efac"]


def test_a_list_repeats_its_key(shopee, shop):
    shopee.get(f"{HOST}/api/v2/product/get_item_list", json=ok({}))
    shop.get("product/get_item_list", item_status=["NORMAL", "UNLIST"])
    assert query(shopee.calls[0])["item_status"] == ["NORMAL", "UNLIST"]


def test_upload(shopee, public):
    shopee.post(f"{HOST}/api/v2/media_space/upload_image", json=ok({"image_info": {"image_id": "x"}}))
    answer = public.upload(
        "media_space/upload_image", {"image": ("a.png", b"\x89PNG", "image/png")}, scene="normal", ratio=None
    )
    assert answer == {"image_info": {"image_id": "x"}}
    request = shopee.calls[0].request
    assert request.headers["Content-Type"].startswith("multipart/form-data")
    assert b'name="image"; filename="a.png"' in request.body and b'name="scene"' in request.body
    assert b"ratio" not in request.body


def test_calls_share_a_session_have_a_timeout_and_follow_no_redirect(shopee, shop, monkeypatch):
    seen = []
    original = requests.Session.request

    def request(session, *args, **kwargs):
        seen.append((session, kwargs["timeout"], kwargs["allow_redirects"]))
        return original(session, *args, **kwargs)

    monkeypatch.setattr(requests.Session, "request", request)
    shopee.get(LIST, json=ok({}))
    shopee.get(LIST, status=302, headers={"Location": "https://elsewhere.example.com/"})
    shop.get("order/get_order_list")
    with pytest.raises(Rejected):
        shop.get("order/get_order_list")
    assert {call[1:] for call in seen} == {(client_module.TIMEOUT, False)}
    assert len({id(call[0]) for call in seen}) == 1
    assert len(shopee.calls) == 2


# ------------------------------------------------------------
# ANSWERS
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("envelope", "content"),
    [
        (ok({"a": 1}), {"a": 1}),
        (ok([]), []),
        (ok([{"a": 1}]), [{"a": 1}]),
        (ok({}), {}),
        (ok(""), {}),
        ({"error": "", "response": None, "request_id": "r"}, {}),
        ({"error": None, "message": None, "response": [1]}, [1]),
        ({"error": "-", "message": "-", "response": {"a": 1}}, {"a": 1}),
        (ok(shop_name="x", warning="w"), {"shop_name": "x"}),
        (ok(success_list=[1], response={}), {"success_list": [1]}),
    ],
)
def test_unwrapping(shopee, shop, envelope, content):
    shopee.get(LIST, json=envelope)
    assert shop.get("order/get_order_list") == content


def test_error_in_an_answer_with_status_200(shopee, shop):
    rows = {"result_list": [{"order_sn": "A", "fail_error": "logistics.x"}]}
    shopee.get(LIST, json=ok(rows, error="common.batch_api_all_failed", message="all failed"))
    with pytest.raises(Rejected) as caught:
        shop.get("order/get_order_list")
    error = caught.value
    assert (error.code, error.message, error.request_id) == (
        "common.batch_api_all_failed",
        "all failed",
        "req-1",
    )
    assert error.payload == rows


def test_error_text_under_msg(shopee, shop):
    shopee.get(LIST, json={"error": "error_param", "msg": "no such order", "request_id": "r"})
    with pytest.raises(Rejected, match="no such order"):
        shop.get("order/get_order_list")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"status": 500, "body": "<html>upstream</html>"}, Unavailable),
        ({"status": 502, "body": ""}, Unavailable),
        ({"status": 503, "json": {"error": "", "request_id": "r"}}, Unavailable),
        ({"status": 403, "body": "Forbidden"}, AuthError),
        ({"status": 404, "body": "nothing here"}, Rejected),
        ({"status": 429, "body": "slow down", "headers": {"Retry-After": "12"}}, RateLimited),
        ({"status": 200, "body": "<html>maintenance</html>"}, BadPayload),
        ({"status": 200, "body": "[1, 2]"}, BadPayload),
        ({"status": 200, "body": b"\xff\xfe\x00"}, BadPayload),
        ({"body": requests.ConnectionError("refused")}, Unavailable),
        ({"body": requests.ReadTimeout("slow")}, Unavailable),
        ({"body": requests.exceptions.SSLError("certificate")}, Unavailable),
        ({"body": requests.exceptions.ChunkedEncodingError("cut")}, Unavailable),
        ({"body": requests.exceptions.InvalidURL("no host")}, Misconfigured),
    ],
)
def test_what_is_no_envelope(shopee, shop, answer, kind):
    shopee.post(SHIP, **answer)
    with pytest.raises(kind) as caught:
        shop.post("logistics/ship_order", order_sn="A")
    assert type(caught.value) is kind
    if kind is RateLimited:
        assert caught.value.retry_after == 12
    assert len(shopee.calls) == 1, "nothing is sent twice by itself"


# ------------------------------------------------------------
# DOWNLOADS
# ------------------------------------------------------------

LABEL = f"{HOST}/api/v2/logistics/download_shipping_document"


def test_download(shopee, shop):
    shopee.post(LABEL, body=b"%PDF-1.4 \x00\xff", content_type="application/pdf")
    answer = shop.download("logistics/download_shipping_document", order_list=[{"order_sn": "A"}])
    assert answer == Download(b"%PDF-1.4 \x00\xff", "application/pdf")
    assert json.loads(shopee.calls[0].request.body) == {"order_list": [{"order_sn": "A"}]}


@pytest.mark.parametrize("content_type", ["application/json", "application/octet-stream", ""])
def test_download_refused_by_an_envelope_whatever_its_type(shopee, shop, content_type):
    body = json.dumps(ok(error="logistics.package_can_not_print", message="too late"))
    shopee.post(LABEL, body=body, content_type=content_type)
    with pytest.raises(Rejected, match="too late"):
        shop.download("logistics/download_shipping_document", order_list=[])


def test_download_that_is_no_file(shopee, shop):
    shopee.post(LABEL, json=ok({}))
    shopee.post(LABEL, status=502, body="<html/>", content_type="text/html")
    with pytest.raises(BadPayload):
        shop.download("logistics/download_shipping_document", order_list=[])
    with pytest.raises(Unavailable):
        shop.download("logistics/download_shipping_document", order_list=[])


# ------------------------------------------------------------
# TOKENS
# ------------------------------------------------------------

REFUSED = {"error": "invalid_acceess_token", "message": "Invalid access_token", "request_id": "r"}


def test_a_refused_token_is_refreshed_once(shopee, shop, tokens):
    shopee.post(SHIP, json=REFUSED, status=403)
    shopee.post(SHIP, json=ok())
    assert shop.post("logistics/ship_order", order_sn="A") == {}
    assert tokens.refreshed_for == [TOKEN]
    first, second = (query(call) for call in shopee.calls)
    assert (first["access_token"], second["access_token"]) == ([TOKEN], [FRESH])
    assert second["sign"] == [
        sign(KEY, "1000001", "/api/v2/logistics/ship_order", 1760000000, FRESH, "220000123")
    ]
    assert shopee.calls[0].request.body == shopee.calls[1].request.body


def test_a_token_refused_twice_is_an_error(shopee, shop, tokens):
    shopee.get(LIST, json=REFUSED)
    with pytest.raises(InvalidToken):
        shop.get("order/get_order_list")
    assert len(shopee.calls) == 2 and tokens.refreshed_for == [TOKEN]


def test_a_public_call_has_nothing_to_refresh(shopee, public):
    shopee.get(LIST, json=REFUSED)
    with pytest.raises(InvalidToken):
        public.get("order/get_order_list")
    assert len(shopee.calls) == 1


# ------------------------------------------------------------
# SECRETS
# ------------------------------------------------------------


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
