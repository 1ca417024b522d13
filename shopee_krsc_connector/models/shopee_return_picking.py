"""Transfers that bring goods back, and the returns they belong to."""

from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    shopee_return_ids = fields.One2many("shopee.return", "receipt_picking_id", string="Shopee returns")

    def _shopee_receipts(self):
        """Transfers that bring back what was delivered."""
        return self.filtered(lambda picking: picking.return_id and picking.location_id.usage == "customer")

    def _shopee_receipt_state(self):
        """How far these receipts are, as ``shopee.return.receipt_state``; cancelled ones do not count."""
        live = self.filtered(lambda picking: picking.state != "cancel")
        if not live:
            return "none"
        if any(picking.state != "done" for picking in live):
            return "open"
        later = live.move_ids.move_dest_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        return "received" if later else "done"

    def _shopee_return_wizard(self, shopee_return):
        """Odoo's return wizard of this delivery, for one return of Shopee."""
        self.ensure_one()
        return (
            self.env["stock.return.picking"]
            .with_context(
                active_id=self.id,
                active_ids=self.ids,
                active_model="stock.picking",
                shopee_return_id=shopee_return.id,
            )
            .create({"picking_id": self.id})
        )


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"

    def _create_return(self):
        """A return that a person makes from the delivery is the receipt of the Shopee return that waits."""
        receipt = super()._create_return()
        found = self._shopee_return(receipt)
        if found:
            found.sudo().receipt_picking_id = receipt
        return receipt

    def _shopee_return(self, receipt):
        """Return that this receipt is for: the one asked for, else the oldest that waits for these goods."""
        returns = self.env["shopee.return"]
        if not receipt._shopee_receipts():
            return returns
        asked = self.env.context.get("shopee_return_id")
        if asked:
            return returns.browse(asked)
        waiting = receipt.sale_id.shopee_order_id.sudo().return_ids.filtered(
            lambda one: one._expects_goods() and one.receipt_state == "none"
        )
        listings = receipt.move_ids.sale_line_id.shopee_line_id
        return waiting.sorted("create_time").filtered(
            lambda one: any(line._order_lines() & listings for line in one.line_ids)
        )[:1]
