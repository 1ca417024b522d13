from odoo import api, fields, models


class ShopeeListingVariation(models.Model):
    _inherit = "shopee.listing.variation"

    components = fields.Char(
        compute="_compute_components", help="What one of this kit is delivered as. Empty: it is no kit."
    )

    @api.depends("product_id")
    @api.depends_context("lang")
    def _compute_components(self):
        for company, variations in self.grouped(lambda one: one.listing_id.company_id).items():
            kits = variations.product_id._shopee_kits(company)
            for variation in variations:
                product = variation.product_id
                parts = kits[product]._shopee_components(product, 1.0) if product in kits else {}
                variation.components = ", ".join(
                    f"{quantity:g} × {part.default_code or part.display_name}"
                    for part, quantity in parts.items()
                )
