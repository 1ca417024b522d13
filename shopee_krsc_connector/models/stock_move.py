from odoo import api, models

# What decides whether a move takes something from a warehouse, and how much
DEMAND_FIELDS = {
    "location_dest_id",
    "location_final_id",
    "location_id",
    "product_id",
    "product_uom",
    "product_uom_qty",
    "state",
}


class StockMove(models.Model):
    _inherit = "stock.move"

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._shopee_mark_stock()
        return moves

    def write(self, vals):
        """Demand that is not reserved is promised all the same: no quant tells of it."""
        if not DEMAND_FIELDS & vals.keys():
            return super().write(vals)
        self._shopee_mark_stock()
        result = super().write(vals)
        if "product_id" in vals:
            self._shopee_mark_stock()
        return result

    def unlink(self):
        self._shopee_mark_stock()
        return super().unlink()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _shopee_mark_stock(self):
        self.env["shopee.stock.mark"]._mark_products(self.product_id.ids)

    def _shopee_picked_quantity(self):
        """What this move would carry if it were validated now, in its unit."""
        self.ensure_one()
        if not self.move_line_ids:
            return self.quantity if self.picked else 0.0
        return sum(
            line.product_uom_id._compute_quantity(line.quantity, self.product_uom, round=False)
            for line in self.move_line_ids.filtered("picked")
        )

    def _assign_picking_post_process(self, new=False):
        """In two and three steps the delivery is made only after the pick: the number is known by then."""
        result = super()._assign_picking_post_process(new=new)
        if new and self.sale_line_id.order_id.shopee_order_id._tracking_reference():
            self.picking_id._shopee_write_tracking_ref()
        return result
