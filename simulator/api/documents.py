"""logistics/*: shipping labels, which are made while the caller waits elsewhere."""

from __future__ import annotations

import functools
from typing import Any

from ..errors import ApiError
from ..label import label_pdf
from ..model import Order
from ..registry import Binary, Call, endpoint
from ..world import World
from .logistics import order_with_package

SUGGESTED = "THERMAL_AIR_WAYBILL"
TYPES = ["NORMAL_AIR_WAYBILL", SUGGESTED]


@endpoint("logistics/get_shipping_document_parameter")
def get_shipping_document_parameter(call: Call) -> dict[str, Any]:
    def row(order: Order, wanted: dict[str, Any]) -> dict[str, Any]:
        return {
            "suggest_shipping_document_type": SUGGESTED,
            "selectable_shipping_document_type": TYPES,
        }

    return _each(call, row)


@endpoint("logistics/create_shipping_document")
def create_shipping_document(call: Call) -> dict[str, Any]:
    def row(order: Order, wanted: dict[str, Any]) -> dict[str, Any]:
        _check_printable(order)
        if wanted.get("tracking_number") != order.package.tracking:
            raise ApiError("logistics.tracking_number_invalid", "tracking_number is missing or wrong.")
        kind = wanted.get("shipping_document_type", SUGGESTED)
        if kind not in TYPES:
            raise ApiError("logistics.shipping_document_type_invalid", f"{kind} is not offered.")
        _make(call, order, kind)
        return {}

    return _each(call, row)


def _check_printable(order: Order) -> None:
    package = order.package
    if order.booking_sn:
        raise ApiError("logistics.error_booking_order", "The order was matched with a booking.")
    if "non_integrated" in package.channel.ways:
        raise ApiError("logistics.package_can_not_print", "The carrier is the seller's own.")
    if package.pickup_done_time:
        raise ApiError("logistics.package_can_not_print", "The parcel has left already.")
    if order.status != "PROCESSED" or not package.tracking:
        raise ApiError("logistics.order_status_error", f"The order is {order.status}.")


def _make(call: Call, order: Order, kind: str) -> None:
    package, world = order.package, call.world
    if package.document in ("PROCESSING", "READY") and package.document_type == kind:
        return
    package.document, package.document_type = "PROCESSING", kind
    world.scheduler.after(world.config.labels_delay, functools.partial(_made, world, order))


def _made(world: World, order: Order) -> None:
    order.package.document = "READY"
    data = {
        "ordersn": order.order_sn,
        "package_number": order.package.number,
        "status": "READY",
    }
    world.pushes.add(15, order.shop.shop_id, data)


@endpoint("logistics/get_shipping_document_result")
def get_shipping_document_result(call: Call) -> dict[str, Any]:
    def row(order: Order, wanted: dict[str, Any]) -> dict[str, Any]:
        kind = wanted.get("shipping_document_type", order.package.document_type)
        if not order.package.document or kind != order.package.document_type:
            raise ApiError("logistics.shipping_document_should_print_first", "Create the document first.")
        return {"status": order.package.document}

    return _each(call, row)


@endpoint("logistics/download_shipping_document", unlocked=True)
def download_shipping_document(call: Call) -> Binary:
    orders = [order_with_package(call, row) for row in call.body["order_list"]]
    kind = call.body.get("shipping_document_type", orders[0].package.document_type)
    for order in orders:
        package = order.package
        if not package.document:
            raise ApiError("logistics.shipping_document_should_print_first", "Create the document first.")
        if package.document_type != kind:
            raise ApiError("logistics.packages_can_not_download_together", "The documents are of two types.")
        if package.document == "PROCESSING":
            raise ApiError("logistics.download_later", "The document is being made.")
        if package.pickup_done_time:
            raise ApiError("logistics.package_print_failed", "The parcel has left already.")
    return Binary(label_pdf(orders, kind), "application/pdf")


def _each(call: Call, work: Any) -> dict[str, Any]:
    """``work`` for every row; its refusal stays in the row, unless all are refused."""
    rows, failed = [], 0
    for wanted in call.body["order_list"]:
        row = {
            "order_sn": wanted["order_sn"],
            "package_number": wanted.get("package_number", ""),
            "fail_error": "",
            "fail_message": "",
        }
        try:
            order = order_with_package(call, wanted)
            row["package_number"] = order.package.number
            row.update(work(order, wanted))
        except ApiError as error:
            failed += 1
            row["fail_error"], row["fail_message"] = error.code, error.message
        rows.append(row)
    answer = {"result_list": rows}
    if failed == len(rows):
        raise ApiError("common.batch_api_all_failed", "All orders failed.", payload=answer)
    return answer
