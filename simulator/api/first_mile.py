"""first_mile/*: the way from the seller to the transit warehouse in Korea."""

from __future__ import annotations

import re
from typing import Any

from ..errors import ApiError
from ..registry import Call, endpoint
from .logistics import order_with_package
from .order import cursor_of, row_of

CHANNELS = {
    813: ("Shopee pickup", "pickup"),
    814: ("CJ Logistics", "dropoff"),
    815: ("Hanjin Express", "dropoff"),
    816: ("Lotte Global Logistics", "dropoff"),
}
NUMBERS = {
    "pickup": re.compile(r"KRF\d{18}"),
    "dropoff": re.compile(r"[A-Za-z0-9]{6,40}"),
    "self_deliver": re.compile(r"[A-Za-z0-9]{6,40}"),
}
MAX_PER_NUMBER = 10000


@endpoint("first_mile/get_channel_list")
def get_channel_list(call: Call) -> dict[str, Any]:
    if call.query.get("region", "KR") != "KR":
        raise ApiError("firstmile.area_not_support", "The region is not that of the merchant.")
    return {
        "logistics_channel_list": [
            {
                "logistics_channel_id": number,
                "logistics_channel_name": name,
                "shipment_method": method,
            }
            for number, (name, method) in CHANNELS.items()
        ]
    }


@endpoint("first_mile/get_unbind_order_list")
def get_unbind_order_list(call: Call) -> dict[str, Any]:
    size = call.query.get("page_size", 20)
    fields = call.query.get("response_optional_fields", [])
    rows: list[dict[str, Any]] = []
    last, more = None, False
    index = call.world.by_create[call.shop.shop_id]
    since = call.now - 183 * 86400
    for row in index.window(since, 1 << 40, row_of(call.query.get("cursor", ""))):
        order = call.world.orders[row[1]]
        if order.status != "PROCESSED" or order.package.first_mile:
            continue
        if len(rows) == size:
            more = True
            break
        values = {
            "package_number": order.package.number,
            "logistics_status": order.package.status,
        }
        wanted = {name: value for name, value in values.items() if name in fields}
        rows.append({"order_sn": order.order_sn, **wanted})
        last = row
    return {
        "more": more,
        "order_list": rows,
        "next_cursor": cursor_of(last) if more else "",
    }


@endpoint("first_mile/bind_first_mile_tracking_number")
def bind_first_mile_tracking_number(call: Call) -> dict[str, Any]:
    body = call.body
    number, method = body["first_mile_tracking_number"], body["shipment_method"]
    _check(body, number, method)
    bound = call.world.first_mile.setdefault(number, {"method": method, "orders": set()})
    if bound["method"] != method:
        raise ApiError("firstmile.wrong_shipment_method", "The number is of another method.")
    rows, failed = [], 0
    for wanted in body["order_list"]:
        row = {
            "order_sn": wanted["order_sn"],
            "package_number": wanted.get("package_number", ""),
            "fail_error": "",
            "fail_message": "",
        }
        try:
            _bind(call, wanted, number, bound)
        except ApiError as error:
            failed += 1
            row["fail_error"], row["fail_message"] = error.code, error.message
        rows.append(row)
    answer = {"first_mile_tracking_number": number, "order_list": rows}
    if failed == len(rows):
        raise ApiError("firstmile.batch_api_all_failed", "All orders failed.", payload=answer)
    return answer


def _check(body: dict[str, Any], number: str, method: str) -> None:
    if body["region"] != "kr":
        raise ApiError("firstmile.area_not_support", "The region is not that of the merchant.")
    if not NUMBERS[method].fullmatch(number):
        raise ApiError("firstmile.error", "first_mile_tracking_number has a wrong form.")
    channel = body["logistics_channel_id"]
    if method == "self_deliver":
        right = channel == 0
    else:
        right = channel in CHANNELS and CHANNELS[channel][1] == method
    if not right:
        raise ApiError("firstmile.wrong_shipment_method", "The channel is of another method.")


def _bind(call: Call, wanted: dict[str, Any], number: str, bound: dict[str, Any]) -> None:
    try:
        order = order_with_package(call, wanted)
    except ApiError:
        raise ApiError("firstmile.order_not_exist", "The order or package is unknown.") from None
    package = order.package
    if package.first_mile:
        raise ApiError("firstmile.package_has_bind", "The package is bound already.")
    if order.status != "PROCESSED" or package.document != "READY":
        raise ApiError("firstmile.business_error", "Arrange the shipment and print its label first.")
    if len(bound["orders"]) >= MAX_PER_NUMBER:
        raise ApiError("firstmile.error", "The number holds 10000 orders already.")
    package.first_mile = number
    bound["orders"].add(order.order_sn)
