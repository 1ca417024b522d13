from datetime import timedelta
from unittest.mock import patch

from lxml import etree

from odoo import fields
from odoo.tests import new_test_user, tagged

from ..lib.errors import Rejected, Unavailable
from ..models import shopee_catalogue_vanished
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
class TestDifferenceSearch(CatalogueCase):
    MODELS = ("shopee.global.item", "shopee.global.variation", "shopee.item", "shopee.item.variation")

    def setUp(self):
        super().setUp()
        for number in range(1001, 1010):
            self.add_global(number, f"KR-{number}")
        self.group = self.add_global(
            1020, tiers=[("Shade", ["Rose", "Coral"])], models=[(1, "S-R", (0,)), (2, "S-C", (1,))]
        )
        self.add_item(1800)
        self.sync()

    def assertFound(self, model, expected=None):
        """The filter finds what has a sentence, and its opposite the rest."""
        records = self.env[model].search([])
        records.invalidate_recordset(["difference"])
        told = records.filtered("difference")
        self.assertEqual(records.search([("difference", "!=", False)]), told, model)
        self.assertEqual(records.search([("difference", "=", False)]), records - told, model)
        if expected is not None:
            self.assertEqual(told, expected, model)

    def test_nothing_differs_after_the_import(self):
        for model in self.MODELS:
            self.assertFound(model, self.env[model])

    def test_each_difference_is_found(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        templates = {number: self.product(f"KR-{number}").product_tmpl_id for number in range(1001, 1010)}
        templates[1001].name = "My name"
        templates[1002].with_context(lang="fr_FR").name = "Nom"
        templates[1003].default_code = "OTHER"
        templates[1004].default_code = False
        templates[1005].image_1920 = False
        self.global_item(1006).write({"pictures": ["a", "b"]})
        self.global_item(1007).write({"pictures": []})
        self.group["models"] = [(1, "S-R", (0,))]
        self.items[1508]["item_name"] = "Own name of the store"
        self.sync()
        self.global_item(1009).write({"vanished_at": "2026-01-01", "name": "Deleted"})
        items = self.global_item
        self.assertFound(
            "shopee.global.item",
            (items(1001) | items(1003) | items(1004) | items(1005) | items(1007) | items(1020)).sorted(
                "id", reverse=True
            ),
        )
        for model in self.MODELS:
            self.assertFound(model)
        self.assertTrue(items(1008).item_ids.difference)
        self.shop.region = "TW"
        self.assertFound("shopee.item")
        self.assertFalse(items(1008).item_ids.difference)

    def test_prices_of_every_kind_of_rule(self):
        rules = {number: self.variation(number + 500).pricelist_item_id for number in range(1001, 1010)}
        rules[1001].fixed_price = 17.25
        rules[1002].fixed_price = 15.501  # rounds to what Shopee shows
        rules[1003].min_quantity = 10
        rules[1004].date_end = "2020-01-01 00:00:00"
        rules[1005].write({"compute_price": "percentage", "percent_price": 10})
        rules[1006].copy({"fixed_price": 9.0, "min_quantity": 1})
        rules[1007].copy({"fixed_price": 9.0, "min_quantity": 5})
        self.global_item(1008).variation_ids.is_further = True
        rules[1008].fixed_price = 99.0
        self.variation(1509).original_price = 0.0
        variations = self.env["shopee.item.variation"]
        for number in (1001, 1003, 1004, 1005, 1006):
            variations |= self.variation(number + 500)
        self.assertFound("shopee.item.variation", variations.sorted("id").sorted("listing_id", reverse=True))
        self.assertFound("shopee.item", variations.listing_id.sorted("id", reverse=True))

    def test_filter_of_the_lists(self):
        self.product("KR-1001").default_code = "OTHER"
        for model in ("shopee.global.item", "shopee.item"):
            views = self.env[model].get_view(view_type="search")
            [found] = etree.fromstring(views["arch"]).xpath("//filter[@name='differing']/@domain")
            self.assertEqual(found, "[('difference', '!=', False)]")
        [item] = self.env["shopee.global.item"].search([("difference", "!=", False)])
        self.assertEqual(item.global_item_id, "1001")

    def test_no_query_for_each_record(self):
        counts = []
        for size in (1, 9):
            for number in range(1001, 1001 + size):
                self.variation(number + 500).pricelist_item_id.write(
                    {"compute_price": "percentage", "percent_price": 10}
                )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = self.env["shopee.item.variation"].search([("difference", "!=", False)])
            found.mapped("difference")
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(found), size)
        self.assertLessEqual(counts[1], counts[0] + 1, counts)


