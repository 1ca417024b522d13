from odoo import api, models


class ShopeeGlobalItem(models.Model):
    _inherit = "shopee.global.item"

    @api.depends(
        "variation_ids.product_id.product_tmpl_id.bom_ids.type",
        "variation_ids.product_id.product_tmpl_id.bom_ids.bom_line_ids.product_id",
        "variation_ids.product_id.product_tmpl_id.bom_ids.bom_line_ids.product_qty",
    )
    def _compute_findings(self):
        return super()._compute_findings()

    def _further_findings(self, merchant):
        """A kit that has nothing to deliver cannot be sold, whatever Shopee says of it."""
        found = super()._further_findings(merchant)
        products = {item: item._listed_variations().product_id for item in self}
        everything = self.env["product.product"].union(*products.values())
        empty = everything._shopee_empty_kits(merchant.company_id)
        if not empty:
            return found
        for item, linked in products.items():
            kits = linked & empty
            if kits:
                found[item] = (*found.get(item, ()), kits._shopee_kit_finding())
        return found
