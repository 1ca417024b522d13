from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.exception import FailedJobError, RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from ..lib.errors import AuthorisationLost, Rejected
from .common_reference import SKINCARE, SUNCARE, ReferenceCase


@tagged("post_install", "-at_install")
class TestReference(ReferenceCase):
    # ------------------------------------------------------------
    # CATEGORIES
    # ------------------------------------------------------------

    def test_tree_is_searchable(self):
        self.merchant.action_load_reference()
        creams = self.category(SKINCARE)
        self.assertEqual(creams.complete_name, "Beauty / Face / Creams")
        self.assertTrue(creams.is_leaf)
        self.assertFalse(creams.parent_id.is_leaf)
        found = self.env["shopee.category"].search([("id", "child_of", self.category(100001).id)])
        self.assertEqual(len(found), 4)
        names = [name for _id, name in self.env["shopee.category"].name_search("face / cr")]
        self.assertEqual(names, ["Beauty / Face / Creams"])

    def test_tree_follows_shopee(self):
        self.merchant.action_load_reference()
        self.tree[2]["display_category_name"] = "Skin"
        self.tree[5]["parent_category_id"] = 100001
        removed = self.tree.pop(4)
        self.merchant.action_load_reference()
        self.assertEqual(self.category(SKINCARE).complete_name, "Beauty / Skin / Creams")
        self.assertEqual(self.category(100701).complete_name, "Beauty / Snacks")
        self.assertIn(self.category(100701), self.category(100001).child_ids)
        self.assertFalse(self.category(SUNCARE).active)
        self.tree.append(removed)
        self.merchant.action_load_reference()
        self.assertTrue(self.category(SUNCARE).active)

    def test_empty_answer_archives_nothing(self):
        self.merchant.action_load_reference()
        self.tree.clear()
        self.merchant.action_load_reference()
        self.assertTrue(self.category(SKINCARE).active)

    def test_circle_and_unknown_parent_end(self):
        self.tree[0]["parent_category_id"] = 999
        self.tree += [self.node(7, 8, "A"), self.node(8, 7, "B")]
        self.merchant.action_load_reference()
        self.assertEqual(self.category(SKINCARE).complete_name, "Beauty / Face / Creams")
        self.assertNotIn("7", self.env["shopee.category"]._find(self.merchant))

    # ------------------------------------------------------------
    # DETAILS
    # ------------------------------------------------------------

    def test_details_are_read_for_what_is_used(self):
        self.add_global(1001, "KR-A")
        self.sync()
        self.client.calls.clear()
        self.merchant.action_load_reference()
        self.assertEqual(
            self.client.params("global_product/get_attribute_tree"),
            [{"category_id_list": str(SKINCARE), "language": "en"}],
        )
        self.assertEqual(self.client.count("global_product/get_global_item_limit"), 1)
        self.assertEqual(self.category(SKINCARE).details_state, "loaded")
        self.assertEqual(self.category(SUNCARE).details_state, "none")

    def test_details_are_asked_for_once(self):
        self.merchant.action_load_reference()
        env = self.env(context={**self.env.context, "queue_job__no_delay": False})
        creams = self.category(SKINCARE).with_env(env)
        with trap_jobs() as trap:
            run = creams._ensure_details()
            trap.assert_jobs_count(1)
            trap.assert_enqueued_job(run._job_reference_details, args=(creams.ids,))
            self.assertEqual(creams.details_state, "loading")
            self.assertFalse(creams._ensure_details())
            creams.details_asked_at -= timedelta(hours=2)
            self.assertTrue(creams._ensure_details())
            creams.details_state = "loaded"
            self.assertFalse(creams._ensure_details())

    def test_limits_and_attributes(self):
        self.load()
        creams = self.category(SKINCARE)
        limits = creams._limits()
        self.assertEqual((limits.name_min, limits.name_max, limits.text_multiplier), (5, 180, 2.0))
        self.assertEqual(limits.days_to_ship, ((1, 3), (7, 30)))
        self.assertTrue(limits.weight_mandatory)
        self.assertFalse(creams.brand_mandatory)
        self.assertEqual(creams.days_span, "1 – 3, 7 – 30")
        self.assertRecordValues(
            creams.attribute_ids,
            [
                {"name": "Skin type", "mandatory": True, "input_type": "one_of", "regions": False},
                {"name": "Volume", "mandatory": False, "input_type": "text", "regions": False},
                {"name": "Registration", "mandatory": False, "input_type": "text", "regions": "TH, ID"},
            ],
        )
        self.assertEqual(creams.attribute_ids[0].value_ids.mapped("name"), ["Oily", "Dry"])
        self.assertEqual(creams.attribute_ids[1].units, ["ml", "g"])
        self.assertIsNone(self.category(100701)._limits())

    def test_attributes_that_hang_on_a_value(self):
        deep = self.attribute(22, "Deep", values=[(221, "x")])
        child = self.attribute(21, "Child", values=[(211, "y", [deep])])
        self.attributes[SUNCARE] = [self.attribute(1, "Root", values=[(11, "a", [child]), (12, "b")])]
        self.load()
        category = self.category(SUNCARE)
        self.assertEqual(category.attribute_ids.mapped("name"), ["Root"])
        [root] = category._definitions()
        self.assertEqual(root.values[0].children[0].values[0].children[0].name, "Deep")
        self.assertEqual(root.values[1].children, ())

        self.attributes[SUNCARE][0]["attribute_value_list"].pop(0)
        category.action_load_details()
        self.assertEqual(
            self.env["shopee.attribute"].search([("category_id", "=", category.id)]).mapped("name"), ["Root"]
        )

    def test_changed_attributes_are_followed(self):
        self.load()
        creams = self.category(SKINCARE)
        kept = creams.attribute_ids[0]
        oily = kept.value_ids[0]
        self.attributes[SKINCARE] = [
            self.attribute(1, "Type of skin", values=[(11, "Oily"), (13, "Mixed")], mandatory=True),
            self.attribute(4, "Scent", values=[(41, "Rose")]),
        ]
        creams.action_load_details()
        self.assertEqual(creams.attribute_ids[0], kept)
        self.assertEqual(creams.attribute_ids.mapped("name"), ["Type of skin", "Scent"])
        self.assertEqual(kept.value_ids.mapped("name"), ["Oily", "Mixed"])
        self.assertEqual(kept.value_ids[0], oily)

    def test_refused_category_fails_alone_and_is_seen(self):
        self.merchant.action_load_reference()
        del self.attributes[SUNCARE]
        self.client.answers["global_product/get_global_item_limit"] = lambda category_id: (
            Rejected("closed", "error_category_is_block")
            if category_id == SUNCARE
            else self._answer_limit(category_id)
        )
        run = (self.category(SKINCARE) | self.category(SUNCARE))._ensure_details()
        self.assertRecordValues(run, [{"state": "partial", "failed": 1}])
        self.assertEqual(self.category(SKINCARE).details_state, "loaded")
        self.assertEqual(self.category(SUNCARE).details_state, "failed")
        self.assertIn("error_category_is_block", self.category(SUNCARE).details_error)

    def test_job_that_fails_marks_its_categories(self):
        self.merchant.action_load_reference()
        creams = self.category(SKINCARE)
        run = self.env["shopee.sync.run"]._start("reference", self.merchant)
        run._report(planned=1, is_last=True)
        self.client.answers["global_product/get_attribute_tree"] = AuthorisationLost("gone")
        with mute_logger("odoo.addons.shopee_krsc_connector.jobs"), self.assertRaises(FailedJobError):
            run._job_reference_details(creams.ids)
        delayed = run.with_context(queue_job__no_delay=False)._enqueue(
            "_job_reference_details", creams.ids, channel="root.shopee_pull"
        )
        run.with_context(job_uuid=delayed.uuid)._details_failed(exc_message="gone")
        self.assertRecordValues(creams, [{"details_state": "failed", "details_error": "gone"}])
        self.assertRecordValues(run, [{"state": "partial", "failed": 1, "error": "gone"}])

    def test_rows_that_another_job_stores_meanwhile_are_tried_again(self):
        self.load()
        creams = self.category(SKINCARE)
        vals = {"category_id": creams.id, "attribute_id": "1", "name": "Skin type"}
        with self.assertRaises(RetryableJobError), self.env.cr.savepoint():
            self.env["shopee.attribute"]._sync_rows({}, {"1": vals})
        self.assertEqual(len(creams.attribute_ids), 3)

    # ------------------------------------------------------------
    # WHEN
    # ------------------------------------------------------------

    def cron(self):
        self.client.calls.clear()
        with patch.object(self.env.registry["shopee.merchant"], "_is_authorised", lambda merchant: True):
            self.env["shopee.merchant"]._cron_refresh_reference()
        return {path for path, _params in self.client.calls}

    def test_cron_refreshes_every_week_and_reads_what_came_into_use(self):
        self.assertIn("global_product/get_category", self.cron())
        self.assertEqual(self.cron(), set())
        self.add_global(1001, "KR-A")
        self.sync()
        self.assertEqual(
            self.cron(),
            {
                "global_product/get_attribute_tree",
                "global_product/get_global_item_limit",
                "global_product/get_brand_list",
            },
        )
        self.assertEqual(self.cron(), set())
        self.env["shopee.sync.result"].search([("window_end", "!=", False)]).write(
            {"window_end": fields.Datetime.now() - timedelta(days=8)}
        )
        self.assertIn("global_product/get_category", self.cron())
        self.assertIn(
            {"category_id_list": str(SKINCARE), "language": "en"},
            self.client.params("global_product/get_attribute_tree"),
        )

    def test_refresh_without_news_writes_nothing_but_the_run(self):
        self.add_global(1001, "KR-A")
        self.sync()
        self.load()
        self.env.flush_all()
        tables = []
        origin = Cursor.execute

        def execute(cr, query, params=None, **kwargs):
            words = str(getattr(query, "code", query)).replace('"', " ").split()
            if words and words[0] in ("INSERT", "UPDATE", "DELETE"):
                tables.append(words[1] if words[0] == "UPDATE" else words[2])
            return origin(cr, query, params, **kwargs)

        with patch.object(Cursor, "execute", execute):
            self.merchant._refresh_reference("cron")
            self.env.flush_all()
        self.assertEqual({table for table in tables if not table.startswith("shopee_sync_")}, set())
        self.assertTrue(tables)

    def test_first_products_ask_for_the_rest(self):
        cron = self.env.ref("shopee_krsc_connector.ir_cron_shopee_refresh_reference")
        triggers = self.env["ir.cron.trigger"]
        self.sync()
        self.assertFalse(triggers.search([("cron_id", "=", cron.id)]))
        self.merchant._start_first_sync()
        self.assertTrue(triggers.search([("cron_id", "=", cron.id)]))

    def test_retry_of_a_failed_run(self):
        run = self.env["shopee.sync.run"]._start("reference", self.merchant)
        run._job_failed(exc_message="gone")
        self.assertEqual(run.state, "failed")
        run.action_retry()
        self.assertTrue(self.category(SKINCARE))

    # ------------------------------------------------------------
    # ACCESS
    # ------------------------------------------------------------

    def test_users_read_and_refresh_their_own_company_only(self):
        self.load()
        group = self.env.ref("shopee_krsc_connector.group_shopee_user")
        other = self.env["res.company"].create({"name": "Other"})
        users = self.env["res.users"].create(
            [
                {
                    "name": login,
                    "login": login,
                    "group_ids": [(6, 0, group.ids)],
                    "company_id": company.id,
                    "company_ids": [(6, 0, company.ids)],
                }
                for login, company in (("ref-own", self.company), ("ref-other", other))
            ]
        )
        creams = self.category(SKINCARE)
        records = (
            creams,
            creams.attribute_ids,
            creams.attribute_ids.value_ids,
            self.shop.logistics_channel_ids,
        )
        for record in records:
            self.assertTrue(record.with_user(users[0]).mapped("display_name"))
            with self.assertRaises(AccessError):
                record.with_user(users[1]).mapped("display_name")
            with self.assertRaises(AccessError):
                record.with_user(users[0]).unlink()
        creams.with_user(users[0]).action_load_details()
        self.merchant.with_user(users[0]).action_load_reference()
