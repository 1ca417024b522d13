"""Listing a product, from the draft to the stores."""

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..lib.errors import Rejected
from .common_listing import ListingCase, picture


@tagged("post_install", "-at_install")
class TestListing(ListingCase):
    def list(self, product, **options):
        listing = self.draft(product, **options)
        listing.action_list()
        self.run_jobs()
        return listing

    def test_single(self):
        self.add_stock(self.cream, 7)
        listing = self.list(self.cream)
        self.assertEqual(listing.state, "done", listing.failure)
        [sent] = self.client.params("global_product/add_global_item")
        self.assertEqual(sent["global_item_name"], "Snail Cream 50 ml")
        self.assertEqual(sent["global_item_sku"], "SC-50")
        self.assertEqual(sent["seller_stock"], [{"stock": 7}])
        self.assertEqual(sent["original_price"], 100000.0)
        self.assertEqual(sent["pre_order"], {"days_to_ship": 2})
        self.assertEqual(len(sent["image"]["image_id_list"]), 1)
        self.assertEqual(sent["attribute_list"][0]["attribute_value_list"][0]["value_id"], 11)
        self.assertFalse(self.client.count("global_product/init_tier_variation"))
        item = listing.global_item_id
        self.assertEqual(item.product_tmpl_id, self.cream.product_tmpl_id)
        self.assertEqual(item.variation_ids.product_id, self.cream)
        line = listing.shop_line_ids
        self.assertEqual(line.state, "done")
        self.assertEqual(line.item_id.global_id, item)
        self.assertEqual(line.item_id.variation_ids.product_id, self.cream)
        self.assertEqual(line.item_id.variation_ids.state, "linked")

    def test_stock_is_the_number_that_was_confirmed(self):
        self.add_stock(self.cream, 7)
        listing = self.draft(self.cream)
        listing.action_list()
        self.add_stock(self.cream, 5)
        self.run_jobs()
        [sent] = self.client.params("global_product/add_global_item")
        self.assertEqual(sent["seller_stock"], [{"stock": 7}])
        self.assertEqual(listing.variation_ids.stock, 7)

    def test_group(self):
        red = self.group.product_variant_ids.filtered(lambda p: p.default_code == "LT-RED-S")
        red.image_variant_1920 = picture("green")
        for number, variant in enumerate(self.group.product_variant_ids, start=1):
            self.add_stock(variant, number)
        listing = self.list(self.group)
        self.assertEqual(listing.state, "done", listing.failure)
        [tiers] = self.client.params("global_product/init_tier_variation")
        names = [tier["variation_name"] for tier in tiers["standardise_tier_variation"]]
        self.assertEqual(names, ["Color", "Size"])
        colors, sizes = (tier["variation_option_list"] for tier in tiers["standardise_tier_variation"])
        self.assertEqual([option["variation_option_name"] for option in sizes], ["S", "M", "L"])
        self.assertTrue(all(option["image_id"] for option in colors))
        self.assertNotEqual(colors[0]["image_id"], colors[1]["image_id"])
        self.assertFalse(any("image_id" in option for option in sizes))
        by_sku = {model["global_model_sku"]: model for model in tiers["global_model"]}
        self.assertEqual(by_sku["LT-PINK-L"]["tier_index"], [1, 2])
        variant = self.group.product_variant_ids.filtered(lambda p: p.default_code == "LT-PINK-L")
        self.assertEqual(by_sku["LT-PINK-L"]["seller_stock"], [{"stock": int(variant.free_qty)}])
        item = listing.global_item_id
        self.assertEqual(item.product_tmpl_id, self.group)
        self.assertEqual(len(item.variation_ids), 6)
        for variation in item.variation_ids:
            self.assertEqual(variation.product_id.default_code, variation.sku)
        shop_item = listing.shop_line_ids.item_id
        self.assertEqual(shop_item.variation_ids.product_id, self.group.product_variant_ids)

    def test_prices_in_the_store(self):
        listing = self.draft(self.group)
        for row in listing.price_ids:
            row.price = 10.0 if row.variation_id.sku == "LT-RED-S" else 15.0
        listing.action_list()
        self.run_jobs()
        [task] = self.client.params("global_product/create_publish_task")
        prices = {tuple(model["tier_index"]): model["original_price"] for model in task["item"]["model"]}
        self.assertEqual(len(prices), 6)
        self.assertEqual(prices[0, 0], 10.0)
        self.assertEqual(prices[1, 2], 15.0)

    def test_channels_of_the_store(self):
        self.list(self.cream)
        [task] = self.client.params("global_product/create_publish_task")
        self.assertEqual([row["logistic_id"] for row in task["item"]["logistic"]], [28016])
        self.assertTrue(task["item"]["logistic"][0]["size_id"])

    def test_several_stores_one_fails(self):
        other = self.shop.copy({"shop_id": "220000999", "name": "Hanbit MY", "region": "MY"})
        other.state = "connected"
        answer = self.client.answers["global_product/create_publish_task"]

        def refuse(shop_id, **params):
            if shop_id == 220000999:
                return Rejected("error_busi_cannot_publish", "The market is closed.")
            return answer(shop_id=shop_id, **params)

        self.client.answers["global_product/create_publish_task"] = refuse
        listing = self.list(self.cream, shops=self.shop | other)
        self.assertEqual(listing.state, "failed")
        good = listing.shop_line_ids.filtered(lambda line: line.shop_id == self.shop)
        bad = listing.shop_line_ids - good
        self.assertEqual((good.state, bad.state), ("done", "failed"))
        self.assertIn("The market is closed.", bad.message)
        self.assertIn("The market is closed.", self.issues("listing_publish_refused").message)
        self.client.answers["global_product/create_publish_task"] = answer
        listing.action_retry()
        self.run_jobs()
        self.assertEqual(listing.state, "done", listing.failure)
        self.assertFalse(self.issues("listing_publish_refused"))
        self.assertEqual(self.client.count("global_product/add_global_item"), 1)
        sent = [task["shop_id"] for task in self.client.params("global_product/create_publish_task")]
        self.assertEqual(sent.count(int(self.shop.shop_id)), 1)

    def test_publish_to_more_stores(self):
        listing = self.list(self.group)
        other = self.shop.copy({"shop_id": "220000999", "name": "Hanbit MY", "region": "MY"})
        other.state = "connected"
        self.group.action_shopee_publish_more()
        self.assertEqual(listing.step, "prices")
        with self.assertRaises(UserError):
            listing.action_publish_more()
        listing.shop_line_ids = [(0, 0, {"shop_id": other.id})]
        self.assertEqual(len(listing.price_ids), 12)
        listing.action_publish_more()
        self.run_jobs()
        self.assertEqual(listing.state, "done", listing.failure)
        sent = [task["shop_id"] for task in self.client.params("global_product/create_publish_task")]
        self.assertEqual(sent, [int(self.shop.shop_id), 220000999])
        self.assertEqual(self.client.count("global_product/add_global_item"), 1)
        self.assertEqual(self.client.count("global_product/init_tier_variation"), 1)
        line = listing.shop_line_ids.filtered(lambda one: one.shop_id == other)
        self.assertEqual(line.item_id.variation_ids.product_id, self.group.product_variant_ids)

    def test_what_a_user_may_do(self):
        """A person who runs the stores needs no more rights than that to list a product."""
        user = new_test_user(
            self.env, "lister", groups="base.group_user,shopee_krsc_connector.group_shopee_user"
        )
        wizard = (
            self.env["shopee.listing.start"]
            .with_user(user)
            .create({"product_tmpl_ids": [(6, 0, self.cream.product_tmpl_id.ids)]})
        )
        listing = wizard.env["shopee.listing"].browse(wizard.action_start()["res_id"])
        self.run_jobs()
        listing.category_id = self.leaf.with_user(user)
        line = listing.attribute_ids.filtered("is_mandatory")
        line.value_ids = line.attribute_id.value_ids[:1]
        listing.action_refill()
        listing.action_list()
        self.run_jobs()
        self.assertEqual(listing.state, "done", listing.failure)
        update = listing.env["shopee.listing.update"].browse(listing.action_compare()["res_id"])
        self.run_jobs()
        self.assertEqual(update.state, "same")

    def test_publishing_that_fails_later(self):
        self.publish_failure = "The image was rejected in review."
        listing = self.list(self.cream)
        self.assertEqual(listing.shop_line_ids.state, "failed")
        self.assertIn("The image was rejected in review.", listing.shop_line_ids.message)
        self.publish_failure = ""
        self.issues("listing_publish_refused").action_retry()
        self.run_jobs()
        self.assertEqual(listing.state, "done", listing.failure)
        self.assertEqual(self.client.count("global_product/create_publish_task"), 2)

    def test_refused_in_shopees_words(self):
        self.client.answers["global_product/add_global_item"] = Rejected(
            "error_title_len_no_pass", "The name is too short or too long."
        )
        listing = self.list(self.cream)
        self.assertEqual(listing.state, "failed")
        self.assertIn("too short or too long", listing.failure_message)
        self.assertIn("too short or too long", self.issues("listing_refused").message)
        self.assertEqual(listing.shop_line_ids.state, "draft")

    def test_pictures_are_sent_once(self):
        self.list(self.cream)
        self.stick.write({"image_1920": self.cream.image_1920, "weight": 0.1})
        self.stick.description_sale = "A sun stick for every day, without white cast."
        listing = self.list(self.stick)
        self.assertEqual(listing.state, "done", listing.failure)
        self.assertEqual(self.client.count("media_space/upload_image"), 1)

    def test_double_click(self):
        listing = self.draft(self.cream)
        listing.action_list()
        with self.assertRaises(UserError):
            listing.action_list()
        self.assertEqual(len(self.jobs("_job_upload")), 1)

    def test_catalogue_run_in_between_makes_no_product(self):
        self.account.create_products = True
        listing = self.draft(self.group)
        listing.action_list()
        self.run_jobs("_job_upload", "_job_create")
        self.assertTrue(listing.global_item_ref)
        before = self.env["product.template"].search_count([])
        self.sync(full=True)
        self.run_jobs(
            "_job_catalogue_start", "_job_catalogue_page", "_job_catalogue_items", "_job_items_page"
        )
        self.assertEqual(self.env["product.template"].search_count([]), before)
        self.run_jobs()
        self.assertEqual(listing.state, "done", listing.failure)
        self.assertEqual(listing.global_item_id.state, "linked")
        self.assertEqual(listing.global_item_id.product_tmpl_id, self.group)

    def test_archiving_changes_nothing_on_shopee(self):
        listing = self.list(self.cream)
        calls = len(self.client.calls)
        self.cream.product_tmpl_id.action_archive()
        self.run_jobs()
        self.assertEqual(len(self.client.calls), calls)
        self.assertEqual(listing.shop_line_ids.state, "done")
        with self.assertRaisesRegex(UserError, "stays on sale"):
            listing.shop_line_ids.unlink()
