"""Comparing: what Shopee has now, beside Odoo, with the rate."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..lib.errors import Rejected
from .common_price import CREAM, SET, PriceCase


@tagged("post_install", "-at_install")
class TestPriceCompare(PriceCase):
    def compare(self):
        update = self.env["shopee.price.update"].browse(self.shop.action_compare_prices()["res_id"])
        self.assertEqual(update.state, "reading")
        self.run_jobs()
        return update

    def reprice(self, price):
        self.items[CREAM]["price_info"] = [
            {"currency": "SGD", "original_price": price, "current_price": price}
        ]

    def test_tells_odoo_shopee_difference_and_rate(self):
        self.reprice(12.4)
        update = self.compare()
        line = self.line(update, self.small)
        self.assertEqual((line.old_price, line.new_price), (12.4, 15.5))
        self.assertAlmostEqual(line.difference, -3.1)
        self.assertAlmostEqual(line.change, 25.0)
        self.assertEqual(line.market, "SG")
        self.assertAlmostEqual(line.rate, 2.0)
        self.assertEqual(line.rate_text, f"1 SGD = 2.0000 {self.company.currency_id.name}")
        self.assertEqual((update.differing_count, update.same_count), (1, 2))
        self.assertEqual(self.small.original_price, 15.5)

    def test_difference_can_be_sent_from_there(self):
        self.reprice(12.4)
        update = self.compare()
        self.send(update)
        self.assertEqual(self.sent_prices(), {0: 15.5})
        self.assertEqual(update.state, "done")

    def test_what_cannot_be_read_is_said_and_costs_itself(self):
        self.client.answers["product/get_model_list"] = Rejected("error_item_not_found", "Item not found")
        update = self.compare()
        self.assertEqual(self.line(update, self.small).outcome, "same")
        for variation in (self.set_s, self.set_m):
            self.assertEqual(self.line(update, variation).outcome, "skipped")
            self.assertIn("Item not found", self.line(update, variation).message)

    def test_variation_that_shopee_has_dropped(self):
        self.globals[1002]["models"].pop()
        update = self.compare()
        self.assertEqual(self.line(update, self.set_s).outcome, "same")
        self.assertIn("does not list it any more", self.line(update, self.set_m).message)

    def test_store_without_authorisation_ends(self):
        self.lost = self.shop
        update = self.compare()
        self.assertEqual(update.state, "same")
        self.assertEqual(set(update.line_ids.mapped("outcome")), {"skipped"})
        self.assertIn("could not be read", update.line_ids[0].message)

    def test_store_that_follows_is_compared_at_the_rate(self):
        self.shop.price_source = "global"
        self.run_jobs()
        self.cream.list_price = 12.0
        line = self.line(self.compare(), self.small)
        self.assertEqual((line.new_price, line.outcome), (6.0, "skipped"))
        self.assertIn("follows the global price", line.message)

    def test_items_are_read_by_batches(self):
        self.client.calls.clear()
        self.compare()
        [asked] = self.client.params("product/get_item_base_info")
        self.assertEqual(set(asked["item_id_list"].split(",")), {str(CREAM), str(SET)})

    def test_preview_is_compared_again_on_demand(self):
        self.small.selling_price = 12.4
        update = self.preview(self.small)
        self.assertEqual(update.line_ids.outcome, "ready")
        self.reprice(12.4)
        update.action_read()
        self.run_jobs()
        self.assertEqual(update.line_ids.outcome, "same")
        self.assertEqual(update.line_ids.old_price, 12.4)

    def test_live_merchants_are_compared_by_the_clock(self):
        updates = self.env["shopee.price.update"]
        self.merchant.stock_mode = "preview"
        updates._cron_compare_prices()
        self.assertFalse(updates.search([("kind", "=", "drift")]))
        self.merchant.stock_mode = "live"
        updates._cron_compare_prices()
        self.assertTrue(updates.search([("kind", "=", "drift")]))

    def test_merchant_has_all_markets_and_the_global_prices(self):
        taiwan, there = self.add_store()
        self.lost = taiwan
        self.cream.list_price = 12.5
        update = self.env["shopee.price.update"].browse(self.merchant.action_compare_prices()["res_id"])
        self.run_jobs()
        line = self.line(update, self.small.global_variation_id)
        self.assertEqual((line.old_price, line.new_price, line.currency_id), (12000, 12500, self.krw))
        self.assertEqual(line.outcome, "ready")
        self.assertEqual(self.line(update, self.small).outcome, "same")
        self.assertIn("could not be read", self.line(update, there).message)
        self.assertEqual(set(update.line_ids.mapped("market")), {"SG", "TW", False})

    def test_prices_of_many_lines_cost_few_queries(self):
        """Twenty variations more ask the database for hardly more."""
        update = self.env["shopee.price.update"].create({"company_id": self.company.id})
        variations = self.small | self.set_s | self.set_m
        few = self.queries_of(update, variations)
        listings = self.env["shopee.item"].create(
            [
                {"shop_id": self.shop.id, "item_id": str(8800 + number), "currency_id": self.sgd.id}
                for number in range(20)
            ]
        )
        more = self.env["shopee.item.variation"].create(
            [
                {
                    "listing_id": listing.id,
                    "product_id": self.cream.id,
                    "state": "linked",
                    "original_price": 9,
                }
                for listing in listings
            ]
        )
        self.assertLessEqual(self.queries_of(update, variations | more), few + 3)

    def queries_of(self, update, variations):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        update._prepare_store_lines(variations)
        return self.env.cr.sql_log_count - before

    def test_what_nobody_has_sent_goes_in_the_end(self):
        unsent = self.compare() | self.preview(self.set_s)
        self.small.selling_price = 14.0
        sent = self.preview(self.small)
        self.send(sent)
        self.env.flush_all()
        self.env.cr.execute("UPDATE shopee_price_update SET create_date = now() - interval '60 days'")
        self.env.invalidate_all()
        self.env["shopee.price.update"]._gc_unsent()
        self.assertFalse(unsent.exists())
        self.assertTrue(sent.exists())

    def test_store_without_products(self):
        (self.small | self.set_s | self.set_m).state = "unmatched"
        with self.assertRaisesRegex(UserError, "nothing to compare"):
            self.shop.action_compare_prices()
