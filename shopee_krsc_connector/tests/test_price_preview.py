"""Update Price: what is shown before anything is sent."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common_price import PriceCase


@tagged("post_install", "-at_install")
class TestPricePreview(PriceCase):
    def test_shows_old_new_and_change(self):
        self.small.selling_price = 12.4
        update = self.preview(self.small, self.set_s)
        self.assertEqual(update.state, "ready")
        line = self.line(update, self.small)
        self.assertEqual((line.old_price, line.new_price, line.outcome), (15.5, 12.4, "ready"))
        self.assertAlmostEqual(line.change, -20.0)
        self.assertTrue(line.is_chosen)
        self.assertEqual(self.line(update, self.set_s).outcome, "same")
        self.assertFalse(self.client.calls)

    def test_big_change_is_not_ticked_by_itself(self):
        self.small.selling_price = 7.0
        update = self.preview(self.small)
        self.assertFalse(update.line_ids.is_chosen)
        self.assertIn("more than 50 %", update.line_ids.message)
        with self.assertRaisesRegex(UserError, "Tick at least one"):
            update.action_send()
        update.action_tick_all()
        self.send(update)
        self.assertEqual(self.sent_prices(), {0: 7.0})

    def test_product_has_its_stores_and_its_global_price(self):
        self.add_store()
        action = self.cream.action_shopee_update_price()
        update = self.env["shopee.price.update"].browse(action["res_id"])
        self.assertEqual(sorted(update.line_ids.mapped("place")), ["Global price", "Hanbit SG", "Hanbit TW"])
        self.assertEqual(update.scope, self.cream.display_name)

    def test_store_has_what_is_linked_and_on_sale(self):
        self.set_m.is_gone = True
        update = self.env["shopee.price.update"].browse(self.shop.action_update_price()["res_id"])
        self.assertEqual(update.line_ids.variation_id, self.small | self.set_s)

    def test_nothing_to_price_says_so(self):
        with self.assertRaisesRegex(UserError, "no price to send"):
            self.env["product.product"].create({"name": "Unlisted"}).action_shopee_update_price()

    def test_nothing_is_sent_before_the_merchant_is_live(self):
        self.merchant.stock_mode = "preview"
        self.small.selling_price = 12.4
        update = self.preview(self.small)
        self.assertEqual(update.waiting_merchant_ids, self.merchant)
        start = patch.object(self.env.registry["shopee.merchant"], "action_stock_start", lambda one: one.name)
        with start:
            self.assertEqual(update.action_go_live(), self.merchant.name)
        with self.assertRaisesRegex(UserError, "Go live first"):
            update.action_send()
        self.merchant.stock_mode = "live"
        self.assertFalse(update.waiting_merchant_ids)
        self.send(update)
        self.assertEqual(update.line_ids.outcome, "sent")

    def test_shopee_user_sends(self):
        user = new_test_user(
            self.env, "seller", groups="base.group_user,shopee_krsc_connector.group_shopee_user"
        )
        self.small.with_user(user).selling_price = 12.4
        action = self.small.with_user(user).action_update_price()
        update = self.env["shopee.price.update"].with_user(user).browse(action["res_id"])
        self.send(update)
        self.assertEqual(update.line_ids.outcome, "sent")
        self.assertEqual(update.user_id, user)
