"""Orders: how fast new ones become confirmed sales orders, and how many calls their history takes."""

import math
import time
from datetime import datetime, timedelta

import alike
import jobs
import raw
import store

from odoo import fields
from odoo.fields import Command

from tools.bench import bench, row, stopwatch

ITEMS = 120
HISTORY = 1000
#: New orders of one round; the first round warms up and is not counted.
ORDERS = 200
ROUNDS = 6
#: Limits of the platform: rows of a list, days of its window, orders of a detail and of a money call.
LIST_PAGE, LIST_DAYS, DETAIL_PAGE, MONEY_PAGE = 100, 15, 50, 20
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


@bench
def orders(context):
    with context.simulator(items=ITEMS, orders=HISTORY) as url:
        store.connect(context, url)
        jobs.work_off(context)
        rows = [history_calls(context, url)]
        with context.env() as env:
            raw.add_stock(env, env["product.product"].search([("is_storable", "=", True)]))
        return [new_orders(context, url), *rows]


# ------------------------------------------------------------
# CALLS
# ------------------------------------------------------------


def history_calls(context, url: str) -> dict:
    """Calls that the history of all stores took, against the least that Shopee's page sizes allow."""
    found = store.ask(url, "/_sim/state?part=orders")["orders"]
    with context.env() as env:
        if env["shopee.order"].search_count([("sync_state", "!=", "stub")]) != len(found):
            raise AssertionError("the history was not read whole")
        runs = env["shopee.sync.run"].search([("kind", "=", "history")])
        least = sum(
            least_calls(run, [order for order in found if str(order["shop_id"]) == run.shop_id.shop_id])
            for run in runs
        )
    made = sum(store.calls(url, "order", "payment").values())
    return row("api_calls_orders_1000", made, "calls", "least that the page sizes allow", least)


def least_calls(run, found: list[dict]) -> int:
    start, windows = run.window_from, []
    while start < run.window_to:
        end = min(start + timedelta(days=LIST_DAYS), run.window_to)
        windows.append([order for order in found if start <= _moment(order["update_time"]) < end])
        start = end
    lists = sum(max(1, math.ceil(len(window) / LIST_PAGE)) for window in windows)
    with_money = [order for order in found if _needs_money(order)]
    return lists + math.ceil(len(found) / DETAIL_PAGE) + math.ceil(len(with_money) / MONEY_PAGE)


def _moment(seconds: int) -> datetime:
    return datetime(1970, 1, 1) + timedelta(seconds=seconds)


def _needs_money(order: dict) -> bool:
    """Whether the prices of the lines say less than the order's total.

    Of cancelled orders nobody pays anything, and of those of an affiliate store Shopee tells no total.
    """
    if order["affiliate"] or order["status"] in ("CANCELLED", "IN_CANCEL"):
        return False
    return any(order["money"].values()) or any(
        line["promotion_type"] == "bundle_deal" for line in order["lines"]
    )


# ------------------------------------------------------------
# SPEED
# ------------------------------------------------------------


def new_orders(context, url: str) -> dict:
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
