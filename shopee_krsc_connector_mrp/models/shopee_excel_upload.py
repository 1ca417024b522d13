"""Kits of an Excel file: rows with components."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class ShopeeExcelUpload(models.Model):
    _inherit = "shopee.excel.upload"

    def _takes_kits(self):
        return True

    def _create_kits(self, units):
        result = super()._create_kits(units)
        if units:
            self._create_kit_boms(units)
        return result

    def _create_kit_boms(self, units):
        skus = {sku for unit in units for sku, _quantity in unit.components}
        found = self.env["product.product"].search(
            [("default_code", "in", list(skus)), ("company_id", "in", [False, self.company_id.id])]
        )
        products = {product.default_code: product for product in found}
        missing = sorted(skus - set(products))
        if missing:
            raise UserError(self.env._("There is no product with the SKU %s.", ", ".join(missing[:5])))
        self.env["mrp.bom"].create(
            [
                {
                    "product_tmpl_id": unit.template.id,
                    "type": "phantom",
                    "company_id": self.company_id.id,
                    "bom_line_ids": [
                        Command.create({"product_id": products[sku].id, "product_qty": quantity})
                        for sku, quantity in unit.components
                    ],
                }
                for unit in units
            ]
        )

    def _kit_misfit(self, product, components):
        code = super()._kit_misfit(product, components)
        if code:
            return code
        bom = self.env["mrp.bom"]._bom_find(product, company_id=self.company_id.id)[product]
        if not bom or bom.type != "phantom":
            return "not_a_kit"
        held = {line.product_id.default_code: line.product_qty for line in bom.bom_line_ids}
        wanted = {sku: quantity * bom.product_qty for sku, quantity in components}
        return False if held == wanted else "component_differs"
