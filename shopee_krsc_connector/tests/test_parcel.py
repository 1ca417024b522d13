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

    def arrived(self, order):
        return self.env["shopee.issue"].search(
            [("code", "=", "parcel_arrived_after_all"), ("res_id", "=", order.id)]
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
            order.action_expect_parcel()

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

    def test_a_receipt_that_is_still_expected_ends_with_the_news(self):
        """The carrier tried once more and delivered: the receipt would wait for ever."""
        self.delivered_order("SHIPPED")
        order = self.change_order("SHIPPED", "LOGISTICS_DELIVERY_FAILED")
        receipt = self.env["stock.picking"].browse(order.action_expect_parcel()["res_id"])
        self.change_order("TO_CONFIRM_RECEIVE", "LOGISTICS_DELIVERY_DONE")
        self.assertEqual(receipt.state, "cancel")
        self.assertEqual(order.receipt_state, "none")
        self.assertEqual(order.oms_status, "In_Transit")
        self.assertIn(receipt.name, order.message_ids[0].body)
        self.assertEqual(self.issue(order).state, "solved")
        self.assertFalse(self.arrived(order))

    def test_an_open_receipt_is_no_open_delivery(self):
        order = self.delivered_order("SHIPPED")
        wizard = self.env["stock.return.picking"].create({"picking_id": order.picking_ids.id})
        wizard.action_create_returns_all()
        self.assertIn("On its way", order.next_step)

    def test_a_receipt_of_a_person_is_left_alone(self):
        self.delivered_order("SHIPPED")
        order = self.change_order("SHIPPED", "LOGISTICS_DELIVERY_FAILED")
        expected = self.env["stock.picking"].browse(order.action_expect_parcel()["res_id"])
        expected.action_cancel()
        wizard = self.env["stock.return.picking"].create({"picking_id": expected.return_id.id})
        own = self.env["stock.picking"].browse(wizard.action_create_returns_all()["res_id"])
        self.change_order("TO_CONFIRM_RECEIVE", "LOGISTICS_DELIVERY_DONE")
        self.assertEqual(own.state, "assigned")

    def test_goods_that_are_back_although_the_parcel_arrived_are_asked_about(self):
        self.delivered_order("SHIPPED")
        order = self.change_order("SHIPPED", "LOGISTICS_DELIVERY_FAILED")
        receipt = self.env["stock.picking"].browse(order.action_expect_parcel()["res_id"])
        self.validate(receipt)
        self.assertFalse(order.parcel_open)
        self.change_order("TO_CONFIRM_RECEIVE", "LOGISTICS_DELIVERY_DONE")
        self.assertEqual(self.arrived(order).state, "open")
        self.assertIn(receipt.name, self.arrived(order).message)
        self.assertEqual(self.free(), 2, "nothing moves by itself")
        wizard = self.env["stock.return.picking"].create({"picking_id": receipt.id})
        again = self.env["stock.picking"].browse(wizard.action_create_returns_all()["res_id"])
        self.validate(again)
        self.assertEqual(self.free(), 0)
        self.assertEqual(self.arrived(order).state, "solved")

    def test_what_left_by_two_deliveries_comes_back_by_two_receipts(self):
        order = self.new_order()
        first = order.picking_ids
        first.move_ids.quantity = 1
        first.action_split_transfer()
        second = order.picking_ids - first
        second.action_assign()
        (first | second).move_ids.picked = True
        (first | second).with_context(skip_sms=True).button_validate()
        self.change_order("SHIPPED", "LOGISTICS_DELIVERY_FAILED", pickup_done_time=1768000500)
        order.action_expect_parcel()
        receipts = order.picking_ids._shopee_receipts()
        self.assertEqual(receipts.return_id, first | second)
        self.validate(receipts[0])
        self.assertTrue(order.parcel_open, "one piece is still away")
        self.validate(receipts[1])
        self.assertFalse(order.parcel_open)
        self.assertEqual(self.free(), 2)

    def test_only_the_goods_of_the_parcel_that_did_not_arrive(self):
        """Split in two in the Seller Centre: two creams and the stick travel apart."""
        self.add_stock(self.cream, 3)
        self.add_stock(self.stick, 1)
        payload = self.order_payload(lines=[(self.cream, 3, 10.0), (self.stick, 1, 5.0)])
        cream, stick = payload["item_list"]

        def parcel(number, status, *goods):
            return {
                **payload["package_list"][0],
                "package_number": number,
                "logistics_status": status,
                "item_list": [
                    {"item_id": item["item_id"], "model_id": 0, "model_quantity": pieces}
                    for item, pieces in goods
                ],
            }

        self.payload = payload
        order = self.read_orders(payload)
        self.validate(order.picking_ids)
        self.change_order(
            "SHIPPED",
            package_list=[
                parcel("OFGA", "LOGISTICS_LOST", (cream, 2)),
                parcel("OFGB", "LOGISTICS_DELIVERY_DONE", (cream, 1), (stick, 1)),
            ],
        )
        write_off = self.env["stock.picking"].browse(order.action_write_off_parcel()["res_id"])
        moved = {
            move.product_id: move.product_uom_qty for move in write_off.move_ids if move.state != "cancel"
        }
        self.assertEqual(moved, {self.cream: 2})
        self.assertIn(f"Validate {write_off.name}: it writes the goods off", order.next_step)

    def test_a_completed_order_with_a_lost_parcel_says_so(self):
        self.delivered_order("SHIPPED")
        order = self.change_order("COMPLETED", "LOGISTICS_LOST")
        self.assertIn("lost the parcel", order.next_step)

    def test_an_order_that_is_first_seen_when_it_has_ended(self):
        """Placed, shipped and lost while Odoo was away: its goods left the stock that Odoo still counts."""
        self.add_stock(self.cream, 2)
        payload = self.order_payload(
            lines=[(self.cream, 2, 10.0)],
            order_status="CANCELLED",
            cancel_by="system",
            pickup_done_time=1768000500,
            package_list=[{"package_number": "OFGUNSEEN", "logistics_status": "LOGISTICS_LOST"}],
        )
        payload["item_list"][0] |= {"active_qty": 0, "cancelled_qty": 2}
        order = self.read_orders(payload)
        self.assertTrue(order.parcel_open)
        self.assertTrue(order.shipped_open)
        self.validate(order.picking_ids)
        self.assertEqual(self.free(), 0)
        self.assertTrue(order.action_write_off_parcel()["res_id"])

    def test_a_parcel_that_got_lost_before_odoo_counted_is_history(self):
        order = self.new_order(
            order_status="CANCELLED",
            pickup_done_time=1766000000,
            package_list=[{"package_number": "OFGPAST", "logistics_status": "LOGISTICS_LOST"}],
        )
        self.assertTrue(order.is_history)
        self.assertFalse(order.picking_ids)
        self.assertFalse(order.parcel_open or order.shipped_open or self.issue(order))

    def test_an_order_whose_delivery_was_given_up_has_nothing_to_settle(self):
        self.new_order()
        order = self.change_order("SHIPPED", "LOGISTICS_LOST")
        self.assertTrue(order.parcel_open)
        order.picking_ids.action_cancel()
        self.assertFalse(order.parcel_open)
        self.assertNotIn(order, self.env["shopee.order"].search([("parcel_open", "=", True)]))
        self.issue(order).action_retry()
        self.assertEqual(self.issue(order).state, "solved")

    def test_serials_come_back_as_they_left(self):
        self.cream.tracking = "serial"
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": self.cream.id} for name in ("S1", "S2")]
        )
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                self.cream, self.warehouse.lot_stock_id, 1, lot_id=lot
            )
        order = self.new_order(stock=0)
        order.picking_ids.move_ids.picked = True
        order.picking_ids.with_context(skip_sms=True).button_validate()
        self.change_order("SHIPPED", "LOGISTICS_DELIVERY_FAILED", pickup_done_time=1768000500)
        receipt = self.env["stock.picking"].browse(order.action_expect_parcel()["res_id"])
        self.assertEqual(receipt.move_line_ids.lot_id, lots)
        receipt.move_ids.picked = True
        receipt.with_context(skip_sms=True).button_validate()
        self.assertEqual(receipt.state, "done")
        self.assertEqual(self.free(), 2)

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
