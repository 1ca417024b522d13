from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..models import shopee_order_heal
from .common import ShopeeCase


@tagged("post_install", "-at_install")
class TestOrderHeal(ShopeeCase):
    """Orders that cannot be built, and what builds them."""

    def setUp(self):
        super().setUp()
        trap = trap_jobs()
        self.jobs = trap.__enter__()
        self.addCleanup(trap.__exit__, None, None, None)

    def at(self, moment):
        return patch.object(fields.Datetime, "now", return_value=fields.Datetime.to_datetime(moment))

    def unknown(self, sku="NEW-1"):
        return self.order_payload(lines=[self.item_payload(self.cream, 1, 5.0, item_sku=sku)])

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

    def test_a_linked_listing_builds_its_orders(self):
        order = self.read_orders(self.unknown())
        item = self.env["shopee.item"].create({"shop_id": self.shop.id, "item_id": order.line_ids.item_id})
        listing = self.env["shopee.item.variation"].create({"listing_id": item.id, "sku": "NEW-1"})
        other = self.env["shopee.item"].create({"shop_id": self.shop.id, "item_id": "77"})
        self.env["shopee.item.variation"].create({"listing_id": other.id})._link_by_hand(self.pouch)
        self.assertFalse(self.jobs.enqueued_jobs)
        listing._link_by_hand(self.stick)
        self.jobs.perform_enqueued_jobs()
        self.assertEqual((order.sync_state, order.sale_order_id.state), ("built", "sale"))
        self.assertEqual(order.sale_order_id.order_line.product_id, self.stick)

    def test_a_sku_that_names_one_product_alone_again(self):
        twin = self.env["product.product"].create({"name": "Twin", "default_code": "SC-50"})
        order = self.read_orders(self.order_payload())
        self.assertEqual(order.sync_state, "blocked")
        self.assertIn("Several products have the SKU of a listing: SC-50", self.issues(order).message)
        twin.default_code = "OTHER"
        self.jobs.perform_enqueued_jobs()
        self.assertEqual(order.sync_state, "built")

    def test_settings_of_the_store_build_its_orders(self):
        order = self.read_orders(self.unknown())
        self.shop.sequence = 7
        self.assertFalse(self.jobs.enqueued_jobs)
        self.shop.unknown_policy = "placeholder"
        self.jobs.perform_enqueued_jobs()
        self.assertEqual(order.sync_state, "built")

    def test_a_store_without_a_customer_says_so_until_it_has_one(self):
        customer, self.shop.partner_id = self.shop.partner_id, False
        order = self.read_orders(self.order_payload())
        self.assertEqual(order.sync_state, "blocked")
        self.assertIn("has no customer", self.issues(order).message)
        self.shop.partner_id = customer
        self.jobs.perform_enqueued_jobs()
        self.assertEqual((order.sync_state, order.sale_order_id.partner_id), ("built", customer))

    def test_a_later_begin_of_the_stock_makes_history_of_it(self):
        order = self.read_orders(
            self.order_payload(
                lines=[self.item_payload(self.cream, 1, 5.0, item_sku="NEW-1")],
                order_status="SHIPPED",
                pickup_done_time=1768100000,
            )
        )
        self.merchant.stock_cutover = "2026-06-01"
        self.jobs.perform_enqueued_jobs()
        self.assertEqual((order.sync_state, order.is_history), ("built", True))

    def test_taxes_of_a_product_build_its_orders(self):
        self.shop.total_policy = "block"
        taxes = self.env["account.tax"].create(
            [
                {"name": "10 % on top", "amount": 10.0, "price_include_override": "tax_excluded"},
                {
                    "name": "Fixed fee",
                    "amount_type": "fixed",
                    "amount": 3.0,
                    "price_include_override": "tax_included",
                },
            ]
        )
        self.cream.taxes_id = taxes
        order = self.read_orders(self.order_payload(total_amount=20.0))
        self.assertEqual(self.issues(order).code, "total_differs")
        self.cream.taxes_id = False
        self.jobs.perform_enqueued_jobs()
        self.assertEqual((order.sync_state, order.sale_order_id.amount_total), ("built", 20.0))

    def test_other_changes_of_products_ask_for_no_orders(self):
        self.read_orders(self.unknown())
        with patch.object(type(self.env["shopee.order"]), "_wake") as wake:
            self.cream.write({"name": "Cream", "list_price": 5.0, "barcode": "880123"})
            self.cream.product_tmpl_id.write({"description_sale": "x"})
            self.env["product.product"].create({"name": "Without SKU"})
        self.assertFalse(wake.called)

    def test_each_round_takes_others_when_there_are_too_many(self):
        orders = self.read_orders(*[self.unknown(f"NO-{number}") for number in range(5)])
        tried = self.env["shopee.order"]
        with patch.object(shopee_order_heal, "HEAL_AT_ONCE", 2):
            for minute in range(0, 50, 10):
                with self.at(f"2026-01-19 12:{minute:02}:00"):
                    self.env["shopee.shop"]._cron_build_blocked()
                [job] = self.jobs.enqueued_jobs
                self.jobs.enqueued_jobs.clear()
                tried |= job.recordset
        self.assertEqual(tried, orders)

    def test_orders_whose_job_is_gone_get_another_one(self):
        payload = self.order_payload()
        orders = self.env["shopee.order"]
        orders._upsert(self.shop, [self.dto(payload)])
        read = orders.search([("order_sn", "=", payload["order_sn"])])
        stub, listed = orders._ensure_stubs(self.shop, ["2601LOST01", "2601LOST02"])
        self.env["shopee.issue"]._raise_issues("order_not_found", "order", {listed: {}})
        self.env["shopee.shop"]._cron_build_blocked()
        self.assertFalse(self.jobs.enqueued_jobs, "they may still wait for theirs")
        with self.at(fields.Datetime.now() + timedelta(hours=2)):
            self.env["shopee.shop"]._cron_build_blocked()
        found = {job.method_name: job.recordset for job in self.jobs.enqueued_jobs}
        self.assertEqual(found, {"_job_build": read, "_job_read": stub})

    def test_an_archived_product_holds_the_order_until_it_is_back(self):
        self.cream.product_tmpl_id.active = False
        order = self.read_orders(self.order_payload())
        self.assertEqual((order.sync_state, self.issues(order).code), ("blocked", "unknown_product"))
        self.assertIn("archived: [SC-50] Snail Cream", self.issues(order).message)
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


@tagged("post_install", "-at_install")
class TestOrderJobs(ShopeeCase):
    def test_orders_whose_job_waits_get_no_other(self):
        stub = self.env["shopee.order"]._ensure_stubs(self.shop, ["2601WAIT01"])
        stub._enqueue_read()
        later = fields.Datetime.now() + timedelta(hours=2)
        with patch.object(fields.Datetime, "now", return_value=later):
            self.assertFalse(stub._without_job(self.shop, "stub", "_job_read"))
            self.env["queue.job"].search([("model_name", "=", stub._name)]).state = "cancelled"
            self.assertEqual(stub._without_job(self.shop, "stub", "_job_read"), stub)
