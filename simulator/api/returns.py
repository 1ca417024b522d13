"""returns/*: read only, as the seller decides them elsewhere."""

from __future__ import annotations

from typing import Any

from ..catalogue import item_sku, model_id, model_images, name_of
from ..errors import ApiError, param_error
from ..model import Return
from ..registry import Call, endpoint

DAY = 86400
WINDOW = 15 * DAY


@endpoint("returns/get_return_list")
def get_return_list(call: Call) -> dict[str, Any]:
    """Pages count from 1, and 0 is the first page too: the documents say both (unsure)."""
    query = call.query
    rows = [found for found in call.world.returns.values() if found.shop is call.shop]
    for field in ("create_time", "update_time"):
        since, until = query.get(f"{field}_from"), query.get(f"{field}_to")
        if since is None and until is None:
            continue
        if since is None or until is None or since > until or until - since > WINDOW:
            raise param_error(f"{field}: both ends are needed, at most 15 days apart")
        rows = [found for found in rows if since <= getattr(found, field) <= until]
    for name, field in (
        ("status", "status"),
        ("negotiation_status", "negotiation"),
        ("seller_proof_status", "proof"),
        ("seller_compensation_status", "compensation"),
    ):
        if name in query:
            rows = [found for found in rows if getattr(found, field) == query[name]]
    if query["page_no"] < 0:
        raise param_error("page_no is negative")
    rows.sort(key=lambda found: (found.update_time, found.return_sn))
    start = max(query["page_no"] - 1, 0) * query["page_size"]
    page = rows[start : start + query["page_size"]]
    return {
        "more": start + len(page) < len(rows),
        "return": [_common(call, found, listed=True) for found in page],
    }


@endpoint("returns/get_return_detail")
def get_return_detail(call: Call) -> dict[str, Any]:
    found = call.world.returns.get(call.query["return_sn"])
    if found is None or found.shop is not call.shop:
        raise ApiError("error_not_exists", "The return is not found.")
    detail = _common(call, found, listed=False)
    detail.update(
        {
            "buyer_videos": [],
            "activity": [],
            "seller_proof": {
                "seller_proof_status": found.proof,
                "seller_evidence_deadline": found.update_time + 3 * DAY if found.proof == "PENDING" else 0,
            },
            "seller_compensation": {
                "seller_compensation_status": found.compensation,
                "seller_compensation_due_date": 0,
                "compensation_amount": 0.0,
            },
            "negotiation": {
                "negotiation_status": found.negotiation,
                "latest_solution": "RETURN_REFUND" if found.needs_logistics else "REFUND",
                "latest_offer_amount": found.refund,
                "latest_offer_creator": "BUYER",
                "counter_limit": 2,
                "offer_due_date": found.create_time + 2 * DAY,
            },
            "logistics_status": found.logistics,
            "reverse_logistics_status": found.logistics,
            "return_pickup_address": {},
            "return_address": {"whs_id": ""},
            "has_uploaded_shipping_proof": False,
            "is_reverse_logistics_channel_integrated": found.needs_logistics,
            "reverse_logistics_channel_name": ("Shopee return service" if found.needs_logistics else ""),
        }
    )
    return detail


def _common(call: Call, found: Return, *, listed: bool) -> dict[str, Any]:
    order = call.world.orders[found.order_sn]
    row = {
        "image": _photos(call, found),
        "reason": found.reason,
        "text_reason": found.text_reason,
        "reassessed_request_reason": "",
        "return_sn": found.return_sn,
        "refund_amount": found.refund,
        "currency": order.currency,
        "create_time": found.create_time,
        "update_time": found.update_time,
        "status": found.status,
        "due_date": found.create_time + 2 * DAY,
        "tracking_number": found.tracking,
        "dispute_reason": [],
        "dispute_text_reason": [],
        "needs_logistics": found.needs_logistics,
        "amount_before_discount": found.refund,
        "user": {"username": order.buyer, "email": "****", "portrait": ""},
        "item": [_item(call, line, quantity, listed) for line, quantity in found.lines],
        "order_sn": found.order_sn,
        "return_ship_due_date": found.create_time + 5 * DAY if found.needs_logistics else 0,
        "return_seller_due_date": found.create_time + 9 * DAY,
        "return_refund_type": "RRAOC" if found.after_completion else "RRBOC",
        "return_solution": 0 if found.needs_logistics else 1,
        "is_seller_arrange": False,
        "is_shipping_proof_mandatory": False,
        "return_refund_request_type": 0,
        "validation_type": "seller_validation",
        "is_arrived_at_warehouse": int(found.logistics == "LOGISTICS_DELIVERY_DONE"),
        "follow_up_action_list": [],
    }
    if listed:
        row["negotiation_status"] = found.negotiation
        row["seller_proof_status"] = found.proof
        row["seller_compensation_status"] = found.compensation
    return row


def _photos(call: Call, found: Return) -> list[str]:
    """What the buyer photographed; who has nothing in hand has no photo either."""
    if not found.needs_logistics:
        return []
    return [call.image_url(model_images(line.listing.product, line.model)) for line, _quantity in found.lines]


def _item(call: Call, line: Any, quantity: int, listed: bool) -> dict[str, Any]:
    listing = line.listing
    row = {
        "model_id": model_id(listing, line.model),
        "name": name_of(listing),
        "images": [call.image_url(model_images(listing.product, line.model))],
        "amount": quantity,
        "item_price": line.discounted,
        "is_add_on_deal": line.promotion.startswith("add_on"),
        "is_main_item": line.promotion.endswith("_main"),
        "add_on_deal_id": line.promotion_id if line.promotion.startswith("add_on") else 0,
        "item_id": listing.item_id,
        "item_sku": item_sku(listing),
        "variation_sku": line.model.sku if listing.product.has_model else "",
    }
    if not listed:
        row["refund_amount"] = line.subtotal * quantity / line.quantity
    return row
