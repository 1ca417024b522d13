"""What the seller arranges for its company and shops, Shopee for brands, and a test for the simulator."""

from __future__ import annotations

from typing import Any

from .config import FLOORS
from .errors import StateError
from .model import Brand, Shop
from .snapshot import CHANGEABLE
from .world import World


def edit_shop(world: World, shop: Shop, values: dict[str, Any]) -> None:
    """:param values: reseller (whether it is an authorised one), brands (ids it is authorised for),
    closed (why nothing can be published; empty opens it), channels {id: whether enabled}, adjustment
    (of computed prices), sync {switch: bool}
    """
    unknown = set(values) - {"reseller", "brands", "closed", "channels", "adjustment", "sync"}
    if unknown:
        raise StateError(f"unknown keys: {', '.join(sorted(unknown))}")
    if set(values.get("brands", ())) - set(world.brands):
        raise StateError("a brand is not known")
    if set(values.get("sync", ())) - set(shop.sync):
        raise StateError(f"a switch is one of {', '.join(shop.sync)}")
    channels = {int(number): enabled for number, enabled in values.get("channels", {}).items()}
    if set(channels) - {channel.channel_id for channel in shop.market.channels}:
        raise StateError("a channel is not known")
    shop.is_reseller = bool(values.get("reseller", shop.is_reseller))
    shop.brands = set(values.get("brands", shop.brands))
    shop.closed = values.get("closed", shop.closed)
    shop.adjustment = float(values.get("adjustment", shop.adjustment))
    shop.sync.update(values.get("sync", {}))
    for number, enabled in channels.items():
        (shop.closed_channels.discard if enabled else shop.closed_channels.add)(number)


def edit_brand(world: World, brand_id: int, values: dict[str, Any]) -> Brand:
    """:param values: name (of a new brand), pending, authorised (for all shops)"""
    unknown = set(values) - {"name", "pending", "authorised"}
    if unknown:
        raise StateError(f"unknown keys: {', '.join(sorted(unknown))}")
    if brand_id not in world.brands and not values.get("name"):
        raise StateError(f"no brand {brand_id}")
    brand = world.brands.setdefault(brand_id, Brand(brand_id, values.get("name", "")))
    brand.is_pending = bool(values.get("pending", brand.is_pending))
    for shop in world.shops.values() if "authorised" in values else ():
        (shop.brands.add if values["authorised"] else shop.brands.discard)(brand_id)
    return brand


# Settings

#: Where it listens and whom it tells is not changed here.
SETTINGS = tuple(name for name in CHANGEABLE if name not in ("host", "port", "push_url"))


def settings(world: World) -> dict[str, Any]:
    return {name: getattr(world.config, name) for name in SETTINGS}


def edit_settings(world: World, values: dict[str, Any]) -> None:
    """:raise ValueError: an unknown one, or a value of another type"""
    unknown = set(values) - set(SETTINGS)
    if unknown:
        raise ValueError(f"unknown settings: {', '.join(sorted(unknown))}")
    if values.get("stock_floor", FLOORS[0]) not in FLOORS:
        raise ValueError(f"stock_floor is one of {', '.join(FLOORS)}")
    for name, value in values.items():
        setattr(world.config, name, type(getattr(world.config, name))(value))
