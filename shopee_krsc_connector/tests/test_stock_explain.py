"""The product's Shopee tab says how its number came about, and why it is not sent."""

import re

from lxml import html

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common_stock_number import NumberCase


@tagged("post_install", "-at_install")
class TestStockExplain(NumberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.variation = cls.list_product(cls.cream)
        cls.env["stock.quant"]._update_available_quantity(cls.cream, cls.warehouse.lot_stock_id, 10)
        groups = ["shopee_krsc_connector.group_shopee_user", "base.group_user"]
        cls.user = new_test_user(cls.env, "shopee_reader", ",".join(groups))

    def told(self, variation=None):
        """(label, amount) of each line, as a Shopee user reads it."""
        variation = (variation or self.variation).with_user(self.user)
        variation.invalidate_recordset()
        rows = html.fromstring(variation.stock_explanation).findall(".//tr")
        return [tuple(" ".join(cell.text_content().split()) for cell in row) for row in rows]

    def test_only_what_matters_is_told(self):
        self.assertEqual(
            self.told(),
            [
                (f"On hand in {self.warehouse.name}", "10"),
                ("Left for Shopee, at least 0", "10"),
                ("Number for Shopee", "10"),
                ("Nothing was sent to Shopee yet", ""),
            ],
        )

    def test_every_step(self):
        self.transfer(self.cream, 2).action_assign()
        self.transfer(self.cream, 1).do_unreserve()
        order = self.read_orders(self.order_payload([(self.cream, 1, 9.0)], order_status="UNPAID"))
        self.merchant.stock_buffer = 2
        self.variation.write({"stock_share": 50, "reserved": 7, "sent_stock": 4})
        self.variation.stock_sent_at = "2026-01-02 03:04:00"
        told = self.told()
        sent = told.pop()
        self.assertEqual(
            told,
            [
                (f"On hand in {self.warehouse.name}", "10"),
                ("Reserved for transfers", "−2"),
                ("To go out, nothing reserved yet", "−1"),
                (f"Sold on Shopee, not in a transfer yet {order.order_sn}", "−1"),
                ("Share of this global product: 50 %", "−3"),
                ("Kept back", "−2"),
                ("Left for Shopee, at least 0", "1"),
                ("Reserved at Shopee: 7, of which 1 in open orders", ""),
                ("Promised to promotions, more than there is: end the promotion or refill", "5"),
                ("Number for Shopee", "6"),
            ],
        )
        self.assertTrue(re.match("Last sent on .*26", sent[0]), sent)
        self.assertEqual(sent[1], "4")
        self.assertEqual(self.variation.stock_now, 6)
        self.assertIn(f"shopee_order_action/{order.id}", self.variation.stock_explanation)

    def test_many_orders_are_counted(self):
        payloads = [self.order_payload([(self.cream, 1, 9.0)], order_status="UNPAID") for _at in range(14)]
        self.read_orders(*payloads)
        label, amount = self.told()[1]
        self.assertIn("Sold on Shopee in 14 orders", label)
        self.assertEqual((label.count("KRTEST"), amount), (12, "−14"))

    def test_locations(self):
        busan = self.env["stock.warehouse"].create({"name": "Busan", "code": "BUS"})
        self.merchant.warehouse_ids.location_id = "KRZ"
        self.merchant.warehouse_ids = [Command.create({"location_id": "SGZ", "warehouse_id": busan.id})]
        told = self.told()
        self.assertIn(("On hand in Busan (SGZ)", "0"), told)
        self.assertLess(told.index(("KRZ", "10")), told.index(("SGZ", "0")))

    def test_no_number_says_why(self):
        service = self.env["product.product"].create({"name": "Gift wrap", "type": "service"})
        rows = self.told(self.list_product(service))
        self.assertEqual(len(rows), 2)
        self.assertTrue(rows[0][0])

    def test_why_it_is_not_sent(self):
        def notice():
            self.variation.invalidate_recordset()
            return self.variation.with_user(self.user).stock_notice

        self.assertIn("go live first", notice())
        self.merchant.stock_mode = "live"
        self.assertFalse(notice())
        self.merchant.stock_hold = True
        self.assertIn("held", notice())
        self.merchant.stock_hold = False
        self.merchant.stock_stopped = True
        self.assertIn("A person has to decide", notice())

    def test_tab_of_the_product(self):
        template = self.cream.product_tmpl_id.with_user(self.user)
        self.assertEqual(template.shopee_stock_variation_ids, self.variation)
        self.assertIn("Number for Shopee", template.shopee_stock_explanation)
        self.list_product(self.cream, stock_share=0)
        template.invalidate_recordset()
        self.assertEqual(len(template.shopee_stock_variation_ids), 2)
        self.assertFalse(template.shopee_stock_explanation)
        self.assertFalse(self.pouch.product_tmpl_id.with_user(self.user).shopee_stock_variation_ids)


@tagged("post_install", "-at_install")
class TestStockExplainTour(HttpCase, NumberCase):
    def test_tab_of_the_product(self):
        self.list_product(self.cream)
        self.add_stock(self.cream, 10)
        self.read_orders(self.order_payload([(self.cream, 3, 9.0)], order_status="UNPAID"))
        new_test_user(
            self.env,
            "tour_stock",
            groups="base.group_user,shopee_krsc_connector.group_shopee_user,product.group_product_manager",
        )
        action = self.env.ref("shopee_krsc_connector.shopee_products_to_list_action").id
        template = self.cream.product_tmpl_id
        self.start_tour(
            f"/odoo/action-{action}/{template.id}", "shopee_stock_explanation", login="tour_stock"
        )
