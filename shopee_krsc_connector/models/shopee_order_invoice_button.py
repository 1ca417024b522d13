"""Draft Invoices on Synced Orders: accountants invoice Shopee orders without the rights of a salesperson."""

from odoo import models
from odoo.exceptions import AccessError, UserError

INVOICERS = "account.group_account_invoice"
# What a person may wait for; stores invoice thousands by themselves
MOST = 100
REASONS_SHOWN = 5


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_draft_invoices(self):
        """Draft the invoices of these orders, whatever their stores make by themselves.

        :return: the drafts; where nothing could be drafted or some could not, why
        :raise UserError: there is nothing to invoice, or there are too many
        """
        if not self.env.user.has_group(INVOICERS):
            raise AccessError(self.env._("You may not make invoices."))
        self.check_access("read")
        orders = self.sudo().filtered(lambda order: order._is_invoiceable())
        if not orders:
            raise UserError(
                self.env._(
                    "None of these orders has anything to invoice: they are invoiced already, not delivered "
                    "yet, cancelled, or from before Odoo counted the stock."
                )
            )
        if len(orders) > MOST:
            raise UserError(
                self.env._(
                    "Choose at most %(most)s orders at once. To invoice all, set Invoices on the store: it "
                    "then drafts them when they are completed.",
                    most=MOST,
                )
            )
        return orders._draft_by_hand().with_env(self.env)._open_drafts(self.env._("Draft Invoices"))

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _draft_by_hand(self):
        """:return: the drafts
        :raise UserError: not one could be made
        """
        refused = {order: order._attempt(order._draft_invoice) for order in self}
        drafted = self.filtered(lambda order: not refused[order])
        self.env["shopee.issue"]._solve(drafted, ["not_invoiced"])
        failed = self - drafted
        if failed and not drafted:
            reasons = [f"{order.order_sn}: {refused[order]}" for order in failed[:REASONS_SHOWN]]
            raise UserError("\n".join(reasons))
        for order in failed:
            order._invoices_failed(exc_message=refused[order])
        return drafted.sale_order_id.invoice_ids


class AccountMove(models.Model):
    _inherit = "account.move"

    def _open_drafts(self, name):
        """:return: action that lists these invoices"""
        action = self.env["ir.actions.actions"]._for_xml_id("account.action_move_out_invoice_type")
        drafts = [("id", "in", self.ids)]
        return {**action, "display_name": name, "domain": drafts, "context": {"create": False}}
