"""Pages for people: shops, orders, and what buyer, hub and Shopee do with them."""

from __future__ import annotations

import itertools
from typing import Any

from werkzeug import Request, Response
from werkzeug.utils import redirect

from . import money, pages_items, returning
from .actions import ACTIONS, place
from .catalogue import name_of
from .errors import StateError
from .html import (
    TAGS,
    Safe,
    back_field,
    html,
    joined,
    moment,
    note,
    option,
    page,
    page_number,
    pager,
    tag,
    with_message,
)
from .model import Order
from .pages_order import WORDS, amount_text, order_buttons, order_page
from .world import World

PAGE = 40


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
                return order_page(self.world, request, self.world.orders[parts[1]])
            if parts == ["items"]:
                return pages_items.items_page(self.world, request)
            if len(parts) == 2 and parts[0] == "items":
                product = pages_items.product_of(self.world, parts[1])
                if product is not None:
                    return pages_items.item_page(self.world, request, product)
        return page("Not found", Safe('<div class="card"><h1>Not found</h1></div>'), status=404)

    # Acting

    def _post(self, request: Request, parts: list[str]) -> Response:
        back = request.form.get("back") or "/orders"
        if not back.startswith("/") or back.startswith("//"):
            back = "/orders"
        try:
            message = self._act(request, parts)
        except StateError as error:
            return redirect(with_message(back, str(error), bad=True), 303)
        return redirect(with_message(back, message), 303)

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
        if len(parts) != 3:
            raise StateError("There is no such action.")
        kind, number, action = parts
        if kind == "items":
            return pages_items.act(world, number, action, request.form.to_dict())
        if kind == "orders" and number in world.orders and action in ACTIONS:
            ACTIONS[action](world, world.orders[number], {})
            return f"{WORDS.get(action, action)}: done for {number}."
        if kind == "returns" and number in world.returns and action in returning.ACTIONS:
            returning.act(world, world.returns[number], action)
            return f"Return {number} is now {world.returns[number].status}."
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
            note=note(request),
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
            now=moment(world.clock.seconds()) + (" (stopped)" if world.clock.frozen else ""),
        )

    # Orders

    def _orders(self, request: Request) -> Response:
        args = request.args
        number = page_number(args)
        start = (number - 1) * PAGE
        chosen = list(itertools.islice(self._newest(args), start, start + PAGE + 1))
        more = len(chosen) > PAGE
        body = html(
            '{note}<h1>Orders</h1><p class="muted">Act as buyer, hub, carrier and Shopee.</p>'
            '<div class="card">{filters}</div><div class="card">{place}</div>'
            '<div class="card" style="padding:8px 14px"><table><thead><tr><th>Order</th><th>Shop'
            '</th><th>Placed</th><th>Contents</th><th class="num">Total</th><th>Status</th>'
            "<th>Act</th></tr></thead><tbody>{rows}</tbody></table></div><p>{pages}</p>",
            note=note(request),
            filters=self._filters(args),
            place=self._place_form(request),
            rows=joined(self._row(request, order) for order in chosen[:PAGE])
            or Safe('<tr><td colspan="7" class="muted">No orders.</td></tr>'),
            pages=pager("/orders", args, number, more),
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
        statuses = joined(option(name, name, args.get("status")) for name in TAGS)
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
        return joined(option(str(shop.shop_id), shop.name, chosen) for shop in shops)

    def _place_form(self, request: Request) -> Safe:
        return html(
            '<form method="post" action="/orders" class="filters">{back}'
            '<label>Shop<select name="shop_id">{shops}</select></label>'
            '<label>SKU<input type="text" name="sku" placeholder="any"></label>'
            '<label class="short">Quantity<input type="number" name="quantity" value="1" '
            'min="1"></label><label>Payment<select name="paid"><option value="1">paid</option>'
            '<option value="0">not paid yet</option></select></label>'
            "<button>Buyer: place order</button></form>",
            back=back_field(request),
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
            '<td>{tag}</td><td class="nowrap">{buttons}</td></tr>',
            sn=order.order_sn,
            buyer=order.buyer,
            region=order.shop.market.region,
            placed=moment(order.create_time),
            first=first,
            rest=rest,
            total=amount_text(order, money.total_amount(order)),
            tag=tag(order.status),
            buttons=order_buttons(request, order, 2),
        )
