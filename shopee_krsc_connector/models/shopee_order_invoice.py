"""Invoices of completed orders, where a store is set so: a draft per order, never a second one."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import CHANNEL_BUILD
from .shopee_order_stage import DONE

INVOICE_BATCH = 50


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    completed_at = fields.Datetime(
        string="Completed",
        compute="_compute_completed_at",
        store=True,
        readonly=True,
        help="When Shopee first showed the order as completed.",
    )
    invoice_drafted = fields.Boolean(
        readonly=True, copy=False, help="The invoice was made or found: none is made by itself any more."
    )
    invoice_status = fields.Selection(related="sale_order_id.invoice_status", string="Invoice")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("krsc_status")
    def _compute_completed_at(self):
        """Kept: what changes later, as by a return, is no completion."""
        for order in self:
            order.completed_at = order.completed_at or (order.krsc_status in DONE and order.update_time)

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
        """Make the drafts. Two jobs about one order conflict on its row, a job and a person who makes the
        invoice on its sales lines: the later one is tried again and sees what the first has made."""
        orders = self.exists()
        for order in orders.filtered(lambda order: order._wants_invoice()):
            reason = order._attempt(order._draft_invoice)
            if reason:
                order._invoices_failed(exc_message=reason)
        done = orders.filtered(lambda order: not order._wants_invoice())
        self.env["shopee.issue"]._solve(done, ["not_invoiced"])

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
        """Invoice the whole sales order, unless somebody has invoiced it.

        :raise UserError: Accounting refuses it, or Odoo would invoice only a part
        """
        sale = self.sale_order_id
        self.invoice_drafted = True
        if sale.invoice_ids:
            return
        sale._create_invoices(grouped=True)
        if sale.invoice_status not in ("invoiced", "upselling"):
            raise UserError(
                self.env._(
                    "not all of the order is delivered in Odoo, so the invoice would not be complete. "
                    "Validate the delivery, or make the invoice on the sales order."
                )
            )

    def _issue_retry(self, code):
        """What Retry in Issues to Solve means for an invoice that could not be made."""
        if code != "not_invoiced":
            return super()._issue_retry(code)
        return self._enqueue_invoices()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _is_invoiceable(self):
        """Whether Odoo has something of this order to invoice."""
        self.ensure_one()
        return bool(
            self.sale_order_id.state == "sale"
            and self.sale_order_id.invoice_status == "to invoice"
            and not self.is_history
            and self.sync_state != "blocked"
        )

    def _wants_invoice(self):
        """Whether the draft of this order is to be made now; a transfer that is open is waited for."""
        self.ensure_one()
        shop = self.shop_id
        return bool(
            shop.invoice_policy == "completed"
            and self.krsc_status in DONE
            and not self.invoice_drafted
            and (not shop.invoice_from or (self.completed_at and self.completed_at >= shop.invoice_from))
            and self._is_invoiceable()
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
            if shop.journal_id and not self.journal_id:
                values["journal_id"] = shop.journal_id.id
        return values

    def _create_invoices(self, grouped=False, final=False, date=None):
        """An invoice that a person makes settles what was listed."""
        invoices = super()._create_invoices(grouped=grouped, final=final, date=date)
        self.env["shopee.issue"]._solve(self.sudo().shopee_order_id, ["not_invoiced"])
        return invoices


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
        string="Orders completed from",
        compute="_compute_invoice_from",
        store=True,
        readonly=False,
        help="Orders that were completed before this moment get no invoice by themselves; empty: all get "
        "one.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        string="Sales journal",
        domain="[('type', '=', 'sale')]",
        check_company=True,
        help="Journal of this store's invoices and credit notes; empty: the company's first sales journal.",
    )

    @api.depends("invoice_policy")
    def _compute_invoice_from(self):
        """From when the store is set so: what was completed until then was invoiced elsewhere."""
        for shop in self:
            shop.invoice_from = shop.invoice_policy == "completed" and fields.Datetime.now()

    @api.model
    def _cron_after_sale(self):
        """Every hour: invoices that had to wait for a transfer."""
        result = super()._cron_after_sale()
        shops = self._connected().filtered(lambda shop: shop.invoice_policy == "completed")
        if shops:
            found = self.env["shopee.order"].search(
                Domain("krsc_status", "in", list(DONE))
                & Domain("invoice_drafted", "=", False)
                & Domain("is_history", "=", False)
                & Domain("sale_order_id.invoice_status", "=", "to invoice")
                & Domain.OR(shop._invoice_domain() for shop in shops)
            )
            found.filtered(lambda order: order._wants_invoice())._enqueue_invoices()
        return result

    def _invoice_domain(self):
        """Orders of this store that were not completed too early for an invoice."""
        domain = Domain("shop_id", "=", self.id)
        return domain & Domain("completed_at", ">=", self.invoice_from) if self.invoice_from else domain


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_not_invoiced(self, params):
        return (
            self.env._("The invoice could not be drafted: %(reason)s", reason=params.get("reason") or ""),
            self.env._("Set what is missing in Accounting and press Retry."),
        )
