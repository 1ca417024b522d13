"""One stock for all shops: every sale lowers it everywhere, a cancellation gives it back."""

from __future__ import annotations

from typing import Any

from .catalogue import model_id
from .errors import StateError
from .model import Line, Order
from .world import World


def reserve(world: World, order: Order, *, oversell: bool = False) -> None:
    """The order was placed: its pieces can no longer be sold anywhere."""
    if not order.uses_stock:
        return
    if not oversell:
        for line in order.lines:
            if line.model.available < line.quantity:
                sku = line.model.sku or line.listing.product.sku
                raise StateError(f"only {line.model.available} of {sku} are left")
    for line in order.lines:
        line.model.available -= line.quantity
        line.model.reserved += line.quantity
    _tell(world, order, [(line, line.quantity) for line in order.lines], "place_order")


def release(world: World, order: Order, pieces: list[tuple[Line, int]]) -> None:
    """Pieces were cancelled before the parcel left."""
    if not order.uses_stock:
        return
    for line, quantity in pieces:
        line.model.available += quantity
        line.model.reserved = max(line.model.reserved - quantity, 0)
    _tell(world, order, pieces, "cancel_order")


def ship(order: Order) -> None:
    """The parcel left: its pieces are no longer reserved."""
    if order.uses_stock:
        for line in order.lines:
            line.model.reserved = max(line.model.reserved - line.active, 0)


def _tell(world: World, order: Order, pieces: list[tuple[Line, int]], action: str) -> None:
    """Push 8 to every shop that sells the piece, and the items count as updated."""
    for line, quantity in pieces:
        if not quantity:
            continue
        product = line.listing.product
        world.touch_product(product)
        for listing in world.by_product[product.seq]:
            after = line.model.reserved
            before = after - quantity if action == "place_order" else after + quantity
            data: dict[str, Any] = {
                "shop_id": listing.shop.shop_id,
                "item_id": listing.item_id,
                "variation_id": model_id(listing, line.model),
                "action": action,
                "changed_values": [{"name": "reserved_stock", "old": before, "new": after}],
                "update_time": world.clock.seconds(),
            }
            if listing.shop is order.shop:
                data["ordersn"] = order.order_sn
            world.pushes.add(8, listing.shop.shop_id, data)
