import time
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.queue_job.exception import RetryableJobError

from ..lib.errors import Rejected, Unavailable
from .common_cancel import CancelCase


@tagged("post_install", "-at_install")
class TestCancelRequest(CancelCase):
    """A buyer asks to cancel: the order is held, a person decides, Shopee is told once."""

    def asked_order(self, **changes):
        self.new_order(**changes)
        return self.ask_to_cancel()

    # ------------------------------------------------------------
    # WHAT IS SHOWN
    # ------------------------------------------------------------

    def test_deadline_follows_the_setting_of_the_store(self):
        self.shop.cancel_answer_hours = 24
        order = self.asked_order()
        self.assertEqual(order.cancel_requested_at, order.update_time)
        self.assertEqual(order.cancel_respond_by - order.cancel_requested_at, timedelta(hours=24))
        self.assertEqual(order.activity_ids.date_deadline, order.cancel_respond_by.date())
        self.shop.cancel_answer_hours = 48
        self.assertEqual(order.cancel_respond_by - order.cancel_requested_at, timedelta(hours=48))

    def test_a_request_read_again_keeps_its_time_and_its_activity(self):
        order = self.asked_order()
        asked_at, activity = order.cancel_requested_at, order.activity_ids
        self.turn("IN_CANCEL", note="called the buyer")
        self.read_again()
        self.assertEqual((order.cancel_requested_at, order.activity_ids), (asked_at, activity))

    def test_screen_says_why_until_when_and_what_to_do(self):
        order = self.asked_order()
        self.assertEqual(order.next_step_level, "todo")
        for part in ("Changed my mind", "Accept or refuse"):
            self.assertIn(part, order.next_step)
        self.assertEqual(order.cancel_due_text, "time is over")
        order.cancel_requested_at = fields.Datetime.now()
        self.assertIn("left", order.cancel_due_text)
        self.assertTrue(order.can_answer)

    def test_transfers_are_held_until_the_buyer_withdraws(self):
        order = self.asked_order()
        picking = order.picking_ids
        picking.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "buyer asks to cancel"):
            self.validate(picking)
        self.assertEqual(picking.state, "assigned")
        self.turn("READY_TO_SHIP", cancel_by="", buyer_cancel_reason="")
        self.read_again()
        self.assertFalse(order.cancel_requested_at or order.activity_ids)
        self.assertIn("withdrawn by the buyer", self.notes(order))
        self.validate(picking)
        self.assertEqual(picking.state, "done")

    def test_a_person_is_asked_also_about_an_order_that_cannot_be_built(self):
        line = self.item_payload(self.cream, 1, 10.0, item_sku="NOBODY", item_id=1)
        order = self.asked_order(lines=[line])
        self.assertEqual(order.sync_state, "blocked")
        self.assertEqual(len(order.activity_ids), 1)
        self.turn("READY_TO_SHIP", cancel_by="")
        self.read_again()
        self.assertFalse(order.activity_ids)

    # ------------------------------------------------------------
    # ANSWER
    # ------------------------------------------------------------

    def answer(self, order, name):
        getattr(order, f"action_{name}_cancel")()
        self.assertEqual(order.cancel_state, "asked")
        [job] = self.enqueued("_job_cancel")
        self.assertEqual(job.identity_key, order.cancel_job_key)
        self.assertFalse(self.client.count("order/handle_buyer_cancellation"))
        order._job_cancel()

    def test_accepted_request_cancels_the_order(self):
        order = self.asked_order()
        self.answer(order, "accept")
        self.assertEqual(
            self.client.params("order/handle_buyer_cancellation"),
            [{"order_sn": order.order_sn, "operation": "ACCEPT"}],
        )
        self.assertEqual((order.cancel_state, order.cancel_asked_by_id), ("done", self.env.user))
        self.assertTrue(self.enqueued("_job_read"))
        self.assertFalse(order.can_answer)
        self.read_again()
        self.assertEqual(order.sale_order_id.state, "cancel")
        self.assertEqual(self.cream.free_qty, 5.0)
        self.assertFalse(order.activity_ids)
        self.assertTrue(order.cancel_requested_at)
        self.assertIn("was accepted", self.notes(order))
        self.assertIn("Cancelled by the buyer", order.next_step)

    def test_refused_request_lets_the_order_go_on(self):
        order = self.asked_order()
        self.answer(order, "refuse")
        [sent] = self.client.params("order/handle_buyer_cancellation")
        self.assertEqual(sent["operation"], "REJECT")
        self.read_again()
        self.assertEqual((order.krsc_status, order.sale_order_id.state), ("READY_TO_SHIP", "sale"))
        self.assertIn("was refused", self.notes(order))
        self.done(order.picking_ids)

    def test_several_requests_are_answered_at_once(self):
        first = self.asked_order()
        other = self.new_order()
        second = self.asked_order()
        said = self.said((first | other | second).action_accept_cancel())
        self.assertIn("Shopee: 2", said)
        self.assertIn(f"No request to answer: {other.order_sn}", said)
        self.assertEqual((first | second).mapped("cancel_state"), ["asked", "asked"])
        self.assertFalse(other.cancel_state)
        self.assertEqual(len(self.enqueued("_job_cancel")), 2)

    def test_second_click_sends_nothing(self):
        order = self.asked_order()
        order.action_accept_cancel()
        said = order.action_refuse_cancel()
        self.assertIn("Nothing was sent", self.said(said))
        self.assertEqual((order.cancel_ask, len(self.enqueued("_job_cancel"))), ("accept", 1))

    def test_lost_answer_is_read_back_before_it_is_sent_again(self):
        order = self.asked_order()
        order.action_accept_cancel()

        def lost(**params):
            self.take_answer(**params)
            raise Unavailable("no answer")

        self.client.answers["order/handle_buyer_cancellation"] = lost
        self.assertFails(RetryableJobError, order._job_cancel)
        intent = self.env["shopee.write.intent"].search([("kind", "=", "cancel")])
        self.assertEqual(intent.state, "open")
        self.assertEqual(order.cancel_state, "asked")
        order._job_cancel()
        self.assertEqual(self.client.count("order/handle_buyer_cancellation"), 1)
        intent.invalidate_recordset()
        self.assertEqual((order.cancel_state, intent.state), ("done", "done"))

    def test_a_job_run_again_after_its_success_sends_nothing(self):
        order = self.asked_order()
        order.action_refuse_cancel()
        order._job_cancel()
        order.cancel_state = "asked"  # what the job wrote was rolled back by a conflict
        calls = len(self.client.calls)
        order._job_cancel()
        self.assertEqual((order.cancel_state, len(self.client.calls)), ("done", calls))

    def test_request_withdrawn_before_the_answer_arrived(self):
        order = self.asked_order()
        order.action_accept_cancel()
        self.turn("READY_TO_SHIP", cancel_by="")
        order._job_cancel()
        self.assertFalse(self.client.count("order/handle_buyer_cancellation"))
        self.assertEqual(order.cancel_state, "moot")
        self.read_again()
        self.assertEqual(order.sale_order_id.state, "sale")

    def test_request_withdrawn_before_the_refusal_arrived(self):
        order = self.asked_order()
        order.action_refuse_cancel()
        self.turn("READY_TO_SHIP", cancel_by="", buyer_cancel_reason="")
        order._job_cancel()
        self.assertFalse(self.client.count("order/handle_buyer_cancellation"))
        self.assertEqual(order.cancel_state, "moot")
        self.read_again()
        self.assertIn("withdrawn by the buyer", self.notes(order))

    def ask_once_more(self, order):
        """The buyer asks again after a refusal, for another reason."""
        self.shopee["update_time"] = int(time.time()) + 60
        self.ask_to_cancel("Found it cheaper")
        self.assertTrue(order.can_answer)
        self.assertEqual(order.cancel_requested_at, order.update_time)
        self.assertEqual(order.activity_ids.date_deadline, order.cancel_respond_by.date())
        self.assertIn("Found it cheaper", order.next_step)
        self.answer_again(order)

    def answer_again(self, order):
        order.action_accept_cancel()
        order._job_cancel()
        operations = [sent["operation"] for sent in self.client.params("order/handle_buyer_cancellation")]
        self.assertEqual(operations, ["REJECT", "ACCEPT"])
        self.read_again()
        self.assertEqual(order.sale_order_id.state, "cancel")

    def test_buyer_asks_again_after_a_refusal(self):
        order = self.asked_order()
        self.answer(order, "refuse")
        self.read_again()
        self.ask_once_more(order)

    def test_buyer_asks_again_and_nobody_saw_the_order_in_between(self):
        order = self.asked_order()
        self.answer(order, "refuse")
        self.ask_once_more(order)
        self.assertNotIn("was refused", self.notes(order))

    def test_refusal_by_shopee_is_listed_and_tried_again(self):
        order = self.asked_order()
        order.action_accept_cancel()
        self.client.answers["order/handle_buyer_cancellation"] = Rejected(
            "logistics.cancel_forder_failed", "The parcel cannot be stopped."
        )
        order._job_cancel()
        self.assertEqual((order.cancel_state, order.next_step_level), ("failed", "problem"))
        self.assertIn("cannot be stopped", order.next_step)
        issue = self.issues(order)
        self.assertEqual((issue.code, order.can_answer), ("cancel_refused", True))
        self.client.answers["order/handle_buyer_cancellation"] = self.take_answer
        groups = "base.group_user,shopee_krsc_connector.group_shopee_user"
        seller = new_test_user(self.env, "cancel_again", groups=groups)
        issue.with_user(seller).action_retry()
        self.assertEqual((order.cancel_state, issue.state), ("asked", "solved"))
        self.assertEqual(order.cancel_asked_by_id, seller)
        order._job_cancel()
        self.assertEqual(order.cancel_state, "done")

    def test_failure_is_forgotten_when_the_request_is_over(self):
        order = self.asked_order()
        order.action_accept_cancel()
        order._cancel_failed("boom")
        self.assertEqual(self.issues(order).code, "cancel_stopped")
        self.turn("READY_TO_SHIP", cancel_by="")
        self.read_again()
        self.assertFalse(self.issues(order))
        self.assertEqual(order.cancel_state, "moot")

    def test_dead_job_is_seen(self):
        order = self.asked_order()
        order.action_accept_cancel()
        self.env["shopee.order"]._cron_sweep_cancels()
        self.assertEqual(order.cancel_state, "asked")
        order.cancel_asked_at -= timedelta(minutes=6)
        self.env["shopee.order"]._cron_sweep_cancels()
        self.assertEqual(self.issues(order).code, "cancel_dead")

    def test_living_job_is_left_alone(self):
        order = self.asked_order()
        order.action_accept_cancel()
        order.cancel_asked_at -= timedelta(minutes=6)
        self.env["queue.job"].with_context(_job_edit_sentinel=self.env["queue.job"].EDIT_SENTINEL).create(
            {
                "uuid": "cancel-alive",
                "name": "alive",
                "state": "pending",
                "model_name": "shopee.order",
                "method_name": "_job_cancel",
                "identity_key": order.cancel_job_key,
                "records": order,
            }
        )
        self.env["shopee.order"]._cron_sweep_cancels()
        self.assertEqual(order.cancel_state, "asked")

    def test_who_may_answer(self):
        order = self.asked_order()
        groups = "base.group_user,stock.group_stock_user"
        picker = new_test_user(self.env, "cancel_picker", groups=groups)
        with self.assertRaises(AccessError):
            order.with_user(picker).action_accept_cancel()
        seller = new_test_user(
            self.env, "cancel_seller", groups="base.group_user,shopee_krsc_connector.group_shopee_user"
        )
        order.with_user(seller).action_accept_cancel()
        self.assertEqual(order.cancel_asked_by_id, seller)

    def test_nobody_answers_and_shopee_accepts(self):
        order = self.asked_order()
        self.turn("CANCELLED", cancel_by="system", cancel_reason="No response from the seller")
        self.read_again()
        self.assertEqual(order.sale_order_id.state, "cancel")
        self.assertIn("Cancelled by Shopee: No response", order.next_step)
        self.assertFalse(order.activity_ids)
