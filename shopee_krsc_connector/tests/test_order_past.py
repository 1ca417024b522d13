from odoo.tests import tagged

from .common import ShopeeCase


@tagged("post_install", "-at_install")
class TestOrderPast(ShopeeCase):
    """Orders that left the stock before Odoo counted it."""

    def test_history_moves_no_stock_and_leaves_nothing_to_invoice(self):
        self.merchant.stock_cutover = "2026-06-01"
        payload = self.order_payload(order_status="COMPLETED", pickup_done_time=1768100000)
        order = self.read_orders(payload)
        sale = order.sale_order_id
        self.assertTrue(order.is_history)
        self.assertEqual((sale.state, sale.locked), ("sale", True))
        self.assertFalse(sale.picking_ids)
        self.assertEqual(sale.order_line.qty_delivered, 2.0)
        self.assertEqual(sale.order_line.qty_to_invoice, 0.0)
        self.assertNotEqual(sale.invoice_status, "to invoice")
        self.assertEqual(sale.date_order, order.create_time)
        self.assertEqual(sale.amount_total, 20.0)

    def test_history_with_an_unknown_listing_is_no_issue(self):
        self.merchant.stock_cutover = "2026-06-01"
        line = self.item_payload(self.cream, 1, 5.0, item_sku="NOBODY-KNOWS")
        order = self.read_orders(
            self.order_payload(lines=[line], order_status="COMPLETED", pickup_done_time=1768100000)
        )
        self.assertEqual(order.sync_state, "built")
        self.assertEqual(
            order.sale_order_id.order_line.product_id,
            self.env.ref("shopee_krsc_connector.product_unknown"),
        )
        self.assertFalse(self.issues(order))

    def test_history_read_again_is_not_touched(self):
        self.merchant.stock_cutover = "2026-06-01"
        payload = self.order_payload(order_status="SHIPPED", pickup_done_time=1768100000, total_amount=19.0)
        order = self.read_orders(payload)
        self.assertEqual(order.sale_order_id.amount_total, 19.0)
        self.assertTrue(order.sale_order_id.locked)
        self.read_orders(
            {**payload, "order_status": "COMPLETED", "total_amount": 12.0, "update_time": 1768200000}
        )
        self.assertEqual((order.sync_state, order.krsc_status), ("built", "COMPLETED"))
        self.assertEqual(order.sale_order_id.amount_total, 19.0)

    def test_history_that_a_person_made_a_quotation_moves_no_stock(self):
        self.merchant.stock_cutover = "2026-06-01"
        self.add_stock(self.cream, 5)
        payload = self.order_payload(order_status="SHIPPED", pickup_done_time=1768100000)
        sale = self.read_orders(payload).sale_order_id
        sale.action_unlock()
        sale.with_context(shopee_cancel_in_odoo=True).action_cancel()
        sale.action_draft()
        self.read_orders({**payload, "order_status": "COMPLETED", "update_time": 1768200000})
        self.assertEqual(sale.state, "draft")
        self.assertFalse(sale.picking_ids)

    def test_shipped_after_the_cutover_keeps_its_transfer_open(self):
        self.add_stock(self.cream, 5)
        order = self.read_orders(self.order_payload(order_status="SHIPPED", pickup_done_time=1768100000))
        self.assertFalse(order.is_history)
        self.assertEqual(order.sale_order_id.picking_ids.state, "assigned")
