from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _shopee_lacks_components(self, moved):
        """Whether something of this kit is missing among what has moved.

        Moves that were made when the kit had other components are not held against the present ones.

        :param dict moved: ``stock.move`` of this line -> quantity in its unit, negative where it comes back
        """
        self.ensure_one()
        moves = self.env["stock.move"].union(*moved)
        kit = moves.product_id != self.product_id and self._shopee_kit()
        if not kit or kit._shopee_changed_since(self.product_id, self.move_ids):
            return False
        present = {}
        for move, quantity in moved.items():
            product = move.product_id
            amount = move.product_uom._compute_quantity(quantity, product.uom_id, round=False)
            present[product] = present.get(product, 0.0) + amount
        wanted = self.product_uom_id._compute_quantity(self.product_uom_qty, self.product_id.uom_id)
        components = kit._shopee_components(self.product_id, wanted)
        return any(
            product.uom_id.compare(present.get(product, 0.0), needed) < 0
            for product, needed in components.items()
        )

    def _shopee_kit(self):
        """``mrp.bom`` of the kit that this line sells, or None."""
        return self.product_id._shopee_kits(self.company_id).get(self.product_id)
