from odoo.tests import new_test_user, tagged

from ..lib.errors import Rejected, Unavailable
from .common_catalogue import CatalogueCase


@tagged("post_install", "-at_install")
class TestTree(CatalogueCase):
    def test_product_shows_its_global_item_and_each_stores(self):
        self.add_global(1001, "SC-50")
        self.add_item(1700, 0, item_sku="SC-50")
        self.sync()
        template = self.cream.product_tmpl_id
        self.assertEqual(template.shopee_global_item_ids.global_item_id, "1001")
        self.assertEqual(template.shopee_item_ids.mapped("item_id"), ["1501"])
        self.variation(1700).chosen_product_id = self.cream
        self.assertEqual(template.shopee_item_ids.mapped("item_id"), ["1501", "1700"])

    def test_product_that_no_store_sells_is_found_too(self):
        self.add_global(1001, "SC-50", publish=False)
        self.sync()
        listed = self.products.product_tmpl_id.search([("shopee_is_listed", "=", True)])
        self.assertEqual(listed, self.cream.product_tmpl_id)
        self.assertTrue(listed.shopee_is_listed)
        self.assertNotIn(listed, listed.search([("shopee_is_listed", "=", False)]))

    # ------------------------------------------------------------
    # DIFFERENCES
    # ------------------------------------------------------------

    def test_imported_product_differs_in_nothing(self):
        self.add_global(1001, "KR-A")
        self.add_global(
            1002, tiers=[("Shade", ["Rose", "Coral"])], models=[(1, "S-R", (0,)), (2, "S-C", (1,))]
        )
        self.sync()
        for global_item_id in (1001, 1002):
            item = self.global_item(global_item_id)
            self.assertFalse(item.difference)
            self.assertFalse(item.item_ids.difference)

    def test_differing_name(self):
        self.add_global(1001, "KR-A")
        self.add_item(1501, 1001, item_name="Own name of the store")
        self.sync()
        item = self.global_item(1001)
        self.assertIn("Own name of the store", item.item_ids.difference)
        item.product_tmpl_id.name = "My name"
        self.assertIn("Item 1001", item.difference)
        self.shop.region = "TW"
        item.item_ids.invalidate_recordset(["difference"])
        self.assertFalse(item.item_ids.difference)

    def test_name_in_any_language_is_the_same(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.add_global(1001, "SC-50", global_item_name="Crème")
        self.cream.with_context(lang="fr_FR").name = "Crème"
        self.sync()
        self.assertFalse(self.global_item(1001).difference)

    def test_differing_price(self):
        self.add_global(1001, "KR-A")
        self.sync()
        variation = self.variation(1501)
        variation.pricelist_item_id.fixed_price = 17.25
        self.assertIn("15.50", variation.difference)
        self.assertIn("17.25", variation.difference)
        self.assertEqual(variation.listing_id.difference, variation.difference)

    def test_differing_sku(self):
        self.add_global(1001, "KR-A")
        self.sync()
        item = self.global_item(1001)
        item.variation_ids.product_id.default_code = "KR-B"
        self.assertIn("KR-A", item.difference)
        self.assertIn("KR-B", item.difference)

    def test_differing_number_of_pictures(self):
        self.add_global(1001, "KR-A")
        self.sync()
        item = self.global_item(1001)
        item.product_tmpl_id.image_1920 = False
        self.assertEqual(item.difference, "Pictures: 1, in Odoo 0.")

    def test_gone_variation_is_told(self):
        payload = self.add_global(
            1002, tiers=[("Shade", ["Rose", "Coral"])], models=[(1, "S-R", (0,)), (2, "S-C", (1,))]
        )
        self.sync()
        product = self.product("S-C")
        self.add_stock(product, 4)
        payload["models"] = [(1, "S-R", (0,))]
        self.sync()
        self.assertIn("Not on Shopee any more", self.global_item(1002).difference)
        self.assertEqual((product.active, product.qty_available), (True, 4))

    # ------------------------------------------------------------
    # STATES ON SHOPEE
    # ------------------------------------------------------------

    def test_states_of_store_products(self):
        self.add_global(1001, "KR-A")
        self.sync()
        item = self.global_item(1001).item_ids
        wanted = {
            "NORMAL": "live",
            "UNLIST": "unlisted",
            "REVIEWING": "reviewing",
            "BANNED": "banned",
            "SELLER_DELETE": "deleted",
            "SHOPEE_DELETE": "deleted",
            "NEW_ONE": False,
        }
        for status, state in wanted.items():
            item.status = status
            self.assertEqual(item.sale_state, state)


@tagged("post_install", "-at_install")
class TestSwitches(CatalogueCase):
    def setUp(self):
        super().setUp()
        self.user = new_test_user(
            self.env, "switcher", groups="base.group_user,shopee_krsc_connector.group_shopee_user"
        )
        self.client.answers["global_product/set_sync_field"] = {}

    def switches(self, shops=None):
        action = self.env["shopee.sync.switch"].with_user(self.user)._action_open(shops or self.shop)
        return self.env["shopee.sync.switch"].with_user(self.user).search(action["domain"])

    def test_switches_are_sent_and_kept(self):
        switches = self.switches()
        self.assertEqual((switches.state, switches.price), ("unknown", False))
        switches.write({"price": True, "days_to_ship": False})
        self.assertEqual(switches.state, "changed")
        self.assertFalse(self.client.count("global_product/set_sync_field"))
        switches.action_send()
        self.assertEqual(switches.state, "sent")
        self.assertTrue(switches.sent_at)
        [sent] = self.client.params("global_product/set_sync_field")
        self.assertEqual(
            sent["shop_sync_list"],
            [
                {
                    "shop_id": 220000123,
                    "shop_region": "SG",
                    "name_and_description": True,
                    "media_information": True,
                    "tier_variation_name_and_option": True,
                    "price": True,
                    "days_to_ship": False,
                }
            ],
        )

    def test_stores_of_a_merchant_go_in_one_call_and_fail_alone(self):
        other = self.shop.copy(
            {"shop_id": "220000124", "name": "Hanbit MY", "region": "MY", "state": "connected"}
        )

        def refuse(shop_sync_list):
            if any(row["shop_region"] == "MY" for row in shop_sync_list):
                return Rejected("error_busi", "shop and region do not match")
            return {}

        switches = self.switches(self.shop | other)
        switches.action_send()
        self.assertEqual(self.client.count("global_product/set_sync_field"), 1)
        self.client.answers["global_product/set_sync_field"] = refuse
        switches.action_send()
        by_shop = {switch.shop_id: switch for switch in switches}
        self.assertEqual((by_shop[self.shop].state, by_shop[other].state), ("sent", "failed"))
        self.assertIn("do not match", by_shop[other].message)

    def test_opening_twice_makes_no_second_row(self):
        self.assertEqual(self.switches(), self.switches())

    def test_job_that_fails_for_good_says_so(self):
        switches = self.switches()
        self.client.answers["global_product/set_sync_field"] = Unavailable("no answer")
        switches.sudo().write({"state": "sending"})
        self.merchant._send_switches_failed(exc_message="no answer")
        self.assertRecordValues(switches, [{"state": "failed", "message": "no answer"}])

    def test_product_leads_to_its_stores(self):
        self.add_global(1001, "SC-50")
        self.sync()
        action = self.cream.product_tmpl_id.with_user(self.user).action_shopee_switches()
        self.assertEqual(self.env["shopee.sync.switch"].search(action["domain"]).shop_id, self.shop)
