"""Filling a new world."""

from __future__ import annotations

from .seed_catalogue import seed_catalogue
from .seed_orders import seed_orders
from .world import World


def populate(world: World) -> None:
    """The catalogue and its history, the same for the same seed and time."""
    seed_catalogue(world)
    seed_orders(world)
