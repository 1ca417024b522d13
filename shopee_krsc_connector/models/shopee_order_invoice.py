"""Invoices of completed orders, where a store is set so: a draft per order, never a second one."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..const import CHANNEL_BUILD

INVOICE_BATCH = 50


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    invoice_drafted = fields.Boolean(
        readonly=True, copy=False, help="The invoice was made or found: none is made by itself any more."
    )
    invoice_status = fields.Selection(related="sale_order_id.invoice_status", string="Invoice")

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    def _enqueue_invoices(self):
        """Draft the invoices of these orders by jobs, a batch each."""
        for _company, orders in self.grouped("company_id").items():
            for start in range(0, len(orders), INVOICE_BATCH):
                batch = orders[start : start + INVOICE_BATCH]
                batch._enqueue(
                    "_job_draft_invoices",
                    channel=CHANNEL_BUILD,
                    priority=20,
                    key=f"shopee:invoice:{','.join(map(str, sorted(batch.ids)))}",
                    description=self.env._("Shopee: draft invoices of %s orders", len(batch)),
                )

    def _job_draft_invoices(self):
        """Make the drafts; two jobs about one order conflict on its row, and the later one sees it."""
        for order in self.exists().filtered(lambda order: order._wants_invoice()):
            order._draft_invoice()

    def _invoices_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_draft_invoices``."""
        missing = self.filtered(lambda order: not order.invoice_drafted)
        self.env["shopee.issue"]._raise_issues(
            "not_invoiced", "money", {order: {"reason": exc_message} for order in missing}
        )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _on_completed(self):
        result = super()._on_completed()
        self.filtered(lambda order: order._wants_invoice())._enqueue_invoices()
        return result

    def _draft_invoice(self):
        """Invoice what Odoo finds to invoice on the sales order; what cannot be is listed."""
        self.invoice_drafted = True
        if self.sale_order_id.invoice_ids:
            return
        issues = self.env["shopee.issue"]
        try:
            with self.env.cr.savepoint():
                self.sale_order_id._create_invoices(grouped=True)
        except (UserError, ValidationError) as error:
            self.env.invalidate_all()
            self.invoice_drafted = False
            issues._raise_issues("not_invoiced", "money", {self: {"reason": str(error)}})
            return
        issues._solve(self, ["not_invoiced"])

    def _issue_retry(self, code):
        """What Retry in Issues to Solve means for an invoice that could not be made."""
        if code != "not_invoiced":
            return super()._issue_retry(code)
        return self._enqueue_invoices()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _wants_invoice(self):
        """Whether the draft of this order is to be made now; a transfer that is open is waited for."""
        self.ensure_one()
        shop = self.shop_id
        return bool(
            shop.invoice_policy == "completed"
            and self.krsc_status == "COMPLETED"
            and not self.is_history
            and not self.invoice_drafted
            and (not shop.invoice_from or (self.update_time and self.update_time >= shop.invoice_from))
            and self.sale_order_id.state == "sale"
            and self.sale_order_id.invoice_status == "to invoice"
            and not self.shipped_open
        )


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _prepare_invoice(self):
        """Invoices of a store go to its journal and name the store."""
        values = super()._prepare_invoice()
        shop = self.sudo().shopee_shop_id
        if shop:
            values["shopee_shop_id"] = shop.id
            if shop.journal_id:
                values["journal_id"] = shop.journal_id.id
        return values


class AccountMove(models.Model):
    _inherit = "account.move"

    shopee_shop_id = fields.Many2one(
        "shopee.shop", string="Shopee store", readonly=True, index="btree_not_null", ondelete="set null"
    )


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    invoice_policy = fields.Selection(
        [("none", "None"), ("completed", "A draft when the order is completed")],
        string="Invoices",
        default="none",
        required=True,
        help="Invoices that are made by themselves. They stay drafts until somebody posts them.",
    )
    invoice_from = fields.Datetime(
        string="Orders completed from", help="Older orders get no invoice by themselves."
    )
    journal_id = fields.Many2one(
        "account.journal",
        string="Sales journal",
        domain="[('type', '=', 'sale')]",
        check_company=True,
        help="Journal of this store's invoices and credit notes; empty: the company's first sales journal.",
    )

    @api.onchange("invoice_policy")
    def _onchange_invoice_policy(self):
        if self.invoice_policy == "completed" and not self.invoice_from:
            self.invoice_from = fields.Datetime.now()

    @api.model
    def _cron_after_sale(self):
        """Every hour: invoices that had to wait for a transfer."""
        result = super()._cron_after_sale()
        shops = self._connected().filtered(lambda shop: shop.invoice_policy == "completed")
        if shops:
            found = self.env["shopee.order"].search(
                [
                    ("shop_id", "in", shops.ids),
                    ("krsc_status", "=", "COMPLETED"),
                    ("invoice_drafted", "=", False),
                    ("is_history", "=", False),
                    ("sale_order_id.invoice_status", "=", "to invoice"),
                ]
            )
            found.filtered(lambda order: order._wants_invoice())._enqueue_invoices()
        return result


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_not_invoiced(self, params):
        return (
            self.env._("The invoice could not be drafted: %(reason)s", reason=params.get("reason") or ""),
            self.env._("Set what is missing in Accounting and press Retry."),
        )
