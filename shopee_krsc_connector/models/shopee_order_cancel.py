"""Cancellation of an order: by the buyer, the seller or Shopee."""

from markupsafe import escape

from odoo import models


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    def _schedule_cancel_decision(self):
        """Ask the responsible person once to accept or refuse the buyer's request on Shopee."""
        activity_type = "shopee_krsc_connector.mail_activity_cancel_request"
        if self.activity_search([activity_type]):
            return
        self.activity_schedule(
            activity_type,
            user_id=(self.shop_id.user_id or self.env.user).id,
            note=self.env._(
                "The buyer asks to cancel: %s. The transfers are held until it is decided in the Seller "
                "Centre.",
                escape(self.buyer_cancel_reason or self.env._("no reason given")),
            ),
        )

    def _release(self):
        """The request is decided: its activity is done."""
        self.env["mail.activity"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                (
                    "activity_type_id",
                    "=",
                    self.env.ref("shopee_krsc_connector.mail_activity_cancel_request").id,
                ),
            ]
        ).unlink()

    def _cancel_sale_orders(self):
        """Cancel the sales orders; goods that have moved come back by a transfer for a person to validate."""
        sales = self.sale_order_id.filtered(lambda sale: sale.state != "cancel")
        for sale in sales:
            moved = sale.picking_ids.filtered(lambda picking: picking.state == "done")
            last = moved.filtered(lambda picking: not picking.return_ids).sorted("date_done")[-1:]
            if sale.locked:
                sale.action_unlock()
            sale.with_context(disable_cancel_warning=True)._action_cancel()
            if last:
                self._create_return_transfer(last)

    def _create_return_transfer(self, picking):
        """Return of everything that left, waiting for somebody to validate it."""
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_ids=picking.ids, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        wizard.action_create_returns_all()
        order = picking.sale_id.shopee_order_id
        self.env["shopee.issue"]._raise_issues(
            "cancelled_after_move", "shipping", {order: {"transfer": picking.name}}
        )
