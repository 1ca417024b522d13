from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    shopee_order_id = fields.Many2one(
        "shopee.order", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    shopee_shop_id = fields.Many2one(related="shopee_order_id.shop_id", store=True, index="btree_not_null")
    shopee_history = fields.Boolean(
        readonly=True,
        copy=False,
        help="Left the stock before Odoo counted it: nothing to deliver, nothing to invoice.",
    )
    shopee_ships_elsewhere = fields.Boolean(
        readonly=True, copy=False, help="Shipped from Shopee's own stock: nothing to deliver from ours."
    )
    shopee_package_ids = fields.One2many(related="shopee_order_id.package_ids")

    def _prepare_confirmation_values(self):
        """Keep the date on which the buyer ordered: Odoo would write the date of confirming."""
        values = super()._prepare_confirmation_values()
        if self and all(order.shopee_order_id for order in self):
            values.pop("date_order", None)
        return values

    def _shopee_stock_condition(self):
        """How far the goods of this order are: ``none``, ``part``, ``full``, ``packed`` or False.

        Later steps of a delivery exist only once the pick is done, so the open moves are one step. What
        comes back does not count. Once all has left nothing is packed any more: the parcel is on its way.
        """
        moves = self.picking_ids.move_ids.filtered(
            lambda move: (
                move.state not in ("cancel", "draft")
                and move.sale_line_id
                and not move.origin_returned_move_id
            )
        )
        if not moves:
            return False
        opened = moves.filtered(lambda move: move.state != "done")
        if opened.move_line_ids.result_package_id:
            return "packed"
        if all(move.state == "assigned" for move in opened):
            return "full"
        if any(move.state in ("assigned", "partially_available") for move in opened):
            return "part"
        return "part" if len(opened) < len(moves) else "none"

    def action_shopee_ready_to_ship(self):
        """Arrange the parcels of these orders on Shopee."""
        return self.shopee_order_id.action_ready_to_ship()


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    shopee_line_id = fields.Many2one(
        "shopee.order.line", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    shopee_part = fields.Char(
        readonly=True, copy=False, help="Part of Shopee's total that this line stands for."
    )

    def _shopee_own(self):
        """Lines whose price Shopee has made."""
        return self.filtered(lambda line: line.shopee_line_id or line.shopee_part)

    @api.depends("product_id", "product_uom_id", "product_uom_qty")
    def _compute_price_unit(self):
        """A later change of the quantity must not bring the list price back."""
        return super(SaleOrderLine, self - self._shopee_own())._compute_price_unit()

    @api.depends("product_id", "product_uom_id", "product_uom_qty")
    def _compute_discount(self):
        return super(SaleOrderLine, self - self._shopee_own())._compute_discount()

    def _prepare_qty_delivered(self):
        """What left before Odoo counted the stock, or leaves from Shopee's, counts as delivered."""
        delivered = super()._prepare_qty_delivered()
        for line in self:
            if line.order_id.shopee_history or line.order_id.shopee_ships_elsewhere:
                delivered[line] = line.product_uom_qty
        return delivered

    @api.depends("order_id.shopee_history", "order_id.shopee_ships_elsewhere", "product_uom_qty")
    def _compute_qty_delivered(self):
        return super()._compute_qty_delivered()

    @api.depends("order_id.shopee_history")
    def _compute_qty_to_invoice(self):
        history = self.filtered("order_id.shopee_history")
        history.qty_to_invoice = 0.0
        return super(SaleOrderLine, self - history)._compute_qty_to_invoice()
