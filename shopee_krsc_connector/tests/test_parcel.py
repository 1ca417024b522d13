from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common_status import StatusCase


@tagged("post_install", "-at_install")
class TestParcel(StatusCase):
    """Parcels that left and did not arrive: flagged, and settled by transfers that a person validates."""

    def troubled_order(self, package_status, **changes):
        """Shopee ends the order of a parcel that failed, as it does: cancelled by the system."""
        self.delivered_order("SHIPPED")
        [item] = self.payload["item_list"]
        ended = {**item, "model_quantity_purchased": 2, "active_qty": 0, "cancelled_qty": 2}
        return self.change_order(
            "CANCELLED", package_status, item_list=[ended], cancel_by="system", **changes
        )

    def free(self):
        return self.cream.with_context(location=self.warehouse.lot_stock_id.id).qty_available

    def issue(self, order):
        return self.env["shopee.issue"].search(
            [("code", "=", "parcel_not_arrived"), ("res_id", "=", order.id)]
        )

    def test_a_failed_delivery_is_flagged_and_nothing_is_cancelled_or_moved(self):
        order = self.troubled_order("LOGISTICS_DELIVERY_FAILED")
        self.assertEqual(order.parcel_trouble, "failed")
        self.assertTrue(order.parcel_open)
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertEqual(len(order.picking_ids), 1, "no return transfer by itself")
        self.assertEqual(self.issue(order).state, "open")
        self.assertIn("could not be delivered", order.next_step)
        self.assertEqual(order.oms_status, "Failed_delivery_initiated")
        self.assertEqual(self.free(), 0)

    def test_cash_on_delivery_refused(self):
        order = self.troubled_order("LOGISTICS_COD_REJECTED", cod=True)
        self.assertEqual(order.parcel_trouble, "refused")
        self.assertIn("refused", self.issue(order).message)
        self.assertEqual(order.oms_status, "Failed_delivery_initiated")

    def test_goods_that_come_back_are_received_without_a_refund(self):
        order = self.troubled_order("LOGISTICS_DELIVERY_FAILED")
        action = order.action_expect_parcel()
        receipt = self.env["stock.picking"].browse(action["res_id"])
        self.assertEqual(receipt.move_ids.mapped("product_uom_qty"), [2])
        self.assertFalse(receipt.move_ids.to_refund)
        self.assertEqual(self.free(), 0, "nothing moves before a person validates")
        self.assertTrue(order.parcel_open)
        self.assertEqual(order.action_expect_parcel()["res_id"], receipt.id, "pressed twice: the same")
        self.validate(receipt)
        self.assertEqual(self.free(), 2)
        self.assertFalse(order.parcel_open)
        self.assertEqual(order.oms_status, "Failed_delivery_putaway")
        self.assertEqual(self.issue(order).state, "solved")
        self.assertEqual(order.sale_order_id.order_line[0].qty_delivered, 2, "no refund is assumed")

    def test_a_lost_parcel_is_written_off_and_never_stands_in_the_stock(self):
        order = self.troubled_order("LOGISTICS_LOST")
        self.assertEqual(order.oms_status, "Lost_in_transit")
        write_off = self.env["stock.picking"].browse(order.action_write_off_parcel()["res_id"])
        self.assertEqual(write_off.location_id.usage, "customer")
        self.assertEqual(write_off.location_dest_id.usage, "inventory")
        self.assertTrue(order.parcel_open)
        self.validate(write_off)
        self.assertEqual(self.free(), 0)
        self.assertFalse(order.parcel_open)
        self.assertEqual(order.receipt_state, "none")
        self.assertEqual(order.oms_status, "Lost_in_transit")
        self.assertEqual(self.issue(order).state, "solved")
        with self.assertRaisesRegex(UserError, "left to take back"):
            order._take_back()

    def test_writing_off_gives_up_the_receipt_that_was_expected(self):
        order = self.troubled_order("LOGISTICS_DELIVERY_FAILED")
        receipt = self.env["stock.picking"].browse(order.action_expect_parcel()["res_id"])
        write_off = self.env["stock.picking"].browse(order.action_write_off_parcel()["res_id"])
        self.assertEqual(receipt.state, "cancel")
        self.assertEqual(write_off.move_ids.mapped("product_uom_qty"), [2])

    def test_a_parcel_that_turns_up_again_is_no_longer_flagged(self):
        self.delivered_order("SHIPPED")
        order = self.change_order("SHIPPED", "LOGISTICS_LOST")
        self.assertEqual(self.issue(order).state, "open")
        self.change_order("TO_CONFIRM_RECEIVE", "LOGISTICS_DELIVERY_DONE")
        self.assertFalse(order.parcel_trouble)
        self.assertEqual(self.issue(order).state, "solved")

    def test_goods_that_left_unseen_are_validated_first(self):
        """The transfer was still open when the parcel got lost: validating it is not refused."""
        self.new_order()
        order = self.change_order("CANCELLED", "LOGISTICS_LOST", cancel_by="system")
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertTrue(order.shipped_open)
        with self.assertRaisesRegex(UserError, "Validate the open delivery first"):
            order.action_write_off_parcel()
        self.assertFalse(order.picking_ids.shopee_held)
        self.assertIn("validate the open transfers first", order.next_step)
        self.validate(order.picking_ids)
        self.assertIn("Press Write off", order.next_step)
        self.assertTrue(order.action_write_off_parcel()["res_id"])

    def test_a_cancelled_order_that_never_left_is_cancelled_as_ever(self):
        self.new_order()
        order = self.change_order("CANCELLED", "LOGISTICS_REQUEST_CANCELED")
        self.assertEqual(order.sale_order_id.state, "cancel")
        self.assertFalse(order.parcel_open)

    def test_history_is_never_flagged(self):
        order = self.new_order(
            order_status="SHIPPED",
            pickup_done_time=1760000000,
            update_time=1760000000,
            package_list=[{"package_number": "OFGOLD", "logistics_status": "LOGISTICS_LOST"}],
        )
        self.assertTrue(order.is_history)
        self.assertFalse(order.parcel_open)
        self.assertFalse(self.issue(order))

    def test_the_list_holds_what_is_open(self):
        lost = self.troubled_order("LOGISTICS_LOST")
        other = self.delivered_order("SHIPPED")
        orders = self.env["shopee.order"]
        mine = [("id", "in", (lost | other).ids)]
        self.assertEqual(orders.search([*mine, ("parcel_open", "=", True)]), lost)
        self.assertEqual(orders.search([*mine, ("parcel_open", "=", False)]), other)
        self.validate(self.env["stock.picking"].browse(lost.action_write_off_parcel()["res_id"]))
        self.assertFalse(orders.search([*mine, ("parcel_open", "=", True)]))

    def test_a_warehouse_worker_settles_it(self):
        order = self.troubled_order("LOGISTICS_DELIVERY_FAILED")
        worker = new_test_user(self.env, "parcel_worker", "stock.group_stock_user")
        action = order.with_user(worker).action_expect_parcel()
        receipt = self.env["stock.picking"].with_user(worker).browse(action["res_id"])
        receipt.move_ids.picked = True
        receipt.with_context(skip_sms=True).button_validate()
        self.assertFalse(order.parcel_open)
        self.assertEqual(self.issue(order).state, "solved")
