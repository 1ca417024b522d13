"""Pages for people: shops, orders, and what buyer, hub and Shopee do with them."""

from __future__ import annotations

import itertools
import time
from typing import Any
from urllib.parse import urlencode

from werkzeug import Request, Response
from werkzeug.utils import redirect

from . import money, returning
from .actions import ACTIONS, place
from .catalogue import item_sku, model_name, name_of
from .errors import StateError
from .html import TAGS, Safe, html, joined, page, tag
from .model import Order, Return
from .world import World

PAGE = 40

# What can be done in which status; the state machine has the last word
BUTTONS = {
    "UNPAID": ("pay", "ask_cancel", "cancel"),
    "PENDING": ("release", "ask_cancel"),
    "INVOICE_PENDING": ("release",),
    "READY_TO_SHIP": ("ask_cancel", "arrange", "hold", "cancel"),
    "RETRY_SHIP": ("arrange", "ask_cancel"),
    "PROCESSED": ("scan", "ask_cancel", "fail_pickup"),
    "IN_CANCEL": ("accept_cancel", "reject_cancel"),
    "SHIPPED": ("deliver", "fail_delivery", "lose", "return"),
    "TO_CONFIRM_RECEIVE": ("complete", "return"),
    "TO_RETURN": ("complete",),
    "COMPLETED": ("return",),
}
WORDS = {
    "pay": "Buyer: pay", "ask_cancel": "Buyer: ask to cancel", "return": "Buyer: return",
    "cancel": "Seller: cancel", "arrange": "Seller: arrange shipment",
    "accept_cancel": "Seller: accept", "reject_cancel": "Seller: refuse",
    "scan": "Hub: scan", "deliver": "Carrier: deliver", "fail_delivery": "Carrier: fail delivery",
    "fail_pickup": "Carrier: miss pickup", "lose": "Carrier: lose", "complete": "Shopee: complete",
    "hold": "Shopee: hold", "release": "Shopee: release",
}  # fmt: skip


