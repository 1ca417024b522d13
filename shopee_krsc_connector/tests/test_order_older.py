from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import ShopeeCase


@tagged("post_install", "-at_install")
class TestOlderOrders(ShopeeCase):
    """Orders of long ago, imported by hand: quietly, and never before the work of the day."""

    def setUp(self):
        super().setUp()
        self.merchant.stock_cutover = "2026-06-01"
        self.payload = self.order_payload(
            order_status="COMPLETED", create_time=1750000000, pickup_done_time=1750100000
        )
        self.client.answers["order/get_order_list"] = lambda **params: {
            "more": False,
            "next_cursor": "",
            "order_list": [{"order_sn": self.payload["order_sn"]}]
            if params["time_from"] <= self.payload["create_time"] < params["time_to"]
            else [],
        }
        self.client.answers["order/get_order_detail"] = {"order_list": [self.payload]}
        trap = trap_jobs()
        self.jobs = trap.__enter__()
        self.addCleanup(trap.__exit__, None, None, None)

    def sync(self, days):
        wizard = self.env["shopee.order.sync"].create(
            {
                "shop_ids": self.shop.ids,
                "mode": "range",
                "date_from": datetime(2025, 6, 1),
                "date_to": datetime(2025, 6, 1) + timedelta(days=days),
            }
        )
        return self.env["shopee.sync.run"].search(wizard.action_sync()["domain"])

    def test_half_a_year_comes_through_a_channel_of_its_own(self):
        run = self.sync(days=180)
        self.assertEqual(run.kind, "older")
        paces = []
        while self.jobs.enqueued_jobs:
            paces += [(job.channel, job.priority) for job in self.jobs.enqueued_jobs]
            self.jobs.perform_enqueued_jobs()
        slow = "root.shopee_history"
        self.assertEqual(paces, [(slow, 29), (slow, 30), (slow, 30)], "all is listed before any is read")
        methods = [call.method.__name__ for call in self.jobs.calls]
        self.assertEqual(methods, ["_job_list_orders", "_job_read", "_job_build"])
        windows = [
            params["time_to"] - params["time_from"] for params in self.client.params("order/get_order_list")
        ]
        self.assertEqual((len(windows), max(windows)), (12, 15 * 86400))
        order = self.env["shopee.order"].search([("order_sn", "=", self.payload["order_sn"])])
        self.assertEqual((run.state, run.created), ("done", 1))
        self.assertTrue(order.is_history)
        self.assertFalse(order.sale_order_id.picking_ids)
        sold = self.env["sale.report"].search(
            [("order_reference", "=", f"sale.order,{order.sale_order_id.id}")]
        )
        self.assertEqual(sum(sold.mapped("product_uom_qty")), 2.0)

    def test_the_orders_of_the_day_go_on_meanwhile(self):
        run = self.sync(days=180)
        yesterday = fields.Datetime.now() - timedelta(days=1)
        run._report(window_end=fields.Datetime.now())
        mark = self.env["shopee.sync.run"]._start("orders", self.shop)
        mark._report(is_last=True, window_end=yesterday)
        self.assertEqual(self.shop._order_watermark(), yesterday)
        today = self.shop._pull_orders()
        self.assertEqual((run.state, today.kind), ("running", "orders"))
        self.assertEqual(self.jobs.enqueued_jobs[-1].priority, 5)

    def test_a_few_days_are_not_put_off_and_go_behind_what_is_new(self):
        self.payload["create_time"] = 1748800000
        run = self.sync(days=10)
        self.assertEqual((run.kind, self.jobs.enqueued_jobs[0].priority), ("range", 2))
        self.jobs.perform_enqueued_jobs()
        self.jobs.perform_enqueued_jobs()
        [build] = self.jobs.enqueued_jobs
        self.read_orders(new := self.order_payload())
        self.client.answers["order/get_order_detail"] = {"order_list": [{**new, "update_time": 1768000200}]}
        self.env["shopee.order"].search([("order_sn", "=", new["order_sn"])])._job_read()
        self.assertLess(self.jobs.enqueued_jobs[-1].priority, build.priority)
        self.assertEqual({build.channel, self.jobs.enqueued_jobs[-1].channel}, {"root.shopee_build"})

    def test_the_run_lasts_until_all_is_built(self):
        run = self.sync(days=180)
        self.jobs.perform_enqueued_jobs()
        self.jobs.perform_enqueued_jobs()
        self.assertEqual((run.state, run.created), ("running", 1))
        self.assertLess(run.progress, 100)
        self.jobs.perform_enqueued_jobs()
        self.assertEqual((run.state, run.progress, run.failed), ("done", 100, 0))

    def test_a_range_of_few_days_is_started_again_over_them(self):
        run = self.sync(days=3)
        again = self.shop._retry_run(run)
        self.assertEqual((again.kind, again.window_from), ("range", run.window_from))
        self.assertFalse(self.env["shopee.sync.run"]._is_running("orders", self.shop))

    def test_a_failed_run_is_started_again_over_the_same_days(self):
        run = self.sync(days=100)
        again = self.shop._retry_run(run)
        self.assertEqual(
            (again.kind, again.window_from, again.window_to), ("older", run.window_from, run.window_to)
        )

    def test_old_orders_wait_for_no_batch_that_reserves(self):
        def busy(orders):
            raise RetryableJobError("another batch is being built")

        old = self.order_payload(order_status="COMPLETED", pickup_done_time=1750100000)
        gone = self.order_payload(order_status="CANCELLED")
        new = self.order_payload()
        orders, _changed, _same = self.env["shopee.order"]._upsert(
            self.shop, [self.dto(one) for one in (old, gone, new)]
        )
        past = orders.filtered(lambda order: order.order_sn != new["order_sn"])
        with patch.object(type(orders), "_lock_build", busy):
            past._job_build()
            with self.assertRaises(RetryableJobError):
                orders._job_build()
            with self.assertRaises(RetryableJobError):
                past.filtered(lambda order: not order.is_history)._job_build()
        self.assertEqual(set(past.mapped("sync_state")), {"built"})
