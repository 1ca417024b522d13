from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import ShopeeCase


@tagged("post_install", "-at_install")
class TestOrderOver(ShopeeCase):
    """Orders of which the whole or a part is cancelled, and what becomes of their goods."""

    def test_cancelled_order_is_cancelled_and_releases_stock(self):
        self.add_stock(self.cream, 2)
        payload = self.order_payload()
        order = self.read_orders(payload)
        self.assertEqual(self.cream.free_qty, 0.0)
        self.read_orders({**payload, "order_status": "CANCELLED", "update_time": 1768009999})
        self.assertEqual(order.sale_order_id.state, "cancel")
        self.cream.invalidate_recordset(["free_qty"])
        self.assertEqual(self.cream.free_qty, 2.0)

    def test_cancelled_after_the_goods_moved_asks_for_a_return(self):
        self.add_stock(self.cream, 2)
        payload = self.order_payload()
        order = self.read_orders(payload)
        picking = order.sale_order_id.picking_ids
        picking.move_ids.quantity = 2
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        self.read_orders({**payload, "order_status": "CANCELLED", "update_time": 1768009999})
        back = order.sale_order_id.picking_ids - picking
        self.assertEqual(len(back), 1)
        self.assertEqual(back.picking_type_code, "incoming")
        self.assertNotEqual(back.state, "done")
        self.assertEqual(back.move_ids.product_uom_qty, 2.0)
        issue = self.env["shopee.issue"].search(
            [("res_id", "=", order.id), ("code", "=", "cancelled_after_move")]
        )
        self.assertIn(picking.name, issue.message)

    def test_picked_goods_of_a_cancelled_order_go_back_to_the_shelf(self):
        self.warehouse.delivery_steps = "pick_ship"
        self.add_stock(self.cream, 2)
        payload = self.order_payload()
        sale = self.read_orders(payload).sale_order_id
        pick = sale.picking_ids
        pick.move_ids.write({"quantity": 2, "picked": True})
        pick.button_validate()
        self.read_orders({**payload, "order_status": "CANCELLED", "update_time": 1768009999})
        back = sale.picking_ids.filtered("return_id")
        self.assertEqual(back.location_dest_id, self.warehouse.lot_stock_id)
        back.move_ids.write({"quantity": 2, "picked": True})
        back.button_validate()
        self.assertEqual(back.state, "done")
        self.cream.invalidate_recordset(["free_qty"])
        self.assertEqual(self.cream.with_context(warehouse_id=self.warehouse.id).free_qty, 2.0)
        self.assertFalse(sale.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel")))

    def test_cancellation_is_never_blocked_by_an_unknown_line(self):
        payload = self.order_payload()
        order = self.read_orders(payload)
        payload["item_list"].append(self.item_payload(self.stick, 1, 5.0, number=2, item_sku="NOBODY"))
        self.read_orders({**payload, "order_status": "CANCELLED", "update_time": 1768009999})
        self.assertEqual(order.sale_order_id.state, "cancel")
        self.assertEqual(order.sync_state, "built")

    def test_partial_cancellation_reaches_a_locked_order(self):
        self.env.user.group_ids += self.env.ref("sale.group_auto_done_setting")
        self.add_stock(self.cream, 2)
        payload = self.order_payload(lines=[(self.cream, 2, 10.0), (self.stick, 1, 5.0)])
        order = self.read_orders(payload)
        sale = order.sale_order_id
        self.assertTrue(sale.locked)
        payload["item_list"][0]["active_qty"] = 1
        self.read_orders({**payload, "total_amount": 15.0, "update_time": payload["update_time"] + 9})
        self.assertEqual(sale.order_line[0].product_uom_qty, 1.0)
        self.assertEqual(sale.amount_total, 15.0)
        self.assertTrue(sale.locked)
        moves = sale.picking_ids.move_ids.filtered(lambda move: move.product_id == self.cream)
        self.assertEqual(sum(moves.mapped("product_uom_qty")), 1.0)

    def test_buyer_asks_to_cancel(self):
        payload = self.order_payload()
        order = self.read_orders(payload)
        asked = {**payload, "order_status": "IN_CANCEL", "update_time": 1768001000}
        self.read_orders({**asked, "buyer_cancel_reason": "Too <b>late</b>"})
        self.assertEqual(len(order.activity_ids), 1)
        self.assertIn("Too &lt;b&gt;late", order.activity_ids.note)
        self.assertEqual(order.sale_order_id.state, "sale")
        self.read_orders({**payload, "update_time": 1768002000})
        self.assertFalse(order.activity_ids)

    def test_request_to_cancel_ends_with_the_parcel_shipped(self):
        payload = self.order_payload()
        order = self.read_orders(payload)
        self.read_orders({**payload, "order_status": "IN_CANCEL", "update_time": 1768001000})
        self.assertTrue(order.activity_ids)
        self.read_orders({**payload, "order_status": "SHIPPED", "update_time": 1768002000})
        self.assertFalse(order.activity_ids)

    def test_pieces_that_are_cancelled_after_their_delivery_come_back(self):
        self.add_stock(self.cream, 3)
        payload = self.order_payload(lines=[(self.cream, 3, 10.0)])
        order = self.read_orders(payload)
        sale = order.sale_order_id
        delivery = sale.picking_ids
        delivery.move_ids.picked = True
        delivery.button_validate()
        payload["item_list"][0]["active_qty"] = 2
        part = {**payload, "total_amount": 20.0, "update_time": payload["update_time"] + 60}
        self.read_orders(part)
        self.assertEqual((order.sync_state, sale.amount_total), ("built", 20.0))
        back = sale.picking_ids - delivery
        self.assertEqual((back.move_ids.product_uom_qty, back.return_id), (1.0, delivery))
        self.assertIn(back.name, self.issues(order).message)
        self.read_orders({**part, "order_status": "PROCESSED", "update_time": payload["update_time"] + 90})
        self.assertEqual(sale.picking_ids - delivery, back, "one way back is enough")
        back.move_ids.write({"quantity": 1, "picked": True})
        with trap_jobs() as trap:
            back.button_validate()
            trap.perform_enqueued_jobs()
        self.assertEqual((sale.order_line[0].product_uom_qty, sale.order_line[0].qty_delivered), (2.0, 2.0))
        self.assertEqual(sale.amount_total, 20.0)
        self.assertEqual(set(sale.picking_ids.mapped("state")), {"done"})
        self.assertFalse(self.issues(order))

    def test_what_comes_back_from_the_buyer_is_no_cancelled_piece(self):
        self.add_stock(self.cream, 2)
        payload = self.order_payload()
        order = self.read_orders(payload)
        delivery = order.sale_order_id.picking_ids
        delivery.move_ids.picked = True
        delivery.button_validate()
        payload["item_list"][0]["active_qty"] = 1
        self.read_orders({**payload, "order_status": "COMPLETED", "update_time": payload["update_time"] + 60})
        self.assertEqual(order.sync_state, "built")
        self.assertEqual(order.sale_order_id.picking_ids, delivery)
