"""global_product/*: changing the merchant's items."""

from __future__ import annotations

import re
from typing import Any

from ..assortment import ATTRIBUTES, BRANDS, UNAUTHORISED_BRAND
from ..catalogue import LOCATION, MAX_STOCK, write_stock
from ..errors import ApiError, param_error
from ..model import Model, Product
from ..registry import Call, endpoint
from .catalogue_data import is_leaf
from .global_product import global_item

HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
SPREAD = 7  # highest price of an item's variations to the lowest


@endpoint("global_product/update_stock")
def update_stock(call: Call) -> None:
    """Absolute; one number for all shops; all rows or none."""
    product = global_item(call, call.body["global_item_id"])
    changes = []
    for row in call.body["stock_list"]:
        model = _model(product, row, "error_busi_global_model_not_found")
        stock = _seller_stock(row)
        if stock < model.reserved:
            raise ApiError(
                "error_stock_less_then_min_limit",
                f"Stock {stock} is less than the reserved {model.reserved}.",
            )
        changes.append((model, stock))
    for model, stock in changes:
        write_stock(call.world, model, stock)
    call.world.touch_product(product)


@endpoint("global_product/update_price")
def update_price(call: Call) -> None:
    """Shop prices follow where price sync is on."""
    product = global_item(call, call.body["global_item_id"])
    prices = {model.seq: model.price for model in product.models}
    changed = []
    for row in call.body["price_list"]:
        model = _model(product, row, "error_busi_global_model_not_found")
        if row["original_price"] <= 0:
            raise ApiError("error_busi_global_item_price_should_bigger_than_zero", "Price must be above 0.")
        prices[model.seq] = row["original_price"]
        changed.append((model, row["original_price"]))
    _check_spread(list(prices.values()))
    for model, price in changed:
        model.price = price
        for listing in call.world.by_product[product.seq]:
            if listing.shop.sync["price"]:
                listing.prices.pop(model.seq, None)
    call.world.touch_product(product)


@endpoint("global_product/set_sync_field")
def set_sync_field(call: Call) -> None:
    for row in call.body["shop_sync_list"]:
        shop = call.world.shops.get(row["shop_id"])
        if shop is None or shop.market.region != row["shop_region"]:
            raise ApiError("error_busi_shop_region_not_match", "shop and region do not match.")
    for row in call.body["shop_sync_list"]:
        shop = call.world.shops[row["shop_id"]]
        shop.sync.update({name: row[name] for name in shop.sync})


@endpoint("global_product/add_global_item")
def add_global_item(call: Call) -> dict[str, Any]:
    body = call.body
    _check_item(call, body)
    world = call.world
    seq = next(world.product_seq)
    rows = body.get("seller_stock") or [{"stock": body.get("normal_stock", 0)}]
    sku = body.get("global_item_sku", "")
    size = body.get("dimension", {})
    product = Product(
        seq=seq,
        global_item_id=2_100_000_000 + seq * 17,
        sku=sku,
        names={"en": body["global_item_name"]},
        descriptions={"en": body["description"]},
        category_id=body["category_id"],
        brand_id=body.get("brand", {}).get("brand_id", 0),
        weight=body["weight"],
        images=tuple(body["image"]["image_id_list"]),
        tiers=[],
        models=[
            Model(
                0, sku, (), body["original_price"],
                _seller_stock({"seller_stock": rows}), seq=next(world.model_seq),
            )
        ],
        create_time=call.now,
        update_time=call.now,
        days_to_ship=body["pre_order"]["days_to_ship"],
        dimension=(
            size.get("package_length", 0),
            size.get("package_width", 0),
            size.get("package_height", 0),
        ),
        attributes=_attributes(body.get("attribute_list", [])),
        condition=body.get("condition", "NEW"),
    )  # fmt: skip
    world.add_product(product)
    return {"global_item_id": product.global_item_id}


def _attributes(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "attribute_id": row["attribute_id"],
            "original_attribute_name": ATTRIBUTES[row["attribute_id"]][0],
            "attribute_value_list": row.get("attribute_value_list", []),
        }
        for row in rows
    ]


