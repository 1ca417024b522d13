"""order/*: what the seller decides about an order."""

from __future__ import annotations

from typing import Any

from .. import lifecycle
from ..catalogue import model_id
from ..errors import ApiError, StateError, param_error
from ..model import Line, Order
from ..registry import Call, endpoint
from .order import shop_order

CANCELLABLE = (*lifecycle.TO_ARRANGE, "PROCESSED")  # paid, and the parcel has not left
REASONS = {
    "OUT_OF_STOCK": "Out of stock",
    "CUSTOMER_REQUEST": "Customer request",
    "UNDELIVERABLE_AREA": "Undeliverable area",
    "COD_NOT_SUPPORTED": "COD not supported",
}


@endpoint("order/cancel_order")
def cancel_order(call: Call) -> dict[str, Any]:
    order = shop_order(call, call.body["order_sn"])
    reason = call.body["cancel_reason"]
    region = order.shop.market.region
    if reason == "UNDELIVERABLE_AREA" and region not in ("TW", "MY"):
        raise ApiError("order.error_param", f"{reason} is not a reason in {region}.")
    if reason == "OUT_OF_STOCK" and not call.body.get("item_list"):
        raise param_error("item_list is required for OUT_OF_STOCK.")
    if reason == "COD_NOT_SUPPORTED" and not order.cod:
        raise ApiError("order.error_param", "The order is not paid on delivery.")
    part = call.body.get("partial_cancel_item_list")
    try:
        if order.status not in CANCELLABLE:
            raise StateError(f"the order is {order.status}")
        if part:
            lifecycle.cancel_part(call.world, order, [_piece(order, row) for row in part])
        else:
            lifecycle.cancel(call.world, order, "seller", REASONS[reason])
    except StateError as error:
        raise ApiError("order.error_permission", f"Cannot cancel: {error}.") from None
    return {"update_time": order.update_time}


def _piece(order: Order, row: dict[str, Any]) -> tuple[Line, int]:
    for line in order.lines:
        if line.listing.item_id != row["item_id"]:
            continue
        if model_id(line.listing, line.model) != row["model_id"]:
            continue
        if row.get("order_item_id") and row["order_item_id"] != line.order_item_id:
            continue
        return line, row["model_quantity"]
    raise ApiError("order.error_param", f"Item {row['item_id']} is not part of the order.")


@endpoint("order/handle_buyer_cancellation")
def handle_buyer_cancellation(call: Call) -> dict[str, Any]:
    order = shop_order(call, call.body["order_sn"])
    try:
        lifecycle.answer_cancel(call.world, order, call.body["operation"] == "ACCEPT")
    except StateError as error:
        raise ApiError("order.cancel_order_invalid_status", str(error)) from None
    return {"update_time": order.update_time}


@endpoint("order/set_note")
def set_note(call: Call) -> None:
    order = shop_order(call, call.body["order_sn"])
    order.note, order.note_time = call.body["note"], call.now
    call.world.touch_order(order)
