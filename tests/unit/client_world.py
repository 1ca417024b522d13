"""Shopee as ``responses`` plays it: address, secrets, envelopes."""

from urllib.parse import parse_qs, urlsplit

HOST = "https://partner.example.com"
KEY = "made-up-partner-key-0123456789abcdef0123456789abcdef"
TOKEN = "made-up-access-token-000111222"
FRESH = "made-up-access-token-333444555"
LIST = f"{HOST}/api/v2/order/get_order_list"
SHIP = f"{HOST}/api/v2/logistics/ship_order"


def ok(response=None, **envelope):
    answer = {"request_id": "req-1", "error": "", "message": "", **envelope}
    return {**answer, "response": response} if response is not None else answer


def query(call):
    return parse_qs(urlsplit(call.request.url).query)
