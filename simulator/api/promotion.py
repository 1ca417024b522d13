"""product/get_item_promotion"""

from __future__ import annotations

from typing import Any

from ..catalogue import DISCOUNT_ID, current_price, model_id
from ..model import Listing, Promotion
from ..registry import Call, endpoint

DAY = 86400


@endpoint("product/get_item_promotion")
def get_item_promotion(call: Call) -> dict[str, Any]:
    found, missing = [], []
    for item_id in call.query["item_id_list"]:
        listing = call.world.listings.get(item_id)
        if listing is None or listing.shop is not call.shop:
            missing.append({"item_id": item_id, "failed_reason": "item not found"})
        else:
            found.append({"item_id": item_id, "promotion": _rows(call, listing)})
    return {"success_list": found, "failure_list": missing}


def _rows(call: Call, listing: Listing) -> list[dict[str, Any]]:
    rows = [_row(listing, promotion) for promotion in listing.promotions]
    if listing.discount:
        rows += [_discount(call, listing, model) for model in listing.product.models]
    return rows


def _row(listing: Listing, promotion: Promotion) -> dict[str, Any]:
    price = current_price(listing, promotion.model) if promotion.price is None else promotion.price
    return {
        "promotion_type": promotion.kind,
        "promotion_id": promotion.promotion_id,
        "model_id": model_id(listing, promotion.model),
        "start_time": promotion.start,
        "end_time": promotion.end,
        "promotion_price_info": [{"promotion_price": price}],
        "promotion_staging": "ongoing",
        "promotion_stock_info_v2": {
            "summary_info": {"total_reserved_stock": promotion.reserved},
            "total_reserved_stock": promotion.reserved,
        },
    }


def _discount(call: Call, listing: Listing, model: Any) -> dict[str, Any]:
    """The discount of a seeded item, which has pieces of its own nowhere and ends at a midnight to come."""
    discount = Promotion(
        promotion_id=DISCOUNT_ID,
        model=model,
        kind="Discount Promotions",
        start=listing.create_time,
        end=(call.now // DAY + 8) * DAY,
    )
    return _row(listing, discount)
