from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .common_accounting import AccountingCase


@tagged("post_install", "-at_install")
class TestCreditNotes(AccountingCase):
    """A refund of Shopee is credited in a draft where the invoice is posted, else it is only noted."""

    def test_a_draft_over_what_shopee_refunded(self):
        order, invoice = self.invoiced()
        one = self.returned(order, quantity=1)
        self.assertRecordValues(
            one.credit_note_id,
            [
                {
                    "move_type": "out_refund",
                    "state": "draft",
                    "amount_total": 10.0,
                    "reversed_entry_id": invoice.id,
                    "invoice_origin": order.sale_order_id.name,
                    "journal_id": self.journal.id,
                    "shopee_shop_id": self.shop.id,
                    "currency_id": self.sgd.id,
                }
            ],
        )
        self.assertEqual(one.credit_note_id.invoice_line_ids.product_id, self.cream)
        self.assertEqual(one.credit_note_id.invoice_line_ids.quantity, 1)
        self.assertEqual(one.credit_state, "draft")
        one.credit_note_id.invoice_date = "2026-01-21"
        one.credit_note_id.action_post()
        self.assertEqual(one.credit_state, "posted")

    def test_a_partial_refund_has_a_line_with_the_difference(self):
        order, _invoice = self.invoiced()
        one = self.returned(order, quantity=1, refund_amount=7.5)
        self.assertEqual(one.credit_note_id.amount_total, 7.5)
        self.assertEqual(len(one.credit_note_id.invoice_line_ids), 2)

    def test_never_twice(self):
        order, _invoice = self.invoiced()
        payload = self.return_payload(order, "ACCEPTED")
        for status, later in (("ACCEPTED", 0), ("CLOSED", 60), ("CLOSED", 120)):
            with trap_jobs() as trap:
                one = self.read_returns(
                    {**payload, "status": status, "update_time": payload["update_time"] + later}
                )
                trap.perform_enqueued_jobs()
        one._job_draft_credit_note()
        notes = self.env["account.move"].search(
            [("move_type", "=", "out_refund"), ("shopee_shop_id", "=", self.shop.id)]
        )
        self.assertEqual(notes, one.credit_note_id)
        notes.unlink()
        one._job_draft_credit_note()
        self.assertFalse(one.credit_note_id)
        one.action_draft_credit_note()
        self.assertEqual(one.credit_note_id.amount_total, 10.0)

    def test_without_a_posted_invoice_it_is_noted(self):
        order = self.completed()
        one = self.returned(order)
        self.assertEqual(one.credit_state, "note")
        self.assertFalse(one.credit_note_id)
        self.assertIn("nothing to credit", one.money_note)
        self.assertIn("10.00", one.money_note)
        with self.assertRaisesRegex(UserError, "nothing to credit"):
            one.action_draft_credit_note()

    def test_an_invoice_posted_later_is_credited_then(self):
        order = self.completed()
        one = self.returned(order)
        invoice = order.sale_order_id.invoice_ids
        invoice.invoice_date = "2026-01-22"
        with trap_jobs() as trap:
            invoice.action_post()
            trap.perform_enqueued_jobs()
        self.assertEqual(one.credit_note_id.amount_total, 10.0)

    def test_a_return_that_is_not_decided_or_refused_credits_nothing(self):
        order, _invoice = self.invoiced()
        for status in ("REQUESTED", "JUDGING", "CANCELLED"):
            one = self.returned(order, status)
            self.assertEqual(one.credit_state, "none")
            self.assertFalse(one.credit_note_id)

    def test_the_sales_order_is_not_invoiced_once_more(self):
        """Received, written off or kept by the buyer: what was sold stays sold and invoiced."""
        for action, solution in (
            ("action_create_receipt", 0),
            ("action_write_off", 0),
            ("action_write_off", 1),
        ):
            order, _invoice = self.invoiced()
            one = self.returned(order, return_solution=solution)
            self.assertEqual(one.credit_note_id.amount_total, 10.0)
            getattr(one, action)()
            self.validate(one.receipt_picking_id | one.write_off_picking_id)
            line = order.sale_order_id.order_line[0]
            self.assertEqual((line.qty_delivered, line.qty_invoiced, line.qty_to_invoice), (2, 2, 0))

    def test_goods_that_came_back_before_the_invoice_are_credited_once(self):
        order = self.delivered_order("TO_RETURN")
        one = self.returned(order, "ACCEPTED")
        one.action_create_receipt()
        self.validate(one.receipt_picking_id)
        with trap_jobs() as trap:
            self.change_order("COMPLETED")
            trap.perform_enqueued_jobs()
        invoice = order.sale_order_id.invoice_ids
        invoice.invoice_date = "2026-01-22"
        with trap_jobs() as trap:
            invoice.action_post()
            trap.perform_enqueued_jobs()
        kept = invoice.amount_total - one.credit_note_id.amount_total
        self.assertEqual(kept, order.total_amount - one.refund_amount)

    def test_a_cancelled_credit_note_is_not_a_credit_note(self):
        order, _invoice = self.invoiced()
        one = self.returned(order)
        one.credit_note_id.button_cancel()
        self.assertEqual(one.credit_state, "todo")
        self.assertIn("cancelled", one.money_note)
        with trap_jobs() as trap:
            one._enqueue_credit()
            trap.assert_jobs_count(0)
        cancelled = one.credit_note_id
        one.action_draft_credit_note()
        self.assertNotEqual(one.credit_note_id, cancelled)
        self.assertEqual(one.credit_state, "draft")

    def test_a_refund_that_nobody_saw_is_credited_by_the_sweep(self):
        """The invoice was posted while the refund was being read: neither saw the other."""
        order, _invoice = self.invoiced()
        with trap_jobs():
            one = self.read_returns(self.return_payload(order, "CLOSED"))
        self.assertEqual(one.credit_state, "todo")
        with trap_jobs() as trap:
            self.env["shopee.shop"]._cron_after_sale()
            self.assertTrue(self.jobs_of(trap, "_job_draft_credit_note"))
            trap.perform_enqueued_jobs()
        self.assertEqual(one.credit_state, "draft")

    def test_what_is_to_credit_is_found(self):
        returns = self.env["shopee.return"]
        order, _invoice = self.invoiced()
        with trap_jobs():
            todo = self.read_returns(self.return_payload(order, "CLOSED"))
        other, _invoice = self.invoiced()
        draft, waiting = self.returned(other), self.returned(other, "REQUESTED")
        note = self.returned(self.completed())
        found = {"todo": todo, "draft": draft, "none": waiting, "note": note, "posted": returns}
        for state, expected in found.items():
            domain = [("credit_state", "in", [state]), ("shop_id", "=", self.shop.id)]
            self.assertEqual(returns.search(domain), expected, state)
        self.assertEqual(returns.search([("credit_state", "in", ["todo", "draft"])]), todo | draft)
        self.assertEqual(returns.search([("credit_state", "not in", ["none", "note"])]), todo | draft)

    def test_what_accounting_refuses_is_listed_and_said(self):
        order, _invoice = self.invoiced()
        moves = type(self.env["account.move"])
        with patch.object(moves, "create", side_effect=UserError("The period is closed.")):
            one = self.returned(order)
            issue = self.env["shopee.issue"].search(
                [("code", "=", "not_credited"), ("res_model", "=", one._name), ("res_id", "=", one.id)]
            )
            self.assertEqual((issue.state, one.credit_drafted), ("open", False))
            self.assertIn("The period is closed.", issue.message)
            with self.assertRaisesRegex(UserError, "The period is closed."):
                one.action_draft_credit_note()
        with trap_jobs() as trap:
            issue.action_retry()
            trap.perform_enqueued_jobs()
        self.assertEqual((issue.state, one.credit_state), ("solved", "draft"))

    def test_a_credit_note_over_something_else_is_listed(self):
        """The buyer gave the return up after it was accepted: nothing is refunded any more."""
        order, _invoice = self.invoiced()
        payload = self.return_payload(order, "ACCEPTED")
        with trap_jobs() as trap:
            one = self.read_returns(payload)
            trap.perform_enqueued_jobs()
        self.assertIn("draft", one.money_note)
        later = payload["update_time"] + 60
        self.read_returns({**payload, "status": "CANCELLED", "update_time": later})
        issue = self.env["shopee.issue"].search([("code", "=", "credit_differs"), ("res_id", "=", one.id)])
        self.assertEqual(issue.state, "open")
        self.assertIn("refunded 0.00 SGD, the credit note is over 10.00", issue.message)
        self.assertEqual(one.money_note, issue.message)
        one.credit_note_id.unlink()
        issue.action_retry()
        self.assertEqual((issue.state, one.credit_state), ("solved", "none"))
