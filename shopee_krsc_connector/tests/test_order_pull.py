from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.queue_job.exception import FailedJobError, RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from ..lib.dto.order import Order
from ..lib.errors import RateLimited, Rejected, Unavailable
from .common import ShopeeCase


@tagged("post_install", "-at_install")
class TestOrderPull(ShopeeCase):
    """Which orders are read, when, and what is left behind when that fails."""

    def setUp(self):
        super().setUp()
        self.run_model = self.env["shopee.sync.run"]

    def mark(self, moment):
        run = self.run_model._start("orders", self.shop)
        run._report(is_last=True, window_end=moment)

    def list_answer(self, *order_sns, more=False, cursor=""):
        return {
            "more": more,
            "next_cursor": cursor,
            "order_list": [{"order_sn": order_sn} for order_sn in order_sns],
        }

    def at(self, moment):
        return patch.object(fields.Datetime, "now", return_value=fields.Datetime.to_datetime(moment))

    def drain(self, trap):
        """Perform what is enqueued, and what that enqueues."""
        while trap.enqueued_jobs:
            trap.perform_enqueued_jobs()

    def test_history_reads_90_days_in_windows_of_15(self):
        payload = self.order_payload()
        self.client.answers["order/get_order_list"] = lambda **params: (
            self.list_answer(payload["order_sn"])
            if params["time_from"] <= payload["update_time"] <= params["time_to"]
            else self.list_answer()
        )
        self.client.answers["order/get_order_detail"] = {"order_list": [payload]}
        now = datetime(2026, 1, 20)
        with self.at(now), trap_jobs() as trap:
            run = self.shop._pull_history()
            self.drain(trap)
        windows = [
            (params["time_from"], params["time_to"]) for params in self.client.params("order/get_order_list")
        ]
        self.assertEqual(len(windows), 6)
        self.assertLessEqual(max(end - start for start, end in windows), 15 * 86400)
        self.assertEqual(
            windows[0][0], int((now - timedelta(days=90) - datetime(1970, 1, 1)).total_seconds())
        )
        self.assertEqual([start for start, _end in windows[1:]], [end for _start, end in windows[:-1]])
        order = self.env["shopee.order"].search([("order_sn", "=", payload["order_sn"])])
        self.assertEqual(order.sync_state, "built")
        self.assertEqual((run.state, run.created, run.failed), ("done", 1, 0))
        self.assertEqual(self.shop._order_watermark(), now)

    def test_next_run_starts_at_the_watermark_with_overlap(self):
        moment = datetime(2026, 1, 19, 12)
        self.mark(moment)
        with trap_jobs() as trap:
            run = self.shop._pull_orders()
            self.assertEqual(run.window_from, moment - timedelta(seconds=300))
            trap.assert_enqueued_job(run._job_list_orders, args=(run.window_from, "update_time"))

    def test_a_history_that_stopped_goes_on_as_one(self):
        run = self.run_model._start("history", self.shop)
        run._report(window_end=datetime(2025, 11, 5))
        run._job_failed(exc_message="stopped")
        with self.at("2026-01-20"), trap_jobs() as trap:
            again = self.shop._pull_orders()
            [job] = trap.enqueued_jobs
        self.assertEqual((again.kind, again.window_from), ("history", datetime(2025, 11, 4, 23, 55)))
        self.assertEqual(job.channel, "root.shopee_history")

    def test_without_watermark_the_history_is_read(self):
        with trap_jobs():
            self.assertEqual(self.shop._pull_orders().kind, "history")
            self.assertFalse(self.shop._pull_orders(), "the history is still being read")

    def test_the_day_goes_on_once_the_history_is_listed(self):
        """Its orders may take long to be read: cancellations of today do not wait for them."""
        self.client.answers["order/get_order_list"] = self.list_answer("2601OLD001")
        with self.at("2026-01-20"), trap_jobs() as trap:
            run = self.shop._pull_history()
            trap.perform_enqueued_jobs()
            self.assertEqual(run.state, "running")
            self.assertEqual(self.shop._pull_orders().kind, "orders")
            priorities = {job.method_name: job.priority for job in trap.enqueued_jobs}
        self.assertEqual(priorities, {"_job_read": 30, "_job_list_orders": 5})

    def test_new_paid_orders_use_the_filter_and_move_no_mark(self):
        moment = datetime(2026, 1, 19, 12)
        self.mark(moment)
        self.client.answers["order/get_order_list"] = self.list_answer()
        with self.at("2026-01-19 12:30:00"), trap_jobs() as trap:
            self.env["shopee.shop"]._cron_pull_paid()
            self.drain(trap)
        [params] = self.client.params("order/get_order_list")
        self.assertEqual(params["order_status"], "READY_TO_SHIP")
        self.assertEqual(self.shop._order_watermark(), moment)

    def test_mark_stays_when_a_page_fails(self):
        moment = datetime(2026, 1, 19, 12)
        self.mark(moment)
        self.client.answers["order/get_order_list"] = Rejected("error_param", "nope")
        with trap_jobs() as trap:
            run = self.shop._pull_orders()
            with self.assertRaises(FailedJobError):
                trap.perform_enqueued_jobs()
        run._job_failed(exc_message="nope")
        self.assertEqual((run.state, run.error), ("failed", "nope"))
        self.assertEqual(self.shop._order_watermark(), moment)

    def test_listed_order_that_cannot_be_read_stays_visible(self):
        self.mark(datetime(2026, 1, 19, 12))
        self.client.answers["order/get_order_list"] = self.list_answer("2601GONE01")
        self.client.answers["order/get_order_detail"] = {"order_list": []}
        with trap_jobs() as trap:
            run = self.shop._pull_orders()
            self.drain(trap)
        order = self.env["shopee.order"].search([("order_sn", "=", "2601GONE01")])
        self.assertEqual(order.sync_state, "stub")
        issue = self.env["shopee.issue"].search([("res_id", "=", order.id)])
        self.assertEqual(issue.code, "order_not_found")
        self.assertIn("2601GONE01", issue.message)
        self.assertEqual((run.state, run.failed), ("partial", 1))

    def test_a_number_typed_wrong_leaves_no_order_once_it_is_ignored(self):
        typed, real = self.env["shopee.order"]._ensure_stubs(self.shop, ["2601TYPO01", "2601REAL01"])
        real.sync_state = "read"
        issues = self.env["shopee.issue"]._raise_issues(
            "order_not_found", "order", {order: {"order_sn": order.order_sn} for order in typed | real}
        )
        seller = new_test_user(self.env, "ignorer", groups="shopee_krsc_connector.group_shopee_user")
        issues.with_user(seller).action_ignore()
        self.assertEqual(set(issues.mapped("state")), {"ignored"})
        self.assertEqual((typed | real).exists(), real, "what was read once stays")

    def test_one_refused_number_costs_itself_only(self):
        payloads = {p["order_sn"]: p for p in (self.order_payload() for _i in range(5))}
        bad = "2601BADBAD"

        def detail(order_sn_list, **params):
            if bad in order_sn_list.split(","):
                return Rejected("error_not_found", "wrong number")
            return {"order_list": [payloads[sn] for sn in order_sn_list.split(",")]}

        self.client.answers["order/get_order_detail"] = detail
        with trap_jobs() as trap:
            run = self.shop._pull_numbers([*payloads, bad])
            self.drain(trap)
        self.assertEqual((run.created, run.failed, run.state), (5, 1, "partial"))

    def test_pages_are_followed(self):
        self.mark(datetime(2026, 1, 19, 12))
        answers = [self.list_answer("2601PAGE01", more=True, cursor="2"), self.list_answer("2601PAGE02")]
        asked = []

        def page(**params):
            asked.append(params.get("cursor"))
            return answers[len(asked) - 1]

        self.client.answers["order/get_order_list"] = page
        with self.at("2026-01-19 12:30:00"), trap_jobs() as trap:
            self.shop._pull_orders()
            trap.perform_enqueued_jobs()
            self.assertEqual([cursor or "" for cursor in asked], ["", "2"])
            orders = self.env["shopee.order"].search([("order_sn", "=like", "2601PAGE%")])
            self.assertEqual(len(orders), 2)
            trap.assert_jobs_count(1, only=orders._job_read)

    def test_rate_limit_postpones_without_counting(self):
        self.mark(datetime(2026, 1, 19, 12))
        self.client.answers["order/get_order_list"] = RateLimited(17, "slow down")
        with trap_jobs() as trap:
            self.shop._pull_orders()
            with self.assertRaises(RetryableJobError) as caught:
                trap.perform_enqueued_jobs()
        self.assertTrue(caught.exception.ignore_retry)
        self.assertEqual(caught.exception.seconds, 17)

    def test_platform_that_does_not_answer_is_tried_again(self):
        self.mark(datetime(2026, 1, 19, 12))
        self.client.answers["order/get_order_list"] = Unavailable("timeout")
        with trap_jobs() as trap:
            self.shop._pull_orders()
            with self.assertRaises(RetryableJobError) as caught:
                trap.perform_enqueued_jobs()
        self.assertFalse(caught.exception.ignore_retry)

    def test_failed_reading_is_an_issue_per_order_and_ends_the_run(self):
        run = self.run_model._start("orders", self.shop)
        orders = self.env["shopee.order"]._ensure_stubs(self.shop, ["2601FAIL01", "2601FAIL02"])
        job = orders._enqueue("_job_read", run.id, channel="root.shopee_pull")
        run._report(planned=1, is_last=True)
        orders.with_context(job_uuid=job.uuid)._read_failed(exc_message="no answer")
        self.assertEqual((run.state, run.failed, run.error), ("partial", 2, "no answer"))
        issues = self.env["shopee.issue"].search([("res_id", "in", orders.ids)])
        self.assertEqual(set(issues.mapped("code")), {"order_not_read"})
        self.assertIn("no answer", issues[0].message)

    def test_money_is_asked_only_where_the_lines_do_not_explain_it(self):
        plain, voucher = self.order_payload(), self.order_payload(total_amount=18.0)
        # What the seller refuses to cancel is sold at its price; of what is cancelled nobody pays anything
        asked = self.order_payload(total_amount=18.0, order_status="IN_CANCEL")
        cancelled = self.order_payload(total_amount=18.0, order_status="CANCELLED")
        payloads = {p["order_sn"]: p for p in (plain, voucher, asked, cancelled)}
        self.client.answers["order/get_order_detail"] = {"order_list": list(payloads.values())}
        self.client.answers["payment/get_escrow_detail_batch"] = []
        with trap_jobs() as trap:
            self.shop._pull_numbers(list(payloads))
            self.drain(trap)
        [params] = self.client.params("payment/get_escrow_detail_batch")
        self.assertEqual(params["order_sn_list"], [voucher["order_sn"], asked["order_sn"]])

    def test_wizard_range_asks_by_date_of_order(self):
        self.client.answers["order/get_order_list"] = self.list_answer()
        wizard = self.env["shopee.order.sync"].create(
            {
                "shop_ids": self.shop.ids,
                "mode": "range",
                "date_from": "2026-01-01 00:00:00",
                "date_to": "2026-01-10 00:00:00",
            }
        )
        with trap_jobs() as trap:
            wizard.action_sync()
            self.drain(trap)
        [params] = self.client.params("order/get_order_list")
        self.assertEqual(params["time_range_field"], "create_time")
        self.assertFalse(self.shop._order_watermark(), "a range of dates moves no watermark")

    def test_wizard_numbers(self):
        wizard = self.env["shopee.order.sync"].create(
            {
                "shop_ids": self.shop.ids,
                "mode": "numbers",
                "order_numbers": "2601AAAA01, 2601AAAA02\n2601AAAA01",
            }
        )
        with trap_jobs() as trap:
            wizard.action_sync()
            orders = self.env["shopee.order"].search([("order_sn", "=like", "2601AAAA%")])
            self.assertEqual(len(orders), 2)
            trap.assert_jobs_count(1, only=orders._job_read)

    def test_wizard_names_stores_that_cannot_be_asked(self):
        self.shop.state = "attention"
        wizard = self.env["shopee.order.sync"].create({"shop_ids": self.shop.ids})
        with trap_jobs() as trap, self.assertRaisesRegex(UserError, self.shop.name):
            wizard.action_sync()
        trap.assert_jobs_count(0)

    def test_wizard_refuses_what_is_no_order_number(self):
        wizard = self.env["shopee.order.sync"].create({"shop_ids": self.shop.ids, "mode": "numbers"})
        for text in ("", "  ", "<script>", "12 34;drop"):
            wizard.order_numbers = text
            with self.assertRaises(UserError):
                wizard.action_sync()

    def test_a_failed_build_ends_its_run(self):
        run = self.run_model._start("range", self.shop)
        orders = self.env["shopee.order"]._ensure_stubs(self.shop, ["2601FAIL01", "2601FAIL02"])
        job = orders._enqueue("_job_build", run.id, channel="root.shopee_build")
        run._report(planned=1, is_last=True)
        orders.with_context(job_uuid=job.uuid)._build_failed(exc_message="no memory")
        self.assertEqual((run.state, run.failed, run.error), ("partial", 2, "no memory"))
        self.assertEqual(set(orders.mapped("sync_state")), {"blocked"})

    def test_two_jobs_never_insert_one_order_twice(self):
        orders = self.env["shopee.order"]
        orders._ensure_stubs(self.shop, ["2601TWICE1"])
        with (
            patch.object(type(orders), "search", return_value=orders.browse()),
            self.assertRaises(RetryableJobError),
        ):
            orders._ensure_stubs(self.shop, ["2601TWICE1"])

    def test_paid_orders_do_not_wait_for_the_others(self):
        self.mark(datetime(2026, 1, 19, 12))
        with trap_jobs():
            self.shop._pull_orders()
            self.assertEqual(self.shop._pull_orders(kind="paid").kind, "paid")
            self.assertFalse(self.shop._pull_orders(kind="paid"), "one is running")

    def test_order_whose_build_job_died_is_built_by_the_next_reading(self):
        payload = self.order_payload()
        self.env["shopee.order"]._upsert(self.shop, [Order.from_payload(payload)])
        order = self.env["shopee.order"].search([("order_sn", "=", payload["order_sn"])])
        self.assertEqual(order.sync_state, "read")
        self.client.answers["order/get_order_detail"] = {"order_list": [payload]}
        with trap_jobs() as trap:
            order._job_read()
            trap.assert_jobs_count(1, only=order._job_build)

    def test_one_order_that_cannot_be_stored_costs_itself_only(self):
        payloads = [self.order_payload() for _i in range(3)]
        broken, address = payloads[1]["order_sn"], "1 Orchard Road"
        upsert = type(self.env["shopee.order"])._upsert

        def fragile(records, shop, dtos, escrows=None):
            if any(dto.order_sn == broken for dto in dtos):
                raise KeyError(address)
            return upsert(records, shop, dtos, escrows)

        self.client.answers["order/get_order_detail"] = {"order_list": payloads}
        orders = self.env["shopee.order"]._ensure_stubs(self.shop, [p["order_sn"] for p in payloads])
        run = self.run_model._start("orders", self.shop)
        with (
            patch.object(type(orders), "_upsert", fragile),
            trap_jobs(),
            self.assertLogs("odoo.addons.shopee_krsc_connector", "ERROR") as logs,
        ):
            orders._job_read(run.id)
        self.assertIn("KeyError", logs.output[0])
        self.assertNotIn(address, logs.output[0])
        run._report(planned=1, is_last=True)
        self.assertEqual((run.created, run.failed, run.state), (2, 1, "partial"))
        states = {order.order_sn: order.sync_state for order in orders}
        self.assertEqual(states.pop(broken), "stub")
        self.assertEqual(set(states.values()), {"read"})

    def test_a_query_that_fails_is_logged_without_what_it_would_store(self):
        payload = self.order_payload(buyer_username="lim_secret")
        self.client.answers["order/get_order_detail"] = {"order_list": [payload]}
        self.env.cr.execute("ALTER TABLE shopee_order ADD CHECK (buyer_username != 'lim_secret')")
        order = self.env["shopee.order"]._ensure_stubs(self.shop, [payload["order_sn"]])
        with trap_jobs(), self.assertLogs("", "INFO") as logs:
            order._job_read()
        said = "\n".join(logs.output)
        self.assertIn("could not be stored", said)
        self.assertIn("odoo.sql_db", said)
        self.assertNotIn("lim_secret", said)
        self.assertEqual(order.sync_state, "stub")
