"""Pieces that are cancelled after the delivery was validated.

Odoo lets no line fall below what was delivered, so they come back by a transfer for a person to validate, and
the line follows once they are back.
"""

from odoo import models

from ..const import STATUS_CANCELLED, STATUS_SHIPPED

ISSUE = "part_after_delivery"
# What comes back of a parcel that has left is a return, and of a cancelled order all comes back
DECIDED = STATUS_SHIPPED | STATUS_CANCELLED


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    def _update_sale_orders(self):
        result = super()._update_sale_orders()
        for order in self:
            order._bring_back_part()
        return result

    def _line_changes(self, line, vals):
        if line.state == "sale" and line.product_id.type == "consu":
            vals = {**vals, "product_uom_qty": max(vals["product_uom_qty"], line.qty_delivered)}
        return super()._line_changes(line, vals)

    def _bring_back_part(self):
        """Make the return transfers of what was delivered and is cancelled since."""
        surplus, sale = {}, self.sale_order_id
        known = sale.picking_ids
        if sale.state == "sale" and not sale.locked and self.krsc_status not in DECIDED:
            for line in sale.order_line.filtered("shopee_line_id"):
                surplus.update(line._shopee_surplus(line.shopee_line_id.active_quantity))
        for picking, moves in self.env["stock.move"].union(*surplus).grouped("picking_id").items():
            picking._shopee_return_to_stock({move: surplus[move] for move in moves})
        # Odoo then takes them off what was delivered
        (sale.picking_ids - known).move_ids.to_refund = True
        if surplus:
            names = ", ".join(self._open_ways_back().mapped("name"))
            self.env["shopee.issue"]._raise_issues(ISSUE, "shipping", {self: {"transfer": names}})
        elif not self._open_ways_back():
            self.env["shopee.issue"]._solve(self, [ISSUE])

    def _open_ways_back(self):
        return self.sale_order_id.picking_ids.filtered(
            lambda picking: picking.return_id and picking.state not in ("done", "cancel")
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _shopee_surplus(self, wanted):
        """Delivered move -> quantity of it that is too much for ``wanted`` pieces and not on its way back.

        By shares, because a line may stand for a kit, whose components have moved.
        """
        self.ensure_one()
        if self.product_id.type != "consu" or self.product_uom_id.compare(self.qty_delivered, wanted) <= 0:
            return {}
        share = 1 - wanted / self.qty_delivered
        surplus = {}
        for move in self.move_ids:
            if move.state != "done" or move.location_dest_id.usage != "customer":
                continue
            ways_back = move.returned_move_ids.filtered(lambda one: one.state != "cancel")
            counted = ways_back.filtered(lambda one: one.state == "done" and one.to_refund)
            delivered = move.quantity - sum(counted.mapped("quantity"))
            left = delivered * share - sum((ways_back - counted).mapped("product_uom_qty"))
            if move.product_uom.compare(left, 0) > 0:
                surplus[move] = move.product_uom.round(left)
        return surplus


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        """The pieces are back: the sales order follows."""
        result = super()._action_done()
        orders = self.filtered("return_id").sudo().sale_id.shopee_order_id
        if orders:
            issues = self.env["shopee.issue"].sudo()
            waiting = issues.search(
                [("res_model", "=", orders._name), ("res_id", "in", orders.ids), ("code", "=", ISSUE)]
            )
            orders.browse(waiting.filtered(lambda one: one.state == "open").mapped("res_id"))._enqueue_build()
        return result


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_part_after_delivery(self, params):
        return (
            self.env._(
                "Pieces were cancelled after their delivery was validated: %s brings them back.",
                params.get("transfer") or "",
            ),
            self.env._("Take them out of the parcel and validate that transfer. The sales order follows."),
        )
