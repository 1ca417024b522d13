import threading
import time
from contextlib import contextmanager
from unittest.mock import patch

import psycopg2

from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError

from .. import const
from ..lib.errors import (
    AuthorisationLost,
    QuotaExceeded,
    RateLimited,
    Unavailable,
)
from ..models import shopee_stock_round, shopee_stock_send
from .common_stock_send import UPDATE, SendCase


@tagged("post_install", "-at_install")
class TestStockSend(SendCase):
    # ------------------------------------------------------------
    # WHAT IS SENT
    # ------------------------------------------------------------

    def test_newest_number_once(self):
        self.add_stock(self.cream, 5)
        self.env.cr.flush()
        self.add_stock(self.cream, 3)
        self.send()
        self.assertEqual(self.numbers_told(self.variation), [8])
        self.assertFalse(self.marks())
        self.assertRecordValues(
            self.variation,
            [{"stock_state": "sent", "sent_stock": 8, "sent_stocks": [["", 8]], "stock": 8}],
        )
        self.assertTrue(self.variation.stock_sent_at)

    def test_same_number_is_not_sent_again(self):
        self.add_stock(self.cream, 5)
        self.send()
        self.mark()
        self.send()
        self.assertEqual(self.numbers_told(self.variation), [5])
        self.assertFalse(self.marks())

    def test_same_number_is_sent_when_shopee_changed_its_own(self):
        self.add_stock(self.cream, 5)
        self.send()
        self.mark(moved=True)
        self.send()
        self.assertEqual(self.numbers_told(self.variation), [5, 5])

    def test_number_that_changes_while_it_is_sent_follows(self):
        """What is marked during a call is not taken for what the call has sent."""
        self.add_stock(self.cream, 5)
        write = type(self.merchant)._write_stock_results

        def changed_meanwhile(merchant, *args):
            if len(self.told) == 1:
                self.add_stock(self.cream, 2)
                self.env.cr.flush()
            return write(merchant, *args)

        with patch.object(type(self.merchant), "_write_stock_results", changed_meanwhile):
            self.send()
        self.assertEqual(self.numbers_told(self.variation), [5, 7])
        self.assertFalse(self.marks())

    def test_models_of_one_item_are_one_call(self):
        other = self.env["shopee.global.variation"].create(
            {
                "listing_id": self.variation.listing_id.id,
                "model_id": "71",
                "product_id": self.stick.id,
                "state": "linked",
            }
        )
        self.variation.model_id = "70"
        self.add_stock(self.cream, 5)
        self.add_stock(self.stick, 6)
        self.send()
        self.assertEqual(self.told, [{self.key(self.variation): 5, self.key(other): 6}])

    def test_number_above_the_limit_is_capped_and_says_so(self):
        self.add_stock(self.cream, 2_000_000)
        self.send()
        self.assertEqual(self.numbers_told(self.variation), [const.MAX_STOCK])
        self.assertIn("2,000,000", self.variation.stock_error)
        self.assertEqual(self.variation.stock_state, "sent")
        self.mark()
        self.send()
        self.assertEqual(len(self.told), 1)

    def test_product_without_stock_keeping_is_told_nothing(self):
        self.cream.is_storable = False
        self.mark()
        self.send()
        self.assertFalse(self.told)
        self.assertFalse(self.marks())
        self.assertEqual(self.variation.stock_state, "none")
        self.assertIn("does not keep the stock", self.variation.stock_error)

    def test_merchant_that_is_not_live_sends_nothing(self):
        self.merchant.stock_mode = "preview"
        self.add_stock(self.cream, 5)
        self.send()
        self.assertFalse(self.client.calls)
        self.assertTrue(self.marks())
        self.env["shopee.merchant"]._cron_wake_stock()
        self.assertFalse(self.marks())

    def test_rounds_take_items_in_the_order_of_their_marks(self):
        variations = self.list_many(3)
        self.startPatcher(patch.object(shopee_stock_round, "ROUND_ITEMS", 1))
        for variation in reversed(variations):
            self.add_stock(variation.product_id, 1)
            self.env.cr.flush()
        self.send()
        self.assertEqual(
            [next(iter(call)) for call in self.told], [self.key(one) for one in reversed(variations)]
        )
        self.assertFalse(self.marks())

    # ------------------------------------------------------------
    # SEVERAL AT ONCE, ONE AT A TIME
    # ------------------------------------------------------------

    def test_five_calls_at_once_and_no_more(self):
        variations = self.list_many(12)
        lock, running, most = threading.Lock(), 0, 0

        def slow(**body):
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(0.03)
            with lock:
                running -= 1
            return self.accept(**body)

        self.client.answers[UPDATE] = slow
        for variation in variations:
            self.add_stock(variation.product_id, 1)
        self.send()
        self.assertEqual(len(self.told), 12)
        self.assertEqual(most, 5)

    def test_places_of_calls_are_shared_with_other_jobs(self):
        tokens = self.env["shopee.token"]
        with tokens._call_slots("merchant", "1", 3) as mine, tokens._call_slots("merchant", "1", 5) as theirs:
            self.assertEqual((mine, theirs), (3, 2))
            with self.assertRaises(RetryableJobError), tokens._call_slots("merchant", "1", 1):
                self.fail("a sixth place")
        with tokens._call_slots("merchant", "1", 5) as mine:
            self.assertEqual(mine, 5)

    def test_second_sender_ends_at_once(self):
        self.add_stock(self.cream, 5)
        with self.merchant._stock_lock() as is_ours:
            self.assertTrue(is_ours)
            self.send()
        self.assertFalse(self.told)
        self.assertTrue(self.marks())

    def test_long_work_is_chained(self):
        self.add_stock(self.cream, 5)
        with patch.object(shopee_stock_send, "SEND_SECONDS", 0):
            self.send()
        self.assertFalse(self.told)
        self.assertEqual(self.jobs().state, "pending")

    # ------------------------------------------------------------
    # BROKEN OFF
    # ------------------------------------------------------------

    def test_death_after_the_call_leaves_the_marks(self):
        self.add_stock(self.cream, 5)
        dies = patch.object(type(self.merchant), "_write_stock_results", side_effect=KeyboardInterrupt)
        with dies, self.assertRaises(KeyboardInterrupt):
            self.send()
        self.assertTrue(self.marks())
        self.assertEqual(self.variation.stock_state, "none")
        self.send()
        self.assertEqual(self.numbers_told(self.variation), [5, 5])
        self.assertFalse(self.marks())

    def test_result_that_meets_another_transaction_is_written_again(self):
        self.add_stock(self.cream, 5)
        write = type(self.merchant)._write_stock_results
        met = []

        def conflict(merchant, *args):
            if not met:
                met.append(True)
                raise psycopg2.errors.SerializationFailure()
            return write(merchant, *args)

        with patch.object(type(self.merchant), "_write_stock_results", conflict):
            self.send()
        self.assertEqual(self.numbers_told(self.variation), [5])
        self.assertEqual(self.variation.stock_state, "sent")

    def test_platform_that_does_not_answer_leaves_the_marks(self):
        self.add_stock(self.cream, 5)
        self.client.answers[UPDATE] = Unavailable("down")
        self.send()
        self.assertEqual(self.client.count(UPDATE), 1)
        self.assertTrue(self.marks())
        self.client.answers[UPDATE] = self.accept
        self.add_stock(self.cream, 1)
        self.send()
        self.assertEqual(self.numbers_told(self.variation), [6])

    def test_pace_quota_and_authorisation_end_the_job_with_a_reason(self):
        self.add_stock(self.cream, 5)
        for error in (RateLimited(30), QuotaExceeded(60), AuthorisationLost("gone")):
            self.client.answers[UPDATE] = error
            with patch.object(type(self.merchant), "_heed") as heed:
                self.send()
            self.assertEqual(heed.call_args.args, (error,))
            self.assertTrue(self.marks())
            self.assertTrue(self.issue("stock_not_sending", self.merchant))
            self.client.answers[UPDATE] = self.accept
            self.add_stock(self.cream, 1)
            self.send()
            self.assertFalse(self.issue("stock_not_sending", self.merchant))
            self.add_stock(self.cream, 1)

    def test_no_place_for_a_call_leaves_the_marks(self):
        @contextmanager
        def none_free(record, kept, count):
            raise RetryableJobError("all call slots are taken")
            yield

        self.add_stock(self.cream, 5)
        self.merchant.shop_ids.sync_orders = False
        with patch.object(type(self.merchant), "_api_clients", none_free):
            self.send()
        self.assertTrue(self.marks())

    def test_failed_job_says_so_and_keeps_the_marks(self):
        self.merchant._send_stock_failed("ZeroDivisionError")
        issue = self.issue("stock_not_sending", self.merchant)
        self.assertIn("ZeroDivisionError", issue.message)
        issue.action_retry()
        self.assertEqual(issue.state, "solved")

    # ------------------------------------------------------------
    # WAKING UP
    # ------------------------------------------------------------

    def jobs(self):
        return self.env["queue.job"].search([("identity_key", "=", f"shopee:stock:{self.merchant.id}")])

    def test_wake_up_makes_one_job(self):
        self.merchant._wake_stock()
        self.merchant._wake_stock()
        self.assertEqual(len(self.jobs()), 1)
        self.jobs().state = "started"
        self.env.flush_all()
        self.merchant._wake_stock()
        self.assertEqual(len(self.jobs()), 2)

    def test_no_job_while_a_sender_is_at_work(self):
        with self.merchant._stock_lock():
            self.merchant._wake_stock()
            self.assertFalse(self.jobs())
        self.merchant._wake_stock()
        self.assertTrue(self.jobs())

    def test_cron_wakes_merchants_with_marks(self):
        self.env["shopee.merchant"]._cron_wake_stock()
        self.assertFalse(self.jobs())
        self.mark()
        self.env["shopee.merchant"]._cron_wake_stock()
        self.assertTrue(self.jobs())
        cron = self.env.ref("shopee_krsc_connector.ir_cron_shopee_wake_stock")
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "minutes"))

    # ------------------------------------------------------------
    # HOLD
    # ------------------------------------------------------------

    def test_hold_loses_nothing(self):
        self.merchant.stock_hold = True
        for _change in range(3):
            self.add_stock(self.cream, 5)
            self.env.cr.flush()
        self.merchant._wake_stock()
        self.assertFalse(self.jobs())
        self.send()
        self.env["shopee.merchant"]._cron_wake_stock()
        self.assertFalse(self.told)
        self.assertEqual(len(self.marks()), 1)
        self.merchant.action_stock_release()
        self.send()
        self.assertEqual(self.numbers_told(self.variation), [15])

    def test_hold_during_a_job_ends_it(self):
        variations = self.list_many(3)
        self.startPatcher(patch.object(shopee_stock_round, "ROUND_ITEMS", 1))
        for variation in variations:
            self.add_stock(variation.product_id, 1)
        write = type(self.merchant)._write_stock_results

        def hold(merchant, *args):
            write(merchant, *args)
            merchant.stock_hold = True

        with patch.object(type(self.merchant), "_write_stock_results", hold):
            self.send()
        self.assertEqual(len(self.told), 1)
        self.assertEqual(len(self.marks()), 2)

    def test_marks_of_a_hold_keep_that_shopee_moved(self):
        self.add_stock(self.cream, 5)
        self.send()
        self.merchant.stock_hold = True
        self.mark(moved=True)
        self.mark()
        self.env["shopee.merchant"]._cron_wake_stock()
        self.merchant.stock_hold = False
        self.send()
        self.assertEqual(self.numbers_told(self.variation), [5, 5])
