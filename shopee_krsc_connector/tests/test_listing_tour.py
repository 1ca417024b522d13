"""Listing a product with variants, in a real browser."""

from odoo.tests import HttpCase, new_test_user, tagged

from .common_listing import ListingCase


@tagged("post_install", "-at_install")
class TestListingTour(HttpCase, ListingCase):
    registry_test_mode = False  # ListingCase enters it

    def test_list_a_group_product(self):
        new_test_user(
            self.env,
            "tour_lister",
            groups="base.group_user,shopee_krsc_connector.group_shopee_user,product.group_product_manager",
        )
        for variant in self.group.product_variant_ids:
            self.add_stock(variant, 4)
        action = self.env.ref("shopee_krsc_connector.shopee_products_to_list_action").id
        self.start_tour(f"/odoo/action-{action}/{self.group.id}", "shopee_list_prepare", login="tour_lister")
        listing = self.group.shopee_listing_ids
        self.assertEqual(listing.state, "draft")
        self.run_jobs()
        self.assertFalse(self.client.count("global_product/add_global_item"))
        self.start_tour(f"/odoo/shopee-listings/{listing.id}", "shopee_list_group", login="tour_lister")
        self.assertFalse(self.client.count("global_product/add_global_item"))
        self.run_jobs()
        [sent] = self.client.params("global_product/add_global_item")
        self.assertEqual(sent["global_item_name"], "Lip Tint Velvet, long lasting")
        self.start_tour(f"/odoo/shopee-listings/{listing.id}", "shopee_list_outcome", login="tour_lister")
        self.assertEqual(listing.global_item_id.product_tmpl_id, self.group)
        self.assertEqual(
            listing.shop_line_ids.item_id.variation_ids.product_id, self.group.product_variant_ids
        )
