"""One order as a page, and the buttons an order has."""

from __future__ import annotations

from typing import Any

from werkzeug import Request, Response

from . import money, returning
from .catalogue import item_sku, model_name, name_of
from .html import Safe, button, html, joined, moment, note, page, tag
from .model import Order, Return
from .world import World

# What can be done in which status; the state machine has the last word
BUTTONS = {
    "UNPAID": ("pay", "ask_cancel", "cancel"),
    "PENDING": ("release", "ask_cancel"),
    "INVOICE_PENDING": ("release",),
    "READY_TO_SHIP": ("ask_cancel", "arrange", "hold", "cancel"),
    "RETRY_SHIP": ("arrange", "ask_cancel"),
    "PROCESSED": ("scan", "ask_cancel", "fail_pickup"),
    "IN_CANCEL": ("accept_cancel", "reject_cancel", "withdraw_cancel"),
    "SHIPPED": ("deliver", "fail_delivery", "refuse_delivery", "lose", "return"),
    "TO_CONFIRM_RECEIVE": ("complete", "return"),
    "TO_RETURN": ("complete",),
    "COMPLETED": ("return",),
}
WORDS = {
    "pay": "Buyer: pay", "ask_cancel": "Buyer: ask to cancel", "return": "Buyer: return",
    "withdraw_cancel": "Buyer: withdraw",
    "cancel": "Seller: cancel", "arrange": "Seller: arrange shipment",
    "accept_cancel": "Seller: accept", "reject_cancel": "Seller: refuse",
    "scan": "Hub: scan", "deliver": "Carrier: deliver", "fail_delivery": "Carrier: fail delivery",
    "refuse_delivery": "Buyer: refuse to pay",
    "fail_pickup": "Carrier: miss pickup", "lose": "Carrier: lose", "complete": "Shopee: complete",
    "hold": "Shopee: hold", "release": "Shopee: release",
}  # fmt: skip


def order_buttons(request: Request, order: Order, most: int | None = None) -> Safe:
    """Buttons for what can happen next, the usual first; at most ``most`` of them."""
    names = BUTTONS.get(order.status, ())
    if order.package.arranged:
        names = tuple(name for name in names if name not in ("arrange", "hold"))
    if not order.cod:
        names = tuple(name for name in names if name != "refuse_delivery")
    path = f"/orders/{order.order_sn}"
    return joined(button(request, f"{path}/{name}", WORDS[name]) for name in names[:most])


def order_page(world: World, request: Request, order: Order) -> Response:
    package = order.package
    facts = {
        "Shop": order.shop.name,
        "Buyer": f"{order.buyer}: {', '.join(order.recipient)}",
        "Placed": moment(order.create_time),
        "Paid": moment(order.pay_time) if order.pay_time else "not yet",
        "Payment": order.payment_method,
        "Ship by": moment(order.ship_by) if order.ship_by else "",
        "Carrier": package.channel.name,
        "Package": f"{package.number} · {package.status}",
        "Tracking": package.tracking or ("being made" if package.arranged else ""),
        "Label": package.document,
        "Cancelled": f"by {order.cancel_by}: {order.cancel_reason}" if order.cancel_by else "",
        "Message": order.message,
    }
    body = html(
        "{note}<h1>Order {sn} {tag}</h1><p>{buttons}</p>"
        '<div class="card"><dl class="facts">{facts}</dl></div>'
        '<div class="card" style="padding:8px 14px"><table><thead><tr><th>Item</th><th>SKU</th>'
        '<th class="num">Quantity</th><th class="num">Paid</th></tr></thead><tbody>{lines}'
        "{parts}</tbody></table></div>{returns}",
        note=note(request),
        sn=order.order_sn,
        tag=tag(order.status),
        buttons=order_buttons(request, order),
        facts=joined(
            html("<dt>{k}</dt><dd>{v}</dd>", k=key, v=value) for key, value in facts.items() if value
        ),
        lines=joined(_line(order, line) for line in order.lines),
        parts=_parts(order),
        returns=joined(_return(request, world.returns[number]) for number in order.return_sns),
    )
    return page(f"Order {order.order_sn}", body)


def _return(request: Request, found: Return) -> Safe:
    names = [name for name, rule in returning.ACTIONS.items() if found.status in rule[0]]
    if not found.needs_logistics:
        names = [name for name in names if name not in ("send", "arrive")]
    return html(
        '<div class="card"><h2>Return {sn} <span class="tag bad">{status}</span></h2>'
        '<p class="muted">{reason}: {text} · {parcel}</p>{buttons}</div>',
        sn=found.return_sn,
        status=found.status,
        reason=found.reason,
        text=found.text_reason,
        parcel=found.logistics or "money only",
        buttons=joined(
            button(request, f"/returns/{found.return_sn}/{name}", name.capitalize()) for name in names
        ),
    )


def _line(order: Order, line: Any) -> Safe:
    name = name_of(line.listing)
    model = model_name(line.listing, line.model)
    quantity = f"{line.active} of {line.quantity}" if line.cancelled else str(line.quantity)
    return html(
        '<tr><td>{name}<br><span class="muted">{detail}</span></td><td class="nowrap">{sku}</td>'
        '<td class="num">{quantity}</td><td class="num">{paid}</td></tr>',
        name=name,
        detail=" · ".join(filter(None, (model, line.promotion))),
        sku=line.model.sku or item_sku(line.listing) or "—",
        quantity=quantity,
        paid=amount_text(order, line.subtotal),
    )


def _parts(order: Order) -> Safe:
    parts = order.money
    rows = [
        ("Shipping", parts.shipping), ("Tax", parts.tax), ("Fee", parts.fee),
        ("Seller's voucher", -parts.seller_voucher), ("Shopee's voucher", -parts.shopee_voucher),
        ("Coins", -parts.coins), ("Payment promotion", -parts.promotion),
    ]  # fmt: skip
    rows = [row for row in rows if row[1]]
    rows.append(("Total", money.total_amount(order)))
    return joined(
        html(
            '<tr><td colspan="3" class="num muted">{name}</td><td class="num">{value}</td></tr>',
            name=name,
            value=amount_text(order, value),
        )
        for name, value in rows
    )


def amount_text(order: Order, value: float) -> str:
    decimals = 2 if order.affiliate else order.shop.market.decimals
    return f"{order.currency} {value:,.{decimals}f}"
