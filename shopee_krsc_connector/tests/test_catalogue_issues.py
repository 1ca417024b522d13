from datetime import timedelta
from unittest.mock import patch

from lxml import etree

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..lib.errors import Rejected
from ..models import shopee_catalogue_take_in
from .common_catalogue import CatalogueCase


@tagged("post_install", "-at_install")
class TestCatalogueIssues(CatalogueCase):
    """What cannot be bound is listed with its reason, and bound once the reason is gone."""

    def test_duplicate_sku_lowest_id_wins_whatever_the_order(self):
        self.add_global(1003, "SAME")
        self.add_global(1001, "SAME")
        self.add_global(1002, "SAME")
        self.sync()
        winner = self.global_item(1001).variation_ids
        self.assertEqual(winner.state, "linked")
        for loser in (1002, 1003):
            self.assertEqual(self.global_item(loser).variation_ids.state, "duplicate")
            self.assertFalse(self.global_item(loser).variation_ids.product_id)
            self.assertEqual(self.variation(loser + 500).state, "duplicate")
        self.assertEqual(len(self.product("SAME")), 1)
        issues = self.issues("sku_duplicate")
        self.assertEqual(
            set(issues.mapped("res_id")),
            set((self.global_item(1002) | self.global_item(1003)).variation_ids.ids),
        )
        self.assertTrue(all("1001" in issue.message for issue in issues))

    def test_duplicate_that_arrives_later_with_a_lower_id(self):
        self.add_global(1005, "SAME")
        self.sync()
        product = self.product("SAME")
        self.add_global(1001, "SAME")
        self.sync()
        self.assertEqual(self.global_item(1001).variation_ids.product_id, product)
        self.assertEqual(self.global_item(1005).variation_ids.state, "duplicate")
        self.assertEqual(self.variation(1501).product_id, product)
        self.assertFalse(self.variation(1505).product_id)

    def test_duplicate_inside_one_item(self):
        self.add_global(
            1002,
            tiers=[("Shade", ["Rose", "Coral"])],
            models=[(8, "SAME", (1,)), (2, "SAME", (0,))],
        )
        self.sync()
        states = {v.model_id: v.state for v in self.global_item(1002).variation_ids}
        self.assertEqual(states, {"2": "linked", "8": "duplicate"})

    def test_loser_is_linked_when_the_winner_gives_the_sku_up(self):
        first = self.add_global(1001, "SAME")
        self.add_global(1002, "SAME")
        self.sync()
        first["global_item_sku"] = "OTHER"
        self.sync()
        self.assertEqual(self.global_item(1002).variation_ids.state, "linked")
        self.assertFalse(self.issues("sku_duplicate"))
        self.assertEqual(self.variation(1502).state, "linked")

    def test_empty_sku(self):
        payload = self.add_global(1001, "")
        self.sync()
        self.assertRecordValues(
            self.global_item(1001).variation_ids, [{"state": "unmatched", "reason_code": "sku_empty"}]
        )
        self.assertEqual(len(self.issues("sku_empty")), 1)
        payload["global_item_sku"] = "FOUND"
        self.sync()
        self.assertEqual(self.global_item(1001).state, "linked")
        self.assertFalse(self.issues("sku_empty"))

    def test_several_products_with_the_sku(self):
        self.stick.default_code = "SC-50"
        self.add_global(1001, "SC-50")
        self.sync()
        self.assertEqual(self.global_item(1001).state, "conflict")
        self.assertIn("Sun Stick", self.issues("product_several").message)
        self.stick.default_code = "SS-20"
        self.sync(full=False)
        self.assertEqual(self.global_item(1001).variation_ids.product_id, self.cream)

    def test_unauthorised_brand_is_skipped_and_taken_in_by_the_next_run(self):
        self.brands = [77]
        self.add_global(1001, "KR-A", brand={"brand_id": 77, "original_brand_name": "Hanbit"})
        self.add_global(1002, "KR-B", brand={"brand_id": 88, "original_brand_name": "Foreign"})
        self.add_global(1003, "KR-C")
        self.sync()
        self.assertEqual(
            [self.global_item(one).state for one in (1001, 1002, 1003)], ["linked", "skipped", "linked"]
        )
        self.assertFalse(self.product("KR-B"))
        self.assertEqual(self.variation(1502).state, "skipped")
        self.assertIn("Foreign", self.issues("brand_unauthorised").message)
        self.assertEqual(self.issues("brand_unauthorised").res_model, "shopee.global.item")

        self.brands = [77, 88]
        self.sync(full=False)
        self.assertEqual(self.global_item(1002).state, "linked")
        self.assertEqual(self.variation(1502).product_id, self.product("KR-B"))
        self.assertFalse(self.issues("brand_unauthorised"))

    def test_brand_of_the_category_is_allowed_and_asked_for_once(self):
        self.brands = [77]
        self.category_brands = [88]
        self.add_global(1002, "KR-B", brand={"brand_id": 88, "original_brand_name": "Foreign"})
        self.sync()
        self.assertEqual(self.global_item(1002).state, "linked")
        self.sync()
        self.assertEqual(self.client.count("global_product/get_brand_list"), 1)

    def test_no_reseller_nothing_is_held_back(self):
        self.add_global(1002, "KR-B", brand={"brand_id": 88, "original_brand_name": "Foreign"})
        self.sync()
        self.assertEqual(self.global_item(1002).state, "linked")
        self.assertIn("all brands", self.shop.brand_note)
        card = etree.fromstring(self.shop.get_view(view_type="kanban")["arch"])
        self.assertTrue(card.xpath("//t[@t-name='card']//field[@name='brand_note']"), "the dashboard says so")

    def test_store_product_without_global_product(self):
        self.add_item(1777, item_sku="SC-50")
        self.sync()
        variation = self.variation(1777)
        self.assertRecordValues(variation, [{"state": "unmatched", "reason_code": "global_missing"}])
        self.assertFalse(variation.product_id)
        self.assertEqual(self.issues("global_missing").res_id, variation.listing_id.id)

    def test_tiers_that_do_not_fit(self):
        self.add_global(
            1002,
            tiers=[("Shade", ["Rose"]), ("Size", ["S"]), ("Pack", ["1"])],
            models=[(1, "S-R", (0, 0, 0))],
        )
        self.add_global(
            1003, tiers=[("Shade", ["Rose", "Rose"])], models=[(2, "T-R", (0,)), (3, "T-S", (1,))]
        )
        self.sync()
        self.assertEqual(self.global_item(1002).state, "conflict")
        self.assertEqual(self.global_item(1003).state, "conflict")
        self.assertEqual(len(self.issues("tiers_unfit")), 2)
        self.assertFalse(self.product("S-R"))

    def test_missing_variation_beside_products_without_attributes(self):
        self.add_global(
            1002, tiers=[("Shade", ["Rose", "Coral"])], models=[(1, "SC-50", (0,)), (2, "NEW", (1,))]
        )
        self.sync()
        variations = {v.sku: v for v in self.global_item(1002).variation_ids}
        self.assertEqual(variations["SC-50"].product_id, self.cream)
        self.assertEqual(variations["NEW"].reason_code, "tiers_unfit")
        self.assertEqual(len(self.cream.product_tmpl_id.product_variant_ids), 1)

    def test_linked_by_hand(self):
        self.add_global(1001, "")
        self.sync()
        variation = self.global_item(1001).variation_ids
        variation.chosen_product_id = self.cream
        self.assertRecordValues(variation, [{"state": "linked", "is_manual": True}])
        self.assertFalse(self.issues("sku_empty"))
        self.assertEqual(self.variation(1501).product_id, self.cream)
        self.assertEqual(self.global_item(1001).product_tmpl_id, self.cream.product_tmpl_id)
        self.globals[1001]["global_item_sku"] = "SS-20"
        self.sync()
        self.assertEqual(variation.product_id, self.cream)

    def test_ignored_and_taken_in_again(self):
        self.add_global(1001, "SC-50")
        self.sync()
        variation = self.global_item(1001).variation_ids
        variation.action_ignore()
        self.assertRecordValues(variation, [{"state": "ignored", "product_id": False}])
        self.sync()
        self.assertEqual(variation.state, "ignored")
        variation.action_take_in()
        self.assertEqual(variation.product_id, self.cream)
        self.assertEqual(self.variation(1501).product_id, self.cream)

    @mute_logger("odoo.addons.shopee_krsc_connector.models.shopee_catalogue_take_in")
    def test_one_item_that_fails_stops_no_other(self):
        self.add_global(1001, "KR-A")
        self.add_global(1002, "KR-B")

        def refuse(product_vals):
            if any(vals.get("default_code") == "KR-A" for vals in product_vals):
                raise ValueError("no")

        self._refuse_products(refuse)
        run = self.sync()
        self.assertEqual(run.state, "partial")
        self.assertEqual((run.created, run.failed), (1, 1))
        self.assertEqual(self.global_item(1002).state, "linked")
        self.assertEqual(self.issues("listing_failed").res_id, self.global_item(1001).id)
        self._refuse_products(lambda product_vals: None)
        self.sync(full=False)
        self.assertEqual(self.global_item(1001).state, "linked")
        self.assertFalse(self.issues("listing_failed"))

    def test_no_item_that_cannot_be_read_waits_for_ever(self):
        for number in range(1001, 1006):
            self.add_global(number, f"KR-{number}", publish=False, tiers=[("Shade", ["Rose"])])
        models = "global_product/get_global_model_list"
        self.client.answers[models] = Rejected("error_param", "no such item")
        self.sync()
        failed = self.env["shopee.global.item"].search([("failed_at", "!=", False)])
        self.assertEqual(len(failed), 5)
        tried = []
        with patch.object(shopee_catalogue_take_in, "FAILED_AGAIN", 2):
            for _run in range(3):
                for item in failed:  # an hour later
                    item.failed_at -= timedelta(hours=1)
                before = len(self.client.params(models))
                self.sync(full=False)
                tried.append({one["global_item_id"] for one in self.client.params(models)[before:]})
        self.assertEqual(len(set.union(*tried)), 5, tried)

    def _refuse_products(self, check):
        products = self.env.registry["product.product"]
        origin = products._shopee_origin = getattr(products, "_shopee_origin", products.create)

        def create(records, vals_list):
            check(vals_list)
            return origin(records, vals_list)

        self.patch(products, "create", create)
