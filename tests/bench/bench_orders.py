"""Orders: how fast new ones become confirmed sales orders, and how many calls their history takes."""

import math
from datetime import datetime, timedelta

import jobs
import new_orders
import raw
import store

from tools.bench import bench, row

ITEMS = 120
HISTORY = 1000
#: Limits of the platform: rows of a list, days of its window, orders of a detail and of a money call.
LIST_PAGE, LIST_DAYS, DETAIL_PAGE, MONEY_PAGE = 100, 15, 50, 20


@bench
def orders(context):
    with context.simulator(items=ITEMS, orders=HISTORY) as url:
        store.connect(context, url)
        jobs.work_off(context)
        rows = [history_calls(context, url)]
        with context.env() as env:
            raw.add_stock(env, env["product.product"].search([("is_storable", "=", True)]))
        return [new_orders.measure(context, url), *rows]


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
    if order["affiliate"] or order["status"] == "CANCELLED":
        return False
    return any(order["money"].values()) or any(
        line["promotion_type"] == "bundle_deal" for line in order["lines"]
    )
