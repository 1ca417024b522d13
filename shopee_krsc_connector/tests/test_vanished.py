from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..models import shopee_catalogue_vanished
from .common_catalogue import CatalogueCase


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
