"""One stock for all shops: every sale lowers it everywhere, a cancellation gives it back."""

from __future__ import annotations

import functools
from typing import Any

from . import locations, promotions
from .catalogue import model_id, reserved, shown_stock, written_stock
from .errors import StateError
from .model import Line, Model, Order, Product
from .world import World


def reserve(world: World, order: Order, *, oversell: bool = False) -> None:
    """The order was placed: its pieces can no longer be sold anywhere."""
    if not order.uses_stock:
        return
    if not oversell:
        for line in order.lines:
            _check_sellable(world, line)
    for line in order.lines:
        before = reserved(line.model)
        line.location, _most = locations.with_most(world, line.model)
        locations.change(world, line.model, line.location, -line.quantity, line.quantity)
        promotions.use(line)
        _tell(world, order, line, before, "place_order")


def _check_sellable(world: World, line: Line) -> None:
    """:raise StateError: no location has the pieces, or they are promised in another shop"""
    model = line.model
    _name, most = locations.with_most(world, model)
    left = min(most + model.lag, shown_stock(model) - promotions.promised_elsewhere(line.listing, model))
    if left < line.quantity:
        raise StateError(f"only {left} of {model.sku or line.listing.product.sku} are left")


def release(world: World, order: Order, pieces: list[tuple[Line, int]]) -> None:
    """Pieces were cancelled before the parcel left."""
    if not order.uses_stock:
        return
    for line, quantity in pieces:
        if quantity:
            before = reserved(line.model)
            locations.change(world, line.model, line.location, quantity, -quantity)
            promotions.give_back(line, quantity)
            _tell(world, order, line, before, "cancel_order")


def ship(world: World, order: Order) -> None:
    """The parcel left: its pieces are no longer reserved."""
    if order.uses_stock:
        for line in order.lines:
            locations.change(world, line.model, line.location, 0, -line.active)


def floor(world: World, model: Model) -> int:
    """The lowest number that may be written; which pieces count is unsure, so it is a setting."""
    config = world.config
    if config.stock_write_includes_reserved or config.stock_floor == "reserved":
        return reserved(model)
    return model.promised


def write(world: World, product: Product, model: Model, numbers: dict[str, int]) -> None:
    """The seller's numbers by location; those left out stay. Shops show them some time later."""
    before = model.available
    for name, number in numbers.items():
        counted = locations.ordered(world, model)[name] if world.config.stock_write_includes_reserved else 0
        locations.put(world, model, name, number - counted)
        world.stock_log.add(product, model, name, number)
    lag = before - model.available
    if lag and world.config.stock_spread_delay > 0:
        model.lag += lag
        arrive = functools.partial(_arrive, world, product, model, lag)
        world.scheduler.after(world.config.stock_spread_delay, arrive)


def _arrive(world: World, product: Product, model: Model, lag: int) -> None:
    model.lag -= lag
    world.touch_product(product)


def total_after(world: World, model: Model, numbers: dict[str, int]) -> int:
    """The number of all locations, once these are written."""
    return sum((written_stock(world, model) | numbers).values())


def _tell(world: World, order: Order, line: Line, before: int, action: str) -> None:
    """Push 8 to every shop that sells the piece, and the items count as updated."""
    product = line.listing.product
    world.touch_product(product)
    for listing in world.by_product[product.seq]:
        data: dict[str, Any] = {
            "shop_id": listing.shop.shop_id,
            "item_id": listing.item_id,
            "variation_id": model_id(listing, line.model),
            "action": action,
            "changed_values": [{"name": "reserved_stock", "old": before, "new": reserved(line.model)}],
            "update_time": world.clock.seconds(),
        }
        if listing.shop is order.shop:
            data["ordersn"] = order.order_sn
        world.pushes.add(8, listing.shop.shop_id, data)
