"""What happens between the preview and the sending, and between two updates of a price."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..lib.errors import Rejected
from .common_price import SET_S, PriceCase


@tagged("post_install", "-at_install")
class TestPriceBetween(PriceCase):
    def test_price_edited_after_the_preview_is_shown_before_it_is_sent(self):
        self.small.selling_price = 14.0
        self.set_s.selling_price = 18.0
        update = self.preview(self.small, self.set_s)
        self.small.selling_price = 3.0
        action = update.action_send()
        self.run_jobs()
        self.assertEqual(action["tag"], "display_notification")
        self.assertFalse(self.client.calls)
        self.assertEqual(update.state, "ready")
        line = self.line(update, self.small)
        self.assertEqual((line.new_price, line.is_chosen), (3.0, False))
        self.assertEqual(self.line(update, self.set_s).new_price, 18.0)
        self.send(update)
        self.assertEqual(self.sent_prices(), {SET_S: 18.0})

    def test_store_that_follows_since_the_preview_gets_no_price(self):
        self.small.selling_price = 14.0
        update = self.preview(self.small)
        self.shop.price_source = "global"
        self.run_jobs()
        self.client.calls.clear()
        self.send(update)
        self.assertFalse(self.client.calls)
        self.assertEqual(update.line_ids.outcome, "skipped")

    def test_old_refusal_does_not_bring_an_old_price_back(self):
        self.client.answers["product/update_price"] = Rejected("error_item_uneditable", "no")
        self.small.selling_price = 14.0
        update = self.preview(self.small)
        self.send(update)
        self.client.calls.clear()
        self.small.selling_price = 16.0
        with self.assertRaisesRegex(UserError, "have changed in Odoo"):
            update.line_ids.action_send_again()
        self.small.selling_price = 14.0
        update.line_ids.action_send_again()
        self.run_jobs()
        self.assertEqual(self.sent_prices(), {0: 14.0})

    def test_later_update_replaces_one_that_waits(self):
        """A quota may hold a job back for hours; what it has must not come after the newer price."""
        self.small.selling_price = 14.0
        self.set_s.selling_price = 18.0
        first = self.preview(self.small, self.set_s)
        first.action_send()
        self.small.selling_price = 13.0
        second = self.preview(self.small)
        self.send(second)
        line = self.line(first, self.small)
        self.assertEqual(line.outcome, "skipped")
        self.assertIn("a later update", line.message)
        self.assertEqual(self.line(first, self.set_s).outcome, "sent")
        self.assertEqual(self.sent_prices(), {0: 13.0, SET_S: 18.0})
        self.assertEqual(self.client.count("product/update_price"), 2)

    def test_what_was_sent_is_not_compared_again(self):
        """Another window may still have the button."""
        self.small.selling_price = 14.0
        update = self.preview(self.small)
        self.send(update)
        self.client.calls.clear()
        update.action_read()
        self.run_jobs()
        self.assertFalse(self.client.calls)
        self.assertEqual((update.state, update.line_ids.outcome), ("done", "sent"))

    def test_listing_without_currency_gets_no_price(self):
        self.small.listing_id.currency_id = False
        self.small.selling_price = 14.0
        update = self.preview(self.small)
        self.assertEqual(update.line_ids.outcome, "skipped")
        self.assertIn("in which currency", update.line_ids.message)

    def test_global_prices_that_nobody_has_set_are_not_ticked(self):
        """The first sync makes one sales price of the prices of all variations."""
        sources = (self.set_s | self.set_m).global_variation_id
        (self.stick | self.pouch).list_price = 14.0
        sources[0].price, sources[1].price = 14000, 20000
        update = self.env["shopee.price.update"]._make("update", self.env["shopee.item.variation"], sources)
        line = self.line(update, sources[1])
        self.assertEqual((line.outcome, line.is_chosen), ("ready", False))
        self.assertIn("one sales price for all", line.message)
        self.stick.list_price = 15.0
        update = self.env["shopee.price.update"]._make("update", self.env["shopee.item.variation"], sources)
        self.assertEqual(update.line_ids.mapped("is_chosen"), [True, True])
