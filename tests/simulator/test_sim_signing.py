"""Who may call at all: signature, age, verb, parameters."""

import time

import pytest
from sdk import PARTNER_ID, Sdk, signature

from simulator.signing import push_signature, request_signature

KEY = "made-up-partner-key-0123456789abcdef0123456789abcdef"
TOKEN = "made-up-access-token-000111222"
PUBLIC = "b3ba0a458ff036a97b35e96b4bc445bfc64f57ba2230d1c63d9743721ae1efac"
LINK = "1e61bf2af6cd83ead342b514b27e41cd5a0fd8f094214453db541b7bf86d08ed"
SHOP = "433c77ea3f4e7d1271dd91e435040254e7b410d8c5879e3b8b96f0f22312e215"
MERCHANT = "cd248cb00c1041dc54ed2bf1f59567f71b897f7d77bb25ca47de7da9a169925f"
PUSH_URL = "https://erp.example.com/shopee/push/7"
PUSH_BODY = (
    '{"data":{"items":[],"ordersn":"2510090KRTEST1","status":"READY_TO_SHIP","completed_scenario":"",'
    '"update_time":1760000000},"shop_id":220000123,"code":3,"timestamp":1760000001}'
)
PUSH = "fea81bde44a030a2e8c3e03be284f90fe338807edd627660fb0b6d3966f598f1"
KOREAN_BODY = '{"data":{"note":"한국 상품"},"shop_id":220000123,"code":5,"timestamp":1760000002}'
KOREAN_PUSH = "784386a8ed0c4fc957104f2267c6c657d912ccc8f8e3209d94b54146ce59e620"


@pytest.mark.parametrize("sign", [signature, request_signature], ids=["third party", "simulator"])
@pytest.mark.parametrize(
    ("path", "extra", "expected"),
    [
        ("/api/v2/auth/token/get", (), PUBLIC),
        ("/api/v2/shop/auth_partner", (), LINK),
        ("/api/v2/order/get_order_list", (TOKEN, 220000123), SHOP),
        ("/api/v2/global_product/update_stock", (TOKEN, 3300045), MERCHANT),
    ],
)
def test_both_sides_sign_like_the_published_examples(sign, path, extra, expected):
    assert sign(KEY, 1000001, path, 1760000000, *extra) == expected


@pytest.mark.parametrize(("body", "expected"), [(PUSH_BODY, PUSH), (KOREAN_BODY, KOREAN_PUSH)])
def test_pushes_are_signed_over_url_and_raw_bytes(body, expected):
    assert push_signature(KEY, PUSH_URL, body.encode()) == expected


def test_wrong_key_is_refused_at_every_level(sim, sdk):
    for kind, name in (("shop", "shop/get_shop_info"), ("merchant", "merchant/get_merchant_info")):
        number = sdk.shop_ids[0] if kind == "shop" else sdk.merchant_id
        token = sdk.pairs[kind, number]["access_token"]
        answer = sdk.send(name, principal=(kind, number, token), key="another-key")
        assert (answer.status_code, answer.json()["error"]) == (403, "error_sign")
    answer = sdk.send("public/get_shops_by_partner", key="another-key")
    assert answer.json()["error"] == "error_sign"
    assert "response" not in answer.json()


def test_signature_covers_token_and_principal(sdk):
    """A signature for one shop does not open another."""
    name, timestamp = "shop/get_shop_info", int(time.time())
    token = sdk.pairs["shop", sdk.shop_ids[0]]["access_token"]
    sign = signature(
        "simulator-partner-key", PARTNER_ID, f"/api/v2/{name}", timestamp, token, sdk.shop_ids[0]
    )
    query = {"partner_id": PARTNER_ID, "timestamp": timestamp, "sign": sign, "access_token": token}
    right = sdk.session.get(f"{sdk.url}/api/v2/{name}", params={**query, "shop_id": sdk.shop_ids[0]})
    wrong = sdk.session.get(f"{sdk.url}/api/v2/{name}", params={**query, "shop_id": sdk.shop_ids[1]})
    assert right.json()["error"] == ""
    assert wrong.json()["error"] == "error_sign"


@pytest.mark.parametrize("age", [-400, 400])
def test_stale_timestamp_is_a_parameter_error(sdk, age):
    answer = sdk.send("public/get_shops_by_partner", timestamp=int(time.time()) + age).json()
    assert answer["error"] == "error_param"
    assert "timestamp" in answer["message"]


def test_timestamp_of_four_minutes_ago_is_accepted(sdk):
    answer = sdk.send("public/get_shops_by_partner", timestamp=int(time.time()) - 240).json()
    assert answer["error"] == ""


def test_wrong_verb_and_wrong_path(sdk):
    assert sdk.send("public/get_shops_by_partner", method="POST").json()["error"] == "error_param"
    assert sdk.send("auth/token/get", method="GET").json()["error"] == "error_param"
    assert sdk.send("public/get_shops_by_parner").json()["error"] == "error_sign"


def test_escrow_batch_is_post(sdk):
    """The table says GET, the live gateway refuses it."""
    token = sdk.pairs["shop", sdk.shop_ids[0]]["access_token"]
    principal = ("shop", sdk.shop_ids[0], token)
    answer = sdk.send("payment/get_escrow_detail_batch", principal=principal, method="GET")
    assert answer.json()["error"] == "error_param"


@pytest.mark.parametrize("missing", ["partner_id", "timestamp", "sign"])
def test_missing_common_parameter(sim, missing):
    query = {"partner_id": PARTNER_ID, "timestamp": int(time.time()), "sign": "0" * 64}
    del query[missing]
    answer = Sdk(sim.url).session.get(f"{sim.url}/api/v2/public/get_shops_by_partner", params=query)
    assert answer.json()["error"] == "error_param"
    assert missing in answer.json()["message"]


def test_unknown_partner(sim):
    query = {"partner_id": 7, "timestamp": int(time.time()), "sign": "0" * 64}
    answer = Sdk(sim.url).session.get(f"{sim.url}/api/v2/public/get_shops_by_partner", params=query)
    assert answer.json()["error"] == "invalid_partner_id"


def test_parameters_are_checked_against_the_tables(sdk):
    listing = {"time_range_field": "update_time", "time_from": 1, "time_to": 2, "page_size": 20}
    for broken in (
        {"time_range_field": "pay_time"},
        {"page_size": 101},
        {"page_size": 0},
        {"time_from": "yesterday"},
        {"time_to": None},
        {"order_status": "TO_RETURN"},
    ):
        answer = sdk.shop("order/get_order_list", params={**listing, **broken})
        assert answer["error"] == "error_param", broken
    assert sdk.shop("order/set_note", json={"order_sn": 12, "note": ""})["error"] == "error_param"
