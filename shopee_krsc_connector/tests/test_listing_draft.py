"""The sheet with which a product is listed, before anything is sent."""

from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..lib.errors import Rejected
from ..models import shopee_price_rate
from .common_listing import ListingCase
from .common_reference import SKINCARE


@tagged("post_install", "-at_install")
class TestListingDraft(ListingCase):
    def test_filled_from_the_product(self):
        self.add_stock(self.cream, 7)
        listing = self.draft(self.cream, ready=False)
        self.assertEqual(listing.name, "Snail Cream 50 ml")
        self.assertEqual(listing.description, "A rich cream with snail mucin for dry skin.")
        self.assertEqual((listing.sku, listing.weight), ("SC-50", 0.2))
        self.assertEqual(len(listing.picture_ids), 1)
        self.assertEqual(listing.variation_ids.price, 100000.0)  # 100 at 1000 won
        self.assertEqual(listing.variation_ids.stock, 7)
        self.assertEqual(listing.price_ids.shop_line_id.shop_id, self.shop)
        self.assertEqual(listing.suggestion_ids, self.leaf)
        self.assertFalse(self.client.count("global_product/add_global_item"))

    def test_group(self):
        listing = self.draft(self.group, ready=False)
        self.assertTrue(listing.is_group)
        self.assertEqual(listing.sku, "LT")
        self.assertEqual(len(listing.variation_ids), 6)
        self.assertEqual(len(listing.price_ids), 6)

    def test_price_of_the_stores_pricelist(self):
        self.env["product.pricelist.item"].create(
            {
                "pricelist_id": self.shop.pricelist_id.id,
                "applied_on": "1_product",
                "product_tmpl_id": self.cream.product_tmpl_id.id,
                "compute_price": "fixed",
                "fixed_price": 12.9,
            }
        )
        listing = self.draft(self.cream, ready=False)
        self.assertEqual(listing.price_ids.price, 12.9)

    def test_reserved_goods_are_not_free(self):
        self.add_stock(self.cream, 5)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.shop.partner_id.id,
                "order_line": [(0, 0, {"product_id": self.cream.id, "product_uom_qty": 2})],
            }
        )
        order.action_confirm()
        listing = self.draft(self.cream, ready=False)
        self.assertEqual(listing.variation_ids.stock, 3)

    def test_what_is_missing_is_said_per_step(self):
        self.cream.name = "달팽이 크림 오십 밀리"
        listing = self.draft(self.cream, ready=False)
        self.assertIn("category", listing.gaps)
        self.assertIn("Korean", listing.gaps["texts"][0]["message"])
        with self.assertRaisesRegex(UserError, "Texts: .*Korean"):
            listing.action_list()
        self.assertEqual(listing.state, "draft")
        self.assertFalse(self.jobs("_job_upload"))

    def test_mandatory_attribute(self):
        listing = self.draft(self.cream)
        self.assertTrue(listing.is_ready, listing.gap_text)
        listing.attribute_ids.value_ids = [(5,)]
        self.assertIn("attributes", listing.gaps)
        with self.assertRaises(UserError):
            listing.action_list()

    def test_attribute_that_one_market_wants(self):
        listing = self.draft(self.cream)
        line = listing.attribute_ids.filtered(lambda one: one.attribute_id.name == "Registration")
        self.assertFalse(line.is_mandatory)
        thai = self.shop.copy({"shop_id": "220000777", "name": "Hanbit TH", "region": "TH"})
        listing.shop_line_ids = [(0, 0, {"shop_id": thai.id})]
        self.assertTrue(line.is_mandatory)
        self.assertIn("TH", listing.gaps["attributes"][0]["message"])

    def test_attributes_follow_the_category(self):
        listing = self.draft(self.cream)
        self.assertEqual(listing.attribute_ids.attribute_id, self.leaf.attribute_ids)
        listing.category_id = False
        self.assertFalse(listing.attribute_ids)

    def test_texts_that_were_changed_stay(self):
        listing = self.draft(self.cream, ready=False)
        listing.name = "Snail Mucin Cream 50 ml, Korean Skincare"
        self.cream.write({"name": "Cream", "description_sale": "Something else that is long enough."})
        listing.action_refill()
        self.assertEqual(listing.name, "Snail Mucin Cream 50 ml, Korean Skincare")
        self.assertEqual(listing.description, "Something else that is long enough.")

    def test_prices_follow_the_product_until_one_is_typed(self):
        listing = self.draft(self.group, ready=False)
        first, second = listing.variation_ids[:2]
        second.price = 99000
        self.group.list_price = 20.0
        listing.action_refill()
        self.assertEqual(first.price, 20000)
        self.assertEqual(second.price, 99000)

    def test_currency_whose_rate_is_one_is_not_one_without_a_rate(self):
        rates = self.env["res.currency.rate"].search([("currency_id", "=", self.krw.id)])
        rates.unlink()
        listing = self.draft(self.cream, ready=False)
        self.assertEqual(listing.variation_ids.price, 0)
        rates.create({"currency_id": self.krw.id, "rate": 1.0, "company_id": self.company.id})
        listing.action_refill()
        self.assertEqual(listing.variation_ids.price, 100)

    def test_rates_are_looked_for_once_for_many_products(self):
        products = self.cream.product_tmpl_id | self.group
        rated = shopee_price_rate.rated_currencies
        with patch.object(shopee_price_rate, "rated_currencies", wraps=rated) as looked:
            listings = self.env["shopee.listing"]._draft_for(products, self.merchant, self.shop)
            self.assertEqual(looked.call_count, 1)
            products._shopee_judge_unlisted(self.merchant, self.shop)
            self.assertEqual(looked.call_count, 2)
        self.assertTrue(all(price > 0 for price in listings.variation_ids.mapped("price")))

    def test_only_pictures_of_products(self):
        listing = self.draft(self.cream, ready=False)
        with self.assertRaises(ValidationError):
            listing.picture_ids[0].write({"res_model": "res.users", "res_id": 1})

    def test_only_stores_of_the_merchant(self):
        listing = self.draft(self.cream, ready=False)
        other = self.merchant.copy({"merchant_id": "3000999", "name": "Other"})
        foreign = self.shop.copy({"shop_id": "220000997", "merchant_id": other.id})
        with self.assertRaises(ValidationError):
            listing.shop_line_ids = [(0, 0, {"shop_id": foreign.id})]

    def test_one_sheet_per_product(self):
        listing = self.draft(self.cream, ready=False)
        self.assertEqual(self.draft(self.cream, ready=False), listing)

    def test_category_is_chosen_from_the_suggestion(self):
        listing = self.draft(self.cream, ready=False)
        listing.suggestion_ids.with_context(shopee_listing_id=listing.id).action_choose_for_listing()
        self.assertEqual((listing.category_id, listing.step), (self.leaf, "attributes"))

    def test_wizard_leaves_out_what_is_listed(self):
        self.add_global(2100000001, sku="SS-20")
        self.sync()
        self.run_jobs()
        wizard = self.env["shopee.listing.start"].create(
            {"product_tmpl_ids": [(6, 0, (self.cream | self.stick).product_tmpl_id.ids)]}
        )
        self.assertEqual(wizard.listed_ids, self.stick.product_tmpl_id)
        action = wizard.action_start()
        listing = self.env["shopee.listing"].browse(action["res_id"])
        self.assertEqual(listing.product_tmpl_id, self.cream.product_tmpl_id)
        wizard.product_tmpl_ids = self.stick.product_tmpl_id
        with self.assertRaisesRegex(UserError, "already"):
            wizard.action_start()

    # ------------------------------------------------------------
    # VALUES THAT SHOPEE'S LIST DOES NOT GIVE
    # ------------------------------------------------------------

    def searchable(self):
        """A draft in whose category an attribute has more values than are listed."""
        self.attributes[SKINCARE][0]["attribute_info"]["support_search_value"] = True
        self.leaf.action_load_details()
        self.run_jobs()
        listing = self.draft(self.cream)
        return listing, listing.attribute_ids.filtered("is_searchable")

    def test_more_values_are_found_by_their_name(self):
        listing, line = self.searchable()
        self.assertTrue(listing.has_searchable)
        self.client.answers["global_product/search_global_attribute_value_list"] = {
            "value_list": [
                {"value_id": 12, "value_name": "Dry"},
                {"value_id": 77, "value_name": "Very dry"},
            ],
            "page_info": {"cursor": 2, "has_next": False},
        }
        with self.assertRaises(UserError):
            line.action_find_values()
        line.wanted = "dry"
        line.action_find_values()
        self.assertTrue(listing.is_waiting)
        self.assertFalse(self.client.count("global_product/search_global_attribute_value_list"))
        self.run_jobs()
        [asked] = self.client.params("global_product/search_global_attribute_value_list")
        self.assertEqual((asked["attribute_id"], asked["value_name"]), (1, "dry"))
        self.assertFalse(listing.is_waiting)
        self.assertIn("2", line.search_note)
        self.assertEqual(line.attribute_id.value_ids.mapped("name"), ["Oily", "Dry", "Very dry"])
        found = line.attribute_id.value_ids[-1]
        line.value_ids = found
        self.assertTrue(listing.is_ready, listing.gap_text)
        self.assertEqual(line._chosen()[0].values[0].value_id, "77")
        self.attributes[SKINCARE][0]["attribute_value_list"].pop(0)
        self.leaf.action_load_details()
        self.run_jobs()
        self.assertEqual(line.attribute_id.value_ids.mapped("name"), ["Dry", "Very dry"])
        self.assertEqual(line.value_ids, found)

    def test_search_that_shopee_refuses(self):
        listing, line = self.searchable()
        answer = Rejected("error_param", "No.")
        self.client.answers["global_product/search_global_attribute_value_list"] = answer
        line.wanted = "dry"
        line.action_find_values()
        self.run_jobs()
        listing._find_values_failed()
        self.assertEqual(line.search_state, "failed")
        self.assertFalse(listing.is_waiting)
