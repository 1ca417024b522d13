"""Money of a return: a draft credit note where the invoice is posted, else only a note."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from ..const import CHANNEL_BUILD

# Shopee has given the money back
REFUNDED = ("ACCEPTED", "CLOSED")
POSTED_INVOICE = [
    ("move_type", "=", "out_invoice"),
    ("state", "=", "posted"),
    ("payment_state", "!=", "reversed"),
]


class ShopeeReturn(models.Model):
    _inherit = "shopee.return"

    refunded_amount = fields.Monetary(
        string="Refunded",
        compute="_compute_refunded_amount",
        store=True,
        readonly=True,
        help="What Shopee gave back to the buyer: nothing while it is not decided, nor after a refusal.",
    )
    credit_note_id = fields.Many2one(
        "account.move", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )
    credit_drafted = fields.Boolean(
        readonly=True, copy=False, help="The credit note was made: none is made by itself any more."
    )
    credit_state = fields.Selection(
        [
            ("none", "Nothing refunded"),
            ("note", "Refunded, nothing to credit"),
            ("todo", "To credit"),
            ("draft", "Draft credit note"),
            ("posted", "Credited"),
        ],
        string="Credit note state",
        compute="_compute_credit_state",
        search="_search_credit_state",
        compute_sudo=True,
    )
    money_note = fields.Char(string="Credit note", compute="_compute_credit_state", compute_sudo=True)

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("status", "refund_amount")
    def _compute_refunded_amount(self):
        for one in self:
            one.refunded_amount = one.refund_amount if one.status in REFUNDED else 0.0

    @api.depends(
        "refunded_amount",
        "credit_note_id.state",
        "credit_note_id.amount_total",
        "sale_order_id.invoice_ids.state",
    )
    @api.depends_context("lang")
    def _compute_credit_state(self):
        for one in self:
            one.credit_state = one._credit_state()
            one.money_note = one._money_note()

    def _search_credit_state(self, operator, value):
        """Only what is to credit is looked at one by one: the other states can be asked of the database."""
        if operator != "in":
            return NotImplemented
        refunded = Domain("refunded_amount", ">", 0)
        credited = Domain("credit_note_id.state", "in", ("draft", "posted"))
        billed = Domain("sale_order_id.order_line.invoice_lines.move_id", "any", POSTED_INVOICE)
        todo = Domain.FALSE
        if {"todo", "note"} & set(value):
            todo = Domain("id", "in", self._to_credit(refunded & ~credited & billed).ids)
        domains = {
            "none": ~refunded & ~credited,
            "note": refunded & ~credited & ~todo,
            "todo": todo,
            "draft": Domain("credit_note_id.state", "=", "draft"),
            "posted": Domain("credit_note_id.state", "=", "posted"),
        }
        return Domain.OR(domain for state, domain in domains.items() if state in value)

    def _to_credit(self, domain):
        """Returns among these whose invoice is one that can be credited, the currency included."""
        found = self.sudo().search(domain)
        return found.filtered(lambda one: one.credit_state == "todo")

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_draft_credit_note(self):
        """Make the draft credit note by hand, or open the one that exists.

        :raise UserError: nothing is refunded, no invoice of the order is posted, or Accounting refuses
        """
        self.ensure_one()
        self.check_access("read")
        if self.credit_state not in ("draft", "posted"):
            self.env["account.move"].check_access("create")
            if self.credit_state != "todo":
                raise UserError(self.money_note)
            self.sudo()._draft_credit_note()
        return self.action_view_credit_note()

    def action_view_credit_note(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.credit_note_id.id,
            "view_mode": "form",
        }

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    def _enqueue_credit(self):
        for one in self.filtered(lambda one: one._wants_credit()):
            one._enqueue(
                "_job_draft_credit_note",
                channel=CHANNEL_BUILD,
                priority=20,
                key=f"shopee:credit:{one.id}",
                description=self.env._("Shopee: credit note of return %s", one.return_sn),
            )

    def _job_draft_credit_note(self):
        """Make the draft; two jobs about one return conflict on its row, and the later one sees it.

        What Accounting refuses is listed.
        """
        for one in self.exists().filtered(lambda one: one._wants_credit()):
            try:
                with self.env.cr.savepoint():
                    one._draft_credit_note()
            except (UserError, ValidationError) as error:
                self.env.invalidate_all()
                one._credit_failed(exc_message=str(error))

    def _credit_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_draft_credit_note``."""
        self.env["shopee.issue"]._raise_issues(
            "not_credited", "money", {one: {"reason": exc_message} for one in self}
        )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _upsert(self, shop, dtos):
        created, changed, unchanged = super()._upsert(shop, dtos)
        (created | changed)._enqueue_credit()
        return created, changed, unchanged

    def _draft_credit_note(self):
        """Draft credit note for the returned goods, over exactly what Shopee has refunded.

        :raise UserError: Accounting refuses it
        """
        note = self.env["account.move"].with_company(self.company_id).create(self._prepare_credit_note_vals())
        difference = self.refunded_amount - note.amount_total
        if not note.currency_id.is_zero(difference):
            note.invoice_line_ids = [Command.create(self._prepare_difference_vals(note, difference))]
        self.write({"credit_note_id": note.id, "credit_drafted": True})
        self.env["shopee.issue"]._solve(self, ["not_credited"])

    def _prepare_credit_note_vals(self):
        invoice = self._posted_invoice()
        return {
            "move_type": "out_refund",
            "partner_id": invoice.partner_id.id,
            "currency_id": invoice.currency_id.id,
            "journal_id": invoice.journal_id.id,
            "company_id": invoice.company_id.id,
            "fiscal_position_id": invoice.fiscal_position_id.id,
            "reversed_entry_id": invoice.id,
            "invoice_origin": invoice.invoice_origin,
            "shopee_shop_id": self.shop_id.id,
            "ref": self.env._("Shopee return %s", self.return_sn),
            "invoice_line_ids": [Command.create(vals) for vals in self._prepare_credit_lines_vals(invoice)],
        }

    def _prepare_credit_lines_vals(self, invoice):
        pieces = self._returned_pieces()
        vals_list = []
        for line in invoice.invoice_line_ids.filtered(lambda line: line.display_type == "product"):
            returned = max((pieces.get(sold.shopee_line_id, 0.0) for sold in line.sale_line_ids), default=0.0)
            if returned:
                vals_list.append(self._prepare_credit_line_vals(line, min(returned, line.quantity)))
        return vals_list

    def _prepare_credit_line_vals(self, line, quantity):
        """Without a link to the sales order: what was sold stays sold and invoiced there, or Odoo would ask
        to invoice it once more."""
        return {
            "product_id": line.product_id.id,
            "name": line.name,
            "quantity": quantity,
            "product_uom_id": line.product_uom_id.id,
            "price_unit": line.price_unit,
            "discount": line.discount,
            "tax_ids": [Command.set(line.tax_ids.ids)],
            "account_id": line.account_id.id,
        }

    def _prepare_difference_vals(self, note, difference):
        """What Shopee refunds beside the goods, or less than they cost."""
        product = self.env["shopee.order"]._own_product("product_difference")
        vals = {
            "product_id": product.id,
            "name": self.env._("Difference to the refund on Shopee"),
            "quantity": 1.0,
            "price_unit": difference,
            "tax_ids": [Command.clear()],
        }
        account = note.invoice_line_ids.account_id[:1]
        return {**vals, "account_id": account.id} if account else vals

    def _issue_retry(self, code):
        """What Retry in Issues to Solve means for a credit note that could not be made."""
        if code != "not_credited":
            return super()._issue_retry(code)
        return self._enqueue_credit()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _posted_invoice(self):
        """Newest posted invoice of the order in the currency of the refund."""
        invoices = self.sale_order_id.invoice_ids.filtered_domain(POSTED_INVOICE)
        return invoices.filtered(lambda move: move.currency_id == self.currency_id).sorted("id")[-1:]

    def _wants_credit(self):
        return self.credit_state == "todo" and not self.credit_drafted

    def _credit_state(self):
        self.ensure_one()
        if self.credit_note_id.state in ("draft", "posted"):
            return self.credit_note_id.state
        if not self.refunded_amount:
            return "none"
        return "todo" if self._posted_invoice() else "note"

    def _money_note(self):
        """What became of the money, in the reader's language."""
        state = self._credit_state()
        if state == "none":
            return self.env._("Shopee has refunded nothing yet.")
        if state == "note":
            return self.env._(
                "Shopee refunded %(amount)s to the buyer. No invoice of the order is posted in this "
                "currency, so there is nothing to credit.",
                amount=self.currency_id.format(self.refund_amount),
            )
        if state == "todo":
            if self.credit_drafted:
                return self.env._(
                    "The credit note was deleted or cancelled. Press Draft credit note to make it again."
                )
            return self.env._("The credit note is being made.")
        if state == "draft":
            return self.env._("The credit note is a draft: check and confirm it.")
        return self.env._("The credit note is posted.")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """Refunds that came before the invoice was posted are credited now."""
        posted = super()._post(soft)
        invoices = posted.filtered(lambda move: move.move_type == "out_invoice" and move.shopee_shop_id)
        orders = invoices.sudo().invoice_line_ids.sale_line_ids.order_id.shopee_order_id
        orders.return_ids._enqueue_credit()
        return posted


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    @api.model
    def _cron_after_sale(self):
        """Every hour: refunds whose invoice was posted while they were being read."""
        result = super()._cron_after_sale()
        shops = self._connected()
        if shops:
            returns = self.env["shopee.return"].search(
                [
                    ("shop_id", "in", shops.ids),
                    ("credit_drafted", "=", False),
                    ("credit_state", "in", ["todo"]),
                ]
            )
            returns._enqueue_credit()
        return result


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_not_credited(self, params):
        return (
            self.env._("The credit note could not be drafted: %(reason)s", reason=params.get("reason") or ""),
            self.env._("Set what is missing in Accounting and press Retry."),
        )