class Pages:
    def __init__(self, world: World) -> None:
        self.world = world

    def __call__(self, request: Request) -> Response:
        parts = [part for part in request.path.split("/") if part]
        with self.world.lock:
            if request.method == "POST":
                return self._post(request, parts)
            if not parts:
                return self._shops(request)
            if parts == ["orders"]:
                return self._orders(request)
            if len(parts) == 2 and parts[0] == "orders" and parts[1] in self.world.orders:
                return self._order(request, self.world.orders[parts[1]])
        return page("Not found", Safe('<div class="card"><h1>Not found</h1></div>'), status=404)

    # Acting

    def _post(self, request: Request, parts: list[str]) -> Response:
        back = request.form.get("back") or "/orders"
        if not back.startswith("/") or back.startswith("//"):
            back = "/orders"
        try:
            message = self._act(request, parts)
        except StateError as error:
            return redirect(_with_message(back, str(error), bad=True), 303)
        return redirect(_with_message(back, message), 303)

    def _act(self, request: Request, parts: list[str]) -> str:
        world = self.world
        if parts == ["orders"]:
            values: dict[str, Any] = {
                "shop_id": request.form.get("shop_id"),
                "paid": request.form.get("paid") == "1",
            }
            if request.form.get("sku"):
                quantity = request.form.get("quantity") or "1"
                values["items"] = [{"sku": request.form["sku"], "quantity": quantity}]
            return f"Order {place(world, values).order_sn} was placed."
        if len(parts) == 3 and parts[0] == "orders" and parts[1] in world.orders:
            if parts[2] in ACTIONS:
                ACTIONS[parts[2]](world, world.orders[parts[1]], {})
                return f"{WORDS.get(parts[2], parts[2])}: done for {parts[1]}."
        if len(parts) == 3 and parts[0] == "returns" and parts[1] in world.returns:
            if parts[2] in returning.ACTIONS:
                returning.act(world, world.returns[parts[1]], parts[2])
                return f"Return {parts[1]} is now {world.returns[parts[1]].status}."
        raise StateError("There is no such action.")

    # Shops

    def _shops(self, request: Request) -> Response:
        world = self.world
        merchant = world.merchant
        granted = ("merchant", merchant.merchant_id) in world.tokens.granted
        body = html(
            '{note}<h1>{name}</h1><p class="muted">Merchant {number} · {region} · {currency} · '
            'main account {account} · {items} global items <span class="tag {kind}">{state}</span>'
            '</p><div class="grid">{shops}</div><div class="card" style="margin-top:18px">'
            "<h2>Application</h2>{facts}</div>",
            note=_note(request),
            name=merchant.name,
            number=merchant.merchant_id,
            region=merchant.region,
            currency=merchant.currency,
            account=world.config.main_account,
            items=len(world.products),
            kind="done" if granted else "",
            state="authorised" if granted else "not authorised",
            shops=joined(self._shop_card(shop) for shop in world.shops.values()),
            facts=self._facts(),
        )
        return page("Shops", body)

    def _shop_card(self, shop: Any) -> Safe:
        granted = ("shop", shop.shop_id) in self.world.tokens.granted
        return html(
            '<div class="card"><h2>{name}</h2><dl class="facts"><dt>Shop</dt><dd>{shop_id}</dd>'
            "<dt>Market</dt><dd>{region} · {currency}</dd><dt>Items</dt><dd>{items}</dd>"
            "<dt>Orders</dt><dd>{orders}</dd><dt>Access</dt>"
            '<dd><span class="tag {kind}">{state}</span></dd></dl>'
            '<p style="margin:16px 0 0"><a class="button" href="/orders?shop_id={shop_id}">Orders'
            "</a></p></div>",
            name=shop.name,
            shop_id=shop.shop_id,
            region=shop.market.region,
            currency=shop.market.currency,
            items=len(self.world.shop_items[shop.shop_id]),
            orders=len(self.world.by_create[shop.shop_id]),
            kind="done" if granted else "",
            state="authorised" if granted else "not authorised",
        )

    def _facts(self) -> Safe:
        world = self.world
        return html(
            '<dl class="facts"><dt>Partner id</dt><dd>{partner}</dd>'
            "<dt>Pushes go to</dt><dd>{push}</dd><dt>Calls received</dt><dd>{calls}</dd>"
            "<dt>Time</dt><dd>{now}</dd></dl>",
            partner=world.config.partner_id,
            push=world.pushes.url or "nowhere yet",
            calls=sum(world.calls.counts().values()),
            now=_date(world.clock.seconds()) + (" (stopped)" if world.clock.frozen else ""),
        )

    # Orders

    def _orders(self, request: Request) -> Response:
        args = request.args
        number = max(int(args["page"]) if args.get("page", "").isdigit() else 1, 1)
        start = (number - 1) * PAGE
        chosen = list(itertools.islice(self._newest(args), start, start + PAGE + 1))
        more = len(chosen) > PAGE
        body = html(
            '{note}<h1>Orders</h1><p class="muted">Act as buyer, hub, carrier and Shopee.</p>'
            '<div class="card">{filters}</div><div class="card">{place}</div>'
            '<div class="card" style="padding:8px 14px"><table><thead><tr><th>Order</th><th>Shop'
            '</th><th>Placed</th><th>Contents</th><th class="num">Total</th><th>Status</th>'
            "<th>Act</th></tr></thead><tbody>{rows}</tbody></table></div><p>{pages}</p>",
            note=_note(request),
            filters=self._filters(args),
            place=self._place_form(request),
            rows=joined(self._row(request, order) for order in chosen[:PAGE])
            or Safe('<tr><td colspan="7" class="muted">No orders.</td></tr>'),
            pages=_pager(args, number, more),
        )
        return page("Orders", body)

    def _newest(self, args: Any) -> Any:
        shop_id, status, text = args.get("shop_id"), args.get("status"), args.get("q", "").strip()
        orders = self.world.orders.values()
        newest = sorted(orders, key=lambda order: (order.update_time, order.order_sn), reverse=True)
        for order in newest:
            if shop_id and str(order.shop.shop_id) != shop_id:
                continue
            if status and order.status != status:
                continue
            if text and text.lower() not in f"{order.order_sn} {order.buyer}".lower():
                continue
            yield order

    def _filters(self, args: Any) -> Safe:
        statuses = joined(_option(name, name, args.get("status")) for name in TAGS)
        return html(
            '<form method="get" class="filters"><label>Shop<select name="shop_id">'
            '<option value="">All shops</option>{shops}</select></label>'
            '<label>Status<select name="status"><option value="">All</option>{statuses}</select>'
            '</label><label>Order or buyer<input type="text" name="q" value="{q}"></label>'
            "<button>Show</button></form>",
            shops=self._shop_options(args.get("shop_id")),
            statuses=statuses,
            q=args.get("q", ""),
        )

    def _shop_options(self, chosen: str | None) -> Safe:
        shops = self.world.shops.values()
        return joined(_option(str(shop.shop_id), shop.name, chosen) for shop in shops)

    def _place_form(self, request: Request) -> Safe:
        return html(
            '<form method="post" action="/orders" class="filters">{back}'
            '<label>Shop<select name="shop_id">{shops}</select></label>'
            '<label>SKU<input type="text" name="sku" placeholder="any"></label>'
            '<label style="min-width:90px">Quantity<input type="number" name="quantity" value="1" '
            'min="1"></label><label>Payment<select name="paid"><option value="1">paid</option>'
            '<option value="0">not paid yet</option></select></label>'
            "<button>Buyer: place order</button></form>",
            back=_back(request),
            shops=self._shop_options(request.args.get("shop_id")),
        )

    def _row(self, request: Request, order: Order) -> Safe:
        lines = order.lines
        first = f"{lines[0].quantity} × {name_of(lines[0].listing)}"
        rest = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
        return html(
            '<tr><td class="nowrap"><a href="/orders/{sn}">{sn}</a><br>'
            '<span class="muted">{buyer}</span></td><td>{region}</td><td class="nowrap">{placed}'
            '</td><td>{first}{rest}</td><td class="num">{total}</td>'
            "<td>{tag}</td><td>{buttons}</td></tr>",
            sn=order.order_sn,
            buyer=order.buyer,
            region=order.shop.market.region,
            placed=_date(order.create_time),
            first=first,
            rest=rest,
            total=_amount(order, money.total_amount(order)),
            tag=tag(order.status),
            buttons=self._buttons(request, order),
        )

    def _buttons(self, request: Request, order: Order) -> Safe:
        names = BUTTONS.get(order.status, ())
        if order.package.arranged:
            names = tuple(name for name in names if name not in ("arrange", "hold"))
        return joined(_button(request, f"/orders/{order.order_sn}/{name}", WORDS[name]) for name in names)

    # One order

    def _order(self, request: Request, order: Order) -> Response:
        package = order.package
        facts = {
            "Shop": order.shop.name,
            "Buyer": f"{order.buyer}: {', '.join(order.recipient)}",
            "Placed": _date(order.create_time),
            "Paid": _date(order.pay_time) if order.pay_time else "not yet",
            "Payment": order.payment_method,
            "Ship by": _date(order.ship_by) if order.ship_by else "",
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
            note=_note(request),
            sn=order.order_sn,
            tag=tag(order.status),
            buttons=self._buttons(request, order),
            facts=joined(
                html("<dt>{k}</dt><dd>{v}</dd>", k=key, v=value) for key, value in facts.items() if value
            ),
            lines=joined(_line(order, line) for line in order.lines),
            parts=_parts(order),
            returns=joined(self._return(request, self.world.returns[number]) for number in order.return_sns),
        )
        return page(f"Order {order.order_sn}", body)

    def _return(self, request: Request, found: Return) -> Safe:
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
                _button(request, f"/returns/{found.return_sn}/{name}", name.capitalize()) for name in names
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
        paid=_amount(order, line.subtotal),
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
            value=_amount(order, value),
        )
        for name, value in rows
    )


