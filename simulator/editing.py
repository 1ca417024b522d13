"""What the seller does in the Seller Centre, past any application."""

from __future__ import annotations

from typing import Any

from .catalogue import find_model, original_price
from .errors import StateError
from .markets import STATUS_NUMBERS
from .model import Listing, Model, Product
from .seed_catalogue import build_listing, build_product
from .world import World


def add_product(world: World, values: dict[str, Any]) -> Product:
    """A further item of the assortment, in every shop or in those named.

    :param values: ``sku``, ``name``, ``price``, ``stock``, ``weight``, ``shops`` (ids),
        ``brand_id``
    """
    number = len(world.products)
    number += 1 if number % 3 == 2 else 0  # without variations
    product = build_product(world, number, world.clock.seconds())
    product.create_time = world.clock.seconds()
    wanted = values.get("shops")
    world.add_product(product)
    for shop in world.shops.values():
        if wanted is None or shop.shop_id in wanted:
            listing = build_listing(world, product, shop)
            listing.status, listing.discount = "NORMAL", 0.0
            world.add_listing(listing)
    edits = {key: value for key, value in values.items() if key != "shops"}
    edit_product(world, product, edits)
    return product


def edit_product(world: World, product: Product, values: dict[str, Any]) -> None:
    """:param values: name, sku, brand_id, weight, images, and for all models (or the one of
    ``global_model_id``) price, stock, model_sku"""
    known = {"name", "sku", "brand_id", "weight", "images", "global_model_id", "price", "stock",
             "model_sku"}  # fmt: skip
    _check_keys(values, known)
    models = product.models
    if "global_model_id" in values:
        found = product.model(int(values["global_model_id"]))
        if found is None:
            raise StateError(f"no model {values['global_model_id']}")
        models = [found]
    if "name" in values:
        product.names = {"en": values["name"]}
    if "sku" in values:
        product.sku = values["sku"]
        if not product.has_model:
            product.models[0].sku = values["sku"]
    product.brand_id = values.get("brand_id", product.brand_id)
    product.weight = values.get("weight", product.weight)
    product.images = tuple(values.get("images", product.images))
    for model in models:
        _edit_model(model, values)
    world.index_skus(product)
    world.touch_product(product)


def _edit_model(model: Model, values: dict[str, Any]) -> None:
    model.price = float(values.get("price", model.price))
    model.available = int(values.get("stock", model.available))
    model.sku = values.get("model_sku", model.sku)


def edit_listing(world: World, listing: Listing, values: dict[str, Any]) -> None:
    """:param values: name, status, discount, deboost, and price of ``model_id`` (0)"""
    _check_keys(values, {"name", "status", "discount", "deboost", "model_id", "price", "sku"})
    if values.get("status", "NORMAL") not in STATUS_NUMBERS:
        raise StateError(f"status is one of {', '.join(STATUS_NUMBERS)}")
    model_id = int(values.get("model_id", 0))
    model = find_model(listing, model_id)
    if "price" in values and model is None:
        raise StateError(f"no model {model_id}")
    old_status = listing.status
    for name in ("name", "status", "discount", "deboost", "sku"):
        if name in values:
            setattr(listing, name, values[name])
    world.touch_listing(listing)
    if "price" in values:
        _reprice(world, listing, model_id, model, float(values["price"]))
    if listing.status != old_status:
        data = {
            "item_id": listing.item_id,
            "item_name": listing.name or listing.product.names["en"],
            "item_status": listing.status,
            "deboost": listing.deboost,
            "item_status_details": [],
            "deboosted_details": [],
        }
        world.pushes.add(16, listing.shop.shop_id, data)


def _reprice(world: World, listing: Listing, model_id: int, model: Model, price: float) -> None:
    old = original_price(listing, model)
    listing.prices[model.seq] = price
    data = {
        "item_id": listing.item_id,
        "model_id": model_id,
        "update_field": "original_price",
        "old_value": old,
        "new_value": price,
        "update_time": listing.update_time,
    }
    world.pushes.add(22, listing.shop.shop_id, data)


def _check_keys(values: dict[str, Any], known: set[str]) -> None:
    unknown = set(values) - known
    if unknown:
        raise StateError(f"unknown keys: {', '.join(sorted(unknown))}")
