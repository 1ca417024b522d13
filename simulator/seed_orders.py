"""Ninety days of orders in every state, written directly in the state they are in."""

from __future__ import annotations

import random

from .assortment import BUYER_CANCEL_REASONS, NOTES, RETURN_REASONS
from .errors import StateError
from .lifecycle import DAY
from .model import SHOPEE, Order, Return, Shop
from .placing import add_money, make_order, random_basket
from .returning import _refund
from .world import World

HOUR = 3600
FRESH = 3 * DAY
RECENT = 14 * DAY

# One turn of each list per age, so that every state occurs in any amount of orders
FRESH_TURN = (
    "READY_TO_SHIP", "UNPAID", "READY_TO_SHIP", "PROCESSED", "READY_TO_SHIP", "IN_CANCEL",
    "READY_TO_SHIP", "SHIPPED", "PENDING", "READY_TO_SHIP", "PROCESSED", "CANCELLED",
    "READY_TO_SHIP", "RETRY_SHIP", "READY_TO_SHIP", "UNPAID", "PROCESSED", "READY_TO_SHIP",
    "SHIPPED", "READY_TO_SHIP",
)  # fmt: skip
RECENT_TURN = (
    "SHIPPED", "TO_CONFIRM_RECEIVE", "SHIPPED", "COMPLETED", "SHIPPED", "TO_RETURN", "SHIPPED",
    "COMPLETED", "TO_CONFIRM_RECEIVE", "CANCELLED", "SHIPPED", "LOST", "COMPLETED", "SHIPPED",
    "TO_CONFIRM_RECEIVE", "FAILED",
)  # fmt: skip
OLD_TURN = (
    "COMPLETED", "COMPLETED", "COMPLETED", "CANCELLED", "COMPLETED", "COMPLETED", "COMPLETED",
    "RETURNED", "COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED", "CANCELLED", "COMPLETED",
    "REFUNDED", "COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED", "REFUSED_RETURN",
)  # fmt: skip
OPEN = ("UNPAID", "PENDING", "READY_TO_SHIP", "RETRY_SHIP", "PROCESSED", "IN_CANCEL")


def seed_orders(world: World) -> None:
    config = world.config
    if not world.listings:
        return
    rng = random.Random(config.seed + 1)
    now = world.clock.seconds()
    shops = list(world.shops.values())
    turns = {id(turn): 0 for turn in (FRESH_TURN, RECENT_TURN, OLD_TURN)}
    for number in range(config.orders):
        age = _age(rng, config.days, number)
        turn = FRESH_TURN if age < FRESH else RECENT_TURN if age < RECENT else OLD_TURN
        status = turn[turns[id(turn)] % len(turn)]
        turns[id(turn)] += 1
        order = _draft(world, shops[number % len(shops)], rng, now - age, number, status)
        if order:
            _finish(world, order, status, rng, number, now)
            _store(world, order)
    for shop_id in world.shops:
        mine = [o for o in world.orders.values() if o.shop.shop_id == shop_id]
        world.by_update[shop_id].load([(o.update_time, o.order_sn) for o in mine])
        world.by_create[shop_id].load([(o.create_time, o.order_sn) for o in mine])


