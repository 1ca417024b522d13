"""order/*: lists and details of orders."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from .. import money
from ..catalogue import item_sku, model_id, model_images, model_name, name_of
from ..contract import endpoints
from ..errors import ApiError, not_found, param_error
from ..lifecycle import TO_ARRANGE
from ..model import Line, Order, Package
from ..registry import PREFIX, Call, endpoint

WINDOW = 15 * 86400
OPTIONAL = set(
    endpoints()[PREFIX + "order/get_order_detail"]["request"]["query"]["response_optional_fields"]["enum"]
)


def shop_order(call: Call, order_sn: str) -> Order:
    order = call.world.orders.get(order_sn)
    if order is None or order.shop is not call.shop:
        raise not_found(f"Order {order_sn} is not found.")
    return order


def cursor_of(row: tuple[int, str]) -> str:
    return base64.urlsafe_b64encode(f"{row[0]}|{row[1]}".encode()).decode()


def row_of(cursor: str) -> tuple[int, str] | None:
    if not cursor:
        return None
    try:
        time, _, key = base64.urlsafe_b64decode(cursor).decode().partition("|")
        return int(time), key
    except (ValueError, binascii.Error):
        raise param_error("cursor is invalid") from None


def seen_status(call: Call, order: Order) -> str:
    """PENDING is shown to those who ask for it; to the others the order looks as it did before
    that status was introduced."""
    if order.status == "PENDING" and not call.query.get("request_order_status_pending"):
        return "READY_TO_SHIP"
    return order.status


@endpoint("order/get_order_list")
def get_order_list(call: Call) -> dict[str, Any]:
    query, world = call.query, call.world
    since, until = query["time_from"], query["time_to"]
    if since >= until:
        raise ApiError("order.order_list_invalid_time", "time_from must be before time_to.")
    if until - since > WINDOW:
        raise ApiError("order.order_list_invalid_time", "The time range is at most 15 days.")
    by = world.by_update if query["time_range_field"] == "update_time" else world.by_create
    index = by[call.shop.shop_id]
    page: list[Order] = []
    last, more = None, False
    for row in index.window(since, until, row_of(query.get("cursor", ""))):
        order = world.orders[row[1]]
        if "order_status" in query and seen_status(call, order) != query["order_status"]:
            continue
        if len(page) == query["page_size"]:
            more = True
            break
        page.append(order)
        last = row
    with_status = "order_status" in query.get("response_optional_fields", "")
    rows = []
    for order in page:
        row = {"order_sn": order.order_sn, "booking_sn": order.booking_sn}
        if with_status:
            row["order_status"] = seen_status(call, order)
        rows.append(row)
    return {"more": more, "order_list": rows, "next_cursor": cursor_of(last) if more else ""}


@endpoint("order/get_shipment_list")
def get_shipment_list(call: Call) -> dict[str, Any]:
    page: list[Order] = []
    last, more = None, False
    index = call.world.by_create[call.shop.shop_id]
    for row in index.window(0, 1 << 40, row_of(call.query.get("cursor", ""))):
        order = call.world.orders[row[1]]
        if order.status not in TO_ARRANGE or order.package.arranged:
            continue
        if len(page) == call.query["page_size"]:
            more = True
            break
        page.append(order)
        last = row
    return {
        "order_list": [
            {"order_sn": order.order_sn, "package_number": order.package.number} for order in page
        ],
        "more": more,
        "next_cursor": cursor_of(last) if more else "",
    }


@endpoint("order/get_order_detail")
def get_order_detail(call: Call) -> dict[str, Any]:
    """Unknown numbers are named in ``warning`` as long as one of them is known (unsure)."""
    wanted = call.query["order_sn_list"]
    known = call.world.orders
    found = [known[sn] for sn in wanted if sn in known and known[sn].shop is call.shop]
    if not found:
        raise not_found("Wrong parameters, detail: the order is not found.")
    missing = sorted(set(wanted) - {order.order_sn for order in found})
    if missing:
        call.warning = [f"order {sn} is not found" for sn in missing]
    fields = set(call.query.get("response_optional_fields", []))
    unknown = fields - OPTIONAL
    if unknown:
        raise param_error(f"response_optional_fields: unknown {', '.join(sorted(unknown))}")
    return {"order_list": [_detail(call, order, fields) for order in found]}


def _detail(call: Call, order: Order, fields: set[str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "order_sn": order.order_sn,
        "region": "PH" if order.affiliate else order.shop.market.region,
        "currency": order.currency,
        "cod": order.cod,
        "order_status": seen_status(call, order),
        "message_to_seller": order.message,
        "create_time": order.create_time,
        "update_time": order.update_time,
        "days_to_ship": 3,
        "ship_by_date": order.ship_by,
        "reverse_shipping_fee": 0.0,
        "booking_sn": order.booking_sn,
        "advance_package": bool(order.booking_sn),
        "can_full_cancel_order": order.status in (*TO_ARRANGE, "PROCESSED"),
        "can_partial_cancel_order": order.status == "READY_TO_SHIP" and not order.package.arranged,
    }
    if call.query.get("request_order_status_pending"):
        row["pending_terms"] = list(order.pending_terms)
        row["pending_description"] = ["Shopee checks this order"] if order.pending_terms else []
    optional = _optional(call, order)
    for name in fields:
        if name in optional:
            value = optional[name]
            row[name] = value() if callable(value) else value
    if "shipping_carrier" in fields:
        row["checkout_shipping_carrier"] = order.package.channel.name
    return row


def _optional(call: Call, order: Order) -> dict[str, Any]:
    package = order.package
    shipped = bool(package.pickup_done_time)
    values: dict[str, Any] = {
        "buyer_user_id": order.buyer_id or None,
        "buyer_username": order.buyer,
        "estimated_shipping_fee": order.money.shipping,
        "recipient_address": lambda: recipient(order),
        "actual_shipping_fee": order.money.shipping if shipped else 0.0,
        "actual_shipping_fee_confirmed": shipped,
        "goods_to_declare": False,
        "note": order.note,
        "note_update_time": order.note_time,
        "item_list": lambda: [_line(call, line) for line in order.lines],
        "split_up": False,
        "buyer_cancel_reason": order.buyer_cancel_reason,
        "cancel_by": order.cancel_by,
        "cancel_reason": order.cancel_reason,
        "fulfillment_flag": order.flag,
        "pickup_done_time": package.pickup_done_time,
        "package_list": lambda: [_package(order, package)],
        "shipping_carrier": package.channel.name if package.arranged or shipped else "",
        "payment_method": order.payment_method,
        "order_chargeable_weight_gram": weight_gram(order),
        "return_request_due_date": order.update_time + 7 * 86400
        if order.status == "TO_CONFIRM_RECEIVE"
        else 0,
    }
    if order.status != "UNPAID":
        values["pay_time"] = order.pay_time
        if not order.affiliate:
            values["total_amount"] = money.total_amount(order)
    return values


def _line(call: Call, line: Line) -> dict[str, Any]:
    listing, product = line.listing, line.listing.product
    return {
        "item_id": listing.item_id,
        "item_name": name_of(listing),
        "item_sku": item_sku(listing),
        "model_id": model_id(listing, line.model),
        "model_name": model_name(listing, line.model),
        "model_sku": line.model.sku if product.has_model else "",
        "model_quantity_purchased": line.quantity,
        "model_original_price": line.original,
        # Of a bundle only the escrow tells what was paid
        "model_discounted_price": 0.0 if line.is_bundle else line.discounted,
        "wholesale": False,
        "weight": product.weight,
        "add_on_deal": line.promotion.startswith("add_on"),
        "main_item": line.promotion.endswith("_main"),
        "add_on_deal_id": line.promotion_id if line.promotion.startswith("add_on") else 0,
        "promotion_type": line.promotion,
        "promotion_id": line.promotion_id,
        "order_item_id": line.order_item_id,
        "line_item_id": line.line_item_id,
        "promotion_group_id": line.group_id,
        "image_info": {"image_url": call.image_url(model_images(product, line.model))},
        "product_location_id": [line.location],
        "is_b2c_owned_item": False,
        "promotion_list": money.promotions(line),
        "hot_listing_item": False,
        "active_qty": line.active,
        "cancel_requested_qty": line.cancel_requested,
        "cancelled_qty": line.cancelled,
        "return_requested_qty": line.return_requested,
        "returned_qty": line.returned,
    }


def _package(order: Order, package: Package) -> dict[str, Any]:
    return {
        "package_number": package.number,
        "logistics_status": package.status,
        "logistics_channel_id": package.channel.channel_id,
        "shipping_carrier": package.channel.name,
        "allow_self_design_awb": False,
        "item_list": [
            {
                "item_id": line.listing.item_id,
                "model_id": model_id(line.listing, line.model),
                "model_quantity": line.active,
                "order_item_id": line.order_item_id,
                "promotion_group_id": line.group_id,
                "product_location_id": line.location,
            }
            for line in order.lines
            if line.active or order.status == "CANCELLED"
        ],
        "parcel_chargeable_weight": weight_gram(order),
        "group_shipment_id": 0,
    }


def weight_gram(order: Order) -> int:
    return round(sum(line.listing.product.weight * line.active for line in order.lines) * 1000)


def recipient(order: Order) -> dict[str, Any]:
    """Masked: the application has no access to sensitive data."""
    name, phone, _address, city, zipcode = order.recipient
    masked = f"{name[0]}****{name[-1]}" if len(name) > 3 else f"{name[0]}**"
    return {
        "name": masked,
        "phone": f"******{phone[-2:]}",
        "town": "",
        "district": "",
        "city": "****" if order.shop.market.region == "TW" else city,
        "state": "****" if order.shop.market.region == "TW" else "",
        "region": "PH" if order.affiliate else order.shop.market.region,
        "zipcode": f"{zipcode[:2]}****",
        "full_address": "****",
        "geolocation": {"latitude": 0.0, "longitude": 0.0},
    }
