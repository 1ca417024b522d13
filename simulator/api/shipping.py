"""logistics/*: arranging shipment."""

from __future__ import annotations

import time
from typing import Any

from .. import lifecycle
from ..errors import ApiError, StateError, param_error
from ..model import SHOPEE, Channel, Order
from ..registry import Call, endpoint
from .logistics import ADDRESS, PICKUP_ADDRESS, order_of_package, order_with_package

DAY = 86400
WAYS = ("pickup", "dropoff", "non_integrated")


def _slots(now: int) -> list[dict[str, Any]]:
    """Pickup on the next three days but Sunday; the ids are those of real answers."""
    slots: list[dict[str, Any]] = []
    day = now - now % DAY
    while len(slots) < 3:
        day += DAY
        if time.gmtime(day).tm_wday != 6:
            slots.append(
                {
                    "date": day,
                    "time_text": "09:00 - 18:00",
                    "pickup_time_id": f"{day}_3",
                    "flags": [] if slots else ["recommended"],
                }
            )
    return slots


def _parameter(call: Call, channel: Channel) -> dict[str, Any]:
    needed: dict[str, list[str]] = {}
    answer: dict[str, Any] = {"info_needed": needed, "dropoff": None, "pickup": None}
    if "dropoff" in channel.ways:
        needed["dropoff"] = []
        answer["dropoff"] = {"branch_list": None, "slug_list": []}
    if "pickup" in channel.ways:
        needed["pickup"] = ["address_id", "pickup_time_id"]
        address = {
            "address_id": PICKUP_ADDRESS,
            **ADDRESS,
            "address_flag": ["default_address", "pickup_address"],
            "time_slot_list": _slots(call.now),
        }
        answer["pickup"] = {"address_list": [address]}
    if "non_integrated" in channel.ways:
        needed["non_integrated"] = ["tracking_no"]
    return answer


@endpoint("logistics/get_shipping_parameter")
def get_shipping_parameter(call: Call) -> dict[str, Any]:
    order = order_with_package(call, call.query)
    _check_open(order)
    return _parameter(call, order.package.channel)


@endpoint("logistics/get_mass_shipping_parameter")
def get_mass_shipping_parameter(call: Call) -> dict[str, Any]:
    orders, failed = _sort_out(call)
    answer: dict[str, Any] = {"info_needed": {}, "dropoff": None, "pickup": None}
    if orders:
        answer = _parameter(call, orders[0].package.channel)
        if answer["dropoff"]:
            del answer["dropoff"]["slug_list"]  # of the single call only
    return {
        **answer,
        "success_list": [{"package_number": order.package.number} for order in orders],
        "fail_list": failed,
    }


@endpoint("logistics/ship_order")
def ship_order(call: Call) -> None:
    order = order_with_package(call, call.body)
    _check_open(order)
    way = _way(call.body)
    _check_way(call, order.package.channel, way, call.body[way])
    lifecycle.arrange(call.world, order, call.body[way].get("tracking_number", ""))


@endpoint("logistics/mass_ship_order")
def mass_ship_order(call: Call) -> dict[str, Any]:
    """Lists at top level as in the table, or under ``response`` as in the sample (unsure)."""
    orders, failed = _sort_out(call)
    way = _way(call.body)
    arranged = []
    for order in orders:
        details = dict(call.body[way])
        if way == "non_integrated":
            numbers = {
                row["package_number"]: row["tracking_number"] for row in details.get("tracking_number", [])
            }
            details = {"tracking_number": numbers.get(order.package.number, "")}
        try:
            _check_way(call, order.package.channel, way, details)
        except ApiError as error:
            failed.append({"package_number": order.package.number, "fail_reason": error.message})
            continue
        lifecycle.arrange(call.world, order, details.get("tracking_number", ""))
        arranged.append({"package_number": order.package.number})
    lists = {"success_list": arranged, "fail_list": failed}
    return {"response": lists} if call.world.config.mass_lists_under_response else lists


@endpoint("logistics/update_shipping_order")
def update_shipping_order(call: Call) -> None:
    """A new pickup after a failed one."""
    order = order_with_package(call, call.body)
    if order.status != "RETRY_SHIP":
        raise ApiError("logistics.error_status", f"The order is {order.status}.")
    _check_open(order)
    _check_way(call, order.package.channel, "pickup", call.body["pickup"])
    lifecycle.arrange(call.world, order)


def _check_open(order: Order) -> None:
    if order.flag == SHOPEE:
        raise ApiError("logistics.shop_not_support_wms", "The order is fulfilled by Shopee.")
    if order.booking_sn:
        raise ApiError("logistics.error_booking_order", "The order was matched with a booking.")
    if order.package.arranged:
        raise ApiError("logistics.package_already_shipped", "The shipment was arranged already.")
    if order.status not in lifecycle.TO_ARRANGE:
        raise ApiError("logistics.ship_order_not_ready_to_ship", f"The order is {order.status}.")


def _way(body: dict[str, Any]) -> str:
    given = [way for way in WAYS if body.get(way) is not None]
    if len(given) != 1:
        raise ApiError(
            "logistics.ship_order_only_support_one_type",
            "Exactly one of pickup, dropoff and non_integrated is needed.",
        )
    return given[0]


def _check_way(call: Call, channel: Channel, way: str, details: dict[str, Any]) -> None:
    if way not in channel.ways:
        raise ApiError(f"logistics.ship_order_unsupport_{way}", f"{way} is not possible.")
    if way == "pickup":
        if details.get("address_id") != PICKUP_ADDRESS:
            raise ApiError("logistics.address_not_found", "The pickup address is not known.")
        slots = {slot["pickup_time_id"] for slot in _slots(call.now)}
        if not details.get("pickup_time_id"):
            raise ApiError("logistics.ship_order_need_address_pickup_time", "Choose a time slot.")
        if details["pickup_time_id"] not in slots:
            raise ApiError("logistics.ship_order_pickup_time_invalid", "The time slot has passed.")
    if way == "non_integrated" and not details.get("tracking_number"):
        raise ApiError("logistics.ship_order_need_tracking_number", "The number is needed.")


def _sort_out(call: Call) -> tuple[list[Order], list[dict[str, Any]]]:
    """Orders of the packages that can be arranged, and why the others cannot."""
    orders: list[Order] = []
    failed = []
    channels = set()
    for row in call.body["package_list"]:
        number = row["package_number"]
        order = order_of_package(call, number)
        reason = "" if order else "package not found"
        if order:
            try:
                _check_open(order)
                channels.add(order.package.channel.channel_id)
            except (ApiError, StateError) as error:
                reason = getattr(error, "message", str(error))
        if reason:
            failed.append({"package_number": number, "fail_reason": reason})
        else:
            orders.append(order)
    wanted = call.body.get("logistics_channel_id")
    if len(channels) > 1 or (wanted and channels - {wanted}):
        raise param_error("The packages must be of one channel.")
    return orders, failed
