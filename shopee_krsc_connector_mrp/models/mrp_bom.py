from odoo import models


class MrpBom(models.Model):
    _inherit = "mrp.bom"

    def _shopee_components(self, product, quantity):
        """What is to be moved for so many of a kit; kits among its components are taken apart as well.

        :param product: the kit, ``product.product``
        :param quantity: in the unit of the kit
        :return: dict component -> quantity in its own unit, without services and without what is optional
        """
        self.ensure_one()
        components = {}
        for line, values in self._shopee_lines(product, quantity):
            component = line.product_id.with_env(product.env)
            amount = line.product_uom_id._compute_quantity(values["qty"], component.uom_id, round=False)
            if component.type == "consu" and not component.uom_id.is_zero(amount):
                components[component] = components.get(component, 0.0) + amount
        return components

    def _shopee_changed_since(self, product, moves):
        """Whether this kit had other components when these moves of it were made."""
        if any(not move.bom_line_id for move in moves):
            return True
        present = moves.bom_line_id.union(*(line for line, _values in self._shopee_lines(product, 1.0)))
        made = min(moves.mapped("create_date"))
        return any(line.write_date > made for line in present)

    def _shopee_lines(self, product, quantity):
        """:return: list of (``mrp.bom.line``, its values) as ``explode`` gives them"""
        wanted = product.uom_id._compute_quantity(quantity, self.product_uom_id, round=False)
        return self.explode(product, wanted / self.product_qty, picking_type=self.picking_type_id)[1]
