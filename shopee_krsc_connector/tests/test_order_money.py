from odoo.tests import tagged

from ..lib.dto.escrow import Escrow
from .common import ShopeeCase


@tagged("post_install", "-at_install")
class TestOrderMoney(ShopeeCase):
    """Lines at the price paid, that add up to Shopee's total."""

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

    def test_affiliate_order_is_shipped_and_its_total_not_checked(self):
        usd = self.env.ref("base.USD")
        order = self.read_orders(self.order_payload(currency="USD", total_amount=99.0))
        self.assertTrue(order.is_affiliate)
        self.assertEqual(order.sale_order_id.currency_id, usd)
        self.assertEqual(order.sale_order_id.amount_total, 20.0)
        self.assertEqual(order.sale_order_id.state, "sale")

    def test_foreign_currency_without_rate_is_an_issue(self):
        vnd = self.env.ref("base.VND")
        vnd.active = False
        self.read_orders(self.order_payload(currency="VND"))
        self.assertTrue(vnd.active)
        issue = self.env["shopee.issue"].search(
            [("code", "=", "currency_without_rate"), ("shop_id", "=", self.shop.id)]
        )
        self.assertIn("VND", issue.message)

    def test_invoice_of_a_synced_order(self):
        order = self.read_orders(self.order_payload(lines=[(self.cream, 2, 10.0)], total_amount=19.0))
        self.cream.invoice_policy = "order"
        order.sale_order_id.order_line._compute_qty_to_invoice()
        invoice = order.sale_order_id._create_invoices()
        self.assertEqual(invoice.amount_total, 19.0)
        self.assertEqual(invoice.currency_id, self.sgd)
