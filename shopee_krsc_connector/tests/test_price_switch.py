"""Prices of stores and the global price: the switches that are turned off first."""

from odoo.tests import tagged

from ..lib.errors import Rejected
from .common_price import PriceCase


@tagged("post_install", "-at_install")
class TestPriceSwitch(PriceCase):
    def switch(self):
        return self.env["shopee.sync.switch"].search([("shop_id", "=", self.shop.id)])

    def test_price_switch_is_turned_off_first(self):
        self.switch().write({"price": True, "state": "sent"})
        self.small.selling_price = 14.0
        self.send(self.preview(self.small))
        paths = [path for path, _params in self.client.calls]
        self.assertEqual(paths, ["global_product/set_sync_field", "product/update_price"])
        [row] = self.client.params("global_product/set_sync_field")[0]["shop_sync_list"]
        self.assertIs(row["price"], False)
        self.assertEqual((self.switch().price, self.switch().state), (False, "sent"))

    def test_switch_that_is_off_is_not_sent_again(self):
        self.small.selling_price = 14.0
        self.send(self.preview(self.small))
        self.assertFalse(self.client.count("global_product/set_sync_field"))

    def test_refused_switch_keeps_the_price_here(self):
        self.switch().write({"price": True, "state": "sent"})
        self.client.answers["global_product/set_sync_field"] = Rejected(
            "error_busi_shop_region_not_match", "The region does not match"
        )
        self.small.selling_price = 14.0
        update = self.preview(self.small)
        self.send(update)
        self.assertFalse(self.client.count("product/update_price"))
        self.assertEqual(update.line_ids.outcome, "refused")
        self.assertIn("The region does not match", update.line_ids.message)
        self.assertEqual(self.switch().state, "failed")

    def test_global_price_waits_for_the_switches_of_all_stores(self):
        """A store whose prices Odoo sets would take the global price over."""
        taiwan, _variation = self.add_store()
        self.cream.list_price = 12.5
        action = self.cream.action_shopee_update_price()
        update = self.env["shopee.price.update"].browse(action["res_id"])
        self.send(update)
        rows = self.client.params("global_product/set_sync_field")[0]["shop_sync_list"]
        self.assertEqual([row["shop_id"] for row in rows], [int(taiwan.shop_id)])
        self.assertEqual(self.sent_prices("global_product/update_price"), {0: 12500})
        source = self.small.global_variation_id
        self.assertEqual(source.price, 12500)
        self.assertTrue(source.price_sent_at)

    def test_store_that_follows_gets_the_global_price_only(self):
        self.shop.price_source = "global"
        self.assertTrue(self.switch().price)
        self.run_jobs()
        [row] = self.client.params("global_product/set_sync_field")[0]["shop_sync_list"]
        self.assertIs(row["price"], True)
        self.client.calls.clear()
        self.cream.list_price = 12.5
        update = self.preview(self.small)
        self.assertEqual(update.line_ids.mapped("place"), ["Global price"])
        self.send(update)
        self.assertEqual([path for path, _params in self.client.calls], ["global_product/update_price"])

    def test_global_model_that_is_gone_costs_itself(self):
        def answer(price_list, **_params):
            if any(row["global_model_id"] == 12 for row in price_list):
                return Rejected("error_busi_global_model_not_found", "not found")
            return {}

        self.client.answers["global_product/update_price"] = answer
        self.stick.list_price, self.pouch.list_price = 14.0, 15.0
        sources = (self.set_s | self.set_m).global_variation_id
        update = self.env["shopee.price.update"]._make("update", self.env["shopee.item.variation"], sources)
        self.send(update)
        self.assertEqual(self.line(update, self.set_s.global_variation_id).outcome, "sent")
        gone = self.line(update, self.set_m.global_variation_id)
        self.assertEqual(gone.outcome, "refused")
        self.assertIn("does not have this variation", gone.message)

    def test_spread_refused_by_shopee_is_refused_whole(self):
        self.client.answers["global_product/update_price"] = Rejected("error_price_agp_too_large", "ratio")
        self.stick.list_price, self.pouch.list_price = 14.0, 15.0
        sources = (self.set_s | self.set_m).global_variation_id
        update = self.env["shopee.price.update"]._make("update", self.env["shopee.item.variation"], sources)
        self.send(update)
        self.assertEqual(self.client.count("global_product/update_price"), 1)
        self.assertEqual(set(update.line_ids.mapped("outcome")), {"refused"})
        self.assertIn("too far apart", update.line_ids[0].message)

    def test_merchant_without_authorisation(self):
        self.cream.list_price = 12.5
        self.lost = self.merchant
        update = self.env["shopee.price.update"]._make(
            "update", self.env["shopee.item.variation"], self.small.global_variation_id
        )
        self.send(update)
        self.assertEqual(update.line_ids.outcome, "refused")
        self.assertIn("Connect again", update.line_ids.message)
