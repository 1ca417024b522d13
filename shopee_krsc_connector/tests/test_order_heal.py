from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .common import ShopeeCase


@tagged("post_install", "-at_install")
class TestOrderHeal(ShopeeCase):
    """Orders that cannot be built, and what builds them."""

    def setUp(self):
        super().setUp()
        trap = trap_jobs()
        self.jobs = trap.__enter__()
        self.addCleanup(trap.__exit__, None, None, None)

    def unknown(self, sku="NEW-1"):
        return self.order_payload(lines=[self.item_payload(self.cream, 1, 5.0, item_sku=sku)])

    def issues(self, order):
        domain = [("res_model", "=", order._name), ("res_id", "=", order.id), ("state", "=", "open")]
        return self.env["shopee.issue"].search(domain)

    def test_a_new_product_builds_its_orders(self):
        order, other = self.read_orders(self.unknown(), self.unknown("NEW-2"))
        product = self.env["product.product"].create({"name": "New", "default_code": "NEW-1"})
        self.assertEqual([job.recordset for job in self.jobs.enqueued_jobs], [order])
        self.jobs.perform_enqueued_jobs()
        self.assertEqual((order.sync_state, order.sale_order_id.state), ("built", "sale"))
        self.assertEqual(order.sale_order_id.order_line.product_id, product)
        self.assertFalse(self.issues(order))
        self.assertEqual(other.sync_state, "blocked")

    def test_a_corrected_sku_builds_its_orders(self):
        order = self.read_orders(self.unknown())
        self.stick.product_tmpl_id.default_code = "NEW-1"
        self.jobs.perform_enqueued_jobs()
        self.assertEqual(order.sale_order_id.order_line.product_id, self.stick)

    def test_an_archived_product_holds_the_order_until_it_is_back(self):
        self.cream.product_tmpl_id.active = False
        order = self.read_orders(self.order_payload())
        self.assertEqual((order.sync_state, self.issues(order).code), ("blocked", "unknown_product"))
        self.cream.product_tmpl_id.active = True
        self.jobs.perform_enqueued_jobs()
        self.assertEqual((order.sync_state, order.sale_order_id.state), ("built", "sale"))

    def test_a_product_archived_while_the_order_waits(self):
        self.shop.total_policy = "block"
        payload = self.order_payload()
        self.env["shopee.order"]._upsert(self.shop, [self.dto(payload)])
        order = self.env["shopee.order"].search([("order_sn", "=", payload["order_sn"])])
        self.assertEqual(order.line_ids.product_id, self.cream)
        self.cream.active = False
        order._build()
        self.assertEqual(order.sync_state, "blocked")
        self.assertFalse(order.sale_order_id)
        self.cream.active = True
        self.jobs.perform_enqueued_jobs()
        self.assertEqual(order.sync_state, "built")

    def test_the_clock_builds_what_no_product_tells_of(self):
        self.shop.total_policy = "block"
        tax = self.env["account.tax"].create(
            {"name": "10 % on top", "amount": 10.0, "price_include_override": "tax_excluded"}
        )
        wrong = self.env["account.tax"].create(
            {
                "name": "Fixed fee",
                "amount_type": "fixed",
                "amount": 3.0,
                "price_include_override": "tax_included",
            }
        )
        self.cream.taxes_id = wrong | tax
        order = self.read_orders(self.order_payload(total_amount=21.0))
        self.assertEqual(self.issues(order).code, "total_differs")
        self.shop.total_policy = "line"
        self.env["shopee.shop"]._cron_build_blocked()
        self.jobs.perform_enqueued_jobs()
        self.assertEqual((order.sync_state, order.sale_order_id.amount_total), ("built", 21.0))
        self.assertFalse(self.issues(order))

    def test_a_held_order_follows_the_taxes_of_its_product(self):
        self.shop.total_policy = "block"
        tax = self.env["account.tax"].create(
            {"name": "Fee", "amount_type": "fixed", "amount": 3.0, "include_base_amount": False}
        )
        order = self.read_orders(self.order_payload(total_amount=99.0))
        self.assertFalse(order.sale_order_id.order_line.tax_ids)
        self.cream.taxes_id = tax
        order._build()
        self.assertEqual(order.sale_order_id.order_line.tax_ids, tax)

    def test_stores_that_want_it_build_with_a_placeholder(self):
        self.shop.unknown_policy = "placeholder"
        order = self.read_orders(self.unknown())
        self.assertEqual((order.sync_state, order.sale_order_id.state), ("built", "sale"))
        line = order.sale_order_id.order_line
        self.assertEqual(line.product_id, self.env.ref("shopee_krsc_connector.product_unknown"))
        self.assertEqual((line.price_total, order.sale_order_id.amount_total), (5.0, 5.0))
        issue = self.issues(order)
        self.assertEqual(issue.code, "placeholder_used")
        self.assertIn("NEW-1", issue.message)

    def test_the_placeholder_of_the_store_is_delivered(self):
        self.shop.write({"unknown_policy": "placeholder", "placeholder_product_id": self.pouch.id})
        order = self.read_orders(self.unknown())
        self.assertEqual(order.sale_order_id.picking_ids.move_ids.product_id, self.pouch)

    def dto(self, payload):
        from ..lib.dto.order import Order

        return Order.from_payload(payload)
