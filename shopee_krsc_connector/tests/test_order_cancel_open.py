from datetime import timedelta

from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError

from ..lib.errors import Rejected, Unavailable
from .common_cancel import CancelCase


@tagged("post_install", "-at_install")
class TestCancelOpen(CancelCase):
    """Cancellations of which it is not known whether Shopee took them: read first, held, and decided on."""

    def cancel(self, order, **values):
        wizard = self.wizard(order, **values)
        if values.get("scope") == "part":
            wizard.line_ids[0].quantity = 1
        wizard.action_cancel_orders()

    def lose_answer(self, is_taken=True):
        """The next call of order/cancel_order gets no answer."""

        def lost(**params):
            self.client.answers["order/cancel_order"] = self.take_cancel
            if is_taken:
                self.take_cancel(**params)
            raise Unavailable("no answer")

        self.client.answers["order/cancel_order"] = lost

    def intent(self):
        found = self.env["shopee.write.intent"].search([("kind", "=", "cancel")], order="id desc", limit=1)
        found.invalidate_recordset()
        return found

    def a_minute_later(self):
        intent = self.intent()
        intent.started_at -= timedelta(minutes=1)
        intent.flush_recordset()

    # ------------------------------------------------------------
    # LOST ANSWERS
    # ------------------------------------------------------------

    def test_whole_order_whose_answer_was_lost_is_not_sent_again(self):
        order = self.new_order()
        self.cancel(order)
        self.lose_answer()
        self.assertFails(RetryableJobError, order._job_cancel)
        self.assertEqual((order.cancel_state, self.intent().state), ("asked", "open"))
        order._job_cancel()
        self.assertEqual(self.client.count("order/cancel_order"), 1)
        self.assertEqual((order.cancel_state, self.intent().state), ("done", "done"))

    def test_part_whose_answer_was_lost_is_read_back_when_shopee_is_through_with_it(self):
        order = self.new_order([(self.cream, 3, 10.0)])
        self.cancel(order, scope="part")
        self.lose_answer()
        self.assertFails(RetryableJobError, order._job_cancel)
        calls = len(self.client.calls)
        waits = self.assertFails(RetryableJobError, order._job_cancel)
        self.assertEqual((waits.seconds, len(self.client.calls)), (60, calls))
        self.a_minute_later()
        order._job_cancel()
        self.assertEqual(self.client.count("order/cancel_order"), 1)
        self.assertEqual((order.cancel_state, self.intent().state), ("done", "done"))
        self.assertEqual(self.shopee["item_list"][0]["active_qty"], 2)

    def test_part_that_did_not_arrive_is_sent_again_and_waited_for_again(self):
        order = self.new_order([(self.cream, 3, 10.0)])
        self.cancel(order, scope="part")
        self.lose_answer(is_taken=False)
        self.assertFails(RetryableJobError, order._job_cancel)
        self.a_minute_later()
        self.lose_answer()
        self.assertFails(RetryableJobError, order._job_cancel)
        waits = self.assertFails(RetryableJobError, order._job_cancel)
        self.assertEqual((waits.seconds, self.client.count("order/cancel_order")), (60, 2))
        self.a_minute_later()
        order._job_cancel()
        self.assertEqual((order.cancel_state, self.shopee["item_list"][0]["active_qty"]), ("done", 2))

    def test_refused_because_it_is_done_already(self):
        """Shopee carried out the call whose answer was lost only after the order was read again."""
        order = self.new_order()
        self.cancel(order)

        def late(**params):
            self.take_cancel(**params)
            raise Rejected("order.error_permission", "The order is cancelled.")

        self.client.answers["order/cancel_order"] = late
        order._job_cancel()
        self.assertEqual(order.cancel_state, "done")
        self.assertFalse(self.issues(order))

    # ------------------------------------------------------------
    # FAILURES THAT LEAVE IT OPEN
    # ------------------------------------------------------------

    def test_nothing_leaves_until_somebody_decides(self):
        order = self.new_order()
        picking = order.picking_ids
        self.cancel(order)
        order._cancel_failed("Shopee does not answer.")
        self.assertEqual((order.cancel_state, order.next_step_level), ("failed", "problem"))
        self.assertEqual(self.issues(order).code, "cancel_stopped")
        self.assertTrue(order.is_cancelling and picking.shopee_held)
        self.assertIn("Cancel it again, or keep", self.said(order.action_ready_to_ship()))
        self.read_again()
        self.assertFalse(self.enqueued("_job_ship"))
        order.action_forget_cancel()
        self.assertFalse(order.is_cancelling or self.issues(order))
        self.done(picking)
        self.run_marked()
        self.assertTrue(self.enqueued("_job_ship"))

    def test_it_can_be_cancelled_again(self):
        order = self.new_order()
        self.cancel(order)
        order._cancel_failed("Shopee does not answer.")
        self.cancel(order)
        self.assertFalse(self.issues(order))
        order._job_cancel()
        self.read_again()
        self.assertEqual(order.sale_order_id.state, "cancel")

    def test_keeping_an_order_ships_what_is_picked_already(self):
        order = self.new_order()
        self.done(order.picking_ids)
        self.cancel(order)
        order._cancel_failed("Shopee does not answer.")
        self.assertFalse(self.enqueued("_job_ship"))
        order.action_forget_cancel()
        self.assertTrue(self.enqueued("_job_ship"))

    def test_taken_and_never_shown(self):
        order = self.new_order()
        self.cancel(order)
        self.client.answers["order/cancel_order"] = {}
        order._job_cancel()
        self.env["shopee.order"]._cron_sweep_cancels()
        self.assertEqual((order.cancel_state, order.is_cancelling), ("done", True))
        order.cancel_asked_at -= timedelta(hours=2)
        self.env["shopee.order"]._cron_sweep_cancels()
        self.assertEqual(self.issues(order).code, "cancel_not_shown")
        self.assertEqual((order.cancel_state, order.is_cancelling), ("failed", True))
        self.client.answers["order/cancel_order"] = self.take_cancel
        self.issues(order).action_retry()
        order._job_cancel()
        self.read_again()
        self.assertEqual(order.sale_order_id.state, "cancel")

    def test_answer_that_is_taken_and_never_shown_can_be_given_again(self):
        self.new_order()
        order = self.ask_to_cancel()
        order.action_accept_cancel()
        self.client.answers["order/handle_buyer_cancellation"] = {}
        order._job_cancel()
        self.assertFalse(order.can_answer)
        order.cancel_asked_at -= timedelta(hours=2)
        self.env["shopee.order"]._cron_sweep_cancels()
        self.assertEqual((self.issues(order).code, order.can_answer), ("cancel_not_shown", True))

    def test_buyer_asks_after_the_seller_could_not_cancel(self):
        order = self.new_order()
        self.cancel(order)
        self.client.answers["order/cancel_order"] = Rejected("order.error_permission", "Not allowed now.")
        order._job_cancel()
        self.ask_to_cancel()
        self.assertEqual((order.cancel_state, order.next_step_level), ("moot", "todo"))
        self.assertIn("Accept or refuse until", order.next_step)
        self.assertFalse(self.issues(order))
