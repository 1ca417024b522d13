"""What may happen to an order, who may do it, and what follows.

Every function raises :class:`StateError` when the state of the order does not allow it.
"""

from __future__ import annotations

import functools
from typing import Any

from . import stock
from .errors import StateError
from .model import Line, Order, Package
from .world import World

DAY = 86400
OPEN = ("UNPAID", "PENDING", "INVOICE_PENDING", "READY_TO_SHIP", "RETRY_SHIP", "PROCESSED")
TO_ARRANGE = ("READY_TO_SHIP", "RETRY_SHIP")


def place(world: World, order: Order, *, oversell: bool = False) -> None:
    stock.reserve(world, order, oversell=oversell)
    world.add_order(order)
    push_status(world, order)


def pay(world: World, order: Order) -> None:
    """The buyer pays, or a cash-on-delivery order is accepted."""
    _require(order, ("UNPAID",), "be paid")
    now = world.clock.seconds()
    if not order.cod:
        order.pay_time = now
    order.ship_by = now + _days_to_ship(order) * DAY
    set_status(world, order, "READY_TO_SHIP", "LOGISTICS_READY")


def hold(world: World, order: Order) -> None:
    """Shopee checks the order before it may be shipped."""
    _require(order, ("READY_TO_SHIP", "UNPAID"), "be held")
    if order.package.arranged:
        raise StateError("the shipment is arranged already")
    if order.status == "UNPAID":
        pay(world, order)
    order.pending_terms = ("SYSTEM_PENDING",)
    set_status(world, order, "PENDING", "LOGISTICS_PENDING_ARRANGE")


def release(world: World, order: Order) -> None:
    _require(order, ("PENDING", "INVOICE_PENDING"), "be released")
    order.pending_terms = ()
    set_status(world, order, "READY_TO_SHIP", "LOGISTICS_READY")


def invoice_pending(world: World, order: Order) -> None:
    """Brazil's state, which the list filter knows."""
    _require(order, ("READY_TO_SHIP",), "wait for an invoice")
    set_status(world, order, "INVOICE_PENDING", "LOGISTICS_NOT_START")


def arrange(world: World, order: Order, own_number: str = "") -> None:
    """Shipment is arranged; number and next state come a little later, or at once with the
    seller's own carrier, which nobody scans."""
    _require(order, TO_ARRANGE, "be arranged")
    package = order.package
    if package.arranged:
        raise StateError("the shipment is arranged already")
    package.arranged = True
    if "non_integrated" in package.channel.ways:
        package.tracking = own_number
        _leave(world, order, "handed to the seller's own carrier")
        return
    world.scheduler.after(world.config.tracking_delay, functools.partial(_number, world, order))


def _number(world: World, order: Order) -> None:
    if order.status not in TO_ARRANGE:
        return
    package = order.package
    if not package.tracking:
        digits = int(package.number[3:]) * 7919 % 10**12
        package.tracking = f"{package.channel.prefix}{digits:012d}"
    world.pushes.add(
        4,
        order.shop.shop_id,
        {
            "ordersn": order.order_sn,
            "forder_id": package.number,
            "package_number": package.number,
            "tracking_no": package.tracking,
        },
    )
    _event(world, package, "Shipment arranged", "LOGISTICS_REQUEST_CREATED")
    set_status(world, order, "PROCESSED", "LOGISTICS_REQUEST_CREATED")


def scan(world: World, order: Order) -> None:
    """The transit warehouse scans the parcel."""
    _require(order, ("PROCESSED",), "be scanned")
    _leave(world, order, "Parcel received by the transit warehouse in Korea")


def _leave(world: World, order: Order, text: str) -> None:
    stock.ship(world, order)
    order.package.pickup_done_time = world.clock.seconds()
    _event(world, order.package, text, "LOGISTICS_PICKUP_DONE")
    set_status(world, order, "SHIPPED", "LOGISTICS_PICKUP_DONE")


def fail_pickup(world: World, order: Order) -> None:
    """The carrier came and got no parcel: it must be arranged anew."""
    _require(order, ("PROCESSED",), "miss its pickup")
    order.package.arranged = False
    _event(world, order.package, "Pickup failed", "LOGISTICS_PICKUP_RETRY")
    set_status(world, order, "RETRY_SHIP", "LOGISTICS_PICKUP_RETRY")


def deliver(world: World, order: Order) -> None:
    _require(order, ("SHIPPED",), "be delivered")
    if order.cod:
        order.pay_time = world.clock.seconds()
    _event(world, order.package, "Delivered", "LOGISTICS_DELIVERY_DONE")
    set_status(world, order, "TO_CONFIRM_RECEIVE", "LOGISTICS_DELIVERY_DONE")


def complete(world: World, order: Order) -> None:
    """The buyer has what was ordered and the money is released."""
    _require(order, ("TO_CONFIRM_RECEIVE", "TO_RETURN"), "be completed")
    order.complete_time = world.clock.seconds()
    set_status(world, order, "COMPLETED", order.package.status)


def lose(world: World, order: Order, end: bool = True) -> None:
    """The carrier lost the parcel.

    :param end: Shopee ends the order at once; else it stays SHIPPED, and the parcel may turn up again
    """
    _require(order, ("SHIPPED",), "get lost")
    _not_arrived(world, order, "Lost parcel", "LOGISTICS_LOST", end)


def fail_delivery(world: World, order: Order, end: bool = True) -> None:
    """The parcel could not be delivered.

    :param end: as for ``lose``
    """
    _require(order, ("SHIPPED",), "fail to be delivered")
    _not_arrived(world, order, "Failed delivery", "LOGISTICS_DELIVERY_FAILED", end)