@tagged("post_install", "-at_install")
class TestVanished(CatalogueCase):
    def setUp(self):
        super().setUp()
        for number in (1001, 1002, 1003):
            self.add_global(number, f"KR-{number}")
        self.sync()
        self.client.answers["global_product/get_global_item_info"] = self._answer_known
        items = self.env["shopee.global.item"].search([])
        self.env.flush_all()
        self.env.cr.execute("UPDATE shopee_global_item SET create_date = '2026-01-01'")
        items.invalidate_recordset(["create_date"])
        self.client.calls.clear()

    def _answer_known(self, global_item_id_list):
        asked = [int(one) for one in global_item_id_list.split(",")]
        return {"global_item_list": [self.globals[one] for one in asked if one in self.globals]}

    def check(self):
        return self.merchant._check_vanished()

    def test_weekly_for_authorised_merchants_only(self):
        merchants = self.env["shopee.merchant"]
        runs = self.env["shopee.sync.run"]
        merchants._cron_check_vanished()
        self.assertFalse(runs.search([("kind", "=", "vanished")]))
        with patch.object(self.env.registry["shopee.merchant"], "_is_authorised", lambda merchant: True):
            merchants._cron_check_vanished()
        [run] = runs.search([("kind", "=", "vanished")])
        self.assertEqual(run.trigger, "cron")
        run.action_retry()
        self.assertEqual(runs.search_count([("kind", "=", "vanished")]), 2)

    def test_vanished_item_is_shown_as_deleted_and_nothing_is_archived(self):
        self.globals.pop(1002)
        run = self.check()
        self.assertEqual((run.state, run.updated), ("done", 1))
        item = self.global_item(1002)
        self.assertRecordValues(item, [{"sale_state": "deleted", "state": "linked", "difference": False}])
        self.assertTrue(item.variation_ids.is_gone)
        product = self.product("KR-1002")
        self.assertTrue(product.active)
        self.assertEqual(item.variation_ids.product_id, product)
        self.assertEqual(self.global_item(1001).sale_state, "live")

    def test_ids_only(self):
        """One list call for 50 items; only missing ones are asked for by id."""
        run = self.check()
        paths = [path for path, _params in self.client.calls]
        self.assertEqual(paths, ["global_product/get_global_item_list"])
        self.assertEqual((run.state, run.updated), ("done", 0))
        self.globals.pop(1003)
        self.client.calls.clear()
        self.check()
        [asked] = self.client.params("global_product/get_global_item_info")
        self.assertEqual(asked["global_item_id_list"], "1003")

    def test_item_that_the_list_left_out_stays(self):
        """A list that shifts while it is read is no reason to call an item deleted."""
        listed = self._answer_global_list

        def shifted(**params):
            answer = listed(**params)
            answer["global_item_list"] = answer["global_item_list"][1:]
            return answer

        self.client.answers["global_product/get_global_item_list"] = shifted
        self.assertEqual(self.check().updated, 0)
        self.assertEqual(self.global_item(1001).sale_state, "live")

    def test_deleted_by_its_status(self):
        self.globals[1001]["global_item_status"] = "DELETED"
        self.client.answers["global_product/get_global_item_list"] = {
            "global_item_list": [{"global_item_id": 1002}, {"global_item_id": 1003}],
            "has_next_page": False,
            "offset": "",
        }
        self.check()
        self.assertEqual(self.global_item(1001).sale_state, "deleted")

    def test_item_that_comes_back(self):
        gone = self.globals.pop(1002)
        self.check()
        self.globals[1002] = gone
        self.check()
        item = self.global_item(1002)
        self.assertEqual((item.sale_state, item.vanished_at), ("live", False))
        self.assertFalse(item.variation_ids.is_gone)

    def test_deleted_winner_frees_its_sku(self):
        self.add_global(1004, "KR-1001")
        self.sync()
        loser = self.global_item(1004).variation_ids
        self.assertEqual(loser.state, "duplicate")
        self.globals.pop(1001)
        self.check()
        self.assertEqual((loser.state, loser.product_id), ("linked", self.product("KR-1001")))

    def test_long_lists_are_read_in_parts(self):
        with (
            patch.object(shopee_catalogue_vanished, "LIST_PAGE", 1),
            patch.object(shopee_catalogue_vanished, "READ_SECONDS", 0),
            patch.object(shopee_catalogue_vanished, "MISSING_BATCH", 1),
        ):
            self.globals.pop(1001)
            self.globals.pop(1003)
            run = self.check()
        self.assertEqual((run.state, run.updated), ("done", 2))
        self.assertEqual(self.global_item(1002).sale_state, "live")

    def delete_copies(self, *item_ids):
        """Delete items of the store, and read what has changed."""
        stamp = int((fields.Datetime.now() + timedelta(minutes=1)).timestamp())
        for item_id in item_ids:
            self.items[item_id].update(item_status="SELLER_DELETE", update_time=stamp)
        self.client.calls.clear()
        self.shop._pull_items("cron")
        return self.client.params("global_product/get_global_item_info")

    def test_deletion_is_noticed_with_the_last_copy(self):
        self.add_item(1702, 1002)
        self.sync()
        self.globals.pop(1002)
        self.assertFalse(self.delete_copies(1502), "another copy is on sale")
        self.assertEqual(self.delete_copies(1702), [{"global_item_id_list": "1002"}])
        self.assertEqual(self.global_item(1002).sale_state, "deleted")
        run = self.env["shopee.sync.run"].search([("kind", "=", "items")], limit=1)
        self.assertEqual((run.state, run.updated), ("done", 2))
        self.assertFalse(self.delete_copies(1702), "known to be deleted")

    def test_global_product_outlives_its_copies(self):
        self.assertEqual(self.delete_copies(1501, 1503), [{"global_item_id_list": "1001,1003"}])
        self.assertEqual(self.global_item(1001).sale_state, "live")
        self.assertEqual(self.global_item(1003).sale_state, "live")

    def test_item_that_is_newer_than_the_list_stays(self):
        self.env.cr.execute("UPDATE shopee_global_item SET create_date = now() + interval '1 hour'")
        self.globals.clear()
        self.assertEqual(self.check().updated, 0)


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
