"""product/*: the items of one shop."""

from __future__ import annotations

from typing import Any

from .. import promotions
from ..catalogue import (
    DISCOUNT_ID,
    brand_name,
    current_price,
    days_of,
    description_of,
    find_model,
    images_of,
    item_sku,
    local_tiers,
    model_id,
    name_of,
    original_price,
    stock_info,
)
from ..errors import ApiError, param_error
from ..following import tell_price
from ..markets import amount
from ..model import Listing, Model
from ..registry import Call, endpoint
from .global_product import tier_rows

PRICE_LOCK = "error_in_item_promotion_item_price_lock"


def shop_item(call: Call, item_id: int) -> Listing:
    listing = call.world.listings.get(item_id)
    if listing is None or listing.shop is not call.shop:
        raise ApiError("error_item_not_found", f"Item {item_id} is not found.")
    return listing


@endpoint("product/get_item_list")
def get_item_list(call: Call) -> dict[str, Any]:
    statuses = tuple(sorted(set(call.query["item_status"])))
    since = call.query.get("update_time_from", 0)
    until = call.query.get("update_time_to", 1 << 40)
    if since > until:
        raise ApiError("error_update_time_range", "update_time_from is after update_time_to.")
    listings = call.world.listings
    shop_id = call.shop.shop_id
    ids = call.world.filtered(
        (shop_id, statuses, since, until),
        lambda: [
            i
            for i in call.world.shop_items[shop_id]
            if listings[i].status in statuses and since <= listings[i].update_time <= until
        ],
    )
    offset = call.query["offset"]
    if offset < 0:
        raise param_error("offset is negative")
    page = ids[offset : offset + call.query["page_size"]]
    end = offset + len(page)
    more = end < len(ids)
    return {
        "item": [
            {
                "item_id": i,
                "item_status": listings[i].status,
                "update_time": listings[i].update_time,
                "tag": {"kit": False},
            }
            for i in page
        ],
        "total_count": len(ids),
        "has_next_page": more,
        **({"next_offset": end} if more else {}),
    }


@endpoint("product/get_item_base_info")
def get_item_base_info(call: Call) -> dict[str, Any]:
    known = call.world.listings
    wanted = call.query["item_id_list"]
    found = [known[i] for i in wanted if i in known and known[i].shop is call.shop]
    if not found:
        raise ApiError("error_item_not_found", "Product not found.")
    return {"item_list": [_item(call, listing) for listing in found]}


def _item(call: Call, listing: Listing) -> dict[str, Any]:
    product = listing.product
    length, width, height = product.dimension
    row = {
        "item_id": listing.item_id,
        "category_id": product.category_id,
        "item_name": name_of(listing),
        "description": description_of(listing),
        "item_sku": item_sku(listing),
        "create_time": listing.create_time,
        "update_time": listing.update_time,
        "attribute_list": product.attributes,
        "image": {
            "image_id_list": list(images_of(listing)),
            "image_url_list": [call.image_url(image) for image in images_of(listing)],
            "image_ratio": "1:1",
        },
        "weight": f"{product.weight:.2f}",
        "dimension": {"package_length": length, "package_width": width, "package_height": height},
        "logistic_info": [
            {
                "logistic_id": channel.channel_id,
                "logistic_name": channel.name,
                "enabled": listing.channels is None or channel.channel_id in listing.channels,
                "is_free": False,
                "estimated_shipping_fee": listing.shop.market.shipping_fee,
            }
            for channel in listing.shop.market.channels
        ],
        "pre_order": {"is_pre_order": days_of(listing) > 3, "days_to_ship": days_of(listing)},
        "condition": product.condition,
        "size_chart": "",
        "item_status": listing.status,
        "deboost": listing.deboost,
        "has_model": product.has_model,
        "has_promotion": bool(listing.discount or listing.promotions),
        "brand": {
            "brand_id": product.brand_id,
            "original_brand_name": brand_name(call.world, product.brand_id),
        },
        "item_dangerous": 0,
        "description_type": "normal",
        "is_fulfillment_by_shopee": False,
        "tag": {"kit": False},
    }
    if not product.has_model:
        row["price_info"] = [_price(listing, product.models[0])]
        row["stock_info_v2"] = stock_info(call.world, product.models[0])
    return row