def refuse_delivery(world: World, order: Order, end: bool = True) -> None:
    """The buyer did not take or pay what was to be paid on delivery.

    :param end: as for ``lose``
    """
    _require(order, ("SHIPPED",), "be refused on delivery")
    if not order.cod:
        raise StateError(f"order {order.order_sn} is paid already")
    _not_arrived(world, order, "Refused on delivery", "LOGISTICS_COD_REJECTED", end)


def _not_arrived(world: World, order: Order, reason: str, logistics: str, end: bool) -> None:
    if order.package.status != logistics:
        _event(world, order.package, reason, logistics)
    if end:
        _end(world, order, "system", reason, logistics)
    else:
        set_status(world, order, order.status, logistics)


# Cancelling


def ask_cancel(world: World, order: Order, reason: str = "") -> None:
    """The buyer asks; unpaid and held orders are cancelled without asking the seller."""
    _require(order, OPEN, "be cancelled by its buyer")
    order.buyer_cancel_reason = reason or "Don't want to buy anymore"
    if order.status in ("UNPAID", "PENDING"):
        _cancel(world, order, "buyer", order.buyer_cancel_reason)
        return
    order.before_cancel = order.status
    order.cancel_by, order.cancel_reason = "buyer", order.buyer_cancel_reason
    for line in order.lines:
        line.cancel_requested = line.active
    set_status(world, order, "IN_CANCEL", order.package.status)
    order.cancel_requests += 1
    request = functools.partial(_unanswered, world, order, order.cancel_requests)
    world.scheduler.after(world.config.cancel_answer_delay, request)


def _unanswered(world: World, order: Order, number: int) -> None:
    """A request that the seller does not answer in time is accepted."""
    if order.status == "IN_CANCEL" and order.cancel_requests == number:
        _cancel(world, order, "buyer", order.buyer_cancel_reason)


def withdraw_cancel(world: World, order: Order) -> None:
    """The buyer takes the request back: the order goes on as if it had been refused."""
    _require(order, ("IN_CANCEL",), "have its cancellation withdrawn")
    answer_cancel(world, order, accept=False)


def answer_cancel(world: World, order: Order, accept: bool) -> None:
    _require(order, ("IN_CANCEL",), "have its cancellation answered")
    if accept:
        _cancel(world, order, "buyer", order.buyer_cancel_reason)
        return
    for line in order.lines:
        line.cancel_requested = 0
    order.cancel_by = order.cancel_reason = ""
    # Which status a refused request leads back to is unsure: here the one before it
    set_status(world, order, order.before_cancel, order.package.status)
    if order.package.arranged and not order.package.tracking:
        _number(world, order)


def cancel(world: World, order: Order, by: str = "seller", reason: str = "") -> None:
    """Cancelled by seller, buyer or system before the parcel leaves."""
    _require(order, (*OPEN, "IN_CANCEL"), "be cancelled")
    _cancel(world, order, by, reason or "Out of stock")


def cancel_part(world: World, order: Order, pieces: list[tuple[Line, int]]) -> None:
    _require(order, ("READY_TO_SHIP",), "be cancelled in part")
    if order.package.arranged:
        raise StateError("the shipment is arranged already")
    if sum(line.active for line in order.lines) <= sum(quantity for _line, quantity in pieces):
        raise StateError("this would cancel the whole order")
    for line, quantity in pieces:
        if not 0 < quantity <= line.active:
            raise StateError(f"{line.active} pieces of the line are left, not {quantity}")
    for line, quantity in pieces:
        line.cancelled += quantity
    stock.release(world, order, pieces)
    set_status(world, order, order.status, order.package.status)


def _cancel(world: World, order: Order, by: str, reason: str) -> None:
    stock.release(world, order, [(line, line.active) for line in order.lines])
    started = order.package.arranged or bool(order.package.tracking)
    _end(world, order, by, reason, "LOGISTICS_REQUEST_CANCELED" if started else "LOGISTICS_INVALID")


def _end(world: World, order: Order, by: str, reason: str, logistics: str) -> None:
    order.cancel_by, order.cancel_reason = by, reason
    for line in order.lines:
        line.cancel_requested = 0
        line.cancelled = line.quantity
    set_status(world, order, "CANCELLED", logistics)


# Shared


def set_status(world: World, order: Order, status: str, logistics: str) -> None:
    moved = order.package.status != logistics
    order.status = status
    order.package.status = logistics
    world.touch_order(order)
    push_status(world, order)
    if moved:
        data = {
            "ordersn": order.order_sn,
            "package_number": order.package.number,
            "fulfillment_status": logistics,
            "update_time": order.update_time,
        }
        world.pushes.add(30, order.shop.shop_id, data)


def push_status(world: World, order: Order) -> None:
    data: dict[str, Any] = {
        "items": [],
        "ordersn": order.order_sn,
        "status": order.status,
        "completed_scenario": "NORMAL" if order.status == "COMPLETED" else "",
        "update_time": order.update_time,
    }
    world.pushes.add(3, order.shop.shop_id, data)


def _days_to_ship(order: Order) -> int:
    return max((line.listing.product.days_to_ship for line in order.lines), default=3)


def _event(world: World, package: Package, text: str, status: str) -> None:
    package.events.append((world.clock.seconds(), text, status))


def _require(order: Order, statuses: tuple[str, ...], what: str) -> None:
    if order.status not in statuses:
        raise StateError(f"order {order.order_sn} is {order.status} and cannot {what}")
