from odoo import models


class ShopeeListing(models.Model):
    _inherit = "shopee.listing"

    def _readiness_bulk(self, shops=None):
        told = super()._readiness_bulk(shops)
        for merchant, listings in self.grouped("merchant_id").items():
            findings = listings.product_tmpl_id._shopee_kit_findings(merchant)
            for listing in listings.filtered(lambda one, found=findings: one.product_tmpl_id in found):
                told[listing] = told[listing] + findings[listing.product_tmpl_id]
        return told

    def _variant_weight(self, product):
        """A kit that has not been weighed weighs what its components do."""
        weight = super()._variant_weight(product)
        return weight or product.with_company(self.company_id).shopee_kit_weight
