from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs

from ..models import shopee_job_mixin, shopee_order_shipped
from ..models.shopee_order_build import LOCK_BUILD
from .common_status import StatusCase

# Measured: 42 to 47 with one step, nearly all of them Odoo's own for one transfer
QUERIES_PER_ORDER = 55


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

    def test_after_an_outage(self):
        """Placed, arranged and scanned while Odoo was away: its goods are reserved and counted out all the
        same."""
        order = self.new_order(
            order_status="SHIPPED",
            pickup_done_time=1768000500,
            package_list=[{"package_number": "OFGAWAY", "logistics_status": "LOGISTICS_PICKUP_DONE"}],
        )
        self.assertIn(order, self.listed())
        with self.sends_nothing():
            order.action_validate_shipped()
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(order.sale_order_id.order_line.qty_delivered, 2)

    def test_slips_that_are_printed_are_no_question(self):
        self.warehouse.out_type_id.auto_print_delivery_slip = True
        order = self.shipped()
        action = order.action_validate_shipped()
        self.assertEqual(action["params"]["type"], "success", action["params"]["message"])
        self.assertEqual(order.picking_ids.state, "done")

    def test_no_carrier_is_called_for_what_has_left(self):
        """Shopee has the number of an own carrier's parcel: another shipment would cost money."""
        ems = self.env["delivery.carrier"].create(
            {
                "name": "EMS",
                "product_id": self.env["product.product"].create({"name": "EMS", "type": "service"}).id,
                "delivery_type": "fixed",
            }
        )
        order = self.new_order()
        order.package_ids.own_carrier = True
        order.picking_ids.carrier_id = ems
        self.change_order("SHIPPED", "LOGISTICS_PICKUP_DONE", pickup_done_time=1768000500)
        with patch.object(type(ems), "send_shipping", side_effect=AssertionError("the carrier was called")):
            order.action_validate_shipped()
        self.assertEqual(order.picking_ids.state, "done")

    def test_nothing_is_validated_in_part(self):
        """A pick that Odoo would split, as its type says, stays whole; the reason is what is missing."""
        self.warehouse.delivery_steps = "pick_ship"
        self.warehouse.pick_type_id.create_backorder = "always"
        self.new_order(stock=1)
        order = self.change_order("SHIPPED", "LOGISTICS_PICKUP_DONE", pickup_done_time=1768000500)
        pick = order.picking_ids
        self.assertEqual(pick.move_ids.state, "partially_available")
        order.action_validate_shipped()
        self.assertEqual(order.picking_ids, pick)
        self.assertNotEqual(pick.state, "done")
        self.assertIn("Snail Cream (1 of 2)", self.issue(order).message)

    def test_serials_leave_and_one_without_a_number_is_listed(self):
        self.cream.tracking = "serial"
        for name in ("S1", "S2"):
            self.env["stock.quant"]._update_available_quantity(
                self.cream,
                self.warehouse.lot_stock_id,
                1,
                lot_id=self.env["stock.lot"].create({"name": name, "product_id": self.cream.id}),
            )
        good = self.shipped(stock=0)
        bare = self.shipped(stock=2)
        action = (bare | good).action_validate_shipped()
        self.assertEqual(good.picking_ids.state, "done")
        self.assertEqual(sorted(good.picking_ids.move_line_ids.lot_id.mapped("name")), ["S1", "S2"])
        self.assertNotEqual(bare.picking_ids.state, "done")
        self.assertIn("Lot/Serial", self.issue(bare).message)
        self.assertIn(bare.order_sn, action["params"]["message"])

    def test_what_goes_back_to_the_shelf_is_left_to_people(self):
        """Picked, then one of three cancelled: Odoo asks to put it back, and nobody knows whether it is."""
        for steps in ("pick_ship", "pick_pack_ship"):
            self.warehouse.delivery_steps = steps
            self.add_stock(self.cream, 3)
            self.payload = self.order_payload(lines=[(self.cream, 3, 10.0)])
            order = self.read_orders(self.payload)
            self.validate(order.picking_ids)
            cut = [{**self.payload["item_list"][0], "active_qty": 2}]
            self.change_order("PROCESSED", item_list=cut, total_amount=20.0)
            self.change_order("SHIPPED", "LOGISTICS_PICKUP_DONE", pickup_done_time=1768000500)
            with self.subTest(steps):
                self.assertIn(order, self.listed())
                order.action_validate_shipped()
                self.assertEqual(order.sale_order_id.order_line.qty_delivered, 2)
                [back] = order.picking_ids.filtered(lambda one: one.state != "done")
                self.assertEqual(
                    (back.location_dest_id, back.state), (self.warehouse.lot_stock_id, "assigned")
                )
                self.assertFalse(order.shipped_open)
                self.assertNotIn(order, self.listed())
                self.assertIn("On its way", order.next_step)

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

    def test_a_defect_in_one_order_does_not_stop_the_others(self):
        bad, good = self.shipped(), self.shipped()
        steps = type(bad)._validate_steps

        def broken(order):
            if order == bad:
                raise KeyError("of another add-on")
            steps(order)

        with patch.object(type(bad), "_validate_steps", broken), mute_logger(shopee_job_mixin.__name__):
            (bad | good)._job_validate_shipped()
        self.assertEqual(good.picking_ids.state, "done")
        self.assertIn("KeyError", self.issue(bad).message)

    def test_an_issue_of_a_transfer_that_is_gone_is_solved(self):
        order = self.shipped(stock=0)
        order.action_validate_shipped()
        order.picking_ids.action_cancel()
        with trap_jobs() as trap:
            self.issue(order).action_retry()
            trap.perform_enqueued_jobs()
        self.assertEqual(self.issue(order).state, "solved")

    def test_a_transfer_of_a_lost_parcel_solves_its_issue_too(self):
        self.new_order(stock=0)
        order = self.change_order("CANCELLED", "LOGISTICS_LOST", cancel_by="system")
        order.action_validate_shipped()
        self.assertEqual(self.issue(order).state, "open")
        self.add_stock(self.cream, 2)
        self.validate(order.picking_ids)
        self.assertEqual(self.issue(order).state, "solved")

    def test_while_a_job_reserves_a_person_does_not(self):
        """Odoo reserves past quants that another transaction has locked: both would take the same goods."""
        order = self.shipped()
        with self.registry.cursor() as job, trap_jobs() as trap:
            job.execute("SELECT pg_advisory_xact_lock(%s, %s)", (LOCK_BUILD, self.company.id))
            action = order.action_validate_shipped()
            self.assertEqual(len(self.jobs_of(trap, "_job_validate_shipped")), 1)
        self.assertEqual(action["params"]["type"], "info")
        self.assertEqual(order.picking_ids.state, "assigned")

    def test_queries_grow_with_the_orders_only(self):
        few, many = [
            self.env["shopee.order"].union(*[self.shipped() for _n in range(count)]) for count in (2, 12)
        ]
        counts = []
        for orders in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            orders.action_validate_shipped()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(set((few | many).picking_ids.mapped("state")), {"done"})
        self.assertLess((counts[1] - counts[0]) / 10, QUERIES_PER_ORDER)

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

    def test_what_shopee_only_knows_the_number_of_is_not_validated_by_itself(self):
        """An own carrier's order is shipped on Shopee once its number is told, picked or not."""
        order = self.shipped()
        order.package_ids.own_carrier = True
        self.shop.validate_shipped = True
        with trap_jobs() as trap:
            order._apply_status()
            self.env["shopee.shop"]._cron_after_sale()
            self.assertFalse(self.jobs_of(trap, "_job_validate_shipped"))
            self.assertIn(order, self.listed())
            order.krsc_status = "TO_CONFIRM_RECEIVE"
            order._apply_status()
            trap.assert_enqueued_job(order._job_validate_shipped)

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

    def test_who_may_not_validate_transfers_starts_no_job_that_does(self):
        orders = self.shipped() | self.shipped()
        reader = new_test_user(self.env, "shipped_reader", "account.group_account_invoice")
        with patch.object(shopee_order_shipped, "VALIDATE_BATCH", 1), trap_jobs() as trap:
            with self.assertRaises(AccessError):
                orders.with_user(reader).action_validate_shipped()
            self.assertFalse(self.jobs_of(trap, "_job_validate_shipped"))

    def test_a_warehouse_worker_does_it_and_the_setting_is_on_the_store(self):
        order = self.shipped()
        worker = new_test_user(self.env, "shipped_worker", "stock.group_stock_user")
        order.with_user(worker).action_validate_shipped()
        self.assertEqual(order.picking_ids.state, "done")
        with Form(self.shop) as form:
            form.validate_shipped = True
        self.assertTrue(self.shop.validate_shipped)
