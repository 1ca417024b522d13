"""Kits are listed as any product: stock and weight are those of their components."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.shopee_krsc_connector.tests.common_listing import ListingCase, picture

from .common import KitMixin


@tagged("post_install", "-at_install")
class TestKitListing(KitMixin, ListingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cream.weight = 0.2
        cls.stick.weight = 0.05
        cls.kit = cls.make_kit()
        cls.kit.image_1920 = picture("green")

    def free(self, kit):
        [[_location, quantity]] = self.merchant._free_stocks(kit)[kit]
        return quantity

    def test_listed_like_a_single(self):
        self.add_stock(self.cream, 7)
        self.add_stock(self.stick, 5)
        listing = self.draft(self.kit)
        self.assertFalse(listing.is_group)
        self.assertEqual(listing.variation_ids.components, "2 × SC-50, 1 × SS-20")
        self.assertTrue(listing.is_ready, listing.gap_text)
        listing.action_list()
        self.run_jobs()
        self.assertEqual(listing.state, "done", listing.shop_line_ids.mapped("message"))
        [sent] = self.client.params("global_product/add_global_item")
        self.assertEqual(sent["global_item_sku"], "SET-1")
        self.assertEqual(sent["seller_stock"][0]["stock"], 3)
        self.assertAlmostEqual(sent["weight"], 0.45)
        self.assertEqual(listing.global_item_id.variation_ids.product_id, self.kit)

    def test_order_of_the_listed_kit_takes_its_components(self):
        self.add_sets(1)
        listing = self.draft(self.kit)
        listing.action_list()
        self.run_jobs()
        item = listing.shop_line_ids.item_id
        payload = self.item_payload(self.kit, 1, 24.5, item_id=int(item.item_id), item_sku="")
        order = self.read_orders(self.order_payload([payload]))
        self.assertEqual(order.sale_order_id.order_line.product_id, self.kit)
        self.assertEqual(order.picking_ids.move_ids.product_id, self.cream | self.stick)

    def test_weight_of_the_components_is_proposed_only(self):
        self.assertAlmostEqual(self.draft(self.kit, ready=False).weight, 0.45)
        weighed = self.make_kit("SET-W")
        weighed.weight = 0.6
        self.assertAlmostEqual(self.draft(weighed, ready=False).weight, 0.6)

    def test_weight_in_pounds(self):
        self.env["ir.config_parameter"].set_param("product.weight_in_lbs", "1")
        self.cream.weight = 2.0
        self.assertAlmostEqual(self.draft(self.kit, ready=False).weight, 1.84)  # 4.05 lb

    def test_stock_is_that_of_the_scarcest_component(self):
        self.add_stock(self.cream, 9)
        self.add_stock(self.stick, 10)
        self.assertEqual(self.free(self.kit), 4)

    def test_promised_components_are_not_free(self):
        """Promised, not reserved: Odoo's outgoing quantity of the kit does not know of it."""
        self.add_stock(self.cream, 10)
        self.add_stock(self.stick, 10)
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.shop.partner_id.id,
                "order_line": [(0, 0, {"product_id": self.cream.id, "product_uom_qty": 6})],
            }
        )
        sale.action_confirm()
        sale.picking_ids.do_unreserve()
        self.assertEqual(self.free(self.kit), 2)

    def test_stock_of_kits_made_by_the_dozen(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        kit = self.make_kit("SET-12", [(self.stick, 12)], product_qty=1, product_uom_id=dozen.id)
        self.add_stock(self.stick, 7)
        self.assertEqual(self.free(kit), 7)

    def test_components_without_stock_keeping_do_not_count(self):
        leaflet = self.env["product.product"].create({"name": "Leaflet", "type": "consu"})
        kit = self.make_kit("SET-3", [(self.stick, 1), (leaflet, 1)])
        self.add_stock(self.stick, 4)
        self.assertEqual(self.free(kit), 4)

    def test_kit_without_components_is_not_ready(self):
        empty = self.make_kit("SET-0", [])
        empty.image_1920 = picture("green")
        empty.weight = 0.3
        codes = [one.code for one in empty.product_tmpl_id._shopee_readiness(self.merchant)]
        self.assertIn("kit_empty", codes)
        listing = self.draft(empty)
        self.assertIn("no component", listing.gap_text)
        with self.assertRaisesRegex(UserError, "no component.*SET-0"):
            listing.action_list()
        self.assertFalse(self.client.count("global_product/add_global_item"))

    def test_imported_item_of_an_empty_kit_is_incomplete(self):
        kit = self.make_kit("SET-0")
        bom = kit.bom_ids
        self.add_global(2100000001, sku="SET-0")
        self.sync()
        self.run_jobs()
        item = kit.shopee_global_variation_ids.listing_id
        self.assertNotIn("kit_empty", [one["code"] for one in item.findings])
        bom.bom_line_ids.unlink()
        self.assertIn("kit_empty", [one["code"] for one in item.findings])
        self.assertTrue(item.is_incomplete)
        self.assertIn("no component", item.findings_html)
        bom.type = "normal"
        self.assertNotIn("kit_empty", [one["code"] for one in item.findings])

    def test_kit_with_components_and_products_lack_none(self):
        for product in (self.kit, self.cream):
            codes = [one.code for one in product.product_tmpl_id._shopee_readiness(self.merchant)]
            self.assertNotIn("kit_empty", codes)

    def test_other_products_have_no_components(self):
        self.assertFalse(self.draft(self.cream, ready=False).variation_ids.components)
