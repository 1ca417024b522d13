from odoo import api, models


class MrpBom(models.Model):
    _inherit = "mrp.bom"

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        boms = super().create(vals_list)
        boms._shopee_mark_kits()
        return boms

    def write(self, vals):
        self._shopee_mark_kits()
        result = super().write(vals)
        self._shopee_mark_kits()
        return result

    def unlink(self):
        self._shopee_mark_kits()
        return super().unlink()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _shopee_mark_kits(self):
        """Other components make another number of kits; a type changes what is a kit at all."""
        templates = self.filtered(lambda bom: not bom.product_id).product_tmpl_id
        variants = templates.with_context(active_test=False).product_variant_ids
        self.env["shopee.stock.mark"]._mark_products((self.product_id | variants).ids)

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


class MrpBomLine(models.Model):
    _inherit = "mrp.bom.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.bom_id._shopee_mark_kits()
        return lines

    def write(self, vals):
        self.bom_id._shopee_mark_kits()
        return super().write(vals)

    def unlink(self):
        self.bom_id._shopee_mark_kits()
        return super().unlink()
