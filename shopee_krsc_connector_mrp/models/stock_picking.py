from odoo import api, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    @api.model
    def _shopee_is_short(self, fact, moves):
        """A kit is whole with all of its components, also those that have no move here any more."""
        if super()._shopee_is_short(fact, moves):
            return True
        if all(move.product_id.id == fact["product_id"] for move in moves):
            return False
        line = self.env["sale.order.line"].sudo().browse(fact["line_id"])
        moved = {move: move._shopee_picked_quantity() for move in moves}
        for move in line.move_ids.filtered(lambda move: move.state == "done"):
            if move.location_dest_id.usage == "customer":
                moved[move] = move.quantity
            elif move.location_id.usage == "customer" and move.to_refund:
                moved[move] = -move.quantity
        return line._shopee_lacks_components(moved)
