from odoo.tests import tagged

from .common import ShopeeCase


@tagged("post_install", "-at_install")
class TestOrders(ShopeeCase):
    """From what Shopee says of an order to the sales order."""

    def test_paid_order_is_confirmed_with_reserved_delivery(self):
        self.add_stock(self.cream, 5)
        payload = self.order_payload(lines=[(self.cream, 2, 12.5), (self.pouch, 1, 0.0)])
        order = self.read_orders(payload)
        sale = order.sale_order_id
        self.assertEqual(order.sync_state, "built")
        self.assertEqual(sale.state, "sale")
        self.assertEqual(sale.name, payload["order_sn"])
        self.assertEqual(sale.client_order_ref, payload["order_sn"])
        self.assertEqual(sale.currency_id, self.sgd)
        self.assertEqual(sale.date_order, order.create_time)
        self.assertEqual(sale.commitment_date, order.ship_by_date)
        self.assertEqual(sale.partner_id, self.shop.partner_id)
        self.assertEqual(sale.team_id, self.shop.team_id)
        self.assertEqual(sale.amount_total, 25.0)
        self.assertEqual(
            [(line.product_id, line.product_uom_qty, line.price_unit) for line in sale.order_line],
            [(self.cream, 2.0, 12.5), (self.pouch, 1.0, 0.0)],
        )
        move = sale.picking_ids.move_ids.filtered(lambda move: move.product_id == self.cream)
        self.assertEqual(move.state, "assigned")

    def test_unpaid_then_paid(self):
        payload = self.order_payload(order_status="UNPAID", pay_time=0, package_list=[])
        del payload["total_amount"]
        order = self.read_orders(payload)
        self.assertEqual(order.sale_order_id.state, "draft")
        self.assertFalse(order.sale_order_id.picking_ids)
        paid = {**payload, "order_status": "READY_TO_SHIP", "update_time": payload["update_time"] + 60}
        self.read_orders({**paid, "total_amount": 20.0})
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertTrue(order.sale_order_id.picking_ids)

    def test_same_order_again_changes_nothing(self):
        payload = self.order_payload()
        order = self.read_orders(payload)
        before = order.sale_order_id.write_date, order.write_date
        news, changed, unchanged = order._upsert(
            self.shop, [self.dto(payload), self.dto({**payload, "update_time": payload["update_time"]})]
        )
        self.assertFalse(news | changed)
        self.assertEqual(unchanged, order)
        self.env.flush_all()
        self.assertEqual((order.sale_order_id.write_date, order.write_date), before)

    def test_older_reading_is_ignored(self):
        payload = self.order_payload(order_status="PROCESSED", update_time=1768005000)
        order = self.read_orders(payload)
        self.read_orders({**payload, "order_status": "READY_TO_SHIP", "update_time": 1768004000})
        self.assertEqual(order.krsc_status, "PROCESSED")

    def test_unknown_sku_waits_and_is_built_once_the_product_exists(self):
        line = self.item_payload(self.cream, 1, 5.0, item_sku="NEW-1")
        order = self.read_orders(self.order_payload(lines=[line]))
        self.assertEqual(order.sync_state, "blocked")
        self.assertFalse(order.sale_order_id)
        issue = self.issues(order)
        self.assertEqual(issue.code, "unknown_product")
        self.assertIn("NEW-1", issue.message)
        product = self.env["product.product"].create({"name": "New", "default_code": "NEW-1"})
        order._build()
        self.assertEqual(order.sync_state, "built")
        self.assertEqual(order.sale_order_id.order_line.product_id, product)
        self.assertEqual(issue.state, "solved")

    def test_one_bad_order_blocks_no_other(self):
        bad = self.order_payload(lines=[(self.cream, 1, 5.0)])
        good = self.order_payload(lines=[(self.stick, 1, 7.0)])
        other = self.env["res.company"].create({"name": "Other"})
        self.cream.company_id = other
        line = self.env["shopee.order.line"]
        orders = self.env["shopee.order"]
        orders._upsert(self.shop, [self.dto(bad), self.dto(good)])
        orders = orders.search([("order_sn", "in", [bad["order_sn"], good["order_sn"]])])
        line.search([("order_id", "in", orders.ids), ("sku", "=", "SC-50")]).product_id = self.cream
        orders._build()
        states = {order.order_sn: order.sync_state for order in orders}
        self.assertEqual(states, {bad["order_sn"]: "blocked", good["order_sn"]: "built"})
        self.assertEqual(self.issues(orders).code, "build_failed")

    def test_fulfilled_by_shopee_has_no_delivery(self):
        order = self.read_orders(self.order_payload(fulfillment_flag="fulfilled_by_shopee"))
        sale = order.sale_order_id
        self.assertFalse(order.ours_to_ship)
        self.assertEqual((sale.state, sale.locked), ("sale", True))
        self.assertFalse(sale.picking_ids)
        self.assertEqual(sale.order_line.qty_delivered, 2.0)
        self.assertEqual(sale.order_line.qty_to_invoice, 2.0)

    def test_booking_is_held(self):
        order = self.read_orders(self.order_payload(booking_sn="2601BOOK1", advance_package=True))
        self.assertEqual(order.sale_order_id.state, "draft")

    def test_masked_values_never_replace_known_ones(self):
        payload = self.order_payload()
        known = {**payload["recipient_address"], "name": "Lim Mei", "full_address": "1 Orchard Road"}
        order = self.read_orders({**payload, "recipient_address": known})
        self.read_orders({**payload, "update_time": payload["update_time"] + 60, "note": "x"})
        self.assertEqual(order.note, "x")
        self.assertEqual(order.recipient_name, "Lim Mei")
        self.assertEqual(order.recipient_address, "1 Orchard Road")

    def test_unknown_status_is_kept_and_changes_nothing(self):
        payload = self.order_payload()
        order = self.read_orders(payload)
        with self.assertLogs("odoo.addons.shopee_krsc_connector", "WARNING"):
            self.read_orders({**payload, "order_status": "SOMETHING_NEW", "update_time": 1768001000})
        self.assertEqual(order.krsc_status, "SOMETHING_NEW")
        self.assertEqual(order.sale_order_id.state, "sale")

    def test_split_parcels_replace_the_old_one(self):
        payload = self.order_payload()
        order = self.read_orders(payload)
        old = order.package_ids
        parcel = payload["package_list"][0]
        split = [{**parcel, "package_number": f"{parcel['package_number']}-{n}"} for n in (1, 2)]
        self.read_orders({**payload, "package_list": split, "update_time": payload["update_time"] + 9})
        self.assertEqual(len(order.package_ids), 3)
        self.assertEqual(old.logistics_status, "LOGISTICS_INVALID")

    def test_booking_that_has_left_is_no_quotation_any_more(self):
        payload = self.order_payload(booking_sn="2601BOOK2", advance_package=True)
        order = self.read_orders(payload)
        self.read_orders({**payload, "order_status": "COMPLETED", "update_time": 1768200000})
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertFalse(order.sale_order_id.picking_ids)

    def test_listing_found_by_its_sku_says_so(self):
        order = self.read_orders(self.order_payload())
        self.assertTrue(order.line_ids.found_by_sku)
