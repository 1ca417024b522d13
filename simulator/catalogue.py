"""Rules of the catalogue that reading, writing and ordering share."""

from __future__ import annotations

from typing import Any

from . import locations
from .markets import DELETED, amount, to_market
from .model import Listing, Model, Product, Shop
from .world import World

DISCOUNT_ID = 660000001


def item_id(shop: Shop, product: Product) -> int:
    """Id of the product's first item in a shop; those that follow a deleted one count on."""
    return 25_000_000_000 + shop.index * 1_000_000_000 + product.seq * 13


def next_item_id(world: World, shop: Shop, product: Product) -> int:
    earlier = sum(listing.shop is shop for listing in world.by_product[product.seq])
    return item_id(shop, product) + earlier


def is_in_market(world: World, shop: Shop, product: Product) -> bool:
    """Whether the shop's market has the product already, in whichever shop."""
    return any(
        listing.shop.market.region == shop.market.region and listing.status not in DELETED
        for listing in world.by_product[product.seq]
    )


def model_id(listing: Listing, model: Model) -> int:
    """Id of a variation in a shop; 0 when the item has none."""
    if not model.global_model_id:
        return 0
    turn = listing.item_id - item_id(listing.shop, listing.product)
    return 180_000_000_000 + listing.shop.index * 10_000_000_000 + model.seq * 13 + turn


def find_model(listing: Listing, wanted: int) -> Model | None:
    return next((m for m in listing.product.models if model_id(listing, m) == wanted), None)


def original_price(listing: Listing, model: Model) -> float:
    price = listing.prices.get(model.seq)
    if price is not None:
        return price
    return to_market(listing.shop.market, model.price * listing.shop.adjustment)


def current_price(listing: Listing, model: Model) -> float:
    promoted = [one.price for one in listing.promotions if one.model is model and one.price is not None]
    if promoted:
        return min(promoted)
    price = original_price(listing, model)
    if not listing.discount:
        return price
    return amount(listing.shop.market, price * (1 - listing.discount))


def name_of(listing: Listing) -> str:
    return listing.name or _local(listing.product.names, listing.shop)


def description_of(listing: Listing) -> str:
    return listing.description or _local(listing.product.descriptions, listing.shop)


def images_of(listing: Listing) -> tuple[str, ...]:
    return listing.product.images if listing.images is None else listing.images


def days_of(listing: Listing) -> int:
    return listing.product.days_to_ship if listing.days_to_ship is None else listing.days_to_ship


def item_sku(listing: Listing) -> str:
    return listing.product.sku if listing.sku is None else listing.sku


def model_name(listing: Listing, model: Model) -> str:
    if model.last_names is not None:
        names = model.last_names
        return names.get(listing.shop.market.language) or names["en"]
    tiers = local_tiers(listing)
    return ",".join(tiers[n][1][at][0] for n, at in enumerate(model.tier_index))


def local_tiers(listing: Listing) -> list[tuple[str, list[tuple[str, str]]]]:
    """Tiers in the language of the shop."""
    product = listing.product
    words = listing.words or product.variation_names.get(listing.shop.market.language)
    if not words:
        return product.tiers
    local, at = [], 0
    for _name, options in product.tiers:
        translated = words[at + 1 : at + 1 + len(options)]
        images = [image for _option, image in options]
        local.append((words[at], list(zip(translated, images, strict=True))))
        at += 1 + len(options)
    return local


def model_images(product: Product, model: Model) -> str:
    """Picture of a variation: that of its first option, else the first of the item."""
    if model.tier_index and model.last_names is None and product.tiers[0][1][model.tier_index[0]][1]:
        return product.tiers[0][1][model.tier_index[0]][1]
    return product.images[0] if product.images else ""


def brand_name(world: World, brand_id: int) -> str:
    brand = world.brands.get(brand_id)
    return brand.name if brand else "NoBrand"


def reserved(model: Model) -> int:
    """What Shopee calls reserved: ordered and not shipped, or promised to buyers of promotions."""
    return model.reserved + model.promised


def shown_stock(model: Model) -> int:
    """What buyers see."""
    return model.available + model.lag


def written_stock(world: World, model: Model) -> dict[str, int]:
    """The numbers a seller reads back where it writes stock, by location.

    Whether they count what is ordered is unsure, so it is a setting.
    """
    available = locations.available(world, model)
    if not world.config.stock_write_includes_reserved:
        return available
    ordered = locations.ordered(world, model)
    return {name: pieces + ordered[name] for name, pieces in available.items()}


def stock_info(world: World, model: Model) -> dict[str, Any]:
    """``stock_info_v2`` of a shop item or model."""
    written = written_stock(world, model)
    written[locations.names(world)[0]] += model.lag
    return {
        "summary_info": {
            "total_reserved_stock": reserved(model),
            "total_available_stock": shown_stock(model),
        },
        "seller_stock": [
            {"location_id": name, "stock": stock, "if_saleable": True} for name, stock in written.items()
        ],
        "shopee_stock": [{"location_id": "", "stock": 0}],
        "advance_stock": {"sellable_advance_stock": 0, "in_transit_advance_stock": 0},
    }


def _local(texts: dict[str, str], shop: Shop) -> str:
    return texts.get(shop.market.language) or texts["en"]
