"""Vectors of the platform's guide, with invented values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.shopee_krsc_connector.lib.signing import is_push_authentic, push_signature, sign

PARTNER_ID = "1000001"
KEY = "made-up-partner-key-0123456789abcdef0123456789abcdef"
TOKEN = "made-up-access-token-000111222"
TIMESTAMP = 1760000000
PUSH_URL = "https://erp.example.com/shopee/push/7"
BODY_A = (
    b'{"data":{"items":[],"ordersn":"2510090KRTEST1","status":"READY_TO_SHIP","completed_scenario":"",'
    b'"update_time":1760000000},"shop_id":220000123,"code":3,"timestamp":1760000001}'
)
BODY_B = '{"data":{"note":"한국 상품"},"shop_id":220000123,"code":5,"timestamp":1760000002}'.encode()
SIGNATURE_A = "fea81bde44a030a2e8c3e03be284f90fe338807edd627660fb0b6d3966f598f1"


@pytest.mark.parametrize(
    ("path", "token", "principal_id", "signature"),
    [
        (
            "/api/v2/auth/token/get",
            "",
            "",
            "b3ba0a458ff036a97b35e96b4bc445bfc64f57ba2230d1c63d9743721ae1efac",
        ),
        (
            "/api/v2/shop/auth_partner",
            "",
            "",
            "1e61bf2af6cd83ead342b514b27e41cd5a0fd8f094214453db541b7bf86d08ed",
        ),
        (
            "/api/v2/order/get_order_list",
            TOKEN,
            "220000123",
            "433c77ea3f4e7d1271dd91e435040254e7b410d8c5879e3b8b96f0f22312e215",
        ),
        (
            "/api/v2/global_product/update_stock",
            TOKEN,
            "3300045",
            "cd248cb00c1041dc54ed2bf1f59567f71b897f7d77bb25ca47de7da9a169925f",
        ),
    ],
    ids=["public", "consent link", "shop", "merchant"],
)
def test_call(path, token, principal_id, signature):
    assert sign(KEY, PARTNER_ID, path, TIMESTAMP, token, principal_id) == signature
    assert sign(KEY, int(PARTNER_ID), path, str(TIMESTAMP), token, principal_id) == signature


@pytest.mark.parametrize(
    ("body", "signature"),
    [
        (BODY_A, SIGNATURE_A),
        (BODY_B, "784386a8ed0c4fc957104f2267c6c657d912ccc8f8e3209d94b54146ce59e620"),
    ],
    ids=["ascii", "korean"],
)
def test_push(body, signature):
    assert push_signature(KEY, PUSH_URL, body) == signature
    assert is_push_authentic(KEY, PUSH_URL, body, signature)
    assert is_push_authentic(KEY, PUSH_URL, body, f" {signature.upper()} ")


@pytest.mark.parametrize("header", ["", None, "0" * 64, SIGNATURE_A[:-1], "서명"])
def test_forged_push(header):
    assert not is_push_authentic(KEY, PUSH_URL, BODY_A, header)


def test_push_without_a_key_is_never_authentic():
    assert not is_push_authentic("", PUSH_URL, BODY_A, push_signature("", PUSH_URL, BODY_A))


def test_push_counts_url_and_body_to_the_letter():
    assert not is_push_authentic(KEY, PUSH_URL + "/", BODY_A, SIGNATURE_A)
    assert not is_push_authentic(KEY, PUSH_URL, BODY_A + b" ", SIGNATURE_A)


@given(body=st.binary(), other=st.binary(), key=st.text(min_size=1))
def test_push_of_another_body_is_refused(body, other, key):
    header = push_signature(key, PUSH_URL, body)
    assert is_push_authentic(key, PUSH_URL, other, header) == (body == other)
