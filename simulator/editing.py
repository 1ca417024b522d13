"""What the seller and Shopee do with items past any application."""

from __future__ import annotations

from typing import Any

from . import attributes, locations
from .catalogue import find_model, is_in_market, name_of, next_item_id, original_price
from .errors import StateError
from .following import Tiers, before_edit, reprice, restructure, tell_price
from .markets import DELETED, STATUS_NUMBERS
from .model import Listing, Model, Product
from .seed_catalogue import build_listing, build_product
from .taxonomy import CATEGORIES
from .world import World


def add_product(world: World, values: dict[str, Any]) -> Product:
    """A further item of the assortment, in every shop or in those named.

    :param values: ``shops`` (ids), and what :func:`edit_product` takes
    """
    number = len(world.products)
    number += 1 if number % 3 == 2 else 0  # without variations
    product = build_product(world, number, world.clock.seconds())
    product.create_time = world.clock.seconds()
    wanted = values.get("shops")
    world.add_product(product)
    _publish(world, product, list(world.shops) if wanted is None else wanted)
    edits = {key: value for key, value in values.items() if key != "shops"}
    edit_product(world, product, edits)
    return product


def _publish(world: World, product: Product, shop_ids: list[int]) -> None:
    shops = [world.shops.get(int(shop_id)) for shop_id in shop_ids]
    for shop in shops:
        if shop is None:
            raise StateError("a shop is not known")
        if is_in_market(world, shop, product):
            raise StateError(f"{shop.name} or another shop of its market has the item already")
    for shop in shops:
        listing = build_listing(world, product, shop)
        now = world.clock.seconds()
        listing.item_id = next_item_id(world, shop, product)
        listing.status, listing.discount = "NORMAL", 0.0
        listing.create_time = listing.update_time = now
        world.add_listing(listing)


# Global items

SHARED = {"name", "description", "images", "days_to_ship"}
PLAIN = {"brand_id", "category_id", "weight", "status"}
OF_MODELS = {"global_model_id", "price", "stock", "stocks", "model_sku"}
STATUSES = ("NORMAL", "BANNED", "REVIEWING")
OPTIONS = {"rename_option", "add_option", "remove_option", "rename_tier", "remove_model"}


def edit_product(world: World, product: Product, values: dict[str, Any]) -> None:
    """:param values: name, description, images, days_to_ship, sku, brand_id, category_id, weight, status
    (NORMAL; BANNED or REVIEWING, when stock and price are refused), attributes (rows as add_global_item takes
    them); for all models (or the one of ``global_model_id``) price, model_sku, stock (all at the first
    location) or stocks {location: pieces}; one of rename_option {"from", "to"}, rename_tier {"from", "to"},
    add_option {"name", "tier" (0), "price", "stock", "sku"}, remove_option (its name), remove_model
    (its id); publish (ids of further shops); ``delete`` True
    """
    known = SHARED | PLAIN | OF_MODELS | OPTIONS | {"sku", "attributes", "publish", "delete"}
    _check_keys(values, known)
    if values.get("delete"):
        delete_product(world, product)
        return
    if values.get("category_id", product.category_id) not in CATEGORIES:
        raise StateError(f"no category {values['category_id']}")
    if values.get("status", "NORMAL") not in STATUSES:
        raise StateError(f"status is one of {', '.join(STATUSES)}")
    models = product.models
    if "global_model_id" in values:
        models = [_model(product, values["global_model_id"])]
    before_edit(world, product, *(SHARED & set(values)))
    with world.editing(product):
        _edit_fields(product, values)
        for model in models:
            _restock(world, model, values)
            model.sku = values.get("model_sku", model.sku)
    if "price" in values:
        reprice(world, product, [(model, float(values["price"])) for model in models])
    for name in sorted(OPTIONS & set(values)):
        CHANGES[name](world, product, values[name])
    _publish(world, product, values.get("publish", []))


def _edit_fields(product: Product, values: dict[str, Any]) -> None:
    if "name" in values:
        product.names = {"en": values["name"]}
    if "description" in values:
        product.descriptions = {"en": values["description"]}
    if "attributes" in values:
        product.attributes = attributes.stored(values["attributes"])
    product.images = tuple(values.get("images", product.images))
    product.days_to_ship = int(values.get("days_to_ship", product.days_to_ship))
    for name in PLAIN & set(values):
        setattr(product, name, values[name])
    if "sku" in values:
        product.sku = values["sku"]
        if not product.has_model:
            product.models[0].sku = values["sku"]


def _restock(world: World, model: Model, values: dict[str, Any]) -> None:
    numbers = values.get("stocks", {})
    if set(numbers) - set(locations.names(world)):
        raise StateError(f"locations are {', '.join(locations.names(world))}")
    if "stock" in values:
        first, *others = locations.names(world)
        numbers = {**dict.fromkeys(others, 0), first: values["stock"]}
    for name, number in numbers.items():
        locations.put(world, model, name, int(number))


def delete_product(world: World, product: Product) -> None:
    """A global item goes, and its items in all shops with it."""
    for listing in world.by_product[product.seq]:
        if listing.status not in DELETED:
            set_status(world, listing, "SELLER_DELETE")
    world.remove_product(product)


def _model(product: Product, number: Any) -> Model:
    found = product.model(int(number))
    if found is None:
        raise StateError(f"no model {number}")
    return found


# Variations


