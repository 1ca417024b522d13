from odoo import api, models


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    def _storable_needs(self):
        """A kit takes its components from the stock, whatever is said of the kit itself."""
        all_needs = super()._storable_needs()
        for company, orders in self.grouped("company_id").items():
            kits = orders.line_ids.product_id._shopee_kits(company)
            for order in orders if kits else ():
                needs = all_needs[order]
                for line in order.line_ids.filtered(lambda one, found=kits: one.product_id in found):
                    needs.pop(line.product_id, None)
                    parts = kits[line.product_id]._shopee_components(line.product_id, line.active_quantity)
                    for part, quantity in parts.items():
                        if part.is_storable:
                            needs[part] = needs.get(part, 0) + quantity
        return all_needs

    @api.model
    def _has_moved(self, line, moves):
        """A component whose move was cancelled has no open move, and is missing all the same."""
        return super()._has_moved(line, moves) and not line.sudo()._shopee_lacks_components(
            {move: move.quantity for move in moves}
        )
