from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

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
