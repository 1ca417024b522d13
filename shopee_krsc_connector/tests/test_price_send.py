"""Update Price: the preview, what is sent, and what becomes of each price."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..lib.errors import QuotaExceeded, Rejected, Unavailable
from .common import Sequence
from .common_price import CREAM, SET, SET_M, SET_S, PriceCase

LOCK = "error_in_item_promotion_item_price_lock"


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


@tagged("post_install", "-at_install")
class TestPriceSend(PriceCase):
    def test_models_of_an_item_go_in_one_call(self):
        self.set_s.selling_price = 18.0
        self.set_m.selling_price = 19.0
        self.small.selling_price = 14.0
        update = self.preview(self.small, self.set_s, self.set_m)
        self.send(update)
        self.assertEqual(self.client.count("product/update_price"), 2)
        self.assertEqual(self.sent_prices(), {0: 14.0, SET_S: 18.0, SET_M: 19.0})
        self.assertEqual(update.state, "done")
        self.assertEqual(update.sent_count, 3)
        self.assertTrue(self.small.price_sent_at)

    def test_sent_price_is_no_news_for_the_next_sync(self):
        """Neither is the pricelist written, nor does the listing differ."""
        self.small.selling_price = 14.0
        self.send(self.preview(self.small))
        self.assertEqual((self.small.original_price, self.small.rule_price), (14.0, 14.0))
        self.merchant.stock_mode = "draft"
        self.items[CREAM]["price_info"] = [{"currency": "SGD", "original_price": 14.0, "current_price": 14.0}]
        self.merchant.with_context(queue_job__no_delay=True)._pull_catalogue("manual", full=True)
        self.assertEqual(self.small.pricelist_item_id.fixed_price, 15.5)
        self.assertFalse(self.small.difference)

    def test_a_second_click_sends_nothing(self):
        self.small.selling_price = 14.0
        update = self.preview(self.small)
        self.send(update)
        self.send(update)
        self.assertEqual(self.client.count("product/update_price"), 1)

    def test_some_variations_are_refused(self):
        self.client.answers["product/update_price"] = {
            "failure_list": [{"model_id": SET_M, "failed_reason": "error_price_exceed_max_limitt"}],
            "success_list": [{"model_id": SET_S, "original_price": 18.0}],
        }
        self.set_s.selling_price = 18.0
        self.set_m.selling_price = 19.0
        update = self.preview(self.set_s, self.set_m)
        self.send(update)
        self.assertEqual(self.line(update, self.set_s).outcome, "sent")
        refused = self.line(update, self.set_m)
        self.assertEqual(refused.outcome, "refused")
        self.assertIn("above what Shopee takes", refused.message)
        self.assertEqual(self.set_m.original_price, 21.0)
        [issue] = self.issues("price_refused")
        self.assertEqual(issue.res_id, self.set_m.id)
        self.assertIn("above what Shopee takes", issue.message)

    def test_retry_of_an_issue_sends_the_price_of_now(self):
        refusal = {"failure_list": [{"model_id": 0, "failed_reason": "error_price_exceed_max_limitt"}]}
        self.client.answers["product/update_price"] = Sequence([refusal, {"failure_list": []}])
        self.small.selling_price = 23.0
        self.send(self.preview(self.small))
        self.small.selling_price = 18.0
        self.issues("price_refused").action_retry()
        self.run_jobs()
        self.assertEqual(self.sent_prices(), {0: 18.0})
        self.assertFalse(self.issues("price_refused"))
        self.assertEqual(self.small.original_price, 18.0)

    def test_refused_as_a_whole(self):
        self.client.answers["product/update_price"] = Rejected("error_item_uneditable", "no")
        self.set_s.selling_price = 18.0
        update = self.preview(self.set_s)
        self.send(update)
        self.assertEqual(update.line_ids.outcome, "refused")
        self.assertIn("banned or under review", update.line_ids.message)

    def test_promotion_locks_the_price_until_its_end(self):
        self.client.answers["product/update_price"] = {
            "failure_list": [{"model_id": SET_M, "failed_reason": LOCK}]
        }
        self.client.answers["product/get_item_promotion"] = {
            "success_list": [
                {
                    "item_id": SET,
                    "promotion": [
                        {"promotion_type": "Flash Sale", "model_id": SET_M, "end_time": 4102444800},
                        {"promotion_type": "Discount", "model_id": SET_M, "end_time": 4070908800},
                        {"promotion_type": "Discount", "model_id": SET_S, "end_time": 4133980800},
                        {"promotion_type": "Discount", "model_id": SET_M, "end_time": 1700000000},
                    ],
                }
            ]
        }
        self.set_s.selling_price = 18.0
        self.set_m.selling_price = 19.0
        update = self.preview(self.set_s, self.set_m)
        self.send(update)
        self.assertEqual(self.line(update, self.set_s).outcome, "sent")
        locked = self.line(update, self.set_m)
        self.assertEqual(locked.outcome, "locked")
        self.assertRegex(locked.message, "A flash sale locks the price until .*2100")
        self.assertEqual(self.issues("price_locked").res_id, self.set_m.id)
        self.assertFalse(self.issues("price_refused"))
        self.client.answers["product/update_price"] = {"failure_list": []}
        locked.action_send_again()
        self.run_jobs()
        self.assertEqual(locked.outcome, "sent")
        self.assertFalse(self.issues("price_locked"))

    def test_lock_whose_promotion_cannot_be_read(self):
        self.client.answers["product/update_price"] = Rejected(LOCK, "locked")
        self.client.answers["product/get_item_promotion"] = Unavailable("down")
        self.small.selling_price = 14.0
        update = self.preview(self.small)
        self.send(update)
        self.assertEqual(update.line_ids.outcome, "locked")
        self.assertEqual(update.line_ids.message, "A promotion locks the price.")

    def test_store_without_authorisation_costs_only_itself(self):
        taiwan, cream_there = self.add_store()
        self.small.selling_price = 14.0
        cream_there.selling_price = 450.0
        update = self.preview(self.small, cream_there)
        self.lost = taiwan
        self.send(update)
        self.assertEqual(self.line(update, self.small).outcome, "sent")
        line = self.line(update, cream_there)
        self.assertEqual(line.outcome, "refused")
        self.assertIn("Connect again", line.message)
        taiwan.state = "attention"
        self.assertEqual(self.preview(cream_there).line_ids.outcome, "skipped")

    def test_what_shopee_took_stays_when_it_stops_answering(self):
        """The rest waits for another job; nothing that was taken is sent again."""
        self.client.answers["product/update_price"] = Sequence(
            [{"failure_list": []}, QuotaExceeded(3600), {"failure_list": []}]
        )
        self.small.selling_price = 14.0
        self.set_s.selling_price = 18.0
        update = self.preview(self.small, self.set_s)
        update.action_send()
        steps = self.env["queue.job"].search([("state", "=", "pending")])
        for job in steps:
            self.run_job(job.uuid)
        [first] = self.env["queue.job"].search([("state", "=", "pending")]) - steps
        self.run_job(first.uuid)
        self.assertEqual(sorted(update.line_ids.mapped("outcome")), ["sent", "waiting"])
        self.assertEqual(update.state, "sending")
        [rest] = self.env["queue.job"].search([("state", "=", "pending")])
        self.assertTrue(rest.eta)
        self.run_job(rest.uuid)
        self.assertEqual(update.state, "done")
        self.assertEqual(self.client.count("product/update_price"), 3)

    def test_unreachable_from_the_start_is_tried_again(self):
        self.client.answers["product/update_price"] = Sequence([Unavailable("down"), {"failure_list": []}])
        self.small.selling_price = 14.0
        update = self.preview(self.small)
        self.send(update)
        self.assertEqual(update.line_ids.outcome, "waiting")
        self.run_jobs()
        self.assertEqual(update.line_ids.outcome, "sent")

    def test_line_whose_job_died_says_so(self):
        self.small.selling_price = 14.0
        update = self.preview(self.small)
        update.action_send()
        self.env.flush_all()
        self.env.cr.execute("UPDATE shopee_price_line SET write_date = now() - interval '1 hour'")
        self.env.invalidate_all()
        lines = self.env["shopee.price.line"]
        lines._cron_sweep_prices()
        self.assertEqual(update.line_ids.outcome, "waiting")
        self.env["queue.job"].search([("identity_key", "=", update.line_ids.job_key)]).state = "cancelled"
        lines._cron_sweep_prices()
        self.assertEqual(update.line_ids.outcome, "refused")

    def test_fifty_variations_a_call(self):
        listing = self.set_s.listing_id
        self.env["shopee.item.variation"].create(
            [
                {
                    "listing_id": listing.id,
                    "model_id": str(60000 + number),
                    "product_id": self.stick.id,
                    "state": "linked",
                    "original_price": 20.0,
                    "selling_price": 21.0,
                }
                for number in range(60)
            ]
        )
        update = self.preview(*listing.variation_ids)
        self.send(update)
        sizes = [len(params["price_list"]) for params in self.client.params("product/update_price")]
        self.assertEqual(sizes, [50, 10])


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
