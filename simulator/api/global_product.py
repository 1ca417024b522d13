"""global_product/*: reading the merchant's items."""

from __future__ import annotations

from typing import Any

from .. import locations
from ..catalogue import brand_name, written_stock
from ..errors import ApiError, param_error
from ..markets import STATUS_NUMBERS
from ..model import Model, Product
from ..registry import Call, endpoint


def global_item(call: Call, global_item_id: int) -> Product:
    product = call.world.products.get(global_item_id)
    if product is None:
        raise ApiError("error_busi_global_item_not_found", "Global item is not found.")
    return product


@endpoint("global_product/get_global_item_list")
def get_global_item_list(call: Call) -> dict[str, Any]:
    """The offset is opaque: it stands for the place after the last item that was given."""
    since = call.query.get("update_time_from", 0)
    until = call.query.get("update_time_to", 1 << 40)
    if since > until:
        raise param_error("update_time_from is after update_time_to")
    ids = call.world.filtered(
        ("global", since, until),
        lambda: sorted(i for i, p in call.world.products.items() if since <= p.update_time <= until),
    )
    start = _position(call.query.get("offset", ""))
    page = ids[start : start + call.query["page_size"]]
    end = start + len(page)
    return {
        "global_item_list": [
            {"global_item_id": i, "update_time": call.world.products[i].update_time} for i in page
        ],
        "total_count": len(ids),
        "has_next_page": end < len(ids),
        "offset": f"p{end:x}" if end < len(ids) else "",
    }


def _position(offset: str) -> int:
    try:
        return int(offset[1:], 16) if offset else 0
    except ValueError:
        raise param_error("offset is invalid") from None


@endpoint("global_product/get_global_item_info")
def get_global_item_info(call: Call) -> dict[str, Any]:
    rows = []
    for global_item_id in call.query.get("global_item_id_list", []):
        product = call.world.products.get(global_item_id)
        if product is None:
            raise ApiError("error_invalid_global_item_id", f"Invalid id {global_item_id}.")
        rows.append(_item(call, product))
    return {"global_item_list": rows}


def _item(call: Call, product: Product) -> dict[str, Any]:
    length, width, height = product.dimension
    row = {
        "global_item_id": product.global_item_id,
        "global_item_name": product.names["en"],
        "description": product.descriptions["en"],
        "global_item_sku": product.sku,
        "global_item_status": product.status,
        "create_time": product.create_time,
        "update_time": product.update_time,
        "image": {
            "image_id_list": list(product.images),
            "image_url_list": [call.image_url(image) for image in product.images],
        },
        "weight": f"{product.weight:.2f}",
        "dimension": {"package_length": length, "package_width": width, "package_height": height},
        "pre_order": {"days_to_ship": product.days_to_ship},
        "size_chart": "",
        "condition": product.condition,
        "has_model": product.has_model,
        "category_id": product.category_id,
        "brand": {
            "brand_id": product.brand_id,
            "original_brand_name": brand_name(call.world, product.brand_id),
        },
        "attribute_list": product.attributes,
        "description_type": "normal",
        "is_fulfillment_by_shopee": False,
    }
    if not product.has_model:
        model = product.models[0]
        row["stock_info"] = _stock(call, model)
        row["price_info"] = [{"currency": call.world.merchant.currency, "original_price": model.price}]
    return row


@endpoint("global_product/get_global_model_list")
def get_global_model_list(call: Call) -> dict[str, Any]:
    product = global_item(call, call.query["global_item_id"])
    models = [
        {
            "global_model_id": model.global_model_id,
            "global_model_sku": model.sku,
            "price_info": {"original_price": model.price},
            "stock_info": [{**row, "current_stock": row["normal_stock"]} for row in _stock(call, model)],
            "tier_index": list(model.tier_index),
            **_measures(product, model),
            "is_fulfillment_by_shopee": False,
        }
        for model in (product.models if product.has_model else ())
    ]
    return {
        "global_model": models,
        **tier_rows(call, product.tiers),
    }


def _measures(product: Product, model: Model) -> dict[str, Any]:
    length, width, height = model.dimension or product.dimension
    weight = product.weight if model.weight is None else model.weight
    days = product.days_to_ship if model.days_to_ship is None else model.days_to_ship
    return {
        "weight": f"{weight:.2f}",
        "dimension": {"package_length": length, "package_width": width, "package_height": height},
        "pre_order": {"days_to_ship": days},
    }


def tier_rows(call: Call, tiers: list[tuple[str, list[tuple[str, str]]]]) -> dict[str, Any]:
    """Both spellings of the variation structure."""
    old, new = [], []
    for number, (name, options) in enumerate(tiers):
        old.append(
            {
                "name": name,
                "option_list": [
                    {
                        "option": option,
                        **(
                            {"image": {"image_id": image, "image_url": call.image_url(image)}}
                            if image
                            else {}
                        ),
                    }
                    for option, image in options
                ],
            }
        )
        new.append(
            {
                "variation_id": 0,
                "variation_name": name,
                "variation_group_id": 0,
                "variation_option_list": [
                    {
                        "variation_option_id": 0,
                        "variation_option_name": option,
                        "image_id": image if number == 0 else "",
                        "image_url": call.image_url(image) if image and number == 0 else "",
                    }
                    for option, image in options
                ],
            }
        )
    return {"tier_variation": old, "standardise_tier_variation": new}


def _stock(call: Call, model: Model) -> list[dict[str, Any]]:
    """A row per location; what is promised to promotions counts at the first."""
    reserved = locations.ordered(call.world, model)
    reserved[next(iter(reserved))] += model.promised
    return [
        {
            "stock_type": 2,
            "stock_location_id": name,
            "normal_stock": stock,
            "reserved_stock": reserved[name],
        }
        for name, stock in written_stock(call.world, model).items()
    ]


@endpoint("global_product/get_published_list")
def get_published_list(call: Call) -> dict[str, Any]:
    """What was published a moment ago is not in it yet."""
    product = global_item(call, call.query["global_item_id"])
    wanted = call.query.get("shop_id_list")
    granted = call.world.tokens.granted
    latest = {listing.shop.shop_id: listing for listing in call.world.by_product[product.seq]}
    rows = [
        {
            "shop_id": shop_id,
            "shop_region": listing.shop.market.region,
            "item_id": listing.item_id,
            "item_status": STATUS_NUMBERS[listing.status],
        }
        for shop_id, listing in latest.items()
        if ("shop", shop_id) in granted
        and (not wanted or shop_id in wanted)
        and listing.listed_from <= call.world.clock.now()
    ]
    return {"published_item": rows}


@endpoint("global_product/get_global_item_id")
def get_global_item_id(call: Call) -> dict[str, Any]:
    rows = []
    for item_id in call.query["item_id_list"]:
        listing = call.world.listings.get(item_id)
        if listing is None or listing.shop.shop_id != call.query["shop_id"]:
            raise ApiError("error_item_not_found", f"Item {item_id} is not found.")
        if listing.product.global_item_id in call.world.products:
            rows.append({"item_id": item_id, "global_item_id": listing.product.global_item_id})
    return {"item_id_map": rows}
