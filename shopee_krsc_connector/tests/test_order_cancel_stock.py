from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_cancel import CancelCase


@tagged("post_install", "-at_install")
class TestCancelStock(CancelCase):
    """Goods of cancelled orders: free again, or on their way back; and what Shopee may sell follows."""

    def cancelled(self, **changes):
        self.turn("CANCELLED", cancel_by="system", cancel_reason="Not shipped in time", **changes)
        return self.read_again()

    def backs(self, order):
        return order.sale_order_id.picking_ids.filtered("return_id")

    # ------------------------------------------------------------
    # WHAT SHOPEE MAY SELL
    # ------------------------------------------------------------

    def test_cancelled_order_marks_its_products(self):
        self.list_product(self.cream)
        self.new_order()
        self.assertIn(self.cream, self.marked(self.cancelled))

    def test_cancelled_pieces_mark_their_products(self):
        self.list_product(self.cream)
        self.list_product(self.stick)
        self.new_order([(self.cream, 3, 10.0), (self.stick, 1, 5.0)])
        self.shopee["item_list"][0]["active_qty"] = 1
        self.shopee["update_time"] += 9
        self.assertIn(self.cream, self.marked(self.read_again))

    def test_cancelled_pieces_can_be_sold_again(self):
        variation = self.list_product(self.cream)
        order = self.new_order([(self.cream, 3, 10.0)])
        self.assertEqual(self.quantity(variation), 2)
        self.shopee["item_list"][0]["active_qty"] = 1
        self.shopee["update_time"] += 9
        self.read_again()
        self.assertEqual(self.quantity(variation), 4)
        self.cancelled()
        self.assertEqual(order.sale_order_id.state, "cancel")
        self.assertEqual(self.quantity(variation), 5)

    def test_goods_on_their_way_back_cannot_be_sold_yet(self):
        variation = self.list_product(self.cream)
        order = self.new_order([(self.cream, 3, 10.0)])
        self.done(order.picking_ids)
        self.cancelled()
        self.assertEqual(self.quantity(variation), 2)
        [back] = self.backs(order)
        self.assertIn(self.cream, self.marked(self.done, back))
        self.assertEqual(self.quantity(variation), 5)

    # ------------------------------------------------------------
    # GOODS THAT HAVE MOVED
    # ------------------------------------------------------------

    def test_issue_is_solved_when_the_goods_are_back(self):
        order = self.new_order()
        self.done(order.picking_ids)
        self.cancelled()
        self.assertEqual(self.issues(order).code, "cancelled_after_move")
        self.assertEqual(order.next_step_level, "todo")
        self.assertIn("validate the return transfer", order.next_step)
        self.done(self.backs(order))
        self.assertFalse(self.issues(order))
        self.assertEqual(order.next_step_level, "info")

    def test_every_zone_gets_its_goods_back(self):
        """Two picks of one order stand done, the delivery is open: both come back, each whole."""
        self.warehouse.delivery_steps = "pick_ship"
        order = self.new_order([(self.cream, 2, 10.0), (self.stick, 3, 5.0)])
        pick = order.picking_ids.filtered(lambda one: one.picking_type_id == self.warehouse.pick_type_id)
        other = pick.copy({"move_ids": []})
        pick.move_ids.filtered(lambda move: move.product_id == self.stick).picking_id = other
        self.done(pick | other)
        self.cancelled()
        backs = self.backs(order)
        self.assertEqual(backs.return_id, pick | other)
        self.assertEqual(
            {move.product_id: move.product_uom_qty for move in backs.move_ids}, {self.cream: 2, self.stick: 3}
        )
        self.done(backs)
        here = self.products.with_context(warehouse_id=self.warehouse.id)
        self.assertEqual(here.mapped("free_qty")[:2], [5.0, 5.0])

    def test_what_was_packed_goes_to_the_shelf_in_one_step(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self.new_order()
        for kind in (self.warehouse.pick_type_id, self.warehouse.pack_type_id):
            self.done(order.picking_ids.filtered(lambda one, kind=kind: one.picking_type_id == kind))
        self.cancelled()
        [back] = self.backs(order)
        self.assertEqual(back.location_id, self.warehouse.wh_output_stock_loc_id)
        self.assertEqual(back.location_dest_id, self.warehouse.lot_stock_id)
        self.done(back)
        self.assertEqual(self.cream.with_context(location=self.warehouse.lot_stock_id.id).qty_available, 5.0)
        self.assertFalse(order.picking_ids.filtered(lambda one: one.state not in ("done", "cancel")))

    def test_delivered_goods_come_back_once(self):
        """All steps are done: one return of the delivery, none of the pick before it."""
        self.warehouse.delivery_steps = "pick_ship"
        order = self.new_order()
        self.done(order.picking_ids.filtered(lambda one: one.location_dest_id.usage != "customer"))
        delivery = order.picking_ids.filtered(lambda one: one.state == "assigned")
        self.done(delivery)
        self.cancelled()
        [back] = self.backs(order)
        self.assertEqual((back.return_id, back.move_ids.product_uom_qty), (delivery, 2.0))

    def test_what_came_back_already_is_not_asked_for_again(self):
        order = self.new_order()
        self.done(order.picking_ids)
        delivery = order.picking_ids
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=delivery.id, active_model="stock.picking")
            .create({"picking_id": delivery.id})
        )
        wizard.product_return_moves.quantity = 1
        wizard.action_create_returns()
        came = self.backs(order)
        self.done(came)
        self.cancelled()
        back = self.backs(order) - came
        self.assertEqual(back.move_ids.mapped("product_uom_qty"), [1.0])

    def test_lots_come_back(self):
        self.cream.tracking = "lot"
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": self.cream.id})
        self.env["stock.quant"]._update_available_quantity(
            self.cream, self.warehouse.lot_stock_id, 2, lot_id=lot
        )
        order = self.new_order(stock=0)
        picking = order.picking_ids
        picking.move_line_ids.write({"quantity": 2, "picked": True})
        self.validate(picking)
        self.cancelled()
        [back] = self.backs(order)
        self.assertEqual(back.move_line_ids.lot_id, lot)

    def test_cancelled_pieces_of_a_picked_order_go_back(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self.new_order([(self.cream, 3, 10.0)])
        self.done(order.picking_ids.filtered(lambda one: one.location_dest_id.usage != "customer"))
        self.shopee["item_list"][0]["active_qty"] = 2
        self.shopee["update_time"] += 9
        self.shopee["total_amount"] = 20.0
        self.read_again()
        delivery = order.picking_ids.filtered(lambda one: one.location_dest_id.usage == "customer")
        self.assertEqual(sum(delivery.move_ids.mapped("product_uom_qty")), 2.0)
        self.assertEqual(order._with_goods_ready(), order)
        self.validate(delivery)
        self.assertEqual(order.sale_order_id.order_line[0].qty_delivered, 2.0)
        back = order.picking_ids.filtered(
            lambda one: one.location_dest_id == self.warehouse.lot_stock_id and one.state != "cancel"
        )
        self.assertEqual(back.move_ids.product_uom_qty, 1.0)

    def picked_then_cancelled(self, left):
        """Three creams and two sticks are picked; then only so many of each are still wanted."""
        order = self.new_order([(self.cream, 3, 10.0), (self.stick, 2, 5.0)])
        order.picking_ids.move_ids.picked = True
        for item, quantity in zip(self.shopee["item_list"], left, strict=True):
            item["active_qty"] = quantity
        self.shopee["update_time"] += 9
        self.shopee["total_amount"] = left[0] * 10.0 + left[1] * 5.0
        self.read_again()
        return order.picking_ids

    def test_cancelled_pieces_that_were_picked_do_not_leave(self):
        picking = self.picked_then_cancelled([2, 2])
        with self.assertRaisesRegex(UserError, "Cream.*: 3 picked, 2 to ship"):
            self.validate(picking)
        self.assertEqual(picking.state, "assigned")
        picking.move_ids.filtered(lambda move: move.product_id == self.cream).quantity = 2
        self.validate(picking)
        self.assertEqual((picking.state, self.cream.qty_available), ("done", 3.0))

    def test_a_line_that_is_cancelled_after_the_pick_does_not_leave(self):
        picking = self.picked_then_cancelled([3, 0])
        with self.assertRaisesRegex(UserError, "Stick.*: 2 picked, 0 to ship"):
            self.validate(picking)
        picking.move_ids.filtered(lambda move: move.product_id == self.stick).quantity = 0
        self.validate(picking)
        self.assertEqual(picking.state, "done")
        self.assertEqual((self.cream.qty_available, self.stick.qty_available), (2.0, 5.0))

    def test_more_than_ordered_is_for_the_warehouse_to_decide(self):
        picking = self.new_order([(self.cream, 2, 10.0)]).picking_ids
        picking.move_ids.write({"quantity": 3, "picked": True})
        self.validate(picking)
        self.assertEqual((picking.state, self.cream.qty_available), ("done", 2.0))

    def test_goods_in_a_package_come_back(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self.new_order()
        self.done(order.picking_ids.filtered(lambda one: one.picking_type_id == self.warehouse.pick_type_id))
        pack = order.picking_ids.filtered(lambda one: one.picking_type_id == self.warehouse.pack_type_id)
        pack.move_ids.picked = True
        pack.action_put_in_pack()
        self.validate(pack)
        self.assertTrue(pack.move_line_ids.result_package_id)
        self.cancelled()
        back = self.backs(order)
        self.assertEqual((back.state, back.move_ids.quantity), ("assigned", 2.0))
        self.done(back)
        shelf = self.cream.with_context(location=self.warehouse.lot_stock_id.id)
        self.assertEqual((shelf.qty_available, self.cream.free_qty), (5.0, 5.0))

    # ------------------------------------------------------------
    # MONEY
    # ------------------------------------------------------------

    def test_posted_invoice_is_left_to_the_accountant(self):
        self.cream.invoice_policy = "order"
        order = self.new_order()
        invoice = order.sale_order_id._create_invoices()
        invoice.action_post()
        self.cancelled()
        issue = self.issues(order)
        self.assertEqual(issue.code, "cancelled_after_invoice")
        self.assertIn(invoice.name, issue.message)
        self.assertEqual(invoice.state, "posted")
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        credit = self.env["account.move"].browse(wizard.reverse_moves()["res_id"])
        self.assertEqual(issue.state, "open")
        credit.action_post()
        self.assertEqual(issue.state, "solved")

    def test_draft_invoice_is_cancelled_with_the_order(self):
        self.cream.invoice_policy = "order"
        order = self.new_order()
        invoice = order.sale_order_id._create_invoices()
        self.cancelled()
        self.assertEqual(invoice.state, "cancel")
        self.assertFalse(self.issues(order))

    def test_service_lines_ask_for_nothing_back(self):
        service = self.env["product.product"].create(
            {"name": "Gift card", "default_code": "GC", "type": "service", "taxes_id": [Command.clear()]}
        )
        order = self.new_order([(service, 1, 10.0)])
        self.cancelled()
        self.assertEqual(order.sale_order_id.state, "cancel")
        self.assertFalse(self.issues(order))
