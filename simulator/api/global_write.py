"""global_product/*: creating, changing and deleting the merchant's items."""

from __future__ import annotations

import functools
from typing import Any

from .. import attributes, following, limits, locations
from .. import stock as stocks
from ..editing import delete_product
from ..errors import ApiError, param_error
from ..model import Model, Product
from ..registry import Call, endpoint
from ..rules import check_currency, check_item, check_price, check_spread
from ..world import World
from .global_product import global_item

#: key of a request -> field that shops may have of their own
SHARED = {
    "global_item_name": "name",
    "description": "description",
    "image": "images",
    "pre_order": "days_to_ship",
}


@endpoint("global_product/add_global_item")
def add_global_item(call: Call) -> dict[str, Any]:
    """The item can be read and edited some seconds after the answer."""
    body, world = call.body, call.world
    check_item(world, body)
    seq = next(world.product_seq)
    rows = body.get("seller_stock") or [{"stock": body.get("normal_stock", 0)}]
    sku = body.get("global_item_sku", "")
    model = Model(0, sku, (), body["original_price"], 0, seq=next(world.model_seq))
    stock_up(world, model, {"seller_stock": rows})
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
        models=[model],
        create_time=call.now,
        update_time=call.now,
        days_to_ship=body["pre_order"]["days_to_ship"],
        dimension=sides(body.get("dimension", {})),
        attributes=attributes.stored(body.get("attribute_list", [])),
        condition=body.get("condition", "NEW"),
    )
    world.scheduler.after(world.config.settle_delay, functools.partial(world.add_product, product))
    return {"global_item_id": product.global_item_id}


@endpoint("global_product/update_global_item")
def update_global_item(call: Call) -> dict[str, Any]:
    """Fields that are left out stay; shops follow where their switches are on."""
    body, world = call.body, call.world
    product = global_item(call, body["global_item_id"])
    check_item(world, body, product)
    following.before_edit(world, product, *(field for key, field in SHARED.items() if key in body))
    with world.editing(product):
        if "global_item_name" in body:
            product.names = {"en": body["global_item_name"]}
        if "description" in body:
            product.descriptions = {"en": body["description"]}
        if "image" in body:
            product.images = tuple(body["image"]["image_id_list"])
        if "global_item_sku" in body:
            product.sku = body["global_item_sku"]
            if not product.has_model:
                product.models[0].sku = product.sku
        if "attribute_list" in body:
            product.attributes = attributes.stored(body["attribute_list"])
        product.category_id = body.get("category_id", product.category_id)
        product.brand_id = body.get("brand", {}).get("brand_id", product.brand_id)
        product.condition = body.get("condition", product.condition)
        _overwrite(product, body)
    return {"global_item_id": product.global_item_id}


def _overwrite(product: Product, body: dict[str, Any]) -> None:
    """Measures and days of the item replace those of its variations."""
    if "weight" in body:
        product.weight = body["weight"]
    if "dimension" in body:
        product.dimension = sides(body["dimension"])
    if "pre_order" in body:
        product.days_to_ship = body["pre_order"]["days_to_ship"]
    for model in product.models:
        model.weight = None if "weight" in body else model.weight
        model.dimension = None if "dimension" in body else model.dimension
        model.days_to_ship = None if "pre_order" in body else model.days_to_ship


@endpoint("global_product/delete_global_item")
def delete_global_item(call: Call) -> dict[str, Any]:
    delete_product(call.world, global_item(call, call.body["global_item_id"]))
    return {"failure_delete_item": []}


@endpoint("global_product/update_stock")
def update_stock(call: Call) -> None:
    """Absolute; one number for all shops; all rows or none."""
    product = global_item(call, call.body["global_item_id"])
    _check_editable(product, "error_busi_update_sock_failed")
    changes = []
    for row in call.body["stock_list"]:
        model, numbers = named_model(product, row), seller_stock(call.world, row)
        lowest, total = stocks.floor(call.world, model), stocks.total_after(call.world, model, numbers)
        if total < lowest:
            raise ApiError(
                "error_stock_less_then_min_limit", f"Stock {total} is less than the reserved {lowest}."
            )
        changes.append((model, numbers))
    for model, numbers in changes:
        stocks.write(call.world, product, model, numbers)
    call.world.touch_product(product)


