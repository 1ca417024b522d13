"""Ready to Ship by hand: who may, the result of each order, and what refuses it."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_ship import ShipCase


@tagged("post_install", "-at_install")
class TestShipButton(ShipCase):
    def window(self, action):
        """The window that tells the result of each order."""
        self.assertEqual(action["res_model"], "shopee.ship.bulk")
        return self.env["shopee.ship.bulk"].browse(action["res_id"])

    def refusing(self, bad):
        """Answer of mass_ship_order that refuses one package."""

        def answer(package_list, **params):
            rows = [row for row in package_list if row["package_number"] != bad]
            self.arranged.update(row["package_number"] for row in rows)
            failures = [{"package_number": bad, "fail_reason": "Address not served"}]
            return {"success_list": rows, "fail_list": failures}

        return answer

    def run_ship_jobs(self):
        """Perform the jobs that arrange, each once."""
        jobs = self.enqueued("_job_ship")
        self.jobs.enqueued_jobs[:] = [job for job in self.jobs.enqueued_jobs if job not in jobs]
        for job in jobs:
            job.recordset._job_ship(*job.args)

    def test_window_follows_each_order(self):
        taken, refused = orders = self.ready_orders(2)
        bad = refused.package_ids.package_number
        self.client.answers["logistics/mass_ship_order"] = self.refusing(bad)
        window = self.window(orders.action_ready_to_ship())
        self.assertTrue(window.is_running)
        self.run_ship_jobs()
        self.env.invalidate_all()  # the window reads again in a request of its own
        results = {line.order_id: line for line in window.line_ids}
        self.assertEqual(results[taken].state, "arranged")
        self.assertEqual(results[refused].state, "failed")
        self.assertIn("Address not served", results[refused].result)
        self.assertEqual((window.arranged_count, window.failed_count, window.label_count), (1, 1, 0))
        taken.package_ids.write({"label_state": "ready", "tracking_number": "SPX1"})
        self.env.invalidate_all()
        self.assertIn("SPX1", results[taken].result)
        self.assertEqual(window.label_count, 1)
        self.assertFalse(window.is_running, "nothing more is to come")

    def test_retry_asks_for_the_failed_ones_only(self):
        taken, failed = orders = self.ready_orders(2)
        window = self.window(orders.action_ready_to_ship())
        [number] = failed.package_ids.mapped("package_number")
        self.client.answers["logistics/mass_ship_order"] = self.refusing(number)
        self.run_ship_jobs()
        self.client.calls.clear()
        window.action_retry()
        self.run_ship_jobs()
        self.assertEqual(self.sent(), [number])
        self.assertEqual(set(window.line_ids.mapped("state")), {"arranged"})

    def test_repeated_clicks_send_once(self):
        orders = self.ready_orders(3)
        for _n in range(3):
            orders.action_ready_to_ship()
        self.run_ship_jobs()
        orders.action_ready_to_ship()
        self.run_ship_jobs()
        self.assertEqual(sorted(self.sent()), sorted(orders.package_ids.mapped("package_number")))

    def test_window_of_a_second_user_follows_too(self):
        orders = self.ready_orders(2)
        orders.action_ready_to_ship()
        window = self.window(orders.action_ready_to_ship())
        self.assertEqual(window.line_ids.mapped("state"), ["asked", "asked"])
        self.run_ship_jobs()
        self.env.invalidate_all()
        self.assertEqual(window.line_ids.mapped("state"), ["arranged", "arranged"])
        again = self.window(orders.action_ready_to_ship())
        self.assertEqual(again.line_ids.mapped("state"), ["refused", "refused"])
        self.assertIn("already", again.line_ids[0].result)

    def test_window_says_why_nothing_was_sent_after_all(self):
        kept, cancelled = orders = self.ready_orders(2)
        window = self.window(orders.action_ready_to_ship())
        cancelled.krsc_status = "IN_CANCEL"
        self.run_ship_jobs()
        self.env.invalidate_all()
        results = {line.order_id: (line.state, line.result) for line in window.line_ids}
        self.assertEqual((results[kept][0], results[cancelled][0]), ("arranged", "refused"))
        self.assertIn("asks to cancel", results[cancelled][1])

    def test_parcel_that_shopee_cancelled(self):
        order = self.ready_orders()
        order.package_ids.logistics_status = "LOGISTICS_REQUEST_CANCELED"
        self.assertIn("cancelled its parcel", self.said(order.action_ready_to_ship()))

    def test_window_of_a_salesperson_without_rights_on_stock(self):
        user = new_test_user(self.env, "sales_bulk", groups="sales_team.group_sale_salesman_all_leads")
        orders = self.ready_orders(2).with_user(user)
        window = self.window(orders.sale_order_id.action_shopee_ready_to_ship()).with_user(user)
        self.assertEqual(window.line_ids.mapped("state"), ["asked", "asked"])

    def test_window_is_made_by_the_button_alone(self):
        user = new_test_user(self.env, "warehouse_maker", groups="stock.group_stock_user")
        order = self.ready_orders()
        for vals in ({}, {"line_ids": [(0, 0, {"order_id": order.id})]}):
            with self.assertRaises(AccessError):
                self.env["shopee.ship.bulk"].with_user(user).create(vals)

    def test_window_of_a_warehouse_user(self):
        user = new_test_user(self.env, "warehouse_bulk", groups="stock.group_stock_user")
        orders = self.ready_orders(2).with_user(user)
        window = self.window(orders.action_ready_to_ship()).with_user(user)
        self.assertEqual(window.line_ids.mapped("state"), ["asked", "asked"])
        self.assertEqual(window.action_retry()["res_id"], window.id)

    def test_button_tells_how_many_and_why_not(self):
        ready = self.ready_orders(2)
        foreign = self.read_orders(
            self.order_payload(fulfillment_flag="fulfilled_by_shopee"),
            self.order_payload(advance_package=True),
        )
        unpaid = self.read_orders(self.order_payload(order_status="UNPAID"))
        asked = self.read_orders(self.order_payload(order_status="IN_CANCEL"))
        window = self.window((ready | foreign | unpaid | asked).action_ready_to_ship())
        self.assertEqual(set(ready.package_ids.mapped("ship_state")), {"asked"})
        self.assertEqual(set((foreign | unpaid | asked).package_ids.mapped("ship_state")), {"open"})
        self.assertEqual((window.total, window.asked_count, window.refused_count), (6, 2, 4))
        results = {line.order_id: (line.state, line.result) for line in window.line_ids}
        self.assertEqual({results[order][0] for order in ready}, {"asked"})
        for order, reason in zip(
            foreign | unpaid | asked,
            ("own warehouse", "to a buyer yet", "UNPAID", "asks to cancel"),
            strict=True,
        ):
            self.assertEqual(results[order][0], "refused")
            self.assertIn(reason, results[order][1])

    def test_second_click_is_refused_with_the_reason(self):
        order = self.ready_orders()
        order.action_ready_to_ship()
        answer = order.action_ready_to_ship()
        self.assertEqual(len(self.enqueued("_job_ship")), 1)
        self.assertIn("being arranged already", self.said(answer))

    def test_from_sale_order_and_transfer(self):
        first, second = self.ready_orders(2)
        first.sale_order_id.action_shopee_ready_to_ship()
        second.picking_ids.action_shopee_ready_to_ship()
        self.assertEqual(set((first | second).package_ids.mapped("ship_state")), {"asked"})

    def test_nothing_from_shopee_chosen(self):
        answer = self.env["sale.order"].action_shopee_ready_to_ship()
        self.assertIn("no Shopee order", self.said(answer))

    def test_server_actions(self):
        order = self.ready_orders()
        for name, record in (
            ("order", order),
            ("sale", order.sale_order_id),
            ("picking", order.picking_ids),
        ):
            action = self.env.ref(f"shopee_krsc_connector.ir_actions_server_ready_to_ship_{name}")
            answer = action.with_context(
                active_model=record._name, active_ids=record.ids, active_id=record.id
            ).run()
            self.assertEqual(answer["tag"], "display_notification")
        self.assertEqual(order.package_ids.ship_state, "asked")

    def test_warehouse_user_needs_no_shopee_rights(self):
        user = new_test_user(self.env, "warehouse_ship", groups="stock.group_stock_user")
        order = self.ready_orders()
        picking = order.picking_ids.with_user(user)
        self.validate(picking)
        picking.action_shopee_ready_to_ship()
        self.assertEqual(order.package_ids.ship_state, "asked")
        self.assertEqual(picking.shopee_package_ids.ship_state, "asked")

    def test_accountant_may_not_ship(self):
        user = new_test_user(self.env, "accountant_ship", groups="account.group_account_readonly")
        order = self.ready_orders()
        with self.assertRaises(AccessError):
            order.with_user(user).action_ready_to_ship()
        self.assertEqual(order.package_ids.ship_state, "open")

    def test_parcels_of_one_channel_share_a_job(self):
        orders = self.ready_orders(3)
        other = self.ready_orders()
        other.package_ids.channel_id = "28099"
        (orders | other).action_ready_to_ship()
        sizes = sorted(len(job.recordset) for job in self.enqueued("_job_ship"))
        self.assertEqual(sizes, [1, 3])

    def test_free_hour_delays_the_job(self):
        self.shop.ship_wait_minutes = 60
        now = fields.Datetime.now()
        order = self.ready_orders()
        order.create_time = now - timedelta(minutes=10)
        order.action_ready_to_ship()
        [job] = self.enqueued("_job_ship")
        self.assertEqual(job.args, (True,))
        wait = job.eta - now
        self.assertTrue(timedelta(minutes=50) <= wait <= timedelta(minutes=55, seconds=5), wait)
        self.assertEqual(order.package_ids.ship_state, "asked")
        self.assertTrue(order.package_ids.ship_at)

    def test_no_wait_after_the_free_hour(self):
        self.shop.ship_wait_minutes = 60
        order = self.ready_orders()
        order.action_ready_to_ship()
        [job] = self.enqueued("_job_ship")
        self.assertEqual(job.args, (False,))
        self.assertFalse(job.eta)
