from odoo.tests import tagged

from ..lib.dto.escrow import Escrow
from .common import ShopeeCase


@tagged("post_install", "-at_install")
class TestOrders(ShopeeCase):
    """From what Shopee says of an order to the sales order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.env["account.tax"].create(
            {"name": "10 % on top", "amount": 10.0, "price_include_override": "tax_excluded"}
        )

    def escrow(self, payload, line_totals=None, **income):
        """Escrow of an order payload, as payment/get_escrow_detail_batch answers it.

        :param list line_totals: money of each line; what ``item_list`` says when left out
        :param income: further keys of ``order_income``
        """
        lines = payload["item_list"]
        line_totals = line_totals or [
            item["model_discounted_price"] * item["model_quantity_purchased"] for item in lines
        ]
        items = [
            {
                "item_id": item["item_id"],
                "model_id": item["model_id"],
                "line_item_id": item["line_item_id"],
                "quantity_purchased": item["model_quantity_purchased"],
                "discounted_price": money,
                "selling_price": money,
            }
            for item, money in zip(lines, line_totals, strict=True)
        ]
        return {
            payload["order_sn"]: Escrow.from_payload(
                {
                    "order_sn": payload["order_sn"],
                    "order_income": {"items": items, **income},
                }
            )
        }

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

    def test_shipped_after_the_cutover_keeps_its_transfer_open(self):
        self.add_stock(self.cream, 5)
        order = self.read_orders(self.order_payload(order_status="SHIPPED", pickup_done_time=1768100000))
        self.assertFalse(order.is_history)
        self.assertEqual(order.sale_order_id.picking_ids.state, "assigned")

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

    def test_voucher_and_shipping_are_lines(self):
        payload = self.order_payload(lines=[(self.cream, 2, 10.0)], total_amount=19.5)
        escrow = self.escrow(
            payload,
            voucher_from_seller=2.0,
            voucher_from_shopee=0.5,
            buyer_paid_shipping_fee=2.0,
            buyer_total_amount=19.5,
        )
        sale = self.read_orders(payload, escrows=escrow).sale_order_id
        self.assertEqual(sale.amount_total, 19.5)
        parts = {line.shopee_part: line.price_total for line in sale.order_line if line.shopee_part}
        for part, amount in {"shipping": 2.0, "seller_voucher": -2.0, "shopee_voucher": -0.5}.items():
            # Odoo rounds the tax of each line: what that leaves is in the line of the difference
            self.assertAlmostEqual(parts[part], amount, delta=0.011)

    def test_bundle_takes_its_money_from_the_escrow(self):
        lines = [
            self.item_payload(self.cream, 2, 10.0, number=1, promotion_type="bundle_deal"),
            self.item_payload(self.stick, 1, 8.0, number=2, promotion_type="bundle_deal"),
        ]
        payload = self.order_payload(lines=lines, total_amount=24.0)
        escrow = self.escrow(payload, line_totals=[17.0, 7.0], buyer_total_amount=24.0)
        for item in payload["item_list"]:
            item["model_discounted_price"] = 0
        sale = self.read_orders(payload, escrows=escrow).sale_order_id
        self.assertEqual([line.price_unit for line in sale.order_line], [8.5, 7.0])
        self.assertEqual(sale.amount_total, 24.0)

    def test_difference_is_a_visible_line(self):
        sale = self.read_orders(self.order_payload(total_amount=19.0)).sale_order_id
        self.assertEqual(sale.amount_total, 19.0)
        line = sale.order_line.filtered(lambda line: line.shopee_part == "difference")
        self.assertEqual(line.price_unit, -1.0)

    def test_difference_holds_the_order_where_the_store_says_so(self):
        self.shop.total_policy = "block"
        order = self.read_orders(self.order_payload(total_amount=19.0))
        self.assertEqual(order.sync_state, "blocked")
        self.assertEqual(order.sale_order_id.state, "draft")
        issue = self.issues(order)
        self.assertEqual(issue.code, "total_differs")
        self.assertIn("19.0", issue.message)

    def test_tax_on_top_is_taken_out_of_the_price(self):
        self.cream.taxes_id = self.tax
        sale = self.read_orders(self.order_payload(lines=[(self.cream, 2, 11.0)])).sale_order_id
        self.assertEqual(sale.order_line[0].price_unit, 10.0)
        self.assertEqual(sale.order_line[0].tax_ids, self.tax)
        self.assertEqual(sale.amount_total, 22.0)

    def test_fiscal_position_of_the_store_applies(self):
        position = self.env["account.fiscal.position"].create({"name": "Export"})
        zero = self.env["account.tax"].create(
            {
                "name": "0 % export",
                "amount": 0.0,
                "fiscal_position_ids": [(4, position.id)],
                "original_tax_ids": [(4, self.tax.id)],
            }
        )
        self.cream.taxes_id = self.tax
        self.shop.fiscal_position_id = position
        sale = self.read_orders(self.order_payload(lines=[(self.cream, 2, 11.0)])).sale_order_id
        self.assertEqual(sale.order_line.tax_ids, zero)
        self.assertEqual(sale.amount_total, 22.0)

    def test_price_survives_a_later_change_of_quantity(self):
        sale = self.read_orders(self.order_payload(lines=[(self.cream, 2, 7.5)])).sale_order_id
        sale.order_line.product_uom_qty = 1
        self.assertEqual(sale.order_line.price_unit, 7.5)

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

    def test_affiliate_order_is_shipped_and_its_total_not_checked(self):
        usd = self.env.ref("base.USD")
        order = self.read_orders(self.order_payload(currency="USD", total_amount=99.0))
        self.assertTrue(order.is_affiliate)
        self.assertEqual(order.sale_order_id.currency_id, usd)
        self.assertEqual(order.sale_order_id.amount_total, 20.0)
        self.assertEqual(order.sale_order_id.state, "sale")

    def test_masked_values_never_replace_known_ones(self):
        payload = self.order_payload()
        known = {**payload["recipient_address"], "name": "Lim Mei", "full_address": "1 Orchard Road"}
        order = self.read_orders({**payload, "recipient_address": known})
        self.read_orders({**payload, "update_time": payload["update_time"] + 60, "note": "x"})
        self.assertEqual(order.note, "x")
        self.assertEqual(order.recipient_name, "Lim Mei")
        self.assertEqual(order.recipient_address, "1 Orchard Road")

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

    def test_unknown_status_is_kept_and_changes_nothing(self):
        payload = self.order_payload()
        order = self.read_orders(payload)
        with self.assertLogs("odoo.addons.shopee_krsc_connector", "WARNING"):
            self.read_orders({**payload, "order_status": "SOMETHING_NEW", "update_time": 1768001000})
        self.assertEqual(order.krsc_status, "SOMETHING_NEW")
        self.assertEqual(order.sale_order_id.state, "sale")

    def test_first_warehouse_that_can_serve_the_order_whole(self):
        second = self.env["stock.warehouse"].create({"name": "Incheon", "code": "ICN"})
        self.env["shopee.warehouse.mapping"].create(
            {"merchant_id": self.merchant.id, "warehouse_id": second.id, "sequence": 20}
        )
        self.add_stock(self.cream, 1)
        self.add_stock(self.cream, 9, warehouse=second)
        order = self.read_orders(self.order_payload(lines=[(self.cream, 2, 10.0)]))
        self.assertEqual(order.sale_order_id.warehouse_id, second)

    def test_invoice_of_a_synced_order(self):
        order = self.read_orders(self.order_payload(lines=[(self.cream, 2, 10.0)], total_amount=19.0))
        self.cream.invoice_policy = "order"
        order.sale_order_id.order_line._compute_qty_to_invoice()
        invoice = order.sale_order_id._create_invoices()
        self.assertEqual(invoice.amount_total, 19.0)
        self.assertEqual(invoice.currency_id, self.sgd)

    def issues(self, orders):
        return self.env["shopee.issue"].search(
            [("res_model", "=", "shopee.order"), ("res_id", "in", orders.ids), ("state", "=", "open")]
        )

    def dto(self, payload):
        from ..lib.dto.order import Order

        return Order.from_payload(payload)


@tagged("post_install", "-at_install")
class TestOrderCorners(ShopeeCase):
    """Orders that change after they were built, and settings that get in the way."""

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

    def test_cancellation_is_never_blocked_by_an_unknown_line(self):
        payload = self.order_payload()
        order = self.read_orders(payload)
        payload["item_list"].append(self.item_payload(self.stick, 1, 5.0, number=2, item_sku="NOBODY"))
        self.read_orders({**payload, "order_status": "CANCELLED", "update_time": 1768009999})
        self.assertEqual(order.sale_order_id.state, "cancel")
        self.assertEqual(order.sync_state, "built")

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

    def test_orders_of_one_batch_do_not_promise_the_same_stock(self):
        second = self.env["stock.warehouse"].create({"name": "Incheon", "code": "ICN"})
        self.env["shopee.warehouse.mapping"].create(
            {"merchant_id": self.merchant.id, "warehouse_id": second.id, "sequence": 20}
        )
        self.add_stock(self.cream, 2)
        self.add_stock(self.cream, 2, warehouse=second)
        orders = self.read_orders(self.order_payload(), self.order_payload())
        self.assertEqual(orders.sale_order_id.warehouse_id, self.warehouse | second)
        self.assertEqual(set(orders.mapped("stock_condition")), {"full"})

    def test_two_lines_of_one_product_need_both(self):
        second = self.env["stock.warehouse"].create({"name": "Incheon", "code": "ICN"})
        self.env["shopee.warehouse.mapping"].create(
            {"merchant_id": self.merchant.id, "warehouse_id": second.id, "sequence": 20}
        )
        self.add_stock(self.cream, 3)
        self.add_stock(self.cream, 4, warehouse=second)
        order = self.read_orders(self.order_payload(lines=[(self.cream, 2, 10.0), (self.cream, 2, 9.0)]))
        self.assertEqual(order.sale_order_id.warehouse_id, second)

    def test_request_to_cancel_ends_with_the_parcel_shipped(self):
        payload = self.order_payload()
        order = self.read_orders(payload)
        self.read_orders({**payload, "order_status": "IN_CANCEL", "update_time": 1768001000})
        self.assertTrue(order.activity_ids)
        self.read_orders({**payload, "order_status": "SHIPPED", "update_time": 1768002000})
        self.assertFalse(order.activity_ids)

    def test_listing_found_by_its_sku_says_so(self):
        order = self.read_orders(self.order_payload())
        self.assertTrue(order.line_ids.found_by_sku)

    def test_foreign_currency_without_rate_is_an_issue(self):
        vnd = self.env.ref("base.VND")
        vnd.active = False
        self.read_orders(self.order_payload(currency="VND"))
        self.assertTrue(vnd.active)
        issue = self.env["shopee.issue"].search(
            [("code", "=", "currency_without_rate"), ("shop_id", "=", self.shop.id)]
        )
        self.assertIn("VND", issue.message)

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
        self.assertFalse(
            sale.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
        )
