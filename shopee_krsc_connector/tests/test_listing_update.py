"""Changing what is listed: read, compare, confirm, send."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..lib.errors import Rejected
from .common_listing import ListingCase, picture

UPDATE = "global_product/update_global_item"


@tagged("post_install", "-at_install")
class TestListingUpdate(ListingCase):
    def listed(self, product=None):
        listing = self.draft(product or self.cream)
        listing.action_list()
        self.run_jobs()
        self.assertEqual(listing.state, "done", listing.failure)
        return listing

    def compare(self, listing):
        action = listing.action_compare()
        update = self.env["shopee.listing.update"].browse(action["res_id"])
        self.run_jobs()
        return update

    def test_nothing_to_change(self):
        update = self.compare(self.listed())
        self.assertEqual(update.state, "same", update.line_ids.mapped("field"))
        self.assertFalse(self.client.count(UPDATE))

    def test_only_what_is_ticked_is_sent(self):
        listing = self.listed()
        listing.name = "Snail Cream 50 ml, new formula"
        listing.weight = 0.25
        listing.attribute_ids[0].value_ids = listing.attribute_ids[0].attribute_id.value_ids[1]
        update = self.compare(listing)
        self.assertEqual(update.state, "ready")
        self.assertEqual(update.line_ids.mapped("field"), ["name", "attributes", "weight"])
        name = update.line_ids[0]
        self.assertIn("Snail Cream 50 ml<", name.current)
        self.assertIn("new formula", name.proposed)
        self.assertIn("Dry", update.line_ids[1].proposed)
        self.assertFalse(self.client.count(UPDATE))
        update.line_ids[2].is_chosen = False
        update.action_send()
        self.assertFalse(self.client.count(UPDATE))
        self.run_jobs()
        [sent] = self.client.params(UPDATE)
        self.assertEqual(sent["global_item_name"], "Snail Cream 50 ml, new formula")
        self.assertEqual(sent["attribute_list"][0]["attribute_value_list"][0]["value_id"], 12)
        self.assertNotIn("weight", sent)
        self.assertNotIn("description", sent)
        self.assertEqual(update.state, "done")
        self.assertEqual(listing.global_item_id.name, "Snail Cream 50 ml, new formula")

    def test_product_renamed_in_odoo_sends_nothing_by_itself(self):
        listing = self.listed()
        self.cream.name = "Snail Cream 60 ml"
        self.run_jobs()
        self.assertFalse(self.client.count(UPDATE))
        update = self.compare(listing)
        self.assertEqual(update.line_ids.mapped("field"), ["name"])

    def test_new_picture(self):
        listing = self.listed()
        before = listing.global_item_id.pictures
        self.cream.image_1920 = picture("black")
        update = self.compare(listing)
        self.assertEqual(update.line_ids.mapped("field"), ["image_ids"])
        update.action_send()
        self.run_jobs()
        self.assertEqual(len(listing.global_item_id.pictures), 1)
        self.assertNotEqual(listing.global_item_id.pictures, before)

    def test_imported_product_has_a_sheet_of_what_shopee_has(self):
        self.add_global(
            2100000001,
            sku="SS-20",
            global_item_name="Sun Stick SPF 50",
            category_id=int(self.leaf.category_id),
            attribute_list=[
                {"attribute_id": 1, "attribute_value_list": [{"value_id": 12, "original_value_name": "Dry"}]}
            ],
        )
        self.sync()
        self.run_jobs()
        self.stick.name = "Sun Stick SPF 50"
        action = self.stick.product_tmpl_id.action_shopee_update()
        listing = self.env["shopee.listing"].browse(action["res_id"])
        self.assertEqual(listing.state, "done")
        self.assertEqual(listing.category_id, self.leaf)
        self.assertEqual(listing.attribute_ids.value_ids.name, "Dry")
        self.assertEqual(listing.description, "From Korea")
        self.assertEqual(listing.shop_line_ids.mapped("state"), ["done"])
        update = self.compare(listing)
        self.assertEqual(update.state, "same", update.line_ids.mapped("field"))

    def test_fewer_pictures_are_not_ticked(self):
        listing = self.listed()
        item = self.globals[int(listing.global_item_ref)]
        item["image"]["image_id_list"] = [*item["image"]["image_id_list"], "kr-more"]
        item["image"]["image_url_list"] = ["https://cf.example/a", "https://cf.example/b"]
        update = self.compare(listing)
        self.assertEqual(update.line_ids.field, "image_ids")
        self.assertFalse(update.line_ids.is_chosen)
        self.assertTrue(update.line_ids.note)
        with self.assertRaises(UserError):
            update.action_send()

    def test_korean_is_refused_before_it_is_sent(self):
        listing = self.listed()
        listing.name = "달팽이 크림"
        update = self.compare(listing)
        with self.assertRaisesRegex(UserError, "Korean"):
            update.action_send()
        self.assertEqual(update.state, "ready")

    def test_refused_in_shopees_words(self):
        listing = self.listed()
        listing.name = "Snail Cream 50 ml, new formula"
        update = self.compare(listing)
        self.client.answers[UPDATE] = Rejected("error_category_is_block", "The category is closed.")
        update.action_send()
        self.run_jobs()
        self.assertEqual(update.state, "failed")
        self.assertIn("The category is closed.", update.failure_message)
        self.assertIn("The category is closed.", self.issues("listing_refused").message)
        self.issues("listing_refused").action_retry()
        self.run_jobs()
        self.assertEqual(update.state, "ready")
        self.assertEqual(self.client.count(UPDATE), 1)

    def test_lost_answer(self):
        listing = self.listed()
        listing.name = "Snail Cream 50 ml, new formula"
        update = self.compare(listing)
        self.lose_answer(UPDATE)
        update.action_send()
        self.run_jobs()
        self.assertEqual(update.state, "done")
        self.assertEqual(self.client.count(UPDATE), 1)

    def test_lost_request(self):
        listing = self.listed()
        listing.name = "Snail Cream 50 ml, new formula"
        update = self.compare(listing)
        self.lose_request(UPDATE)
        update.action_send()
        self.run_jobs()
        self.assertEqual(update.state, "done")
        self.assertEqual(self.client.count(UPDATE), 2)