def _price(listing: Listing, model: Model) -> dict[str, Any]:
    original, current = original_price(listing, model), current_price(listing, model)
    return {
        "currency": listing.shop.market.currency,
        "original_price": original,
        "current_price": current,
        "inflated_price_of_original_price": original,
        "inflated_price_of_current_price": current,
    }


@endpoint("product/get_model_list")
def get_model_list(call: Call) -> dict[str, Any]:
    listing = shop_item(call, call.query["item_id"])
    product = listing.product
    models = [
        {
            "model_id": model_id(listing, model),
            "model_sku": model.sku,
            "tier_index": list(model.tier_index),
            "price_info": [_price(listing, model)],
            "promotion_id": _promotion_id(listing, model),
            "has_promotion": bool(_promotion_id(listing, model)),
            "model_status": ("MODEL_UNAVAILABLE" if model.seq in listing.unavailable else "MODEL_NORMAL"),
            "pre_order": {"is_pre_order": days_of(listing) > 3, "days_to_ship": days_of(listing)},
            "stock_info_v2": _model_stock(call, model),
            "gtin_code": "",
            "weight": f"{product.weight if model.weight is None else model.weight:.2f}",
            "is_fulfillment_by_shopee": False,
        }
        for model in (product.models if product.has_model else ())
    ]
    return {"model": models, **tier_rows(call, local_tiers(listing))}


def _promotion_id(listing: Listing, model: Model) -> int:
    running = promotions.of_model(listing, model)
    if running:
        return running[0].promotion_id
    return DISCOUNT_ID if listing.discount else 0


def _model_stock(call: Call, model: Model) -> dict[str, Any]:
    stock = stock_info(call.world, model)
    for row in stock["shopee_stock"]:
        row["stock"] = str(row["stock"])  # text here, a number in get_item_base_info
    return stock


@endpoint("product/update_stock")
def update_stock(call: Call) -> Any:
    """KRSC: stock belongs to the global item. Which of its codes the platform uses is unsure."""
    shop_item(call, call.body["item_id"])
    raise ApiError(
        "product.error_busi_update_stock_failed",
        "Stock of cross-border shops is edited on the global item.",
    )


@endpoint("product/update_price")
def update_price(call: Call) -> dict[str, Any]:
    listing = shop_item(call, call.body["item_id"])
    if listing.status in ("SELLER_DELETE", "SHOPEE_DELETE", "BANNED", "REVIEWING"):
        raise ApiError("error_item_uneditable", f"The item is {listing.status}.")
    failures, successes = [], []
    too_wide = _refused_spread(listing, call.body["price_list"])
    for row in call.body["price_list"]:
        number, price = row.get("model_id", 0), row["original_price"]
        reason = _refused_price(listing, number, price) or too_wide
        if reason:
            failures.append({"model_id": number, "failed_reason": reason})
            continue
        model = find_model(listing, number)
        old = original_price(listing, model)
        listing.prices[model.seq] = price
        successes.append({"model_id": number, "original_price": price})
        tell_price(call.world, listing, model, old)
    if successes:
        call.world.touch_listing(listing)
    answer = {"failure_list": failures, "success_list": successes}
    if not successes:
        raise ApiError("error_update_price_fail", failures[0]["failed_reason"], payload=answer)
    return answer


def _refused_price(listing: Listing, number: int, price: float) -> str:
    model = find_model(listing, number)
    if model is None:
        return "model not found"
    if price <= 0:
        return "price must be greater than 0"
    if amount(listing.shop.market, price) != price:
        return "too many decimals for the currency of the shop"
    if listing.discount or promotions.locks_price(listing, model):
        return f"{PRICE_LOCK}: the item is in a promotion that locks its price"
    return ""


def _refused_spread(listing: Listing, rows: list[dict[str, Any]]) -> str:
    """Of all the item's prices, as they would be afterwards."""
    prices = {model_id(listing, model): original_price(listing, model) for model in listing.product.models}
    prices |= {row.get("model_id", 0): row["original_price"] for row in rows}
    spread = listing.shop.market.spread
    if max(prices.values()) > spread * min(prices.values()):
        return f"the highest price of the variations is more than {spread} times the lowest"
    return ""
