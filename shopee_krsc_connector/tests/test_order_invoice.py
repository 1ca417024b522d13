"""Which completed orders get an invoice by themselves, and what becomes of those that cannot."""

from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs

from ..models import shopee_job_mixin
from .common_accounting import AccountingCase


@tagged("post_install", "-at_install")
class TestOrderInvoice(AccountingCase):
    def issue(self, order):
        return self.env["shopee.issue"].search([("code", "=", "not_invoiced"), ("res_id", "=", order.id)])

    def test_a_later_change_is_no_completion(self):
        """Completed before the store was set so, and returned after: its invoice was written elsewhere."""
        self.shop.invoice_policy = "none"
        order = self.completed()
        self.shop.write({"invoice_policy": "completed", "invoice_from": order.update_time})
        self.assertTrue(order._wants_invoice())
        self.shop.invoice_from = datetime(2026, 1, 15)
        with trap_jobs() as trap:
            self.change_order("COMPLETED", update_time=1768700000)
            self.env["shopee.shop"]._cron_after_sale()
            trap.perform_enqueued_jobs()
        self.assertGreater(order.update_time, self.shop.invoice_from)
        self.assertFalse(order.sale_order_id.invoice_ids)

    def test_from_when_the_store_is_set_so(self):
        """However it is set, and again after it was off for a while."""
        self.shop.invoice_policy = "none"
        self.assertFalse(self.shop.invoice_from)
        order = self.completed()
        self.shop.invoice_policy = "completed"
        self.assertAlmostEqual(self.shop.invoice_from, datetime.now(), delta=timedelta(minutes=1))
        with trap_jobs() as trap:
            self.env["shopee.shop"]._cron_after_sale()
            self.assertFalse(self.jobs_of(trap, "_job_draft_invoices"))
        self.shop.invoice_from = False
        with trap_jobs() as trap:
            self.env["shopee.shop"]._cron_after_sale()
            trap.perform_enqueued_jobs()
        self.assertEqual(order.sale_order_id.invoice_ids.amount_total, 20.0)

    def test_all_that_the_buyer_paid_is_on_it(self):
        """Shipping and vouchers as well, so that the invoice is what Shopee says."""
        payload = self.order_payload(lines=[(self.cream, 2, 10.0)], total_amount=19.5)
        self.add_stock(self.cream, 2)
        self.payload = payload
        order = self.read_orders(payload)
        order.money = {"shipping": 1.5, "seller_voucher": 2.0}
        self.validate(order.picking_ids)
        with trap_jobs() as trap:
            self.change_order("COMPLETED", "LOGISTICS_DELIVERY_DONE")
            trap.perform_enqueued_jobs()
        self.assertEqual(order.sale_order_id.invoice_ids.amount_total, 19.5)

    def test_no_invoice_over_a_part(self):
        """The delivery was given up in Odoo: only what is no goods could be invoiced."""
        order = self.new_order(total_amount=21.5)
        self.assertEqual(order.sale_order_id.amount_total, 21.5)
        order.picking_ids.action_cancel()
        with trap_jobs() as trap:
            self.change_order("COMPLETED", "LOGISTICS_DELIVERY_DONE")
            trap.perform_enqueued_jobs()
        self.assertFalse(order.sale_order_id.invoice_ids)
        self.assertIn("not be complete", self.issue(order).message)

    def test_an_order_that_is_held_gets_none(self):
        """Its total is not the one that Shopee names: a person looks at it first."""
        order = self.delivered_order("TO_CONFIRM_RECEIVE")
        self.shop.total_policy = "block"
        with trap_jobs() as trap:
            self.change_order("COMPLETED", total_amount=25.0)
            self.env["shopee.shop"]._cron_after_sale()
            trap.perform_enqueued_jobs()
        self.assertEqual(order.sync_state, "blocked")
        self.assertFalse(order.sale_order_id.invoice_ids)
        self.shop.total_policy = "line"
        with trap_jobs() as trap:
            order._build()
            self.env["shopee.shop"]._cron_after_sale()
            trap.perform_enqueued_jobs()
        self.assertEqual(order.sale_order_id.invoice_ids.amount_total, 25.0)

    def test_the_journal_that_a_person_chose_stays(self):
        other = self.journal.copy({"code": "SHX"})
        order = self.delivered_order("TO_CONFIRM_RECEIVE")
        order.sale_order_id.journal_id = other
        with trap_jobs() as trap:
            self.change_order("COMPLETED")
            trap.perform_enqueued_jobs()
        self.assertEqual(order.sale_order_id.invoice_ids.journal_id, other)

    def test_a_store_has_a_journal_of_its_company_only(self):
        other = self.env["res.company"].create({"name": "Busan Beauty"})
        journal = self.env["account.journal"].create(
            {"name": "Busan", "code": "BUS", "type": "sale", "company_id": other.id}
        )
        with self.assertRaises(UserError):
            self.shop.journal_id = journal

    def test_a_defect_in_one_order_does_not_stop_the_others(self):
        with trap_jobs():
            bad, good = self.delivered_order("COMPLETED"), self.delivered_order("COMPLETED")
        draft = type(bad)._draft_invoice

        def broken(order):
            draft(order)
            if order == bad:
                raise KeyError("of another add-on")

        with patch.object(type(bad), "_draft_invoice", broken), mute_logger(shopee_job_mixin.__name__):
            (bad | good)._job_draft_invoices()
        self.assertEqual(len(good.sale_order_id.invoice_ids), 1)
        self.assertFalse(bad.sale_order_id.invoice_ids, "nothing is left behind")
        self.assertFalse(bad.invoice_drafted)
        self.assertIn("KeyError", self.issue(bad).message)

    def test_an_invoice_made_by_hand_solves_the_issue(self):
        with trap_jobs():
            order = self.delivered_order("COMPLETED")
        order._invoices_failed(exc_message="The server went away")
        self.assertEqual(self.issue(order).state, "open")
        by_hand = order.sale_order_id._create_invoices()
        self.assertEqual(self.issue(order).state, "solved")
        order._job_draft_invoices()
        self.assertEqual(order.sale_order_id.invoice_ids, by_hand)

    def test_an_issue_about_an_invoice_that_nobody_wants_any_more_is_solved(self):
        with trap_jobs():
            order = self.delivered_order("COMPLETED")
        order._invoices_failed(exc_message="The server went away")
        self.shop.invoice_policy = "none"
        with trap_jobs() as trap:
            self.issue(order).action_retry()
            trap.perform_enqueued_jobs()
        self.assertEqual(self.issue(order).state, "solved")

    def test_what_is_credited_and_not_back_is_not_invoiced_again(self):
        """Refunded, on its way back for weeks, and lost on the way: Odoo never asks for its invoice again."""
        order, _invoice = self.invoiced()
        line = order.sale_order_id.order_line[0]
        one = self.returned(order)
        one.credit_note_id.invoice_date = "2026-01-21"
        one.credit_note_id.action_post()
        self.assertEqual((line.qty_to_invoice, line.invoice_status), (0, "invoiced"))
        one.action_write_off()
        self.validate(one.write_off_picking_id)
        self.assertEqual((line.qty_to_invoice, line.invoice_status), (0, "invoiced"))
        self.assertNotIn(
            order.sale_order_id, self.env["sale.order"].search([("invoice_status", "=", "to invoice")])
        )
