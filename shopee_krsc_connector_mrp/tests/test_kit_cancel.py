"""Kits that are cancelled: the whole order, or some of them."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.shopee_krsc_connector.tests.common_cancel import CancelCase

from .common import KitMixin


@tagged("post_install", "-at_install")
class TestKitCancel(KitMixin, CancelCase):
    def setUp(self):
        super().setUp()
        self.kit = self.make_kit()
        self.add_sets(2)
        self.order = self.new_order([(self.kit, 2, 24.5)], stock=0)

    def moved(self, picking):
        return {move.product_id: move.product_uom_qty for move in picking.move_ids if move.state != "cancel"}

    def one_is_cancelled(self):
        self.shopee["item_list"][0]["active_qty"] = 1
        self.shopee["total_amount"] = 24.5
        self.turn("READY_TO_SHIP")
        self.read_again()

    def test_one_of_two(self):
        self.one_is_cancelled()
        picking = self.order.picking_ids
        self.assertEqual(self.order.sale_order_id.order_line.product_uom_qty, 1.0)
        self.assertEqual(self.moved(picking), {self.cream: 2.0, self.stick: 1.0})
        self.validate(picking)
        self.assertEqual((picking.state, self.order.sale_order_id.order_line.qty_delivered), ("done", 1.0))

    def test_components_that_were_picked_do_not_leave(self):
        picking = self.order.picking_ids
        picking.move_ids.picked = True
        self.one_is_cancelled()
        with self.assertRaisesRegex(UserError, "4 picked, 2 to ship"):
            self.validate(picking)
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        self.validate(picking)
        self.assertEqual((picking.state, self.stick.qty_available), ("done", 1.0))

    def test_components_are_free_again(self):
        self.assertEqual(self.cream.free_qty, 0.0)
        self.turn("CANCELLED", cancel_by="system")
        self.read_again()
        self.assertEqual((self.cream.free_qty, self.stick.free_qty), (4.0, 2.0))

    def test_components_come_back(self):
        self.validate(self.order.picking_ids)
        self.turn("CANCELLED", cancel_by="system")
        self.read_again()
        back = self.order.picking_ids.filtered("return_id")
        self.assertEqual(self.moved(back), {self.cream: 4.0, self.stick: 2.0})
        self.validate(back)
        self.assertEqual((self.cream.free_qty, self.stick.free_qty), (4.0, 2.0))
        self.assertFalse(self.issues(self.order))