def _age(rng: random.Random, days: int, number: int) -> int:
    """A quarter of the orders is fresh; the rest spreads over all the days."""
    if number % 4 == 0:
        return rng.randrange(HOUR // 2, FRESH)
    return rng.randrange(FRESH, max(days * DAY - HOUR, FRESH + 1))


def _draft(
    world: World, shop: Shop, rng: random.Random, created: int, number: int, status: str
) -> Order | None:
    try:
        basket = random_basket(world, shop, rng)
    except StateError:
        return None
    own = [c for c in shop.market.channels if "non_integrated" in c.ways]
    integrated = [c for c in shop.market.channels if "non_integrated" not in c.ways]
    channel = integrated[number % len(integrated)]
    if own and number % 31 == 12 and status != "RETRY_SHIP":
        channel = own[0]
    affiliate = bool(shop.affiliate_id) and number % 12 == 9
    order = make_order(
        world, shop, basket, rng, created,
        affiliate=affiliate, bundle=number % 7 == 2, gift=number % 7 == 4, channel=channel,
    )  # fmt: skip
    add_money(order, rng)
    order.cod = channel.cod and number % 5 == 1 and not affiliate
    if order.cod:
        order.payment_method = "Cash on Delivery"
    if number % 29 == 7:
        order.flag = SHOPEE
    elif number % 41 == 5 and not affiliate:
        order.booking_sn = f"BK{order.order_sn[6:]}{number:04d}"
    order.note = rng.choice(NOTES)
    order.note_time = created + HOUR if order.note else 0
    return order


def _finish(world: World, order: Order, status: str, rng: random.Random, number: int, now: int) -> None:
    """Bring the order into ``status`` with the times and numbers it would have by then."""
    package, created = order.package, order.create_time
    step = max((now - created) // 8, 1)
    paid = created + min(rng.randrange(30, 1800), step)
    if status == "UNPAID":
        return
    order.ship_by = paid + 3 * DAY
    order.pay_time = 0 if order.cod else paid
    final = {"LOST": "CANCELLED", "FAILED": "CANCELLED"}.get(status, status)
    if status in ("RETURNED", "REFUNDED", "REFUSED_RETURN"):
        final = "COMPLETED"
    order.status, order.update_time = final, paid
    package.status = "LOGISTICS_READY"
    if number % 23 == 3 and status in ("READY_TO_SHIP", "PROCESSED", "COMPLETED", "SHIPPED"):
        _cancel_part(order)
    if status == "PENDING":
        order.pending_terms = ("SYSTEM_PENDING",)
        package.status = "LOGISTICS_PENDING_ARRANGE"
    elif status == "CANCELLED":
        _cancelled(order, rng, paid + step)
    elif status == "IN_CANCEL":
        order.before_cancel = "READY_TO_SHIP"
        order.cancel_by = "buyer"
        order.cancel_reason = order.buyer_cancel_reason = rng.choice(BUYER_CANCEL_REASONS)
        order.update_time = paid + step
        for line in order.lines:
            line.cancel_requested = line.active
    elif status in ("PROCESSED", "RETRY_SHIP"):
        _arranged(order, paid + step)
        if status == "RETRY_SHIP":
            package.status, package.arranged = "LOGISTICS_PICKUP_RETRY", False
        elif "non_integrated" in package.channel.ways:
            order.status = "SHIPPED"
            _left(order, paid + step)
    elif status != "READY_TO_SHIP":
        _travelled(world, order, status, rng, paid, step)
    order.update_time = package.update_time = min(order.update_time, now)


def _travelled(world: World, order: Order, status: str, rng: random.Random, paid: int, step: int) -> None:
    step = min(step, 2 * DAY)
    _arranged(order, paid + step)
    _left(order, paid + 2 * step)
    package = order.package
    if status in ("LOST", "FAILED"):
        failed = "LOGISTICS_COD_REJECTED" if order.cod else "LOGISTICS_DELIVERY_FAILED"
        package.status = "LOGISTICS_LOST" if status == "LOST" else failed
        order.cancel_by, order.update_time = "system", paid + 5 * step
        order.cancel_reason = "Lost parcel" if status == "LOST" else "Failed delivery"
        package.events.append((order.update_time, order.cancel_reason, package.status))
        for line in order.lines:
            line.cancelled = line.quantity
        return
    if status == "SHIPPED":
        return
    delivered = paid + 4 * step
    package.status, order.update_time = "LOGISTICS_DELIVERY_DONE", delivered
    package.events.append((delivered, "Delivered", package.status))
    if order.cod:
        order.pay_time = delivered
    if status != "TO_CONFIRM_RECEIVE":
        order.update_time = order.complete_time = delivered + step
    if status in ("TO_RETURN", "RETURNED", "REFUNDED", "REFUSED_RETURN"):
        _returned(world, order, status, rng, delivered + step, step)


def _arranged(order: Order, at: int) -> None:
    package = order.package
    package.arranged, package.status = True, "LOGISTICS_REQUEST_CREATED"
    digits = int(package.number[3:]) * 7919 % 10**12
    package.tracking = f"{package.channel.prefix or 'OWN'}{digits:012d}"
    package.events.append((at, "Shipment arranged", package.status))
    order.update_time = at


def _left(order: Order, at: int) -> None:
    package = order.package
    package.status, package.pickup_done_time = "LOGISTICS_PICKUP_DONE", at
    package.document = "READY" if package.channel.prefix else ""
    package.document_type = "THERMAL_AIR_WAYBILL" if package.document else ""
    package.events.append((at, "Parcel received by the transit warehouse in Korea", package.status))
    order.update_time = at


def _cancelled(order: Order, rng: random.Random, at: int) -> None:
    by = rng.choice(("buyer", "buyer", "seller", "system"))
    order.cancel_by, order.update_time = by, at
    if by == "buyer":
        order.cancel_reason = order.buyer_cancel_reason = rng.choice(BUYER_CANCEL_REASONS)
    else:
        order.cancel_reason = "Out of stock" if by == "seller" else "Buyer did not pay on time"
    if by == "system":
        order.pay_time = 0
    order.package.status = "LOGISTICS_INVALID"
    for line in order.lines:
        line.cancelled = line.quantity


def _cancel_part(order: Order) -> None:
    """One piece of a line that has several, or a whole line of several."""
    line = next((line for line in order.lines if line.quantity > 1), None)
    if line:
        line.cancelled = 1
    elif len(order.lines) > 1 and order.lines[-1].subtotal:
        order.lines[-1].cancelled = order.lines[-1].quantity


def _returned(world: World, order: Order, status: str, rng: random.Random, at: int, step: int) -> None:
    reason = rng.choice(RETURN_REASONS)
    partial = len(order.lines) > 1 and rng.random() < 0.5
    pieces = [(line, line.active) for line in order.lines[: 1 if partial else None] if line.active]
    goods = status != "REFUNDED" and reason[0] != "NOT_RECEIPT"
    state = {
        "TO_RETURN": rng.choice(("REQUESTED", "PROCESSING", "JUDGING", "ACCEPTED")),
        "RETURNED": "CLOSED",
        "REFUNDED": "ACCEPTED",
        "REFUSED_RETURN": "CANCELLED",
    }[status]
    found = Return(
        return_sn=f"{order.order_sn[:6]}{next(world.numbers):09d}",
        order_sn=order.order_sn,
        shop=order.shop,
        lines=pieces,
        status=state,
        refund=_refund(order, pieces),
        reason=reason[0],
        text_reason=reason[1],
        create_time=at,
        update_time=at if state == "REQUESTED" else min(at + step, world.clock.seconds()),
        needs_logistics=goods,
        after_completion=False,
        logistics="LOGISTICS_NOT_START" if goods else "",
    )
    if goods and state in ("PROCESSING", "CLOSED"):
        done = state == "CLOSED"
        found.logistics = "LOGISTICS_DELIVERY_DONE" if done else "LOGISTICS_PICKUP_DONE"
        found.tracking = f"RKR{found.return_sn[-9:]}"
    for line, quantity in pieces:
        if state in ("ACCEPTED", "CLOSED"):
            line.returned += quantity
        elif state != "CANCELLED":
            line.return_requested += quantity
    world.returns[found.return_sn] = found
    order.return_sns.append(found.return_sn)
    order.update_time = max(order.update_time, found.update_time)


def _store(world: World, order: Order) -> None:
    """Like placing it, but the stock numbers of the catalogue are those of today already."""
    world.orders[order.order_sn] = order
    world.packages[order.package.number] = order.package
    if order.status in OPEN and order.uses_stock:
        for line in order.lines:
            line.model.reserved += line.active
