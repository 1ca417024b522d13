from unittest.mock import patch

from odoo.tests import Form, new_test_user, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..models import shopee_order_shipped
from .common_status import StatusCase


@tagged("post_install", "-at_install")
class TestShippedNotValidated(StatusCase):
    """Shopee says shipped, the transfer is open: listed, validated together, or by itself where set so."""

    def shipped(self, stock=2, status="SHIPPED"):
        self.new_order(stock=stock)
        return self.change_order(status, "LOGISTICS_PICKUP_DONE", pickup_done_time=1768000500)

    def listed(self):
        return self.env["shopee.order"].search([("shipped_open", "=", True), ("shop_id", "=", self.shop.id)])

    def issue(self, order):
        return self.env["shopee.issue"].search(
            [("code", "=", "shipped_not_validated"), ("res_id", "=", order.id)]
        )

    def test_only_shipped_orders_with_open_transfers_are_listed(self):
        first, second = self.shipped(), self.shipped(status="COMPLETED")
        self.new_order()
        self.delivered_order("SHIPPED")
        self.assertEqual(self.listed(), first | second)
        self.assertTrue(first.shipped_open)
        self.assertEqual(first.open_transfers, first.picking_ids.name)
        self.assertNotIn(first, self.env["shopee.order"].search([("shipped_open", "=", False)]))

    def test_what_odoo_never_ships_is_not_listed(self):
        foreign = self.new_order(order_status="SHIPPED", fulfillment_flag="fulfilled_by_shopee")
        history = self.new_order(order_status="SHIPPED", pickup_done_time=1760000000, update_time=1760000000)
        self.assertTrue(history.is_history)
        self.assertFalse(self.listed() & (foreign | history))

    def test_together(self):
        orders = self.shipped() | self.shipped()
        with self.sends_nothing():
            action = orders.action_validate_shipped()
        self.assertEqual(orders.picking_ids.mapped("state"), ["done", "done"])
        self.assertEqual(action["params"]["type"], "success")
        self.assertFalse(self.listed())
        self.assertEqual(orders.sale_order_id.order_line.mapped("qty_delivered"), [2, 2])

    def test_in_three_steps(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self.shipped()
        order.action_validate_shipped()
        self.assertEqual(len(order.picking_ids), 3)
        self.assertEqual(set(order.picking_ids.mapped("state")), {"done"})

    def test_one_that_lacks_stock_is_listed_and_does_not_stop_the_others(self):
        short, good = self.shipped(stock=1), self.shipped(stock=3)
        orders = short | good
        short.picking_ids.do_unreserve()
        self.env["stock.quant"]._update_available_quantity(self.cream, self.warehouse.lot_stock_id, -2)
        good.picking_ids.action_assign()
        action = orders.action_validate_shipped()
        self.assertEqual(good.picking_ids.state, "done")
        self.assertNotEqual(short.picking_ids.state, "done")
        self.assertIn(short.order_sn, action["params"]["message"])
        self.assertEqual(self.issue(short).state, "open")
        self.assertIn("Snail Cream", self.issue(short).message)
        self.add_stock(self.cream, 5)
        with trap_jobs() as trap:
            self.issue(short).action_retry()
            trap.perform_enqueued_jobs()
        self.assertEqual(short.picking_ids.state, "done")
        self.assertEqual(self.issue(short).state, "solved")

    def test_a_transfer_validated_by_hand_solves_its_issue(self):
        order = self.shipped(stock=0)
        order.action_validate_shipped()
        self.assertEqual(self.issue(order).state, "open")
        self.add_stock(self.cream, 2)
        self.validate(order.picking_ids)
        self.assertEqual(self.issue(order).state, "solved")

    def test_many_go_by_jobs(self):
        orders = self.shipped() | self.shipped() | self.shipped()
        with patch.object(shopee_order_shipped, "VALIDATE_BATCH", 2), trap_jobs() as trap:
            orders.action_validate_shipped()
            self.assertEqual(len(self.jobs_of(trap, "_job_validate_shipped")), 2)
            self.assertIn(orders[0], self.listed())
            trap.perform_enqueued_jobs()
        self.assertFalse(self.listed())

    def test_by_itself_only_where_the_store_is_set_so(self):
        with trap_jobs() as trap:
            self.shipped()
            self.assertFalse(self.jobs_of(trap, "_job_validate_shipped"))
        self.shop.validate_shipped = True
        with trap_jobs() as trap:
            order = self.shipped()
            trap.assert_enqueued_job(order._job_validate_shipped)
            trap.perform_enqueued_jobs()
        self.assertEqual(order.picking_ids.state, "done")

    def test_the_clock_tries_again(self):
        order = self.shipped()
        with trap_jobs() as trap:
            self.env["shopee.shop"]._cron_after_sale()
            self.assertFalse(self.jobs_of(trap, "_job_validate_shipped"))
        self.shop.validate_shipped = True
        with trap_jobs() as trap:
            self.env["shopee.shop"]._cron_after_sale()
            trap.assert_enqueued_job(order._job_validate_shipped)

    def test_a_job_that_breaks_is_listed(self):
        order = self.shipped()
        order._validate_failed(exc_message="The server went away")
        self.assertIn("The server went away", self.issue(order).message)

    def test_a_warehouse_worker_does_it_and_the_setting_is_on_the_store(self):
        order = self.shipped()
        worker = new_test_user(self.env, "shipped_worker", "stock.group_stock_user")
        order.with_user(worker).action_validate_shipped()
        self.assertEqual(order.picking_ids.state, "done")
        with Form(self.shop) as form:
            form.validate_shipped = True
        self.assertTrue(self.shop.validate_shipped)
