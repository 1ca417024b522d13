"""Odoo's own Cancel on a sales order that came from Shopee: Shopee is told first."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .stock_picking import MANAGER


class SaleOrder(models.Model):
    _inherit = "sale.order"

    shopee_can_answer = fields.Boolean(related="shopee_order_id.can_answer")
    shopee_asks_reason = fields.Boolean(compute="_compute_shopee_asks_reason")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("state", "shopee_order_id.krsc_status")
    def _compute_shopee_asks_reason(self):
        told = self._shopee_cancelled_first()
        for sale in self:
            sale.shopee_asks_reason = sale in told

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_cancel(self):
        """Orders that live on Shopee ask for the reason; they are cancelled once Shopee says so."""
        told = self._shopee_cancelled_first()
        if told:
            if self - told:
                (self - told).action_cancel()
            return told.shopee_order_id.action_cancel_order()
        return super().action_cancel()

    def action_draft(self):
        """An order that was cancelled in Odoo only is taken up again as Shopee has it."""
        result = super().action_draft()
        self.shopee_order_id.sudo().filtered(lambda order: not order.is_history)._enqueue_build()
        return result

    def action_shopee_accept_cancel(self):
        return self.shopee_order_id.action_accept_cancel()

    def action_shopee_refuse_cancel(self):
        return self.shopee_order_id.action_refuse_cancel()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _action_cancel(self):
        """All ways to cancel lead through here.

        :raise UserError: Shopee would still expect the goods
        """
        told = self._shopee_cancelled_first()
        if told:
            raise UserError(
                self.env._(
                    "Shopee still expects these orders to be shipped: %(orders)s.\n\nPress Cancel on the "
                    "order: Odoo tells Shopee, and cancels it here once Shopee has done so.",
                    orders=", ".join(told.mapped("name")),
                )
            )
        return super()._action_cancel()

    def _shopee_cancelled_first(self):
        """Those that Shopee has to cancel first."""
        may_leave_out = self.env.su or self.env.user.has_group(MANAGER)
        if self.env.context.get("shopee_cancel_in_odoo") and may_leave_out:
            return self.browse()
        return self.filtered(
            lambda sale: (
                sale.state != "cancel"
                and sale.shopee_order_id
                and not sale.shopee_order_id.sudo()._is_cancelled()
            )
        )


class SaleMassCancelOrders(models.TransientModel):
    _inherit = "sale.mass.cancel.orders"

    def action_mass_cancel(self):
        told = self.sale_order_ids._shopee_cancelled_first()
        self.sale_order_ids -= told
        result = super().action_mass_cancel()
        return told.shopee_order_id.action_cancel_order() if told else result
