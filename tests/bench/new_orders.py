"""New orders: buyers place them, the import builds them, and the same is made by hand beside it."""

import time
from datetime import datetime

import alike
import jobs
import raw
import store

from odoo import fields
from odoo.fields import Command

from tools.bench import row, stopwatch

#: New orders of one round; the first round warms up and is not counted.
ORDERS = 200
ROUNDS = 6
BY_HAND = (
    "name",
    "partner_id",
    "company_id",
    "pricelist_id",
    "team_id",
    "user_id",
    "warehouse_id",
    "fiscal_position_id",
    "date_order",
    "commitment_date",
    "client_order_ref",
    "origin",
)
BY_HAND_LINE = ("product_id", "name", "product_uom_qty", "price_unit", "discount")


def measure(context, url: str) -> dict:
    """Orders imported per second, against Odoo's own create and confirm of the same lines.

    After each batch that the import has built, the same is made by hand, so that what else the machine does
    meets both. The round whose ratio is in the middle counts.
    """
    rounds = []
    for number in range(ROUNDS):
        numbers, start = place_orders(context, url, number)
        import_seconds, hand_seconds = import_by_turns(context, number, numbers, start)
        if number:
            rounds.append((hand_seconds / import_seconds, ORDERS / import_seconds, ORDERS / hand_seconds))
    _ratio, imported, by_hand = sorted(rounds)[len(rounds) // 2]
    return row("orders_new_per_s", imported, "orders/s", "Odoo's own create and confirm", by_hand)


def place_orders(context, url: str, number: int) -> tuple[list[str], datetime]:
    """Have buyers order and pay in one of the stores; return the numbers and the moment before."""
    with context.env() as env:
        shop = store_of(env, number)
        start, offered = fields.Datetime.now(), skus(shop)
        baskets = [basket(shop, offered, index) for index in range(number * ORDERS, (number + 1) * ORDERS)]
    numbers = [store.ask(url, "/_sim/orders", body)["order_sn"] for body in baskets]
    time.sleep(1.1)  # Shopee's windows end before their last second
    return numbers, start


def import_by_turns(context, number: int, numbers: list[str], start: datetime) -> tuple[float, float]:
    """Seconds that the import takes from listing to the last reservation, and the work by hand."""
    imported = by_hand = 0.0
    done = set()
    with stopwatch() as seconds, context.env() as env:
        store_of(env, number)._start_pull("orders", "cron", (start, fields.Datetime.now()))
    imported += seconds[0]
    for job in jobs.perform(context):
        imported += job.seconds
        with context.env() as env:
            sales = env["sale.order"].search([("shopee_order_id.order_sn", "in", numbers)], order="id")
            sales = sales.filtered(lambda sale: sale.id not in done)
            done.update(sales.ids)
            vals = [hand_vals(sale) for sale in sales]
            check_built(sales)
        if not vals:
            continue
        with context.env() as env:
            created, hand_seconds = raw.orders(env, vals)
            by_hand += hand_seconds
            alike.check_orders(env["sale.order"].browse(sales.ids), created)
    if len(done) != ORDERS:
        raise AssertionError("not all orders were imported")
    return imported, by_hand


def store_of(env, number: int):
    shops = env["shopee.shop"].search([], order="id")
    return shops[number % len(shops)]


def skus(shop) -> list[str]:
    """What buyers can order in a store: linked to a product, and on sale."""
    domain = [("shop_id", "=", shop.id), ("state", "=", "linked"), ("listing_id.status", "=", "NORMAL")]
    return shop.env["shopee.item.variation"].search(domain, order="id").mapped("sku")


def basket(shop, offered: list[str], index: int) -> dict:
    """A believable order: one to three lines, shipping; some with vouchers and coins, bundles or gifts."""
    lines = [
        {"sku": offered[(index * 3 + line) % len(offered)], "quantity": 1 + (index + line) % 4 // 3}
        for line in range((1, 1, 2, 1, 3, 2)[index % 6])
    ]
    order = {"shop_id": int(shop.shop_id), "items": lines, "shipping": 1.99 if index % 3 else 0}
    order.update({"seller_voucher": 1.0} if index % 5 == 1 else {})
    order.update({"shopee_voucher": 0.5, "coins": 0.1} if index % 7 == 2 else {})
    order.update({"bundle": True} if index % 9 == 4 else {"gift": True} if index % 9 == 5 else {})
    return order


def check_built(sales) -> None:
    moves = sales.picking_ids.move_ids
    if sales and (set(sales.mapped("state")), set(moves.mapped("state"))) != ({"sale"}, {"assigned"}):
        raise AssertionError("an order was not confirmed and reserved")


def hand_vals(sale) -> dict:
    """What a person would enter to get the same order."""
    lines = [_vals(line, BY_HAND_LINE) for line in sale.order_line]
    return {**_vals(sale, BY_HAND), "order_line": [Command.create(line) for line in lines]}


def _vals(record, names: tuple[str, ...]) -> dict:
    return {name: record._fields[name].convert_to_write(record[name], record) for name in names}
