from odoo import api, fields, models

from odoo.addons.shopee_krsc_connector.lib import readiness
from odoo.addons.shopee_krsc_connector.lib.readiness.facts import some


class ProductProduct(models.Model):
    _inherit = "product.product"

    shopee_kit_weight = fields.Float(
        string="Weight of components",
        compute="_compute_shopee_kit_weight",
        help="Of one kit, in the unit that products are weighed in; 0 for what is no kit.",
    )

    @api.depends(
        "product_tmpl_id.bom_ids.type",
        "product_tmpl_id.bom_ids.product_qty",
        "product_tmpl_id.bom_ids.bom_line_ids.product_qty",
        "product_tmpl_id.bom_ids.bom_line_ids.product_id.weight",
    )
    @api.depends_context("company")
    def _compute_shopee_kit_weight(self):
        kits = self._shopee_kits(self.env.company)
        for product in self:
            parts = kits[product]._shopee_components(product, 1.0) if product in kits else {}
            product.shopee_kit_weight = sum(part.weight * quantity for part, quantity in parts.items())

    def _shopee_kits(self, company):
        """The bills of materials of those products that are kits.

        :param company: ``res.company`` that sells them
        :return: dict product -> ``mrp.bom``
        """
        found = self.env["mrp.bom"].sudo()._bom_find(self, company_id=company.id, bom_type="phantom")
        return {product: found[product] for product in self if found[product]}

    def _shopee_kit_parts(self, company):
        """What one of each of those products that are kits is made of, as far as Odoo keeps stock of it.

        :return: dict kit -> {component: quantity in its own unit}
        """
        parts = {}
        for kit, bom in self._shopee_kits(company).items():
            # Of a whole batch: quantities of a single kit would be rounded up
            size = bom.product_uom_id._compute_quantity(bom.product_qty, kit.uom_id, round=False)
            batch = bom._shopee_components(kit, size)
            parts[kit] = {part: needed / size for part, needed in batch.items() if part.is_storable}
        return parts

    def _shopee_empty_kits(self, company):
        """Those of these products that are kits without anything to deliver."""
        kits = self._shopee_kits(company)
        return self.filtered(lambda one: one in kits and not kits[one]._shopee_components(one, 1.0))

    def _shopee_kit_finding(self):
        """``lib.readiness.Finding`` that these kits are empty."""
        names = some([product.default_code or product.display_name for product in self])
        return readiness.Finding("kit_empty", "stock", readiness.ERROR, names)
