"""From a commit in Odoo to the number at Shopee: latency, a burst, and what a validation costs more.

A real Odoo with two workers sends; every call takes 150 ms. The changes are committed by this process.
`BENCH_VARIANTS=500 make bench` has fewer products; the name of the burst's rows stays.
"""

import os
import statistics
import time
from collections import defaultdict
from contextlib import contextmanager
from unittest.mock import patch

import jobs
import raw
import store

from odoo.addons.shopee_krsc_connector.models.shopee_stock_mark import ShopeeStockMark

from tools.bench import bench, row

LATENCY_MS = 150
BURST = int(os.environ.get("BENCH_VARIANTS", "5000"))
#: Of so many global items of the simulator 1000 variations can be linked.
ITEMS_1000 = 466
CHANGES_PER_S = 20
SECONDS = 45
#: So many products take turns in changing.
PRODUCTS = 300
PATIENCE = 900
AIM_MEDIAN, AIM_P95 = 2, 5
OPENING = 50


@bench
def stock(context):
    with context.simulator(items=BURST * ITEMS_1000 // 1000, orders=0) as url:
        store.connect(context, url)
        import_catalogue(context)
        variations = listed(context)
        rows = validation_rows(context, list(variations.values()))
        store.ask(url, "/_sim/settings", {"latency_ms": LATENCY_MS})
        go_live(context)
        with context.server():
            wait_sent(context)
            rows += latency_rows(context, url, variations)
            rows += burst_rows(context, url, variations)
        return rows


def import_catalogue(context) -> None:
    """Products without their pictures, with stock."""
    for _job in jobs.perform(context):
        with context.env() as env:
            env.cr.execute(
                """UPDATE queue_job SET state = 'cancelled'
                    WHERE state = 'pending' AND method_name = '_job_fetch'"""
            )
    with context.env() as env:
        raw.add_stock(env, env["shopee.global.variation"].search([]).product_id, OPENING)
    jobs.cancel(context)


def listed(context) -> dict[tuple[str, str], int]:
    """(global item id, global model id or "0") -> product id, for the first linked variations."""
    with context.env() as env:
        found = env["shopee.global.variation"].search(
            [("state", "=", "linked"), ("product_id", "!=", False)], order="id", limit=BURST
        )
        if len(found) < BURST:
            raise AssertionError(f"only {len(found)} variations are linked")
        return {(v.listing_id.global_item_id, v.model_id or "0"): v.product_id.id for v in found}


def go_live(context) -> None:
    with context.env() as env:
        env["shopee.merchant"].search([]).write({"stock_mode": "live"})
    with context.env() as env:
        for merchant in env["shopee.merchant"].search([]):
            merchant._mark_all_stock()


def wait_sent(context) -> None:
    """Until nothing is marked any more."""
    deadline = time.monotonic() + PATIENCE
    while True:
        with context.env() as env:
            if not env["shopee.stock.mark"].search_count([]):
                return
        if time.monotonic() > deadline:
            raise AssertionError("marks are left")
        time.sleep(0.5)


# ------------------------------------------------------------
# LATENCY
# ------------------------------------------------------------


def latency_rows(context, url: str, variations: dict) -> list[dict]:
    """Each change adds one piece: the first number at Shopee that is as high has it."""
    written = last_write(url)
    commits = change_steadily(context, list(variations.values())[:PRODUCTS])
    wait_sent(context)
    arrived = arrivals(url, written, variations)
    waits = []
    for product, at, quantity in commits:
        reached = [moment for moment, stock in arrived[product] if stock >= quantity and moment >= at]
        if not reached:
            raise AssertionError(f"{quantity} pieces of product {product} never arrived")
        waits.append(reached[0] - at)
    median, p95 = statistics.median(waits), statistics.quantiles(waits, n=20)[-1]
    pace = len(commits) / (commits[-1][1] - commits[0][1])
    if pace < CHANGES_PER_S * 0.9:
        raise AssertionError(f"only {pace:.1f} changes a second could be made")
    return [
        row("stock_latency_median_s", median, "s", "aim", AIM_MEDIAN),
        row("stock_latency_p95_s", p95, "s", "aim", AIM_P95),
    ]


def change_steadily(context, products: list[int]) -> list[tuple[int, float, float]]:
    """Make changes at an even pace, a transaction each: (product, moment of its commit, free quantity)."""
    commits, began = [], time.monotonic()
    for number in range(CHANGES_PER_S * SECONDS):
        time.sleep(max(0, began + number / CHANGES_PER_S - time.monotonic()))
        product = products[number % len(products)]
        with context.env() as env:
            location = env["stock.warehouse"].search([], limit=1).lot_stock_id
            record = env["product.product"].browse(product)
            env["stock.quant"]._update_available_quantity(record, location, 1)
            quantity = record.with_context(location=location.id).free_qty
        commits.append((product, time.time(), quantity))
    return commits


def last_write(url: str) -> int:
    rows = store.ask(url, "/_sim/stock_log")
    return rows[-1]["n"] if rows else 0


def arrivals(url: str, since: int, variations: dict) -> dict[int, list[tuple[float, int]]]:
    """Product -> (moment, number) of all that was written after ``since``."""
    found = defaultdict(list)
    for line in store.ask(url, f"/_sim/stock_log?since={since}"):
        key = (str(line["global_item_id"]), str(line["global_model_id"] or 0))
        if key in variations:
            found[variations[key]].append((line["at"], line["stock"]))
    return found


# ------------------------------------------------------------
# BURST
# ------------------------------------------------------------


def burst_rows(context, url: str, variations: dict) -> list[dict]:
    """One inventory that changes all variants: the last numbers are right, with one call for an item."""
    written = last_write(url)
    store.forget_calls(url)
    with context.env() as env:
        products = env["product.product"].browse(variations.values())
        location = env["stock.warehouse"].search([], limit=1).lot_stock_id
        quants = env["stock.quant"].search(
            [("product_id", "in", products.ids), ("location_id", "=", location.id)]
        )
        for number, quant in enumerate(quants):
            quant.inventory_quantity = 100 + number % 400
        quants.action_apply_inventory()
    wait_sent(context)
    calls = store.calls(url, "global_product").get("global_product/update_stock", 0)
    arrived = arrivals(url, written, variations)
    with context.env() as env:
        here = env["product.product"].with_context(location=location.id).browse(variations.values())
        expected = {product.id: product.free_qty for product in here}
    wrong = sum(1 for product, free in expected.items() if (arrived[product] or [(0, -1)])[-1][1] != free)
    items = len({item for item, _model in variations})
    return [
        row("stock_burst_calls_per_item", calls / items, "calls", "one for each item", 1),
        row("stock_burst_wrong", wrong, "variants"),
    ]


# ------------------------------------------------------------
# VALIDATION
# ------------------------------------------------------------


def validation_rows(context, products: list[int]) -> list[dict]:
    """Queries of validating a delivery of listed products, with marks and without."""
    worst = 0
    validated(context, products[:100])  # the first one fills the caches
    for lines in (1, 10, 100):
        with_marks = validated(context, products[:lines])
        with without_marks():
            without = validated(context, products[:lines])
        worst = max(worst, with_marks - without)
    return [row("validate_extra_queries", worst, "queries", "aim", 3)]


@contextmanager
def without_marks():
    with patch.object(ShopeeStockMark, "_mark_products", lambda self, product_ids, moved=False: None):
        yield


def validated(context, product_ids: list[int]) -> int:
    """Queries of validating one delivery with a line for each product, commit included; rolled back."""
    with context.env() as env:
        sale = env["sale.order"].create(
            {
                "partner_id": env["res.partner"].create({"name": "Buyer"}).id,
                "order_line": [
                    (0, 0, {"product_id": product, "product_uom_qty": 1}) for product in product_ids
                ],
            }
        )
        sale.action_confirm()
        picking_id = sale.picking_ids.sorted("id")[0].id
    counts = []
    with context.env() as env:
        picking = env["stock.picking"].browse(picking_id)
        picking.move_ids.picked = True
        env.flush_all()
        env.invalidate_all()
        before = env.cr.sql_log_count
        picking.button_validate()
        env.cr.flush()
        counts.append(env.cr.sql_log_count - before)
        if picking.state != "done":
            raise AssertionError("the delivery was not validated")
    return counts[0]
