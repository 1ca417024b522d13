from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _shopee_judge_unlisted(self, merchant, shops):
        # Known at once for all of them, where each draft would ask for its own
        self.product_variant_ids.with_company(merchant.company_id).mapped("shopee_kit_weight")
        told = super()._shopee_judge_unlisted(merchant, shops)
        for template, findings in self._shopee_kit_findings(merchant).items():
            told[template] = told[template] + findings
        return told

    def _shopee_kit_findings(self, merchant):
        """What keeps kits from being sold, by product; products without a finding are left out."""
        tell = self.env["shopee.readiness"]
        empty = self.product_variant_ids._shopee_empty_kits(merchant.company_id)
        return {
            template: tell._say([variants._shopee_kit_finding()])
            for template, variants in empty.grouped("product_tmpl_id").items()
        }
