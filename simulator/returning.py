"""Returns and refunds, which the buyer asks for and Shopee decides."""

from __future__ import annotations

from typing import Any

from .errors import StateError
from .lifecycle import set_status
from .model import Line, Order, Return
from .money import rounded
from .world import World

OPEN = ("REQUESTED", "PROCESSING", "JUDGING", "SELLER_DISPUTE")

# Action: (from, to, logistics status)
ACTIONS = {
    "accept": (OPEN, "ACCEPTED", None),
    "process": (("REQUESTED", "JUDGING", "SELLER_DISPUTE"), "PROCESSING", "LOGISTICS_REQUEST_CREATED"),
    "send": (("PROCESSING", "ACCEPTED"), None, "LOGISTICS_PICKUP_DONE"),
    "arrive": (("PROCESSING", "ACCEPTED"), None, "LOGISTICS_DELIVERY_DONE"),
    "judge": (("REQUESTED", "PROCESSING", "SELLER_DISPUTE"), "JUDGING", None),
    "dispute": (("REQUESTED", "PROCESSING"), "SELLER_DISPUTE", None),
    "cancel": (OPEN, "CANCELLED", None),
    "close": ((*OPEN, "ACCEPTED"), "CLOSED", None),
}
# Who disputes owes evidence; Shopee judges what was uploaded
PROOF = {("dispute", "NOT_NEEDED"): "PENDING", ("judge", "PENDING"): "UPLOADED"}


def open_return(
    world: World,
    order: Order,
    pieces: list[tuple[Line, int]] | None = None,
    *,
    reason: tuple[str, str] = ("CHANGE_MIND", "Did not suit my skin"),
    needs_logistics: bool = True,
) -> Return:
    """The buyer wants money back, with or without sending the goods."""
    if order.status not in ("SHIPPED", "TO_CONFIRM_RECEIVE", "COMPLETED", "TO_RETURN"):
        raise StateError(f"order {order.order_sn} is {order.status} and cannot be returned")
    pieces = pieces or [(line, line.active - line.returned - line.return_requested) for line in order.lines]
    pieces = [(line, quantity) for line, quantity in pieces if quantity]
    if not pieces:
        raise StateError("everything of the order is in a return already")
    for line, quantity in pieces:
        if not 0 < quantity <= line.active - line.returned - line.return_requested:
            raise StateError(f"{quantity} pieces of a line cannot be returned")
        line.return_requested += quantity
    now = world.clock.seconds()
    found = Return(
        return_sn=f"{order.order_sn[:6]}{next(world.numbers):09d}",
        order_sn=order.order_sn,
        shop=order.shop,
        lines=pieces,
        status="REQUESTED",
        refund=_refund(order, pieces),
        reason=reason[0],
        text_reason=reason[1],
        create_time=now,
        update_time=now,
        needs_logistics=needs_logistics,
        after_completion=order.status == "COMPLETED",
        logistics="LOGISTICS_NOT_START" if needs_logistics else "",
    )
    world.returns[found.return_sn] = found
    order.return_sns.append(found.return_sn)
    if order.status != "COMPLETED":
        set_status(world, order, "TO_RETURN", order.package.status)
    else:
        world.touch_order(order)
    _push(world, found, "return_status", "", found.status)
    return found


def act(world: World, found: Return, action: str) -> None:
    """:param action: a key of :data:`ACTIONS`"""
    allowed, status, logistics = ACTIONS[action]
    if found.status not in allowed:
        raise StateError(f"return {found.return_sn} is {found.status} and cannot {action}")
    if action in ("send", "arrive") and not found.needs_logistics:
        raise StateError("nothing is sent back in this return")
    if logistics and found.needs_logistics:
        old, found.logistics = found.logistics, logistics
        if not found.tracking:
            found.tracking = f"RKR{found.return_sn[-9:]}"
        _push(world, found, "logistics_status", old, logistics)
    if status:
        old, found.status = found.status, status
        found.negotiation = "TERMINATED"
        found.proof = PROOF.get((action, found.proof), found.proof)
        _settle(world, found, old)
        _push(world, found, "return_status", old, status)
    found.update_time = world.clock.seconds()


def _settle(world: World, found: Return, old: str) -> None:
    """Numbers on the order, and its status when no return is open any more."""
    order = world.orders[found.order_sn]
    if found.status in ("ACCEPTED", "CLOSED", "CANCELLED") and old not in ("ACCEPTED", "CLOSED"):
        for line, quantity in found.lines:
            line.return_requested -= quantity
            if found.status != "CANCELLED":
                line.returned += quantity
    if found.status == "CANCELLED" and order.status == "TO_RETURN" and not _has_open(world, order):
        set_status(world, order, "TO_CONFIRM_RECEIVE", order.package.status)
    elif found.status == "CLOSED" and order.status == "TO_RETURN" and not _has_open(world, order):
        order.complete_time = world.clock.seconds()
        set_status(world, order, "COMPLETED", order.package.status)
    else:
        world.touch_order(order)


def _has_open(world: World, order: Order) -> bool:
    return any(world.returns[sn].status in OPEN for sn in order.return_sns)


def refunded(world: World, order: Order) -> float:
    """What returns have given back to the buyer."""
    done = ("ACCEPTED", "CLOSED")
    returns = [world.returns[sn] for sn in order.return_sns]
    return rounded(order, sum(r.refund for r in returns if r.status in done))


def _refund(order: Order, pieces: list[tuple[Line, int]]) -> float:
    return rounded(order, sum(line.subtotal * q / line.quantity for line, q in pieces))


def _push(world: World, found: Return, field: str, old: str, new: str) -> None:
    now = world.clock.seconds()
    data: dict[str, Any] = {
        "order_sn": found.order_sn,
        "return_sn": found.return_sn,
        "updated_values": [{"update_field": field, "old_value": old, "new_value": new, "update_time": now}],
    }
    world.pushes.add(29, found.shop.shop_id, data)