def _check_item(call: Call, body: dict[str, Any]) -> None:
    if not call.world.merchant.currency:
        raise ApiError("ERROR_MERCHANT_UNSET_CURRENCY_INFO", "Set the merchant's currency first.")
    if HANGUL.search(body["global_item_name"] + body["description"]):
        raise ApiError("error_check_language_fail", "Use English or Simplified Chinese only.")
    if not is_leaf(body["category_id"]):
        raise ApiError("error_invalid_category", "Invalid category ID.")
    images = body.get("image", {}).get("image_id_list", [])
    if not images:
        raise ApiError("error_image_num_min", "At least one image is needed.")
    unknown = [image for image in images if image not in call.world.images]
    if unknown:
        raise ApiError("error_param", f"Unknown image_id {unknown[0]}.")
    if body["original_price"] <= 0:
        raise ApiError("error_price_limit_no_pass", "Price must be above 0.")
    if body["weight"] <= 0:
        raise ApiError("error_busi_global_item_weight_over_limit", "Weight must be above 0.")
    if not 1 <= body["pre_order"]["days_to_ship"] <= 30:
        raise ApiError("error_invalid_days_to_ship", "days_to_ship is out of range.")
    brand = body.get("brand", {}).get("brand_id", 0)
    if brand and brand not in BRANDS and brand != UNAUTHORISED_BRAND[0]:
        raise ApiError("error_invalid_brand", "Invalid brand.")
    given = {row.get("attribute_id") for row in body.get("attribute_list", [])}
    if given - set(ATTRIBUTES):
        raise ApiError("error_invalid_attribute", "Unknown attribute.")
    missing = {number for number, (_n, needed, _v) in ATTRIBUTES.items() if needed} - given
    if missing:
        raise ApiError("error_less_required_attribute", f"Attribute {min(missing)} is required.")


@endpoint("global_product/init_tier_variation")
def init_tier_variation(call: Call) -> None:
    """Variations of an item, replacing those it had; the answer carries no ids."""
    body, world = call.body, call.world
    product = global_item(call, body["global_item_id"])
    tiers = [
        (
            tier.get("variation_name", ""),
            [
                (option.get("variation_option_name", ""), option.get("image_id", ""))
                for option in tier["variation_option_list"]
            ],
        )
        for tier in body.get("standardise_tier_variation", [])
    ]
    rows = body["global_model"]
    if not tiers and not rows:
        _without_variations(product, next(world.model_seq))
        world.index_skus(product)
        world.touch_product(product)
        return
    _check_tiers(tiers, rows)
    _check_spread([row["original_price"] for row in rows])
    product.tiers, product.models = tiers, []
    for row in rows:
        seq = next(world.model_seq)
        product.models.append(
            Model(
                global_model_id=9_000_000_000 + seq * 7,
                sku=row.get("global_model_sku", ""),
                tier_index=tuple(row["tier_index"]),
                price=row["original_price"],
                available=_seller_stock(row),
                seq=seq,
            )
        )
    product.variation_names.clear()
    world.index_skus(product)
    world.touch_product(product)


def _without_variations(product: Product, seq: int) -> None:
    """Which price and stock remain is not documented (unsure): here those of the first model."""
    first = product.models[0]
    product.tiers = []
    product.variation_names.clear()
    product.models = [Model(0, product.sku, (), first.price, first.available, seq=seq)]


def _check_tiers(tiers: list[tuple[str, list[tuple[str, str]]]], rows: list[dict]) -> None:
    if not 1 <= len(tiers) <= 2:
        raise ApiError("error_busi_global_tier_variation_over_limit", "One or two tiers.")
    for name, options in tiers:
        names = [option for option, _image in options]
        if not name or not all(names):
            raise param_error("A variation or option has no name.")
        if len(set(names)) != len(names):
            raise ApiError("error_duplicated_variation_option", "An option occurs twice.")
    seen = set()
    for row in rows:
        index = tuple(row["tier_index"])
        inside = len(index) == len(tiers) and all(0 <= at < len(tiers[n][1]) for n, at in enumerate(index))
        if not inside or index in seen:
            raise ApiError("error_param_validate", f"tier_index {list(index)} is wrong.")
        seen.add(index)


def _check_spread(prices: list[float]) -> None:
    if min(prices) <= 0:
        raise ApiError("error_busi_global_item_price_should_bigger_than_zero", "Price must be above 0.")
    if max(prices) > SPREAD * min(prices):
        raise ApiError("error_price_agp_too_large", "Prices of the variations differ too much.")


def _model(product: Product, row: dict[str, Any], missing: str) -> Model:
    number = row.get("global_model_id", 0)
    if bool(number) != product.has_model:
        raise ApiError("error_item_model_not_match", "The item and its models do not match.")
    model = product.model(number)
    if model is None:
        raise ApiError(missing, f"Global model {number} is not found.")
    return model


def _seller_stock(row: dict[str, Any]) -> int:
    rows = row.get("seller_stock") or []
    if len(rows) != 1:
        raise param_error("seller_stock needs one row")
    if rows[0].get("location_id", LOCATION) not in (LOCATION, ""):
        raise param_error("location_id is not known")
    stock = rows[0]["stock"]
    if stock < 0:
        raise ApiError("error_stock_less_then_min_limit", "Stock must not be negative.")
    if stock > MAX_STOCK:
        raise ApiError("error_stock_bigger_then_limit", f"Stock is at most {MAX_STOCK}.")
    return stock
