"""Transfers that bring goods back, and the returns they belong to."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _inherit = "stock.picking"

    shopee_return_ids = fields.One2many("shopee.return", "receipt_picking_id", string="Shopee returns")

    def _shopee_receipts(self):
        """Transfers that bring back what was delivered."""
        return self.filtered(
            lambda picking: (
                picking.return_id
                and picking.location_id.usage == "customer"
                and picking.location_dest_id.usage != "inventory"
            )
        )

    def _shopee_write_offs(self):
        """Transfers that write off what was delivered and will not come back."""
        return self.filtered(
            lambda picking: (
                picking.return_id
                and picking.location_id.usage == "customer"
                and picking.location_dest_id.usage == "inventory"
            )
        )

    def _shopee_left(self):
        """Validated deliveries to buyers, newest first."""
        return self.filtered(
            lambda picking: picking.state == "done" and picking.location_dest_id.usage == "customer"
        ).sorted("date_done", reverse=True)

    def _shopee_receipt_state(self):
        """How far these receipts are, as ``shopee.return.receipt_state``; cancelled ones do not count."""
        live = self.filtered(lambda picking: picking.state != "cancel")
        if not live:
            return "none"
        if any(picking.state != "done" for picking in live):
            return "open"
        later = live.move_ids.move_dest_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        return "received" if later else "done"

    def _create_backorder_picking(self):
        """What of a return is received later still comes back from the same delivery."""
        backorder = super()._create_backorder_picking()
        if self.return_id.sale_id.sudo().shopee_order_id:
            backorder.return_id = self.return_id
        return backorder

    def _shopee_with_backorders(self):
        """These transfers and what was left of them for later."""
        found, todo = self, self.backorder_ids
        while todo:
            found |= todo
            todo = todo.backorder_ids - found
        return found

    def _shopee_return_wizard(self, shopee_return=None, write_off=False):
        """Odoo's return wizard of this delivery.

        :param shopee_return: the return of Shopee that it is for, if any
        :param bool write_off: the goods do not come back, so they go to the loss instead of the stock
        """
        self.ensure_one()
        return (
            self.env["stock.return.picking"]
            .with_context(
                active_id=self.id,
                active_ids=self.ids,
                active_model="stock.picking",
                shopee_return_id=shopee_return.id if shopee_return else False,
                shopee_write_off=write_off,
            )
            .create({"picking_id": self.id})
        )

    def _shopee_action_open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_new_picking_values(self):
        """Putting away what came back is still part of coming back, not of shipping."""
        vals = super()._get_new_picking_values()
        returned = self.move_orig_ids.picking_id.return_id
        if returned.sale_id.sudo().shopee_order_id:
            vals["return_id"] = returned[:1].id
        return vals


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"

    def _create_return(self):
        """A return that a person makes from the delivery is the receipt of the Shopee return that waits."""
        receipt = super()._create_return()
        found = self._shopee_return(receipt)
        if found and self.env.context.get("shopee_write_off"):
            found.sudo().write_off_picking_id = receipt
        elif found:
            found.sudo()._cancel_open(found.sudo().write_off_picking_id)
            found.sudo().receipt_picking_id = receipt
        return receipt

    @api.model
    def _prepare_stock_return_picking_line_vals_from_move(self, stock_move):
        """What comes back of a Shopee order stays delivered on the sales order.

        The money is Shopee's to give back and is credited by what it refunded. Counted as not delivered, the
        goods would be left out of an invoice made later and credited all the same, and offered for shipping
        once more.
        """
        vals = super()._prepare_stock_return_picking_line_vals_from_move(stock_move)
        order = stock_move.picking_id.sale_id.sudo().shopee_order_id
        if order and not order._is_cancelled() and stock_move.location_dest_id.usage == "customer":
            vals["to_refund"] = False
        return vals

    def _prepare_picking_default_values_based_on(self, picking):
        """What is written off goes from the buyer to the loss: it never stands in the stock."""
        vals = super()._prepare_picking_default_values_based_on(picking)
        if self.env.context.get("shopee_write_off"):
            vals["location_dest_id"] = self._shopee_loss_location(picking.company_id).id
            vals["origin"] = self.env._("Write-off of %(transfer)s", transfer=picking.name)
        return vals

    @api.model
    def _shopee_loss_location(self, company):
        """Where Odoo's own scrap goes.

        :raise UserError: the company has no such location
        """
        found = self.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "in", [company.id, False])], order="id", limit=1
        )
        if not found:
            raise UserError(
                self.env._(
                    "%(company)s has no location of the type Inventory Loss: make one in Inventory, then "
                    "write off again.",
                    company=company.name,
                )
            )
        return found

    def _shopee_fill(self, share_of):
        """Set the quantities to take back, never more than what left and is not back or written off.

        :param share_of: function of a delivered ``stock.move``: share of its quantity, 0 to 1
        :return: whether anything is to be taken back
        """
        for line in self.product_return_moves:
            gone = line.move_id
            back = sum(move.product_uom_qty for move in gone.returned_move_ids if move.state != "cancel")
            line.quantity = max(min(gone.quantity * share_of(gone), gone.quantity - back), 0.0)
        return any(self.product_return_moves.mapped("quantity"))

    def _shopee_return(self, receipt):
        """Return that this receipt is for: the one asked for, else the oldest that waits for these goods."""
        returns = self.env["shopee.return"]
        asked = self.env.context.get("shopee_return_id")
        if asked:
            return returns.browse(asked)
        if not receipt._shopee_receipts():
            return returns
        waiting = receipt.sale_id.shopee_order_id.sudo().return_ids.filtered(
            lambda one: one._expects_goods() and one.receipt_state == "none"
        )
        listings = receipt.move_ids.sale_line_id.shopee_line_id
        return waiting.sorted("create_time").filtered(
            lambda one: any(line._order_lines() & listings for line in one.line_ids)
        )[:1]
