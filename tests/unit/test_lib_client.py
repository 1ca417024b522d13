"""What the client sends and how it reads an answer."""

import json

import pytest
import requests
from client_world import FRESH, HOST, KEY, LIST, SHIP, TOKEN, ok, query
from responses import matchers

from odoo.addons.shopee_krsc_connector.lib import client as client_module
from odoo.addons.shopee_krsc_connector.lib.client import Download
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


def test_post_of_a_merchant_signs_in_the_query(shopee, merchant):
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
