"""Orders made Ready to Ship together, with numbers and labels: calls, and the time of the addon itself.

`BENCH_SHIP=100 make bench` ships fewer orders; the names of the rows say what they are meant for.
"""

import math
import os
import time
from collections import Counter
from unittest.mock import patch

import jobs
import raw
import store

from odoo import fields

from odoo.addons.shopee_krsc_connector.lib.client import Client

from tools.bench import bench, row, stopwatch

ORDERS = int(os.environ.get("BENCH_SHIP", "1000"))
ITEMS = 120
#: Limit of the mass calls and of the label calls.
BATCH = 50
SHIP_JOBS = ("_job_ship", "_job_fetch_labels")
ROUNDS = 50


@bench
def ship(context):
    with context.simulator(items=ITEMS, orders=0) as url:
        store.connect(context, url)
        jobs.work_off(context)
        store.ask(url, "/_sim/settings", {"tracking_delay": 0.0, "labels_delay": 0.0})
        import_orders(context, url)
        store.forget_calls(url)
        own_seconds = ship_all(context)
        check_shipped(context)
        made = sum(store.calls(url, "logistics").values())
        by_hand = 1000 * store_by_hand(context) / ORDERS
        return [
            row("ship_1000_calls", made, "calls", "least that the mass calls allow", least_calls(context)),
            row(
                "ship_own_ms_per_order",
                1000 * own_seconds / ORDERS,
                "ms",
                "Odoo's own storing of a number and a file",
                by_hand,
            ),
        ]


def import_orders(context, url: str) -> None:
    """Orders of all stores, built and reserved."""
    with context.env() as env:
        raw.add_stock(env, env["product.product"].search([("is_storable", "=", True)]))
        start, shops = fields.Datetime.now(), env["shopee.shop"].search([], order="id")
        bodies = [basket(shop, ORDERS // len(shops)) for shop in shops]
        bodies[0]["count"] += ORDERS % len(shops)
    for body in bodies:
        store.ask(url, "/_sim/orders", body)
    time.sleep(1.1)  # Shopee's windows end before their last second
    with context.env() as env:
        for shop in env["shopee.shop"].search([]):
            shop._start_pull("orders", "cron", (start, fields.Datetime.now()))
    jobs.work_off(context)
    jobs.cancel(context)
    with context.env() as env:
        conditions = env["shopee.order"].search([]).mapped("stock_condition")
        if conditions != ["full"] * ORDERS:
            raise AssertionError(f"not all orders are reserved: {Counter(conditions)}")


def basket(shop, count: int) -> dict:
    domain = [("shop_id", "=", shop.id), ("state", "=", "linked"), ("listing_id.status", "=", "NORMAL")]
    found = shop.env["shopee.item.variation"].search(domain, order="id", limit=2)
    items = [{"sku": sku, "quantity": 1} for sku in found.mapped("sku")]
    return {"shop_id": int(shop.shop_id), "items": items, "count": count, "oversell": True}


def ship_all(context) -> float:
    """Press Ready to Ship for all orders and perform the jobs until every label is there.

    The waiting times between two questions are skipped.

    :return: seconds of the press and of the jobs, without those spent waiting for Shopee
    """
    waited = []
    transmit = Client._transmit

    def timed(client, *args):
        started = time.perf_counter()
        try:
            return transmit(client, *args)
        finally:
            waited.append(time.perf_counter() - started)

    spent = 0.0
    with stopwatch() as seconds, context.env() as env:
        env["shopee.order"].search([])._ask_orders_to_ship()
    spent += seconds[0]
    for _round in range(ROUNDS):
        with context.env() as env:
            env.cr.execute(
                "UPDATE queue_job SET eta = NULL WHERE state = 'pending' AND method_name IN %s", [SHIP_JOBS]
            )
            env.cr.execute(
                """UPDATE shopee_package SET poll_at = now() AT TIME ZONE 'UTC' - interval '1 second'
                    WHERE poll_at IS NOT NULL"""
            )
            if not env["shopee.package"].search_count([("label_state", "!=", "ready")]):
                return spent
            env["shopee.shop"]._cron_fetch_labels()
        with patch.object(Client, "_transmit", timed):
            performed = jobs.perform(context)
            while job := _timed_job(performed, waited):
                spent += job.seconds - sum(waited) if job.method in SHIP_JOBS else 0.0
    raise AssertionError("not all labels came")


def _timed_job(performed, waited: list):
    """The next job that was performed, with the waits of this one alone."""
    waited.clear()
    return next(performed, None)


def check_shipped(context) -> None:
    with context.env() as env:
        packages = env["shopee.package"].search([])
        if len(packages) != ORDERS or set(packages.mapped("ship_state")) != {"arranged"}:
            raise AssertionError("not all parcels are arranged")
        if len(set(packages.label_attachment_id.ids)) != ORDERS:
            raise AssertionError("a parcel has no label of its own")


def least_calls(context) -> int:
    """Per store and channel two mass calls and a download, per store four label calls, each for 50."""
    with context.env() as env:
        packages = env["shopee.package"].search([])
        channels = packages.grouped(
            lambda package: (package.shop_id, package.channel_id, package.location_id)
        )
        stores = packages.grouped("shop_id")
        by_channel = sum(3 * math.ceil(len(found) / BATCH) for found in channels.values())
        return by_channel + sum(4 * math.ceil(len(found) / BATCH) for found in stores.values())


def store_by_hand(context) -> float:
    """Seconds that Odoo takes to keep a number and a file of the same size on each delivery."""
    with context.env() as env:
        deliveries = env["stock.picking"].search([("sale_id.shopee_order_id", "!=", False)])
        content = env["shopee.package"].search([], limit=1).label_attachment_id.raw
        with stopwatch() as seconds:
            for start in range(0, len(deliveries), BATCH):
                for picking in deliveries[start : start + BATCH]:
                    picking.carrier_tracking_ref = f"HAND{picking.id}"
                    # Of the same content Odoo would keep one file for all
                    file = content + str(picking.id).encode()
                    env["ir.attachment"].create(
                        {"name": "label.pdf", "raw": file, "res_model": picking._name, "res_id": picking.id}
                    )
                env.flush_all()
                env.cr.commit()
    return seconds[0]