def _check_editable(product: Product, code: str) -> None:
    """Which code the platform uses for these states is unsure."""
    if product.status != "NORMAL":
        state = {"BANNED": "banned", "REVIEWING": "under review"}[product.status]
        raise ApiError(code, f"The global item is {state}.")


@endpoint("global_product/update_price")
def update_price(call: Call) -> None:
    """Shop prices follow where price sync is on."""
    world = call.world
    check_currency(world)
    product = global_item(call, call.body["global_item_id"])
    _check_editable(product, "error_busi_update_price_failed")
    prices = {model.seq: model.price for model in product.models}
    changed = []
    for row in call.body["price_list"]:
        model, price = named_model(product, row), row["original_price"]
        if price <= 0:
            raise ApiError("error_busi_global_item_price_should_bigger_than_zero", "Price must be above 0.")
        check_price(world, price)
        prices[model.seq] = price
        changed.append((model, price))
    check_spread(list(prices.values()))
    following.reprice(world, product, changed)
    world.touch_product(product)


@endpoint("global_product/set_sync_field")
def set_sync_field(call: Call) -> None:
    """Changes nothing by itself: it is the next edit of a global item that looks at the switches."""
    for row in call.body["shop_sync_list"]:
        shop = call.world.shops.get(row["shop_id"])
        if shop is None or shop.market.region != row["shop_region"]:
            raise ApiError("error_busi_shop_region_not_match", "shop and region do not match.")
    for row in call.body["shop_sync_list"]:
        shop = call.world.shops[row["shop_id"]]
        shop.sync.update({name: row[name] for name in shop.sync})


@endpoint("global_product/get_local_adjustment_rate")
def get_local_adjustment_rate(call: Call) -> dict[str, Any]:
    shop = call.world.shops.get(call.query["shop_id"])
    if shop is None:
        raise param_error("shop_id is not known")
    return {"local_adjustment_rate": shop.adjustment}


def sides(row: dict[str, int]) -> tuple[int, int, int]:
    return row.get("package_length", 0), row.get("package_width", 0), row.get("package_height", 0)


def named_model(product: Product, row: dict[str, Any]) -> Model:
    number = row.get("global_model_id", 0)
    if bool(number) != product.has_model:
        raise ApiError("error_item_model_not_match", "The item and its models do not match.")
    model = product.model(number)
    if model is None:
        raise ApiError("error_busi_global_model_not_found", f"Global model {number} is not found.")
    return model


def seller_stock(world: World, row: dict[str, Any]) -> dict[str, int]:
    """Numbers by location, which has to be named by a merchant with third-party warehouses only."""
    rows, known = row.get("seller_stock") or [], locations.names(world)
    numbers: dict[str, int] = {}
    for one in rows:
        name = one.get("location_id") or ""
        if not name and world.config.locations:
            raise ApiError("error_param_validate", "You have 3PF shops, location_id is required.")
        name = name or known[0]
        if name not in known or name in numbers:
            raise param_error("location_id is not known, or occurs twice")
        numbers[name] = _checked(one["stock"])
    if not numbers:
        raise param_error("seller_stock needs a row")
    return numbers


def _checked(stock: int) -> int:
    if stock < limits.STOCK[0]:
        raise ApiError("error_stock_less_then_min_limit", "Stock must not be negative.")
    if stock > limits.STOCK[1]:
        raise ApiError("error_stock_bigger_then_limit", f"Stock is at most {limits.STOCK[1]}.")
    return stock


def stock_up(world: World, model: Model, row: dict[str, Any]) -> None:
    """The first stock of a new model."""
    for name, number in seller_stock(world, row).items():
        locations.put(world, model, name, number)
