from odoo import models

from odoo.addons.shopee_krsc_connector.lib import readiness
from odoo.addons.shopee_krsc_connector.lib.readiness.facts import some


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
        tell, told = self.env["shopee.readiness"], {}
        kits = self.product_variant_ids._shopee_kits(merchant.company_id)
        for template in self:
            empty = [
                variant
                for variant in template.product_variant_ids
                if variant in kits and not kits[variant]._shopee_components(variant, 1.0)
            ]
            if empty:
                names = some([variant.default_code or variant.display_name for variant in empty])
                finding = readiness.Finding("kit_empty", "stock", readiness.ERROR, names)
                told[template] = tell._say([finding])
        return told
