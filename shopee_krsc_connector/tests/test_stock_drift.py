"""The check for drift, nightly and by hand."""

from odoo.tests import tagged

from ..lib.errors import Rejected
from .common_stock_check import INFO, MODELS, CheckCase


@tagged("post_install", "-at_install")
class TestDrift(CheckCase):
    def setUp(self):
        super().setUp()
        self.add_stock(self.cream, 5)
        self.send()
        self.told.clear()

    def check(self):
        check = self.merchant._check_stock()
        self.run_jobs()
        return check

    def test_clean(self):
        check = self.check()
        self.assertEqual((check.kind, check.state, check.differing_count), ("drift", "ready", 0))
        self.assertTrue(self.merchant.stock_clean_at)
        self.assertEqual(self.shop.stock_summary["mode"], "live")
        self.assertTrue(self.shop.stock_summary["clean"])

    def test_reports_what_differs_twice(self):
        self.put(self.variation, 9)
        check = self.check()
        self.assertTrue(check.is_second)
        self.assertEqual(self.client.count(INFO), 2)
        self.assertEqual(self.drifted().params, {"count": 1})
        self.assertFalse(self.merchant.stock_clean_at)
        self.send()
        self.assertFalse(self.told)
        self.put(self.variation, 5)
        self.drifted().action_retry()
        self.run_jobs()
        self.assertFalse(self.drifted())
        self.assertTrue(self.merchant.stock_clean_at)

    def test_what_an_order_explains_is_no_drift(self):
        """An order came between the two sides: the second look sees it on both."""
        self.put(self.variation, 3)
        check = self.merchant._check_stock()
        check._job_read()
        self.assertTrue(check.is_second)
        self.assertTrue(self.env["shopee.sync.run"].search([("shop_id", "=", self.shop.id)]))
        self.read_orders(self.order_payload([(self.cream, 2, 10.0)]))
        self.env["shopee.stock.mark"].search([]).unlink()
        check._job_read()
        self.assertEqual((check.state, check.differing_count), ("ready", 0))
        self.assertFalse(self.drifted())

    def test_mends_where_told_to(self):
        self.put(self.variation, 9)
        self.merchant.stock_mend = True
        check = self.check()
        self.assertEqual(self.outcomes(check), {self.cream: "sent"})
        self.assertEqual(self.told, [{self.key(self.variation): 5}])
        self.assertFalse(self.drifted())

    def test_what_is_on_its_way_is_no_drift(self):
        self.add_stock(self.cream, 2)
        self.env.cr.flush()
        check = self.check()
        self.assertIn("on its way", self.line(check, self.variation).message)
        self.assertFalse(self.drifted())

    def test_cron_checks_the_live_ones(self):
        checks = self.env["shopee.stock.check"]
        self.env["shopee.merchant"]._cron_check_stock()
        self.assertEqual(checks.search([]).kind, "drift")
        self.env["shopee.merchant"]._cron_check_stock()
        self.assertEqual(len(checks.search([])), 1)
        checks.search([]).unlink()
        self.merchant.stock_mode = "preview"
        self.env["shopee.merchant"]._cron_check_stock()
        self.assertFalse(checks.search([]))

    def test_unread_is_not_clean(self):
        self.there = {(self.variation.listing_id.global_item_id, "7"): 5}
        self.reserved = dict.fromkeys(self.there, 0)
        self.client.answers[MODELS] = Rejected("error_permission", "no")
        self.check()
        self.assertFalse(self.merchant.stock_clean_at)
