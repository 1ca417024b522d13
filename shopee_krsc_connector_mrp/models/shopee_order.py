from odoo import api, models


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    def _block_unknown_products(self):
        """A kit without components would be confirmed with nothing to deliver, so its order waits as well."""
        blocked = super()._block_unknown_products()
        empty = (self - blocked)._empty_kits()
        if empty:
            self._block("kit_without_components", empty)
        blocked |= self.browse([order.id for order in empty])
        mended = (self - blocked).filtered(lambda order: order.sync_state == "blocked")
        self.env["shopee.issue"]._solve(mended, ["kit_without_components"])
        return blocked

    def _empty_kits(self):
        """:return: dict order without sales order yet -> parameters that name its kits without components"""
        found = {}
        todo = self.filtered(lambda order: not order.sale_order_id and not order._needs_no_product())
        for company, orders in todo.grouped("company_id").items():
            kits = orders.line_ids.product_id._shopee_kits(company)
            empty = {product for product, kit in kits.items() if not kit._shopee_components(product, 1.0)}
            for order in orders if empty else ():
                names = [product.display_name for product in order.line_ids.product_id if product in empty]
                if names:
                    found[order] = {"kits": ", ".join(names)}
        return found

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
