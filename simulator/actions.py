"""What buyer, hub and Shopee do, by name: shared by the control API and the pages."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from . import lifecycle, returning
from .errors import StateError
from .model import SELLER, Order, Return, Shop
from .placing import add_money, find_wanted, make_order, random_basket
from .world import World

Action = Callable[[World, Order, dict[str, Any]], Any]

MONEY = ("shipping", "tax", "fee", "seller_voucher", "shopee_voucher", "coins", "promotion")
KEYS = {
    "shop_id", "items", "paid", "cod", "pending", "count", "bundle", "gift", "affiliate",
    "booking", "fulfillment_flag", "channel_id", "message", "buyer", "age", "oversell", *MONEY,
}  # fmt: skip


def place(world: World, values: dict[str, Any]) -> Order:
    """A new order.

    :param values: ``shop_id`` (first shop), ``items`` (random), ``paid`` (True), ``cod``,
        ``pending``, ``bundle``, ``gift`` (the last of several items is a gift), ``affiliate``,
        ``booking``, ``fulfillment_flag``, ``channel_id``, ``message``, ``buyer``, ``age``
        (seconds ago), ``oversell``, and the parts of the total: shipping, tax, fee,
        seller_voucher, shopee_voucher, coins, promotion (random when none is given)
    """
    unknown = set(values) - KEYS
    if unknown:
        raise StateError(f"unknown keys: {', '.join(sorted(unknown))}")
    shop = _shop(world, values.get("shop_id"))
    rows = values.get("items") or []
    rng = world.random
    basket = [find_wanted(world, shop, row) for row in rows] or random_basket(world, shop, rng)
    channel = None
    if values.get("channel_id"):
        named = [c for c in shop.market.channels if c.channel_id == int(values["channel_id"])]
        if not named:
            raise StateError(f"{shop.name} has no channel {values['channel_id']}")
        channel = named[0]
    created = world.clock.seconds() - int(values.get("age") or 0)
    order = make_order(
        world, shop, basket, rng, created,
        affiliate=bool(values.get("affiliate")), bundle=bool(values.get("bundle")),
        gift=bool(values.get("gift")), channel=channel,
    )  # fmt: skip
    _dress(order, values, rng)
    lifecycle.place(world, order, oversell=bool(values.get("oversell")))
    if values.get("paid", True):
        lifecycle.pay(world, order)
        if values.get("pending"):
            lifecycle.hold(world, order)
    return order


def _shop(world: World, shop_id: Any) -> Shop:
    shop = world.shops.get(int(shop_id)) if shop_id else next(iter(world.shops.values()))
    if shop is None:
        raise StateError(f"there is no shop {shop_id}")
    return shop


def _dress(order: Order, values: dict[str, Any], rng: random.Random) -> None:
    if any(name in values for name in MONEY):
        for name in MONEY:
            setattr(order.money, name, float(values.get(name) or 0))
    elif not values.get("items"):
        add_money(order, rng)
    else:
        order.money.shipping = 0.0 if order.affiliate else order.shop.market.shipping_fee
    order.cod = bool(values.get("cod"))
    if order.cod and not order.package.channel.cod:
        raise StateError(f"{order.package.channel.name} has no cash on delivery")
    if order.cod:
        order.payment_method = "Cash on Delivery"
    order.flag = values.get("fulfillment_flag") or SELLER
    if values.get("booking"):
        order.booking_sn = f"BK{order.order_sn}"
    order.message = values.get("message", order.message)
    order.buyer = values.get("buyer") or order.buyer


def _pieces(order: Order, values: dict[str, Any]) -> list[tuple[Any, int]] | None:
    """Lines named by ``items`` [{"sku" or "line" (position), "quantity"}]; None for all."""
    if not values.get("items"):
        return None
    pieces = []
    for row in values["items"]:
        if "line" in row:
            lines = order.lines[int(row["line"]) : int(row["line"]) + 1]
        else:
            lines = [line for line in order.lines if row["sku"] == _sku(line)]
        if not lines:
            raise StateError(f"the order has no line {row}")
        pieces.append((lines[0], int(row.get("quantity", lines[0].active))))
    return pieces


def _sku(line: Any) -> str:
    return line.model.sku or line.listing.product.sku


def _open_return(world: World, order: Order, values: dict[str, Any]) -> Return:
    reason = values.get("reason") or "CHANGE_MIND"
    return returning.open_return(
        world,
        order,
        _pieces(order, values),
        reason=(reason, values.get("text") or "Did not suit my skin"),
        needs_logistics=bool(values.get("needs_logistics", True)),
    )


def _cancel(world: World, order: Order, values: dict[str, Any]) -> None:
    pieces = _pieces(order, values)
    if pieces:
        lifecycle.cancel_part(world, order, pieces)
    else:
        by = values.get("by", "seller")
        lifecycle.cancel(world, order, by, values.get("reason", ""))


ACTIONS: dict[str, Action] = {
    "pay": lambda world, order, _v: lifecycle.pay(world, order),
    "hold": lambda world, order, _v: lifecycle.hold(world, order),
    "release": lambda world, order, _v: lifecycle.release(world, order),
    "invoice_pending": lambda world, order, _v: lifecycle.invoice_pending(world, order),
    "arrange": lambda world, order, v: lifecycle.arrange(
        world, order, v.get("tracking_number") or f"OWN{order.order_sn}"
    ),
    "scan": lambda world, order, _v: lifecycle.scan(world, order),
    "fail_pickup": lambda world, order, _v: lifecycle.fail_pickup(world, order),
    "deliver": lambda world, order, _v: lifecycle.deliver(world, order),
    "fail_delivery": lambda world, order, v: lifecycle.fail_delivery(world, order, v.get("end", True)),
    "refuse_delivery": lambda world, order, v: lifecycle.refuse_delivery(world, order, v.get("end", True)),
    "lose": lambda world, order, v: lifecycle.lose(world, order, v.get("end", True)),
    "complete": lambda world, order, _v: lifecycle.complete(world, order),
    "ask_cancel": lambda world, order, v: lifecycle.ask_cancel(world, order, v.get("reason", "")),
    "accept_cancel": lambda world, order, _v: lifecycle.answer_cancel(world, order, True),
    "reject_cancel": lambda world, order, _v: lifecycle.answer_cancel(world, order, False),
    "withdraw_cancel": lambda world, order, _v: lifecycle.withdraw_cancel(world, order),
    "cancel": _cancel,
    "return": _open_return,
}
