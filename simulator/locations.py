"""Where the seller's pieces lie: one place, or several once the merchant has third-party warehouses.

A model holds its totals, and of them what lies outside the first location.
"""

from __future__ import annotations

from .model import Model
from .world import World

HOME = "KRZ"
NAMES = {"KRZ": "Incheon", "SGZ": "Singapore", "MYZ": "Shah Alam", "TWZ": "Taoyuan"}


def names(world: World) -> tuple[str, ...]:
    return tuple(world.config.locations) or (HOME,)


def available(world: World, model: Model) -> dict[str, int]:
    """What can be sold, by location."""
    return _by_location(world, model.available, model.elsewhere)


def ordered(world: World, model: Model) -> dict[str, int]:
    """What is ordered and not shipped, by location."""
    return _by_location(world, model.reserved, model.reserved_elsewhere)


def _by_location(world: World, total: int, elsewhere: dict[str, int]) -> dict[str, int]:
    first, *others = names(world)
    rest = {name: elsewhere.get(name, 0) for name in others}
    return {first: total - sum(rest.values()), **rest}


def with_most(world: World, model: Model) -> tuple[str, int]:
    """Where an order is taken from: the location that has most, the first of several."""
    by_location = available(world, model)
    name = max(by_location, key=by_location.__getitem__)
    return name, by_location[name]


def put(world: World, model: Model, name: str, number: int) -> None:
    """``number`` pieces can be sold from now on at this location, whatever there was."""
    change(world, model, name, number - available(world, model)[name], 0)


def change(world: World, model: Model, name: str, pieces: int, orders: int) -> None:
    """:param pieces: more to be sold
    :param orders: more ordered"""
    model.available += pieces
    model.reserved = max(model.reserved + orders, 0)
    if name and name != names(world)[0]:
        model.elsewhere[name] = model.elsewhere.get(name, 0) + pieces
        model.reserved_elsewhere[name] = max(model.reserved_elsewhere.get(name, 0) + orders, 0)
