"""payment/*: what the buyer paid and what the seller gets."""

from __future__ import annotations

import functools
from typing import Any

from ..contract import endpoints
from ..errors import ApiError
from ..model import Order
from ..money import escrow
from ..registry import PREFIX, Call, endpoint
from ..returning import refunded

SINGLE = "payment/get_escrow_detail"
BATCH = "payment/get_escrow_detail_batch"


@functools.cache
def _shape(name: str) -> dict[str, Any]:
    shape = endpoints()[PREFIX + name]["response"]["response"]
    return shape[0]["escrow_detail"] if isinstance(shape, list) else shape


def _fitted(value: Any, shape: Any, affiliate: bool) -> Any:
    """``value`` without what the table of the endpoint does not give this kind of shop."""
    if isinstance(shape, list) and isinstance(value, list):
        return [_fitted(row, shape[0], affiliate) for row in value]
    if not isinstance(shape, dict) or not isinstance(value, dict):
        return value
    unwanted = "not SIP affiliate" if affiliate else "(SIP affiliate"
    return {
        name: _fitted(value[name], kind, affiliate)
        for name, kind in shape.items()
        if name in value and not (isinstance(kind, str) and unwanted in kind)
    }


def _escrow(call: Call, name: str, order: Order) -> dict[str, Any]:
    detail = escrow(order, refunded(call.world, order))
    return _fitted(detail, _shape(name), order.affiliate)


def _find(call: Call, order_sn: str) -> Order | None:
    order = call.world.orders.get(order_sn)
    if order is None or order.shop is not call.shop or order.status == "UNPAID":
        return None
    return order


@endpoint(SINGLE)
def get_escrow_detail(call: Call) -> dict[str, Any]:
    order = _find(call, call.query["order_sn"])
    if order is None:
        raise ApiError("order_not_found", "The order is not found, or not paid yet.")
    return _escrow(call, SINGLE, order)


@endpoint(BATCH)
def get_escrow_detail_batch(call: Call) -> list[dict[str, Any]]:
    orders = [_find(call, order_sn) for order_sn in call.body["order_sn_list"]]
    return [{"escrow_detail": _escrow(call, BATCH, order)} for order in orders if order]