def _renamed(product: Product, change: dict[str, str], *, tier: bool) -> Tiers:
    hits = 0
    tiers: Tiers = []
    for name, options in product.tiers:
        if tier and name == change["from"]:
            name, hits = change["to"], hits + 1
        elif not tier and change["from"] in [option for option, _image in options]:
            hits += 1
            options = [
                (change["to"] if option == change["from"] else option, image) for option, image in options
            ]
        tiers.append((name, options))
    if not hits:
        raise StateError(f"the item has no {'variation' if tier else 'option'} {change['from']}")
    return tiers


def _placed(product: Product) -> list[tuple[Model, tuple[int, ...]]]:
    return [(model, model.tier_index) for model in product.models]


def _rename_option(world: World, product: Product, change: dict[str, str]) -> None:
    restructure(world, product, _renamed(product, change, tier=False), _placed(product))


def _rename_tier(world: World, product: Product, change: dict[str, str]) -> None:
    restructure(world, product, _renamed(product, change, tier=True), _placed(product))


def _add_option(world: World, product: Product, change: dict[str, Any]) -> None:
    """With a variation for every option of the other tier."""
    if not product.tiers:
        raise StateError("the item has no variations")
    number = int(change.get("tier", 0))
    if not 0 <= number < len(product.tiers):
        raise StateError(f"the item has no tier {number}")
    tiers = [(name, list(options)) for name, options in product.tiers]
    options = tiers[number][1]
    if change["name"] in [option for option, _image in options]:
        raise StateError(f"there is an option {change['name']} already")
    options.append((change["name"], product.images[0] if options[0][1] and product.images else ""))
    others = range(len(tiers[1 - number][1])) if len(tiers) > 1 else [None]
    placed = _placed(product)
    for other in others:
        index = [len(options) - 1] if other is None else [other, other]
        if other is not None:
            index[number] = len(options) - 1
        placed.append((_added_model(world, product, change, tuple(index)), tuple(index)))
    restructure(world, product, tiers, placed)


def _added_model(world: World, product: Product, change: dict[str, Any], index: tuple[int, ...]) -> Model:
    seq = next(world.model_seq)
    return Model(
        global_model_id=9_000_000_000 + seq * 7,
        sku=change.get("sku", ""),
        tier_index=index,
        price=float(change.get("price") or product.models[0].price),
        available=int(change.get("stock") or 0),
        seq=seq,
    )


def _remove_option(world: World, product: Product, name: str) -> None:
    for number, (tier, options) in enumerate(product.tiers):
        names = [option for option, _image in options]
        if name not in names:
            continue
        if len(names) == 1:
            raise StateError("the last option stays")
        at = names.index(name)
        tiers = list(product.tiers)
        tiers[number] = (tier, [row for row in options if row[0] != name])
        placed = []
        for model, index in _placed(product):
            if index[number] != at:
                moved = index[number] - (index[number] > at)
                placed.append((model, (*index[:number], moved, *index[number + 1 :])))
        if not placed:
            raise StateError("the last variation stays")
        restructure(world, product, tiers, placed)
        return
    raise StateError(f"the item has no option {name}")


def _remove_model(world: World, product: Product, number: Any) -> None:
    gone = _model(product, number)
    placed = [(model, index) for model, index in _placed(product) if model is not gone]
    if not placed:
        raise StateError("the last variation stays")
    restructure(world, product, product.tiers, placed)


CHANGES = {
    "rename_option": _rename_option,
    "rename_tier": _rename_tier,
    "add_option": _add_option,
    "remove_option": _remove_option,
    "remove_model": _remove_model,
}


# Items of a shop


def edit_listing(world: World, listing: Listing, values: dict[str, Any]) -> None:
    """:param values: name, description, images, days_to_ship, status, discount, deboost, sku, words
    (names of tiers and options in their order), and price of ``model_id`` (0)"""
    plain = {"name", "description", "discount", "deboost", "sku", "days_to_ship", "words"}
    _check_keys(values, plain | {"status", "images", "model_id", "price"})
    if values.get("status", "NORMAL") not in STATUS_NUMBERS:
        raise StateError(f"status is one of {', '.join(STATUS_NUMBERS)}")
    model_id = int(values.get("model_id", 0))
    model = find_model(listing, model_id)
    if "price" in values and model is None:
        raise StateError(f"no model {model_id}")
    tiers = listing.product.tiers
    if "words" in values and len(values["words"]) != sum(1 + len(options) for _name, options in tiers):
        raise StateError("words names every tier and option")
    for name in plain & set(values):
        setattr(listing, name, values[name])
    if "images" in values:
        listing.images = tuple(values["images"])
    world.touch_listing(listing)
    if "price" in values:
        _reprice(world, listing, model, float(values["price"]))
    if "status" in values:
        set_status(world, listing, values["status"])


def set_status(world: World, listing: Listing, status: str) -> None:
    if status == listing.status:
        return
    listing.status = status
    world.touch_listing(listing)
    data = {
        "item_id": listing.item_id,
        "item_name": name_of(listing),
        "item_status": status,
        "deboost": listing.deboost,
        "item_status_details": [],
        "deboosted_details": [],
    }
    world.pushes.add(16, listing.shop.shop_id, data)


def _reprice(world: World, listing: Listing, model: Model, price: float) -> None:
    old = original_price(listing, model)
    listing.prices[model.seq] = price
    tell_price(world, listing, model, old)


def _check_keys(values: dict[str, Any], known: set[str]) -> None:
    unknown = set(values) - known
    if unknown:
        raise StateError(f"unknown keys: {', '.join(sorted(unknown))}")
