from datetime import timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.exception import FailedJobError, RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from ..lib.errors import AuthorisationLost, Rejected
from .common_catalogue import CatalogueCase

MODELS = "odoo.addons.shopee_krsc_connector.models"


@tagged("post_install", "-at_install")
class TestCatalogueSync(CatalogueCase):
    # ------------------------------------------------------------
    # CALLS AND WRITES
    # ------------------------------------------------------------

    def test_calls_are_as_few_as_the_pages_allow(self):
        for number in range(1001, 1101):
            self.add_global(number, f"KR-{number}")
        for number in range(1101, 1105):
            self.add_global(number, tiers=[("Shade", ["Rose"])], models=[(number, f"S-{number}", (0,))])
        self.client.calls.clear()
        self.sync()
        self.assertEqual(
            {path: self.client.count(path) for path, _params in self.client.calls},
            {
                "shop/get_authorised_reseller_brand": 1,
                "global_product/get_global_item_list": 3,
                "global_product/get_global_item_info": 6,
                "global_product/get_global_model_list": 4,
                "product/get_item_list": 2,
                "product/get_item_base_info": 3,
                "product/get_model_list": 4,
                "global_product/get_global_item_id": 6,
            },
        )

    def test_unchanged_catalogue_writes_nothing_but_the_run(self):
        self.brands = []
        self.add_global(1001, "KR-A")
        self.add_global(1002, "", publish=False)
        self.add_global(1003, "KR-A")
        self.add_global(1004, "KR-D", brand={"brand_id": 5, "original_brand_name": "Foreign"})
        self.add_global(
            1005, tiers=[("Shade", ["Rose", "Coral"])], models=[(1, "S-R", (0,)), (2, "S-C", (1,))]
        )
        self.add_item(1777, item_sku="SC-50")
        self.sync()
        self.env.flush_all()
        written = self._written(self.sync)
        self.assertEqual({table for table in written if not table.startswith("shopee_sync_")}, set(), written)

    def _written(self, action):
        """Tables written by ``action``, down to the flush."""
        tables = []
        origin = Cursor.execute

        def execute(cr, query, params=None, **kwargs):
            text = getattr(query, "code", query)
            words = str(text).replace('"', " ").split()
            if words and words[0] in ("INSERT", "UPDATE", "DELETE"):
                tables.append(words[1] if words[0] == "UPDATE" else words[2])
            return origin(cr, query, params, **kwargs)

        with patch.object(Cursor, "execute", execute):
            action()
            self.env.flush_all()
        return tables

    def test_queries_do_not_grow_with_the_items(self):
        counts = []
        for start, size in ((1001, 5), (1011, 30), (1101, 5), (1111, 30)):
            self.globals.clear()
            self.items.clear()
            for number in range(start, start + size):
                image = {"image_id_list": [], "image_url_list": []}
                self.add_global(number, f"KR-{number}", image=image)
            before = self.env.cr.sql_log_count
            self.sync()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        of_odoo = 3  # defaults that Odoo looks up for each product it creates
        self.assertLessEqual(counts[3] - counts[2], 25 * of_odoo, counts)

    def test_only_what_changed_since_the_watermark_is_read(self):
        self.add_global(1001, "KR-A")
        self.sync()
        stamp = int((fields.Datetime.now() + timedelta(minutes=1)).timestamp())
        self.add_global(1002, "KR-B", update_time=stamp)
        self.items[1502]["update_time"] = stamp
        self.client.calls.clear()
        run = self.merchant._pull_catalogue("cron")
        self.assertEqual(run.created, 1)
        self.assertEqual(
            self.client.params("global_product/get_global_item_info"), [{"global_item_id_list": "1002"}]
        )
        self.assertEqual(self.client.params("product/get_item_base_info"), [{"item_id_list": "1502"}])
        self.assertEqual(self.variation(1502).product_id, self.product("KR-B"))

    def test_deleted_item_is_shown_as_such(self):
        self.add_global(1001, "KR-A")
        self.sync()
        stamp = int((fields.Datetime.now() + timedelta(minutes=1)).timestamp())
        self.items[1501].update(item_status="SELLER_DELETE", update_time=stamp)
        self.sync(full=False)
        self.assertTrue(self.variation(1501).listing_id.is_deleted)
        self.assertTrue(self.product("KR-A").active)

    def test_item_that_shopee_refuses_is_listed_and_stops_nothing(self):
        self.add_global(1001, "KR-A")
        self.add_global(1002, tiers=[("Shade", ["Rose"])], models=[(1, "S-R", (0,))])

        def refuse(global_item_id):
            return Rejected("error_param", "no such item")

        answer = self.client.answers["global_product/get_global_model_list"]
        self.client.answers["global_product/get_global_model_list"] = refuse
        run = self.sync()
        self.assertEqual((run.created, run.failed, run.state), (1, 1, "partial"))
        self.assertIn("no such item", self.issues("listing_failed").message)
        self.client.answers["global_product/get_global_model_list"] = answer
        self.sync(full=False)
        self.assertEqual(self.product("S-R").shopee_global_variation_ids.state, "linked")
        self.assertFalse(self.issues("listing_failed"))

    def test_slow_platform_is_read_in_smaller_steps(self):
        for number in range(1001, 1006):
            self.add_global(number, f"KR-{number}")
        with patch(f"{MODELS}.shopee_catalogue_fetch.READ_SECONDS", -1):
            run = self.sync()
        self.assertEqual((run.created, run.failed, run.state), (5, 0, "done"))
        self.assertEqual(len(run.result_ids.filtered(lambda row: row.created)), 5)
        self.assertTrue(all(self.variation(number + 500).product_id for number in range(1001, 1006)))

    def test_lost_store_does_not_stop_the_others(self):
        self.client.answers["shop/get_authorised_reseller_brand"] = AuthorisationLost("gone")
        self.add_global(1001, "KR-A")
        self.assertEqual(self.sync().state, "done")
        self.assertEqual(self.shop.brand_list, "unreadable")
        self.assertTrue(self.product("KR-A"))

    def test_product_created_elsewhere_meanwhile_is_not_created_again(self):
        """Two merchants of a company may sell the same: the other's product is there, yet not to be seen."""
        self.add_global(1001, "KR-RACE")
        self.assertFalse(self.product("KR-RACE"))  # from now on the transaction sees no news
        ids = self._commit(lambda products: products.create({"name": "Race", "default_code": "KR-RACE"}).ids)
        self.addCleanup(self._commit, lambda products: products.browse(ids).unlink())
        with self.assertRaises(RetryableJobError):
            self.sync()
        self.assertFalse(self.product("KR-RACE"))

    def _commit(self, work):
        """Do something to products in a transaction of its own."""
        with self.registry.cursor() as cr:
            cr.execute("SET LOCAL lock_timeout = '10s'")
            return work(api.Environment(cr, SUPERUSER_ID, {})["product.product"])

    def test_item_stored_elsewhere_meanwhile_is_tried_again(self):
        self.add_global(1001, "KR-A")
        self.sync()
        items = self.env["shopee.global.item"]
        run = self.env["shopee.sync.run"]._start("catalogue", self.merchant, "manual")
        with (
            patch.object(type(items), "_known", lambda records, owner, ids: {}),
            mute_logger("odoo.sql_db"),
            self.assertRaises(RetryableJobError),
        ):
            run._job_catalogue_items(["1001"])

    # ------------------------------------------------------------
    # RUNS
    # ------------------------------------------------------------

    def test_cron_starts_a_run_for_authorised_merchants_only(self):
        merchants = self.env["shopee.merchant"]
        with patch.object(type(merchants), "_is_authorised", lambda merchant: False):
            merchants._cron_pull_catalogue()
        self.assertFalse(self.env["shopee.sync.run"].search([("kind", "=", "catalogue")]))
        with patch.object(type(merchants), "_is_authorised", lambda merchant: True):
            merchants._cron_pull_catalogue()
        run = self.env["shopee.sync.run"].search([("kind", "=", "catalogue")])
        self.assertRecordValues(run, [{"merchant_id": self.merchant.id, "trigger": "cron", "state": "done"}])
        cron = self.env.ref("shopee_krsc_connector.ir_cron_shopee_pull_catalogue")
        self.assertEqual((cron.interval_number, cron.interval_type), (15, "minutes"))

    def test_jobs_are_chained_page_by_page(self):
        for number in range(1001, 1051):
            self.add_global(number, f"KR-{number}", publish=False)
        merchant = self.merchant.with_context(queue_job__no_delay=False)
        names = []
        with trap_jobs() as trap:
            run = merchant._pull_catalogue("manual", full=True)
            while trap.enqueued_jobs:
                job = trap.enqueued_jobs.pop(0)
                names.append(job.method_name)
                self.assertTrue(job.identity_key.startswith("shopee:run:"))
                job.perform()
        self.assertEqual(
            [name for name in names if name != "_job_fetch"],
            ["_job_catalogue_start", "_job_catalogue_page", "_job_catalogue_page", "_job_items_page"],
        )
        self.assertEqual(run.created, 50)
        self.assertEqual(run.state, "done")

    def test_progress_never_steps_back(self):
        run = self.env["shopee.sync.run"]._start("catalogue", self.merchant)
        shown = [run.progress]
        for counts in ({}, {"planned": 1}, {"planned": 50}, {"is_child": True}, {"is_last": True}):
            run._report(**counts)
            run.invalidate_recordset()
            shown.append(run.progress)
        self.assertEqual(shown, sorted(shown))
        self.assertTrue(0 < shown[1] < 20, "nobody knows yet how much there is")
        for _number in range(49):
            run._report(is_child=True)
        run.invalidate_recordset()
        self.assertTrue(90 < run.progress < 100)
        run._report(is_child=True)
        run.invalidate_recordset()
        self.assertEqual((run.progress, run.state), (100, "done"))

    def test_busy_merchant_is_left_alone(self):
        run = self.env["shopee.sync.run"]._start("catalogue", self.merchant)
        self.assertFalse(self.merchant._pull_catalogue("cron"))
        run._report(is_last=True, planned=1)
        self.assertEqual(run.state, "running")
        self.assertTrue(self.merchant._pull_catalogue("cron"), "pictures keep nobody waiting")

    def test_first_sync_starts_the_history_once(self):
        self.add_global(1001, "KR-A")
        self.merchant._start_first_sync()
        self.assertEqual(self.histories, [(self.shop.ids, "connect")])
        self.sync()
        self.assertEqual(len(self.histories), 1)

    @mute_logger("odoo.addons.queue_job.job")
    def test_first_sync_starts_the_history_when_it_fails(self):
        run = self.env["shopee.sync.run"]._start("catalogue", self.merchant, "connect")
        run._job_failed(exc_message="Shopee refused")
        self.assertEqual(self.histories, [(self.shop.ids, "connect")])
        run._job_failed(exc_message="again")
        self.assertEqual(len(self.histories), 1)
        self.assertEqual(run.state, "failed")

        run = self.env["shopee.sync.run"]._start("items", self.shop, "connect")
        run._job_failed(exc_message="Shopee refused")
        self.assertEqual(len(self.histories), 2)

    def test_refused_list_fails_the_job(self):
        self.client.answers["global_product/get_global_item_list"] = Rejected("error_param", "no")
        run = self.env["shopee.sync.run"]._start("catalogue", self.merchant, "manual")
        with self.assertRaises(FailedJobError):
            run._job_catalogue_page("", [])

    def test_on_fail_methods_are_set(self):
        functions = self.env["queue.job.function"].search(
            [("model_id.model", "in", ["shopee.sync.run", "shopee.image", "shopee.global.item"])]
        )
        found = {(one.model_id.model, one.method): one.on_fail_method for one in functions}
        for model, method in [
            ("shopee.sync.run", "_job_catalogue_start"),
            ("shopee.sync.run", "_job_catalogue_page"),
            ("shopee.sync.run", "_job_catalogue_items"),
            ("shopee.sync.run", "_job_items_page"),
            ("shopee.sync.run", "_job_items_read"),
            ("shopee.global.item", "_job_relink"),
            ("shopee.image", "_job_fetch"),
        ]:
            on_fail = found[model, method]
            self.assertTrue(callable(getattr(self.env[model], on_fail)), on_fail)

    # ------------------------------------------------------------
    # BY HAND
    # ------------------------------------------------------------

    def test_sync_of_one_group_product(self):
        payload = self.add_global(1002, tiers=[("Shade", ["Rose"])], models=[(1, "S-R", (0,))])
        self.add_global(1003, "KR-C")
        self.sync()
        payload["stock_info"] = []
        payload["models"] = [(1, "S-R", (0,)), (2, "S-C", (1,))]
        payload["tiers"] = [("Shade", ["Rose", "Coral"])]
        payload["global_item_name"] = "Lip tint"
        self.client.calls.clear()
        template = self.product("S-R").product_tmpl_id
        action = template.action_shopee_sync()
        self.assertEqual(action["params"]["type"], "info")
        self.assertEqual(template.name, "Lip tint")
        self.assertEqual(self.variation(1502, 50002).product_id, self.product("S-C"))
        self.assertEqual(self.product("S-C").product_tmpl_id, template)
        self.assertEqual(self.shop.pricelist_id._get_product_price(self.product("S-C"), 1), 21.0)
        self.assertEqual(
            self.client.params("global_product/get_global_item_info"), [{"global_item_id_list": "1002"}]
        )
        run = self.env["shopee.sync.run"].search([("kind", "=", "catalogue")], limit=1)
        self.assertRecordValues(run, [{"state": "done", "trigger": "manual", "updated": 1}])

    def test_sync_of_a_product_that_is_not_on_shopee(self):
        self.assertEqual(self.pouch.action_shopee_sync()["params"]["type"], "warning")

    def test_sync_by_hand_reads_everything(self):
        self.add_global(1001, "KR-A")
        self.sync()
        self.client.calls.clear()
        self.merchant.action_sync_products()
        self.shop.action_sync_products()
        self.assertNotIn(
            "update_time_from", self._given(self.client.params("global_product/get_global_item_list")[0])
        )
        self.assertEqual(self.client.count("product/get_item_list"), 2)

    @staticmethod
    def _given(params):
        return {name for name, value in params.items() if value is not None}

    def test_users_may_sync_and_link(self):
        self.add_global(1001, "")
        self.sync()
        user = self.env["res.users"].create(
            {
                "name": "Seller",
                "login": "shopee-seller",
                "group_ids": [(6, 0, self.env.ref("shopee_krsc_connector.group_shopee_user").ids)],
            }
        )
        variation = self.global_item(1001).variation_ids.with_user(user)
        variation.chosen_product_id = self.cream
        self.assertEqual(self.variation(1501).product_id, self.cream)
        variation.listing_id.action_sync()
        self.cream.with_user(user).product_tmpl_id.action_shopee_sync()