def _amount(order: Order, value: float) -> str:
    decimals = 2 if order.affiliate else order.shop.market.decimals
    return f"{order.currency} {value:,.{decimals}f}"


def _date(at: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(at))


def _button(request: Request, path: str, word: str) -> Safe:
    return html(
        '<form method="post" action="{path}" class="inline">{back}<button>{word}</button></form>',
        path=path,
        back=_back(request),
        word=word,
    )


def _back(request: Request) -> Safe:
    query = urlencode([(k, v) for k, v in request.args.items() if k not in ("message", "bad")])
    back = f"{request.path}?{query}" if query else request.path
    return html('<input type="hidden" name="back" value="{back}">', back=back)


def _with_message(url: str, message: str, *, bad: bool = False) -> str:
    extra = urlencode({"message": message, **({"bad": 1} if bad else {})})
    return f"{url}{'&' if '?' in url else '?'}{extra}"


def _note(request: Request) -> Safe:
    message = request.args.get("message")
    if not message:
        return Safe("")
    kind = " bad" if request.args.get("bad") else ""
    return html('<div class="note{kind}">{message}</div>', kind=kind, message=message)


def _option(value: str, name: str, chosen: str | None) -> Safe:
    mark = Safe(" selected") if value == chosen else ""
    return html('<option value="{v}"{mark}>{name}</option>', v=value, name=name, mark=mark)


def _pager(args: Any, number: int, more: bool) -> Safe:
    def link(to: int, word: str) -> Safe:
        query = urlencode({**args.to_dict(), "page": to})
        return html('<a class="button" href="/orders?{query}">{word}</a>', query=query, word=word)

    newer = link(number - 1, "Newer") if number > 1 else Safe("")
    return joined((newer, link(number + 1, "Older") if more else Safe("")))
