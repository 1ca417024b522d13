"""order/*: packages."""

from __future__ import annotations

import heapq
from typing import Any

from ..catalogue import item_sku, model_id
from ..errors import not_found
from ..lifecycle import TO_ARRANGE
from ..model import SHOPEE, Order
from ..registry import Call, endpoint
from .order import cursor_of, recipient, row_of, weight_gram

PENDING, TO_PROCESS, PROCESSED = 1, 2, 3


@endpoint("order/get_package_detail")
def get_package_detail(call: Call) -> dict[str, Any]:
    wanted = call.query["package_number_list"]
    rows = []
    for number in wanted:
        package = call.world.packages.get(number)
        order = call.world.orders[package.order_sn] if package else None
        if order is not None and order.shop is call.shop:
            rows.append(_detail(order))
    if not rows:
        raise not_found("The package is not found.")
    if len(rows) < len(set(wanted)):
        call.warning = "some packages are not found"
    return {"package_list": rows}


def _detail(order: Order) -> dict[str, Any]:
    package = order.package
    return {
        "order_sn": order.order_sn,
        "package_number": package.number,
        "fulfillment_status": package.status,
        "update_time": package.update_time,
        "logistics_channel_id": package.channel.channel_id,
        "shipping_carrier": package.channel.name,
        "allow_self_design_awb": False,
        "days_to_ship": 3,
        "ship_by_date": order.ship_by,
        "pending_terms": list(order.pending_terms),
        "pending_description": [],
        "tracking_number": package.tracking,
        "pickup_done_time": package.pickup_done_time,
        "is_split_up": False,
        "item_list": [
            {
                "item_id": line.listing.item_id,
                "model_id": model_id(line.listing, line.model),
                "item_sku": item_sku(line.listing),
                "model_sku": line.model.sku if line.listing.product.has_model else "",
                "model_quantity": line.active,
                "order_item_id": line.order_item_id,
                "promotion_group_id": line.group_id,
                "product_location_id": line.location,
            }
            for line in order.lines
            if line.active or order.status == "CANCELLED"
        ],
        "recipient_address": recipient(order),
        "parcel_chargeable_weight_gram": weight_gram(order),
        "group_shipment_id": 0,
        "is_shipment_arranged": package.arranged,
        "can_split_order": False,
        "can_unsplit_order": False,
        "is_pre_order": False,
        "can_full_cancel_order": order.status in (*TO_ARRANGE, "PROCESSED"),
        "can_partial_cancel_order": order.status == "READY_TO_SHIP" and not package.arranged,
    }


@endpoint("order/search_package_list")
def search_package_list(call: Call) -> dict[str, Any]:
    """Packages to process by default, those of seller-fulfilled orders."""
    body = call.body
    wanted = body.get("filter", {})
    sort = body.get("sort", {})
    kind, ascending = sort.get("sort_type", 1), sort.get("ascending", True)
    index = 0 if kind == 1 else 1
    rows = [
        ((order.ship_by, order.create_time)[index], order.order_sn)
        for order in call.world.orders.values()
        if order.shop is call.shop and _matches(order, wanted)
    ]
    size = body["pagination"]["page_size"]
    after = row_of(body["pagination"].get("cursor", ""))
    left = [row for row in rows if after is None or (row > after if ascending else row < after)]
    # Only the page is put in order, however many packages there are
    page = (heapq.nsmallest if ascending else heapq.nlargest)(size, left)
    more = len(left) > len(page)
    orders = [call.world.orders[order_sn] for _key, order_sn in page]
    return {
        "packages_list": [
            {
                "order_sn": order.order_sn,
                "package_number": order.package.number,
                "logistics_channel_id": order.package.channel.channel_id,
                "product_location_id": _location(order),
                "is_shipment_arranged": order.package.arranged,
            }
            for order in orders
        ],
        "pagination": {
            "total_count": len(rows),
            "next_cursor": cursor_of(page[-1]) if more else "",
            "more": more,
        },
        "sort": {"sort_type": kind, "is_asc": ascending},
    }


def _matches(order: Order, wanted: dict[str, Any]) -> bool:
    status = wanted.get("package_status", TO_PROCESS)
    if status and _state(order) != status:
        return False
    if not status and not _state(order):
        return False
    fulfilment = wanted.get("fulfillment_type", 2)
    if fulfilment and (order.flag == SHOPEE) != (fulfilment == 1):
        return False
    channels = wanted.get("logistics_channel_ids")
    if channels and order.package.channel.channel_id not in channels:
        return False
    places = wanted.get("product_location_ids")
    return not places or _location(order) in places


def _location(order: Order) -> str:
    """A package leaves from one place, that of its first line."""
    return order.lines[0].location


def _state(order: Order) -> int:
    if order.status in ("PENDING", "INVOICE_PENDING"):
        return PENDING
    if order.status in TO_ARRANGE:
        return PROCESSED if order.package.arranged else TO_PROCESS
    return PROCESSED if order.status == "PROCESSED" else 0
