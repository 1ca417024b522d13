"""Promotions of a shop's items: a price of their own, and pieces set aside for their buyers."""

from __future__ import annotations

import functools
from typing import Any

from .catalogue import find_model, model_id, reserved, shown_stock
from .errors import StateError
from .model import Line, Listing, Model, Promotion
from .world import World

HOUR = 3600
KEYS = {"reserved", "price", "locks_price", "model", "type", "hours"}


def start(world: World, listing: Listing, values: dict[str, Any]) -> list[Promotion]:
    """:param values: ``reserved`` pieces (0) and ``price`` (that of before) for each variation, or for the
    one of ``model``; ``locks_price`` (True), ``type``, ``hours`` until it ends (24)
    """
    unknown = set(values) - KEYS
    if unknown:
        raise StateError(f"unknown keys: {', '.join(sorted(unknown))}")
    models = _models(listing, values.get("model"))
    pieces, hours = int(values.get("reserved") or 0), float(values.get("hours", 24))
    if pieces < 0 or hours <= 0:
        raise StateError("reserved and hours must not be negative, hours not 0")
    for model in models:
        if model.promised + pieces > max(shown_stock(model), 0):
            raise StateError(f"only {shown_stock(model) - model.promised} pieces are left to be promised")
    price = values.get("price")
    return [
        _start(world, listing, model, pieces, None if price is None else float(price), hours, values)
        for model in models
    ]


def _models(listing: Listing, number: Any) -> list[Model]:
    if not number:
        return list(listing.product.models)
    found = find_model(listing, int(number))
    if found is None:
        raise StateError(f"no model {number}")
    return [found]


def _start(
    world: World,
    listing: Listing,
    model: Model,
    pieces: int,
    price: float | None,
    hours: float,
    values: dict[str, Any],
) -> Promotion:
    now = world.clock.seconds()
    promotion = Promotion(
        promotion_id=670_000_000 + next(world.promotion_seq),
        model=model,
        kind=values.get("type") or "Discount Promotions",
        start=now,
        end=now + round(hours * HOUR),
        price=price,
        reserved=pieces,
        locks_price=bool(values.get("locks_price", True)),
    )
    before = reserved(model)
    listing.promotions.append(promotion)
    model.promised += pieces
    _tell(world, listing, promotion, before)
    world.scheduler.after(hours * HOUR, functools.partial(_end, world, listing, promotion))
    return promotion


def end(world: World, listing: Listing, number: Any = None) -> int:
    """End the promotions of the item, or of one variation of it; answer how many."""
    models = {model.seq for model in _models(listing, number)}
    ending = [one for one in listing.promotions if not number or one.model.seq in models]
    for promotion in ending:
        _end(world, listing, promotion)
    return len(ending)


def _end(world: World, listing: Listing, promotion: Promotion) -> None:
    if promotion not in listing.promotions:
        return  # it was ended by hand before its time
    before = reserved(promotion.model)
    listing.promotions.remove(promotion)
    promotion.model.promised -= promotion.reserved
    promotion.reserved = 0
    _tell(world, listing, promotion, before)


def of_model(listing: Listing, model: Model) -> list[Promotion]:
    return [one for one in listing.promotions if one.model is model]


def locks_price(listing: Listing, model: Model) -> bool:
    return any(one.locks_price for one in of_model(listing, model))


def promised_elsewhere(listing: Listing, model: Model) -> int:
    """Pieces that buyers of this shop item cannot have, as they are promised in other shops."""
    return model.promised - sum(one.reserved for one in of_model(listing, model))


# Orders


def use(line: Line) -> None:
    """Buyers of a promoted item take the pieces that were set aside for them first."""
    wanted = line.quantity
    for promotion in of_model(line.listing, line.model):
        taken = min(wanted, promotion.reserved)
        _move(promotion, -taken)
        line.promised += taken
        wanted -= taken


def give_back(line: Line, quantity: int) -> None:
    """Cancelled pieces of a promotion that still runs are for its buyers again."""
    pieces = min(quantity, line.promised)
    line.promised -= pieces
    running = of_model(line.listing, line.model)
    if running:
        _move(running[0], pieces)


def _move(promotion: Promotion, pieces: int) -> None:
    promotion.reserved += pieces
    promotion.model.promised += pieces


def _tell(world: World, listing: Listing, promotion: Promotion, before: int) -> None:
    """Push 8. Which ``action`` it has for a promotion is not documented (unsure): here none."""
    world.touch_product(listing.product)
    data = {
        "shop_id": listing.shop.shop_id,
        "item_id": listing.item_id,
        "variation_id": model_id(listing, promotion.model),
        "action": "",
        "promotion_type": promotion.kind,
        "promotion_id": promotion.promotion_id,
        "changed_values": [
            {"name": "reserved_stock", "old": before, "new": reserved(promotion.model)},
        ],
        "update_time": world.clock.seconds(),
    }
    if before != reserved(promotion.model):
        world.pushes.add(8, listing.shop.shop_id, data)
