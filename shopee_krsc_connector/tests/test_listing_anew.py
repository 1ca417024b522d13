"""What was deleted on Shopee can be listed anew, once."""

import ast

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common_listing import ListingCase

CREATE = "global_product/add_global_item"
PUBLISH = "global_product/create_publish_task"


@tagged("post_install", "-at_install")
class TestListingAnew(ListingCase):
    def list(self, product):
        listing = self.draft(product)
        listing.action_list()
        self.run_jobs()
        self.assertEqual(listing.state, "done", listing.failure)
        return listing

    def delete(self, listing):
        """Somebody deletes the global product in the Seller Centre, and a run notices."""
        self.globals.pop(int(listing.global_item_ref))
        self.published.pop(int(listing.global_item_ref))
        listing.global_item_id._set_vanished()

    def open_listing(self, product):
        """The person presses “List on Shopee” on the product, and “Prepare”."""
        action = product.product_tmpl_id.action_shopee_list()
        self.assertEqual(action["res_model"], "shopee.listing.start")
        wizard = self.env["shopee.listing.start"].with_context(**action["context"]).create({})
        self.assertFalse(wizard.listed_ids)
        return self.env["shopee.listing"].browse(wizard.action_start()["res_id"])

    def test_deleted_product_is_shown_as_such(self):
        listing = self.list(self.cream)
        template = self.cream.product_tmpl_id
        self.assertFalse(listing.is_deleted)
        self.assertFalse(template.shopee_can_list)
        self.delete(listing)
        self.assertTrue(listing.is_deleted)
        self.assertIn("deleted", listing.note)
        self.assertEqual(self.env["shopee.listing"].search([("is_deleted", "=", True)]), listing)
        self.assertTrue(template.shopee_can_list)
        self.assertFalse(template.shopee_can_update)
        with self.assertRaises(UserError):
            listing.action_compare()
        listing.shop_line_ids._forget()
        with self.assertRaisesRegex(UserError, "deleted"):
            listing.action_publish_more()

    def to_list(self):
        """What the menu shows to a person who runs the stores."""
        user = new_test_user(
            self.env, "to_list", groups="base.group_user,shopee_krsc_connector.group_shopee_user"
        )
        action = self.env.ref("shopee_krsc_connector.shopee_products_to_list_action")
        return self.env["product.template"].with_user(user).search(ast.literal_eval(action.domain))

    def test_products_to_list_shows_what_was_deleted(self):
        listing = self.list(self.cream)
        template = self.cream.product_tmpl_id
        self.assertFalse(template.shopee_is_deleted)
        self.delete(listing)
        shown = self.to_list()
        self.assertIn(template.id, shown.ids)
        self.assertIn(self.stick.product_tmpl_id.id, shown.ids)
        self.assertEqual(shown.filtered("shopee_is_deleted").ids, template.ids)
        self.assertEqual(shown.search([("shopee_is_deleted", "=", True)]).ids, template.ids)
        self.assertNotIn(template, shown.search([("shopee_is_deleted", "=", False)]))

    def test_products_to_list_hides_what_one_store_still_sells(self):
        listing = self.list(self.cream)
        self.delete(listing)
        self.add_item(1700, 0, item_sku="SC-50")
        self.sync()
        self.run_jobs()
        self.variation(1700).chosen_product_id = self.cream
        self.assertFalse(self.cream.product_tmpl_id.shopee_is_deleted)
        self.assertNotIn(self.cream.product_tmpl_id.id, self.to_list().ids)

    def test_listed_anew(self):
        self.add_stock(self.cream, 7)
        listing = self.list(self.cream)
        former = listing.global_item_id
        listing.name = "Typed by hand"
        self.delete(listing)
        self.assertEqual(self.open_listing(self.cream), listing)
        self.assertRecordValues(listing, [{"state": "draft", "attempt": 1, "global_item_ref": False}])
        self.assertEqual(listing.name, "Typed by hand")
        self.assertEqual(listing.shop_line_ids.state, "draft")
        self.assertEqual(self.client.count(CREATE), 1)
        self.add_stock(self.cream, 4)
        self.cream.invalidate_recordset()
        listing.action_list()
        self.lose_answer(CREATE)
        self.run_jobs()
        self.assertEqual(listing.state, "done", listing.failure)
        self.assertEqual(self.client.count(CREATE), 2)
        self.assertNotEqual(listing.global_item_id, former)
        self.assertEqual(listing.global_item_id.variation_ids.product_id, self.cream)
        self.assertEqual(self.client.params(CREATE)[1]["seller_stock"], [{"stock": 11}])
        self.assertEqual(listing.shop_line_ids.item_id.global_id, listing.global_item_id)
        self.assertEqual(len(self.globals), 1)

    def test_only_what_was_deleted(self):
        listing = self.list(self.cream)
        with self.assertRaises(UserError):
            listing.action_list_anew()
        self.assertEqual(listing.state, "done")

    def test_group_anew(self):
        listing = self.list(self.group)
        self.delete(listing)
        listing.action_list_anew()
        self.assertFalse(listing.has_variations)
        listing.action_list()
        self.run_jobs()
        self.assertEqual(listing.state, "done", listing.failure)
        self.assertEqual(self.client.count("global_product/init_tier_variation"), 2)
        self.assertEqual(listing.global_item_id.variation_ids.product_id, self.group.product_variant_ids)

    def test_sheet_follows_a_product_that_came_back_on_another_way(self):
        listing = self.list(self.cream)
        self.delete(listing)
        self.add_global(2100009999, sku="SC-50")
        self.sync()
        self.run_jobs()
        action = self.cream.product_tmpl_id.action_shopee_update()
        self.assertEqual(action["res_id"], listing.id)
        self.assertRecordValues(listing, [{"state": "done", "global_item_ref": "2100009999"}])
        self.assertEqual(listing.shop_line_ids.mapped("item_id.global_id"), listing.global_item_id)

    def test_copy_deleted_in_one_store_is_published_again(self):
        listing = self.list(self.cream)
        line = listing.shop_line_ids
        former = line.item_id
        self.published[int(listing.global_item_ref)] = {"220000998": 1}  # another store still has it
        former.status = "SELLER_DELETE"
        self.cream.product_tmpl_id.action_shopee_publish_more()
        self.assertEqual((line.state, line.item_ref), ("draft", False))
        listing.action_publish_more()
        self.run_jobs()
        self.assertEqual(listing.state, "done", listing.failure)
        self.assertEqual(self.client.count(PUBLISH), 2)
        self.assertNotEqual(line.item_id, former)
        self.assertEqual(self.client.count(CREATE), 1)

    # ------------------------------------------------------------
    # SHIPPING CHANNELS OF THE CHOSEN STORES
    # ------------------------------------------------------------

    def test_channels_of_a_chosen_store_are_read(self):
        self.env["shopee.logistics.channel"].search([]).unlink()
        self.client.calls.clear()
        listing = self.draft(self.cream)
        self.assertEqual(self.client.count("logistics/get_channel_list"), 1)
        self.assertTrue(self.shop.logistics_channel_ids)
        self.draft(self.stick, ready=False)
        self.assertEqual(self.client.count("logistics/get_channel_list"), 1)
        self.assertNotIn("shipping channel", str(listing.gaps))

    def test_store_without_channel_is_told_before(self):
        listing = self.draft(self.cream)
        self.shop.logistics_channel_ids.is_publishable = False
        listing.invalidate_recordset(["gaps", "is_ready"])
        [gap] = [one for one in listing.gaps["prices"] if "shipping channel" in one["message"]]
        self.assertEqual(gap["severity"], "warning")
        self.assertTrue(listing.is_ready)  # one may have been switched on since
