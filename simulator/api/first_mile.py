"""first_mile/*: the way from the seller to the transit warehouse in Korea."""

from __future__ import annotations

import datetime
import re
from typing import Any

from ..errors import ApiError
from ..model import FirstMile, Package
from ..registry import Binary, Call, endpoint
from ..waybill import waybill_pdf
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
TRANSIT_WAREHOUSE = ("KRW01", "Shopee Korea Transit Warehouse, Incheon", 0)
MAX_PER_NUMBER = 10000
MAX_PER_DAY = 20
DETAIL_PAGE = 50


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


@endpoint("first_mile/get_transit_warehouse_list")
def get_transit_warehouse_list(call: Call) -> dict[str, Any]:
    """Documented for China; whether Korean sellers are answered is unsure: here they are."""
    number, name, kind = TRANSIT_WAREHOUSE
    return {
        "transit_warehouse_list": [
            {
                "warehouse_id": number,
                "warehouse_name_en": name,
                "warehouse_name_cn": "",
                "warehouse_type": kind,
            }
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


@endpoint("first_mile/generate_first_mile_tracking_number")
def generate_first_mile_tracking_number(call: Call) -> dict[str, Any]:
    day = _date(call.body["declare_date"])
    if day < _today(call):
        raise ApiError("firstmile.date_error", "declare_date has passed.")
    quantity = call.body.get("quantity", 1)
    made = [one for one in call.world.first_mile.values() if one.generated and one.declare_date == str(day)]
    if quantity < 1 or len(made) + quantity > MAX_PER_DAY:
        raise ApiError("firstmile.max_number_limit", f"{MAX_PER_DAY} numbers a day.")
    numbers = []
    for _n in range(quantity):
        number = f"KRF{day:%y%m%d}{next(call.world.numbers):012d}"
        call.world.first_mile[number] = FirstMile(number, str(day), generated=True)
        numbers.append(number)
    return {"first_mile_tracking_number_list": numbers}


@endpoint("first_mile/get_tracking_number_list")
def get_tracking_number_list(call: Call) -> dict[str, Any]:
    first, last = _date(call.query["from_date"]), _date(call.query["to_date"])
    if first > last:
        raise ApiError("firstmile.date_range_error", "from_date is after to_date.")
    size, start = call.query.get("page_size", 20), int(call.query.get("cursor", "0") or 0)
    found = [one for one in call.world.first_mile.values() if str(first) <= one.declare_date <= str(last)]
    more = len(found) > start + size
    return {
        "more": more,
        "first_mile_tracking_number_list": [
            {
                "first_mile_tracking_number": one.number,
                "status": _status(call, one),
                "declare_date": one.declare_date,
            }
            for one in found[start : start + size]
        ],
        "next_cursor": str(start + size) if more else "",
    }


@endpoint("first_mile/get_detail")
def get_detail(call: Call) -> dict[str, Any]:
    """Which shops' orders a shop is shown is unsure: here its own."""
    bound = _known(call, call.query["first_mile_tracking_number"])
    orders = [call.world.orders[sn] for sn in bound.orders]
    mine = [order for order in orders if order.shop is call.shop]
    start = int(call.query.get("cursor", "0") or 0)
    more = len(mine) > start + DETAIL_PAGE
    return {
        "logistics_channel_id": bound.channel_id,
        "first_mile_tracking_number": bound.number,
        "shipment_method": bound.method,
        "status": _status(call, bound),
        "declare_date": bound.declare_date,
        "more": more,
        "order_list": [
            {
                "order_sn": order.order_sn,
                "package_number": order.package.number,
                "sls_tracking_number": order.package.tracking,
                "pick_up_done": _arrived(order.package),
                "arrived_transit_warehouse": _arrived(order.package),
            }
            for order in mine[start : start + DETAIL_PAGE]
        ],
        "next_cursor": str(start + DETAIL_PAGE) if more else "",
    }


@endpoint("first_mile/get_waybill")
def get_waybill(call: Call) -> Binary:
    bound = [_known(call, number) for number in call.body["first_mile_tracking_number_list"]]
    return Binary(waybill_pdf(bound), "application/pdf")


@endpoint("first_mile/bind_first_mile_tracking_number")
def bind_first_mile_tracking_number(call: Call) -> dict[str, Any]:
    body = call.body
    number, method = body["first_mile_tracking_number"], body["shipment_method"]
    _check(body, number, method)
    bound = _number_for(call, number, method, body["logistics_channel_id"])
    return _each(call, number, lambda wanted: _bind(call, wanted, number, bound))


@endpoint("first_mile/unbind_first_mile_tracking_number")
def unbind_first_mile_tracking_number(call: Call) -> dict[str, Any]:
    bound = _known(call, call.body["first_mile_tracking_number"])
    return _each(call, bound.number, lambda wanted: _unbind(call, wanted, bound))


def _each(call: Call, number: str, handle: Any) -> dict[str, Any]:
    rows, failed = [], 0
    for wanted in call.body["order_list"]:
        row = {
            "order_sn": wanted["order_sn"],
            "package_number": wanted.get("package_number", ""),
            "fail_error": "",
            "fail_message": "",
        }
        try:
            handle(wanted)
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


def _number_for(call: Call, number: str, method: str, channel_id: int) -> FirstMile:
    """The number to bind to: one that was generated, or that of the seller's courier."""
    known = call.world.first_mile
    if method != "dropoff" and (number not in known or not known[number].generated):
        raise ApiError("firstmile.error", "The number was not generated.")
    bound = known.setdefault(number, FirstMile(number, str(_today(call))))
    if (bound.method or method) != method:
        raise ApiError("firstmile.wrong_shipment_method", "The number is of another method.")
    if method == "pickup" and _status(call, bound) not in ("NOT_AVAILABLE", "ORDER_RECEIVED"):
        raise ApiError("firstmile.business_error", "The parcels of this number are picked up already.")
    bound.method, bound.channel_id = method, channel_id
    return bound


def _known(call: Call, number: str) -> FirstMile:
    if number not in call.world.first_mile:
        raise ApiError("error_not_found", "The first mile tracking number is unknown.")
    return call.world.first_mile[number]


def _arrived(package: Package) -> bool:
    return bool(package.pickup_done_time)


def _status(call: Call, bound: FirstMile) -> str:
    arrived = [_arrived(call.world.orders[sn].package) for sn in bound.orders]
    if not arrived:
        return "NOT_AVAILABLE"
    if all(arrived):
        return "DELIVERED"
    return "PICKED_UP" if any(arrived) else "ORDER_RECEIVED"


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ApiError("firstmile.date_format_error", "Dates are YYYY-MM-DD.") from None


def _today(call: Call) -> datetime.date:
    """In Korea."""
    korea = datetime.timezone(datetime.timedelta(hours=9))
    return datetime.datetime.fromtimestamp(call.now, korea).date()


def _package(call: Call, wanted: dict[str, Any]) -> Package:
    try:
        return order_with_package(call, wanted).package
    except ApiError:
        raise ApiError("firstmile.order_not_exist", "The order or package is unknown.") from None


def _bind(call: Call, wanted: dict[str, Any], number: str, bound: FirstMile) -> None:
    package = _package(call, wanted)
    order = call.world.orders[package.order_sn]
    if package.first_mile:
        raise ApiError("firstmile.package_has_bind", "The package is bound already.")
    if order.status != "PROCESSED" or package.document != "READY":
        raise ApiError("firstmile.business_error", "Arrange the shipment and print its label first.")
    if len(bound.orders) >= MAX_PER_NUMBER:
        raise ApiError("firstmile.error", "The number holds 10000 orders already.")
    package.first_mile = number
    bound.orders.append(order.order_sn)


def _unbind(call: Call, wanted: dict[str, Any], bound: FirstMile) -> None:
    package = _package(call, wanted)
    if package.first_mile != bound.number:
        raise ApiError("firstmile.package_has_not_bind", "The package is not bound to this number.")
    if _arrived(package) or (bound.method == "pickup" and _status(call, bound) != "ORDER_RECEIVED"):
        raise ApiError("firstmile.business_error", "The parcel is on its way already.")
    package.first_mile = ""
    bound.orders.remove(package.order_sn)
