"""History: how fast old orders become locked sales orders, against orders that are new."""

import os
from datetime import timedelta

import jobs
import new_orders
import raw
import store

from odoo import fields

from tools.bench import bench, row, stopwatch

#: Orders on the platform; `SHOPEE_BENCH_HISTORY=500` for a quick look.
SIZE = int(os.environ.get("SHOPEE_BENCH_HISTORY", "20000"))
ITEMS = 120
#: What was ordered in this stretch is over: a quarter of the simulator's orders is of the last days.
OLDEST, NEWEST = timedelta(days=90), timedelta(days=14)


@bench
def history(context):
    with context.simulator(items=ITEMS, orders=SIZE * 4 // 3) as url:
        connect_without_orders(context, url)
        with context.env() as env:
            raw.add_stock(env, env["product.product"].search([("is_storable", "=", True)]))
        old = import_by_hand(context)
        new = new_orders.measure(context, url)
    return [row("history_20000_per_s", old, "orders/s", "orders_new_per_s", new["value"])]


def connect_without_orders(context, url: str) -> None:
    """The catalogue is read and linked; the orders of the last 90 days are left out."""
    store.connect(context, url)
    for _job in jobs.perform(context):
        with context.env() as env:
            env.cr.execute(
                "UPDATE queue_job SET state = 'cancelled' WHERE state = 'pending' AND method_name = %s",
                ["_job_list_orders"],
            )


def import_by_hand(context) -> float:
    """Old orders a second, from the wizard to the last locked sales order."""
    with stopwatch() as seconds, context.env() as env:
        now = fields.Datetime.now()
        wizard = env["shopee.order.sync"].create(
            {"mode": "range", "date_from": now - OLDEST, "date_to": now - NEWEST}
        )
        wizard.action_sync()
        mails = env["mail.mail"].search_count([])
    took = seconds[0] + jobs.work_off(context)
    with context.env() as env:
        orders = env["shopee.order"].search([])
        old = orders.filtered("is_history")
        if not old or set(orders.mapped("sync_state")) != {"built"}:
            raise AssertionError("not all old orders were built")
        if old.sale_order_id.picking_ids or env["mail.mail"].search_count([]) != mails:
            raise AssertionError("old orders have moved stock or sent mails")
        return len(orders) / took
