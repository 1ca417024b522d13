"""Update Price: the preview, what is sent, and what becomes of each price."""

from odoo.tests import tagged

from ..lib.errors import QuotaExceeded, Rejected, Unavailable
from .common import Sequence
from .common_price import CREAM, SET, SET_M, SET_S, PriceCase

LOCK = "error_in_item_promotion_item_price_lock"


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
