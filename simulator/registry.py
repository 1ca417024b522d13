"""Which function answers which endpoint, and what it is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .model import Shop
from .world import World

PREFIX = "/api/v2/"


@dataclass
class Call:
    """One accepted call: signature, token and parameters have been checked."""

    world: World
    path: str
    base_url: str
    query: dict[str, Any]
    body: dict[str, Any]
    shop: Shop | None = None
    files: list[Any] = field(default_factory=list)
    warning: Any = None
    beside: dict[str, Any] = field(default_factory=dict)  # what the envelope holds beside ``response``

    @property
    def now(self) -> int:
        return self.world.clock.seconds()

    def image_url(self, image_id: str) -> str:
        return f"{self.base_url}/_img/{image_id}"


@dataclass
class Binary:
    """An answer that is a file."""

    content: bytes
    content_type: str


Handler = Callable[[Call], Any]
HANDLERS: dict[str, Handler] = {}
UNLOCKED: set[str] = set()


def endpoint(name: str, *, unlocked: bool = False) -> Callable[[Handler], Handler]:
    """Register the function for ``name`` ("order/get_order_list").

    :param unlocked: the world is not locked meanwhile, as the function takes its time
    """

    def register(handler: Handler) -> Handler:
        HANDLERS[PREFIX + name] = handler
        if unlocked:
            UNLOCKED.add(PREFIX + name)
        return handler

    return register
