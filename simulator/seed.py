"""Filling a new world."""

from __future__ import annotations

import gc

from .seed_catalogue import seed_catalogue
from .seed_orders import seed_orders
from .world import World


def populate(world: World) -> None:
    """The catalogue and its history, the same for the same seed and time."""
    collecting = gc.isenabled()
    gc.disable()  # many objects and no garbage: looking for it would double the time
    try:
        seed_catalogue(world)
        seed_orders(world)
    finally:
        if collecting:
            gc.enable()
