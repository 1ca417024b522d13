from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _assign_picking_post_process(self, new=False):
        """In two and three steps the delivery is made only after the pick: the number is known by then."""
        result = super()._assign_picking_post_process(new=new)
        if new and self.sale_line_id.order_id.shopee_order_id._tracking_reference():
            self.picking_id._shopee_write_tracking_ref()
        return result
