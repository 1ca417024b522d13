"""Kits of a file, where the Manufacturing app is there."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class ShopeeExcelUpload(models.Model):
    _inherit = "shopee.excel.upload"

    def _create_kits(self, units):
        """Give each of these products, which have just been created, its kit."""
        if not units:
            return
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
        """What keeps this product of Odoo from being the kit of these (SKU, quantity): a code, or False."""
        bom = self.env["mrp.bom"]._bom_find(product, company_id=self.company_id.id)[product]
        if not bom or bom.type != "phantom":
            return "not_a_kit"
        held = {line.product_id.default_code: line.product_qty for line in bom.bom_line_ids}
        wanted = {sku: quantity * bom.product_qty for sku, quantity in components}
        return False if held == wanted else "component_differs"
