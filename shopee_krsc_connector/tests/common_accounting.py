"""What the tests of invoices and credit notes share."""

from datetime import datetime

from odoo.addons.queue_job.tests.common import trap_jobs

from .common_status import StatusCase


class AccountingCase(StatusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.env["account.journal"].create(
            {"name": "Shopee SG", "code": "SHSG", "type": "sale", "company_id": cls.company.id}
        )
        cls.cream.invoice_policy = "delivery"
        cls.shop.write(
            {
                "invoice_policy": "completed",
                "invoice_from": datetime(2026, 1, 1),
                "journal_id": cls.journal.id,
            }
        )

    def completed(self):
        """A completed order, its jobs done."""
        with trap_jobs() as trap:
            order = self.delivered_order("COMPLETED")
            trap.perform_enqueued_jobs()
        return order

    def invoiced(self):
        order = self.completed()
        invoice = order.sale_order_id.invoice_ids
        invoice.invoice_date = "2026-01-20"
        invoice.action_post()
        return order, invoice

    def returned(self, order, status="CLOSED", **changes):
        with trap_jobs() as trap:
            one = self.read_returns(self.return_payload(order, status, **changes))
            trap.perform_enqueued_jobs()
        return one
