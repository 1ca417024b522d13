from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_status import StatusCase


@tagged("post_install", "-at_install")
class TestReturnReceipt(StatusCase):
    """Goods that come back are received by Odoo's own return transfer."""

    def stock(self):
        return self.cream.with_context(location=self.warehouse.lot_stock_id.id).qty_available

    def test_create_receipt_takes_what_is_returned(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order, quantity=1))
        action = one.action_create_receipt()
        receipt = one.receipt_picking_id
        self.assertEqual((action["res_model"], action["res_id"]), ("stock.picking", receipt.id))
        self.assertEqual(receipt.return_id, order.picking_ids - receipt)
        self.assertEqual(receipt.move_ids.product_uom_qty, 1)
        self.assertEqual(receipt.picking_type_code, "incoming")
        self.assertEqual((one.receipt_state, one.receipt_done), ("open", False))
        before = self.stock()
        self.validate(receipt)
        self.assertEqual((one.receipt_state, one.receipt_done), ("done", True))
        self.assertEqual(self.stock(), before + 1)

    def test_pressing_it_again_opens_the_same_receipt(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order))
        first = one.action_create_receipt()["res_id"]
        self.assertEqual(one.action_create_receipt()["res_id"], first)

    def test_a_cancelled_receipt_can_be_made_again(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order))
        first = one.action_create_receipt()["res_id"]
        one.receipt_picking_id.action_cancel()
        self.assertEqual(one.receipt_state, "none")
        self.assertNotEqual(one.action_create_receipt()["res_id"], first)

    def test_two_returns_never_take_back_more_than_left(self):
        order = self.delivered_order("TO_RETURN")
        first, second = self.read_returns(
            self.return_payload(order, quantity=2), self.return_payload(order, quantity=1)
        )
        first.action_create_receipt()
        with self.assertRaisesRegex(UserError, "are back already"):
            second.action_create_receipt()

    def test_a_refund_only_has_nothing_to_receive(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order, return_solution=1, needs_logistics=False))
        with self.assertRaisesRegex(UserError, "refund only"):
            one.action_create_receipt()

    def test_goods_that_never_left_are_not_received(self):
        order = self.new_order()
        one = self.read_returns(self.return_payload(order))
        with self.assertRaisesRegex(UserError, "validated delivery"):
            one.action_create_receipt()

    def test_a_return_transfer_made_by_a_person_is_linked(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order))
        wizard = self.env["stock.return.picking"].create({"picking_id": order.picking_ids.id})
        receipt = self.env["stock.picking"].browse(wizard.action_create_returns_all()["res_id"])
        self.assertEqual(one.receipt_picking_id, receipt)
        self.assertEqual(receipt.shopee_return_ids, one)

    def test_a_return_that_needs_none_is_not_linked(self):
        order = self.delivered_order("TO_RETURN")
        returns = self.read_returns(
            self.return_payload(order, "CANCELLED"), self.return_payload(order, return_solution=1)
        )
        wizard = self.env["stock.return.picking"].create({"picking_id": order.picking_ids.id})
        wizard.action_create_returns_all()
        self.assertFalse(returns.receipt_picking_id)

    def test_receiving_in_two_steps(self):
        self.warehouse.reception_steps = "two_steps"
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order, "ACCEPTED"))
        one.action_create_receipt()
        self.validate(one.receipt_picking_id)
        self.assertEqual((one.receipt_state, one.receipt_done), ("received", False))
        self.assertEqual(order.oms_status, "Return Approved")
        self.assertFalse(order.shipped_open, "putting away is not shipping")
        self.validate(one.receipt_picking_id.move_ids.move_dest_ids.picking_id)
        self.assertEqual((one.receipt_state, one.receipt_done), ("done", True))
        self.assertEqual(order.oms_status, "Return_putaway")

    def test_a_warehouse_worker_receives_it(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order))
        worker = new_test_user(self.env, "worker", "stock.group_stock_user")
        one.with_user(worker).action_create_receipt()
        receipt = one.receipt_picking_id.with_user(worker)
        receipt.move_ids.picked = True
        receipt.with_context(skip_sms=True).button_validate()
        self.assertTrue(one.receipt_done)
        with self.assertRaises(AccessError):
            one.with_user(worker).status = "ACCEPTED"

    def test_nothing_here_is_sent_to_shopee(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order))
        with self.sends_nothing():
            one.action_create_receipt()
            one.action_view_receipt()
            one.action_open_on_shopee()
            order.action_view_returns()
            self.validate(one.receipt_picking_id)

    def test_the_order_opens_its_returns(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order))
        self.assertEqual(order.return_count, 1)
        self.assertEqual(order.action_view_returns()["res_id"], one.id)

    def test_what_comes_later_is_waited_for(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order, "ACCEPTED", quantity=2))
        one.action_create_receipt()
        receipt = one.receipt_picking_id
        receipt.move_ids.write({"quantity": 1, "picked": True})
        receipt.with_context(skip_backorder=True, skip_sms=True).button_validate()
        later = receipt.backorder_ids
        self.assertEqual(later.return_id, receipt.return_id)
        self.assertEqual((one.receipt_state, one.goods_state), ("open", "open"))
        self.assertEqual(order.receipt_state, "open")
        self.assertNotEqual(order.oms_status, "Return_putaway")
        self.validate(later)
        self.assertEqual((one.goods_state, order.oms_status), ("done", "Return_putaway"))

    def test_pieces_cancelled_before_shipping_do_not_count(self):
        """Three ordered, one of them cancelled, two delivered: one that comes back is one."""
        self.add_stock(self.cream, 3)
        self.payload = self.order_payload(lines=[(self.cream, 3, 10.0)])
        self.read_orders(self.payload)
        [item] = self.payload["item_list"]
        order = self.change_order("READY_TO_SHIP", item_list=[{**item, "active_qty": 2}], total_amount=20.0)
        self.validate(order.picking_ids.filtered(lambda one: one.state == "assigned"))
        order = self.change_order("TO_RETURN", "LOGISTICS_DELIVERY_DONE")
        one = self.read_returns(self.return_payload(order, quantity=1))
        one.action_create_receipt()
        self.assertEqual(one.receipt_picking_id.move_ids.product_uom_qty, 1)

    def test_a_listing_on_two_lines_comes_back_from_both(self):
        self.add_stock(self.cream, 2)
        gift = self.item_payload(self.cream, 1, 0.0, number=2, promotion_type="gift_with_purchase")
        self.payload = self.order_payload(lines=[gift, (self.cream, 1, 10.0)])
        order = self.read_orders(self.payload)
        self.validate(order.picking_ids)
        order = self.change_order("TO_RETURN", "LOGISTICS_DELIVERY_DONE")
        first, second = self.read_returns(
            self.return_payload(order, quantity=1, create_time=1768500000),
            self.return_payload(order, quantity=1, create_time=1768500900),
        )
        second.action_create_receipt()
        first.action_create_receipt()
        lines = (first | second).receipt_picking_id.move_ids.sale_line_id.shopee_line_id
        self.assertEqual(len(lines), 2)
        self.assertFalse(first.receipt_picking_id.move_ids.sale_line_id.shopee_line_id.is_gift)

    def test_what_comes_back_stays_delivered(self):
        """Also by a person's own return: Shopee's refund is the credit note, and nothing is shipped again."""
        order = self.delivered_order("TO_RETURN")
        self.read_returns(self.return_payload(order, quantity=2))
        wizard = self.env["stock.return.picking"].create({"picking_id": order.picking_ids.id})
        receipt = self.env["stock.picking"].browse(wizard.action_create_returns_all()["res_id"])
        self.validate(receipt)
        self.assertEqual(order.sale_order_id.order_line.qty_delivered, 2)
        self.assertEqual(order.sale_order_id.delivery_status, "full")
